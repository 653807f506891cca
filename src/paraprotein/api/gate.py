"""One gate for every verb that takes a study's data: what stops one of them stops them all.

Findings come from three places: the files and tables as they are admitted, what can be seen only once the tables are
derived (doses, visits, methods, grades, baselines), and the conformance checks of the derived data sets.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import DataError, Finding, InputError
from ..sdtm.intake import refuse
from .findings import Findings

if TYPE_CHECKING:
    from ..adam.derive import Adam
    from ..protocol.schema import Protocol
    from ..sdtm import StudyTables


@dataclass(frozen=True, eq=False)
class Passed:
    """What the gate found out about a study.

    Attributes:
        adam: everything derived from its tables.
        findings: every warning and note, of the intake first.
    """

    adam: "Adam"
    findings: Findings


def pass_gate(
    protocol: "Protocol", tables: "StudyTables", noticed: Iterable[Finding] = (), *, strict: bool = False
) -> Passed:
    """Derive a study's tables and check all of it.

    Args:
        protocol: whose rules and criteria apply.
        tables: study tables that passed intake in the protocol's units.
        noticed: findings of the intake.
        strict: make a warning of any check stop the work.

    Raises:
        DataError: findings that stop the work; carries every finding, also warnings and notes.

    Example:
        >>> trial, study = load("imatinib-wm-2007"), simulate("imatinib-wm-2007", seed=7)
        >>> pass_gate(trial.protocol, study).findings.stopping()
        no findings
    """
    from ..adam.derive import derive_all
    from ..submission.study_checks import check_study

    try:
        adam = derive_all(tables, protocol)
        findings = Findings((*noticed, *check_study(adam, tables, protocol)))
    except InputError as error:
        raise DataError([*noticed, *error.findings]) from error
    refuse(findings, strict=strict)
    return Passed(adam, findings)
