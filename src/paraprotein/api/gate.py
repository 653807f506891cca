"""One gate for every verb that takes a study's data: what stops one of them stops them all.

Findings come from three places: the files and tables as they are admitted, what can be seen only once the tables are
derived (doses, visits, methods, grades, baselines), and the conformance checks of the derived data sets.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataError, Finding, InputError
from .intake import IntakeOptions, admitted, require_one_trial

if TYPE_CHECKING:
    from ..adam.derive import Adam
    from ..protocol.schema import Protocol
    from ..sdtm import StudyTables


@dataclass(frozen=True, eq=False)
class Examined:
    """A study that passed the gate.

    Attributes:
        tables: the study tables.
        adam: everything derived from them.
        findings: every warning and note, of the intake first.
    """

    tables: "StudyTables"
    adam: "Adam"
    findings: tuple[Finding, ...]


def examined(
    protocol: "Protocol", data: str | Path, options: IntakeOptions | None = None, *, many_trials: bool = False
) -> Examined:
    """Read a study, derive its tables, and check all of it.

    Args:
        protocol: whose units, rules and criteria apply.
        data: folder of study tables, zip archive, or single file.
        options: how to read; None: the defaults. `strict` makes a warning of any check stop the work.
        many_trials: take tables that hold several simulated trials.

    Raises:
        DataError: findings that stop the work; carries every finding, also warnings and notes.
        UsageError: an option that cannot be followed, or several simulated trials where one is wanted.

    Example:
        `examined(load_protocol("imatinib-wm-2007").protocol, "study").findings`
    """
    from ..adam.derive import derive_all
    from ..submission.study_checks import check_study

    options = options or IntakeOptions()
    intake = admitted(protocol, data, replace(options, strict=False))
    if not many_trials:
        require_one_trial(intake.tables, data)
    try:
        adam = derive_all(intake.tables, protocol)
        findings = (*intake.findings, *check_study(adam, intake.tables, protocol))
    except InputError as error:
        raise DataError([*intake.findings, *error.findings]) from error
    if stopping(findings, strict=options.strict):
        raise DataError(findings)
    return Examined(intake.tables, adam, findings)


def stopping(findings: Iterable[Finding], *, strict: bool) -> list[Finding]:
    """Findings that stop the work: errors, and warnings under `strict`."""
    severities = ("error", "warning") if strict else ("error",)
    return [finding for finding in findings if finding.severity in severities]
