"""One patient's response in sentences, from study tables."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from ..adam import derive_all
from ..adam.courses import prepare_courses
from ..errors import UsageError
from ..protocol.schema import Protocol
from ..response import Policies, VisitExplanation, explain_patient, waldenstrom_criteria
from ..sdtm import StudyTables


@dataclass(frozen=True)
class SubjectExplanation:
    """One subject's response explained.

    Attributes:
        subject: USUBJID.
        baseline: marker before treatment, mg/dL; None when it cannot be judged.
        baseline_date: its date.
        visits: every visit, in day order.
        sources: publications of the rules.
    """

    subject: str
    baseline: float | None
    baseline_date: date | None
    visits: tuple[VisitExplanation, ...]
    sources: tuple[str, ...]


def explain_subject(tables: StudyTables, protocol: Protocol, subject: str) -> SubjectExplanation:
    """Every visit of one subject, in day order, with the rule that decided.

    Args:
        tables: study tables that passed the door.
        protocol: the protocol whose criteria apply.
        subject: USUBJID, or a SUBJID that only one subject has.

    Raises:
        UsageError: no such subject, or several; or criteria that do not rest on one serum marker.
    """
    criteria = waldenstrom_criteria(protocol.response.criteria)
    adsl = derive_all(tables, protocol).adsl
    row = _row_of(adsl, subject)
    course = prepare_courses(tables, adsl, protocol).course
    visits = explain_patient(course, row, criteria, Policies.of(protocol.response))
    return SubjectExplanation(
        subject=str(adsl["USUBJID"][row]),
        baseline=adsl["BASE"][row],
        baseline_date=adsl["BASEDT"][row],
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
