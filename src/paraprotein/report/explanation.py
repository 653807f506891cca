"""One patient's response in sentences, from study tables."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from ..adam import derive_all
from ..adam.amyloidosis import prepare_amyloidosis
from ..adam.courses import prepare_courses
from ..adam.myeloma import prepare_myeloma
from ..errors import UsageError
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
    """

    subject: str
    marker: str
    unit: str
    baseline: float | None
    baseline_date: date | None
    visits: Visits
    sources: tuple[str, ...]


def explain_subject(tables: StudyTables, protocol: Protocol, subject: str) -> SubjectExplanation:
    """Every visit of one subject, in day order, with the rule that decided.

    Args:
        tables: study tables that passed the door.
        protocol: the protocol whose criteria apply.
        subject: USUBJID, or a SUBJID that only one subject has.

    Raises:
        UsageError: no such subject, or several.
    """
    criteria = criteria_named(protocol.response.criteria)
    adam = derive_all(tables, protocol)
    row = _row_of(adam.adsl, subject)
    policies = Policies.of(protocol.response)
    visits: Visits
    if isinstance(criteria, WaldenstromCriteria):
        visits = explain_patient(prepare_courses(tables, adam.adsl, protocol).course, row, criteria, policies)
        marker, unit = protocol.response.marker, "mg/dL"
    else:
        marker, unit = adam.response["MARKER"][row], adam.response["AVALU"][row]
        if isinstance(criteria, MyelomaCriteria):
            course, _ = prepare_myeloma(tables, adam.adsl, protocol, criteria)
            visits = explain_myeloma_patient(course, row, criteria, policies)
        else:
            domains, _ = prepare_amyloidosis(tables, adam.adsl, protocol, criteria)
            visits = explain_amyloidosis_patient(domains, row, criteria, policies)
    return SubjectExplanation(
        subject=str(adam.adsl["USUBJID"][row]),
        marker=marker,
        unit=unit,
        baseline=adam.adsl["BASE"][row],
        baseline_date=adam.adsl["BASEDT"][row],
        visits=visits,
        sources=tuple(source.citation for source in criteria.sources),
    )


def _row_of(adsl: pl.DataFrame, subject: str) -> int:
    for column in ("USUBJID", "SUBJID"):
        rows = adsl.with_row_index("_ROW").filter(pl.col(column).cast(pl.String) == subject)["_ROW"]
        if len(rows) == 1:
            return int(rows[0])
        if len(rows) > 1:
            raise UsageError.one(subject, f"{len(rows)} subjects have this {column}", "give the USUBJID", "subject")
    some = ", ".join(adsl["USUBJID"].cast(pl.String).head(3))
    raise UsageError.one(subject, "no such subject in DM", f"give a USUBJID, for example {some}", "subject")
