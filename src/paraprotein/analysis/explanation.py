"""The response of patients in sentences, visit by visit, from study tables."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from ..adam import derive_all
from ..adam.adrs.amyloidosis import prepare_amyloidosis
from ..adam.adrs.courses import prepare_courses
from ..adam.adrs.myeloma import prepare_myeloma
from ..adam.adrs.unused import find_unused
from ..adam.derive import Adam
from ..errors import UsageError
from ..files.plain import Plain
from ..protocol.schema import Protocol
from ..response import (
    DomainExplanation,
    MyelomaCriteria,
    MyelomaExplanation,
    Policies,
    VisitExplanation,
    WaldenstromCriteria,
    criteria_named,
    explain_amyloidosis_patient,
    explain_myeloma_patient,
    explain_patient,
)
from ..sdtm import StudyTables

Visits = tuple[VisitExplanation, ...] | tuple[MyelomaExplanation, ...] | tuple[DomainExplanation, ...]


@dataclass(frozen=True)
class UnusedRecord:
    """A record of what the criteria read that entered no response.

    Attributes:
        day: linear study day; None without a complete date.
        domain: of its table.
        sequence: its number there.
        test: short name of the test.
        why: a clause that follows "not used because".
    """

    day: int | None
    domain: str
    sequence: int
    test: str
    why: str


@dataclass(frozen=True)
class SubjectExplanation:
    """One subject's response explained.

    Attributes:
        subject: USUBJID.
        marker: what decides.
        unit: its unit.
        baseline: its value before treatment; None when it cannot be judged.
        baseline_date: its date.
        visits: every visit, in day order; in AL amyloidosis domain by domain.
        sources: publications of the rules.
        unused: records that no visit rests on, in day order, with the reason.
    """

    subject: str
    marker: str
    unit: str
    baseline: float | None
    baseline_date: date | None
    visits: Visits
    sources: tuple[str, ...]
    unused: tuple[UnusedRecord, ...] = ()

    def record(self) -> dict[str, Plain]:
        """Plain values for JSON."""
        return asdict(self) | {"baseline_date": str(self.baseline_date or "") or None}


def explain_subject(
    tables: StudyTables, protocol: Protocol, subject: str, adam: Adam | None = None
) -> SubjectExplanation:
    """Every visit of one subject, in day order, with the rule that decided.

    Args:
        tables: study tables that passed the door.
        protocol: the protocol whose criteria apply.
        subject: USUBJID, or a SUBJID that only one subject has.
        adam: what `derive_all` derived from the tables by this protocol, where that was done before.

    Raises:
        UsageError: no such subject, or several.
    """
    adam = derive_all(tables, protocol) if adam is None else adam
    (explained,) = explain_subjects(adam, protocol, [row_of(adam, subject)])
    return explained


def explain_subjects(adam: Adam, protocol: Protocol, rows: Iterable[int]) -> tuple[SubjectExplanation, ...]:
    """Every visit of some subjects.

    Args:
        adam: what was derived from the study tables.
        protocol: the protocol whose criteria apply.
        rows: rows of ADSL.
    """
    sources = tuple(source.citation for source in criteria_named(protocol.response.criteria).sources)
    visits_of = _explainer(adam, protocol)
    markers = _markers(adam, protocol)
    adsl = adam.adsl
    unused = find_unused(adam.tables, adam.laboratory, adsl, protocol)
    return tuple(
        SubjectExplanation(
            subject=str(adsl["USUBJID"][row]),
            marker=markers[row][0],
            unit=markers[row][1],
            baseline=adsl["BASE"][row],
            baseline_date=adsl["BASEDT"][row],
            visits=visits_of(row),
            sources=sources,
            unused=_unused_of(unused, adsl, row),
        )
        for row in rows
    )


def _unused_of(unused: pl.DataFrame, adsl: pl.DataFrame, row: int) -> tuple[UnusedRecord, ...]:
    own = unused.filter(pl.col("TRIAL") == adsl["TRIAL"][row], pl.col("USUBJID") == adsl["USUBJID"][row])
    return tuple(UnusedRecord(*record) for record in own.select("DAY", "DOMAIN", "SEQ", "TEST", "WHY").iter_rows())


def _explainer(adam: Adam, protocol: Protocol) -> Callable[[int], Visits]:
    """A function from a row of ADSL to its explained visits, by the kind of criteria."""
    criteria, policies = criteria_named(protocol.response.criteria), Policies.of(protocol.response)
    if isinstance(criteria, WaldenstromCriteria):
        course = prepare_courses(adam.tables, adam.laboratory, adam.adsl, protocol).course
        return lambda row: explain_patient(course, row, criteria, policies)
    if isinstance(criteria, MyelomaCriteria):
        panel, _ = prepare_myeloma(adam.tables, adam.laboratory, adam.adsl, protocol, criteria)
        return lambda row: explain_myeloma_patient(panel, row, criteria, policies)
    domains, _ = prepare_amyloidosis(adam.tables, adam.laboratory, adam.adsl, protocol, criteria)
    return lambda row: explain_amyloidosis_patient(domains, row, criteria, policies)


def _markers(adam: Adam, protocol: Protocol) -> list[tuple[str, str]]:
    """What decides for each row of ADSL, and its unit."""
    if isinstance(criteria_named(protocol.response.criteria), WaldenstromCriteria):
        return [(protocol.response.marker, "mg/dL")] * adam.adsl.height
    return list(adam.response.select("MARKER", "AVALU").iter_rows())


def row_of(adam: Adam, subject: str) -> int:
    """The row of a subject in ADSL.

    Args:
        adam: the derived tables.
        subject: USUBJID, or a SUBJID that only one subject has.

    Raises:
        UsageError: no such subject, or several.
    """
    adsl = adam.adsl
    for column in ("USUBJID", "SUBJID"):
        rows = adsl.with_row_index("_ROW").filter(pl.col(column).cast(pl.String) == subject)["_ROW"]
        if len(rows) == 1:
            return int(rows[0])
        if len(rows) > 1:
            raise UsageError.one(subject, f"{len(rows)} subjects have this {column}", "give the USUBJID", "subject")
    some = ", ".join(adsl["USUBJID"].cast(pl.String).head(3))
    raise UsageError.one(subject, "no such subject in DM", f"give a USUBJID, for example {some}", "subject")
