"""One way in for a study's data, whichever verb asks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from ..arguments import AnyPath
from ..errors import UsageError

if TYPE_CHECKING:
    from ..protocol.schema import Protocol
    from ..sdtm import Admitted, StudyTables
    from ..sdtm.delivery.decisions import Decisions
    from ..sdtm.words import DecidingTests


@dataclass(frozen=True)
class IntakeOptions:
    """How a study's data are read; every verb that takes data takes these.

    Attributes:
        strict: stop at warnings as at errors.
        study: STUDYID to take where the data hold several.
        trial: number of the simulated trial to take where the data hold many; None takes all.
        mapping: file that says what the columns of tables mean that are not CDISC.
        repairs: names of repairs to apply and log (`sdtm.REPAIRS`).
        memory_limit: memory that the tables may take, such as `4GB`; None allows what the files' size lets expect.
        today: dates after this day are reported as in the future; None: the day of the computer.
        cut: take only what was known on this day, ISO text or date; None: everything.
        decisions: file with the answers to earlier findings; None: `decisions.yaml` beside the protocol, if there.

    Example:
        >>> IntakeOptions(strict=True, memory_limit="4GB").memory_bytes
        4000000000
    """

    strict: bool = False
    study: str | None = None
    trial: int | None = None
    mapping: AnyPath | None = None
    repairs: Sequence[str] = ()
    memory_limit: str | None = None
    today: date | None = None
    cut: str | date | None = None
    decisions: AnyPath | None = None

    @property
    def cut_day(self) -> date | None:
        """The day of the cut.

        Raises:
            UsageError: not a date.
        """
        return self.cut if self.cut is None or isinstance(self.cut, date) else day_named(self.cut, "--cut")

    def answers(self, folder: Path | None) -> "Decisions":
        """The answers to earlier findings: of the file that is named, else of the one beside the protocol.

        Raises:
            DataError: not a valid file.
        """
        from ..sdtm.delivery.decisions import Decisions, read_decisions

        path = self.decisions_file(folder)
        return Decisions() if path is None else read_decisions(path)

    def decisions_file(self, folder: Path | None) -> Path | None:
        """The file of answers that is read; None where there is none."""
        from ..sdtm.delivery.decisions import beside

        if self.decisions is not None:
            return Path(self.decisions)
        return beside(folder) if folder is not None else None

    @property
    def memory_bytes(self) -> int | None:
        """The memory limit in bytes.

        Raises:
            UsageError: it is no size.
        """
        return memory_bytes(self.memory_limit)


class IntakeKeywords(TypedDict, total=False):
    """The attributes of `IntakeOptions` as keywords of a verb."""

    strict: bool
    study: str | None
    trial: int | None
    mapping: AnyPath | None
    repairs: Sequence[str]
    memory_limit: str | None
    today: date | None
    cut: str | date | None
    decisions: AnyPath | None


@dataclass(frozen=True)
class IntakeTerms:
    """What a protocol wants of the laboratory results at intake.

    Attributes:
        units: analyte to the unit into which its results are converted.
        marker: analyte that every treated subject needs before the first dose; None where the criteria use a panel.
        tests: laboratory tests of which words decide; None: those with the usual codes.
    """

    units: Mapping[str, str]
    marker: str | None
    tests: "DecidingTests | None" = None

    @classmethod
    def of(cls, protocol: "Protocol | None") -> "IntakeTerms":
        """The terms of a protocol; without one, results keep their units and no marker is needed."""
        if protocol is None:
            return cls({}, None)
        from ..adam.adrs.marker_panel import deciding_tests, laboratory_units
        from ..response import WaldenstromCriteria, criteria_named

        rests_on_one = isinstance(criteria_named(protocol.response.criteria), WaldenstromCriteria)
        marker = protocol.response.marker if rests_on_one else None
        return cls(laboratory_units(protocol), marker, deciding_tests(protocol))


def admitted(
    protocol: "Protocol | None",
    data: AnyPath | Iterable[AnyPath],
    options: IntakeOptions | None = None,
    decisions: "Decisions | None" = None,
) -> "Admitted":
    """Read a study and check it, in the units of a protocol.

    Args:
        protocol: whose units the results take; None leaves them as they are.
        data: folder of study tables, zip archive, or several of these and of single files; or a run directory, with a
            trial chosen.
        options: how to read; None: the defaults.
        decisions: answers to earlier findings.

    Raises:
        DataError: files that cannot be read, several studies and none chosen, or findings that stop the work.
        UsageError: the memory limit is no size, or a repair has no such name.
    """
    from ..scale import is_run_directory
    from ..sdtm import admit_study, read_mapping
    from ..sdtm.delivery.decisions import Decisions
    from ..sdtm.delivery.delivery import Delivery
    from ..sdtm.plausibility import Expected
    from ..sdtm.words import DECIDING_TESTS
    from .stored_trial import admit_stored_trial

    options = options or IntakeOptions()
    terms = IntakeTerms.of(protocol)
    if isinstance(data, str | Path) and is_run_directory(Path(data)):
        found = admit_stored_trial(Path(data), options, terms)
        return found if protocol is None else _covered(found, protocol, strict=options.strict)
    found = admit_study(
        data,
        units=terms.units,
        marker=terms.marker,
        strict=options.strict,
        study=options.study,
        trial=options.trial,
        mapping=read_mapping(options.mapping) if options.mapping else None,
        repairs=options.repairs,
        memory_limit=options.memory_bytes,
        tests=terms.tests or DECIDING_TESTS,
        delivery=Delivery(
            Expected.of(protocol, options.today or datetime.now(tz=UTC).date()),
            decisions or Decisions(),
            options.cut_day,
        ),
    )
    return found if protocol is None else _covered(found, protocol, strict=options.strict)


def _covered(found: "Admitted", protocol: "Protocol", *, strict: bool) -> "Admitted":
    """What passed the door, with what its tables cannot show under the protocol.

    Raises:
        DataError: every result would be empty for one reason, or under `strict` any warning.
    """
    from ..adam.coverage import check_coverage
    from ..sdtm.intake import refuse

    lacking = check_coverage(found.tables, protocol)
    findings = (*(finding for finding in lacking if finding.severity == "error"), *found.findings,
                *(finding for finding in lacking if finding.severity != "error"))  # fmt: skip
    refuse(findings, strict=strict)
    return replace(found, findings=findings)


def day_named(text: str, option: str) -> date:
    """The day of an ISO text.

    Args:
        text: the day.
        option: where it was written, for the error.

    Raises:
        UsageError: not a date.

    Example:
        >>> day_named("2004-09-01", "--cut")
        datetime.date(2004, 9, 1)
    """
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        fix = "write year-month-day, for example 2004-09-01"
        raise UsageError.one(option, f"'{text}' is not a date", fix, "monitor.date") from None


def memory_bytes(text: str | None) -> int | None:
    """Bytes of a size such as `4GB` or `800 MB`; None for None.

    Raises:
        UsageError: not such a size.

    Example:
        >>> memory_bytes("800 MB")
        800000000
    """
    if text is None:
        return None
    size = re.fullmatch(r"\s*(\d{1,6}(?:\.\d+)?)\s*([MG])i?B?\s*", text, re.IGNORECASE)
    if size is None or not float(size.group(1)):
        fix = "write megabytes or gigabytes, for example 800MB or 4GB"
        raise UsageError.one("--memory-limit", f"'{text}' is no size", fix, "data.memory")
    return int(float(size.group(1)) * {"M": 1e6, "G": 1e9}[size.group(2).upper()])


def require_one_trial(tables: "StudyTables", data: object) -> None:
    """Refuse many simulated trials where one study is wanted.

    Args:
        tables: the study tables.
        data: where they came from, for the error.

    Raises:
        UsageError: the tables hold more than one trial.
    """
    trials = tables.dm["TRIAL"].n_unique()
    if trials > 1:
        fix = f"choose one: --trial {min(tables.dm['TRIAL'].to_list())}"
        raise UsageError.one(str(data), f"holds {trials} simulated trials", fix, "data.trials")
