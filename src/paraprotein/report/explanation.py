"""One patient's response in sentences, from study tables."""

import polars as pl

from ..adam import derive_all
from ..adam.courses import prepare_courses
from ..errors import UsageError
from ..protocol.schema import Protocol
from ..response import Policies, VisitExplanation, explain_patient, waldenstrom_criteria
from ..sdtm import StudyTables


def explain_subject(tables: StudyTables, protocol: Protocol, subject: str) -> tuple[str, tuple[VisitExplanation, ...]]:
    """Every visit of one subject, in day order, with the rule that decided.

    Args:
        tables: study tables that passed the door.
        protocol: the protocol whose criteria apply.
        subject: USUBJID, or a SUBJID that only one subject has.

    Returns:
        The USUBJID, and the visits.

    Raises:
        UsageError: no such subject, or several; or criteria that do not rest on one serum marker.
    """
    criteria = waldenstrom_criteria(protocol.response.criteria)
    adsl = derive_all(tables, protocol).adsl
    row = _row_of(adsl, subject)
    course = prepare_courses(tables, adsl, protocol).course
    visits = explain_patient(course, row, criteria, Policies.of(protocol.response))
    return str(adsl["USUBJID"][row]), visits


def _row_of(adsl: pl.DataFrame, subject: str) -> int:
    for column in ("USUBJID", "SUBJID"):
        rows = adsl.with_row_index("_ROW").filter(pl.col(column).cast(pl.String) == subject)["_ROW"]
        if len(rows) == 1:
            return int(rows[0])
        if len(rows) > 1:
            raise UsageError.one(subject, f"{len(rows)} subjects have this {column}", "give the USUBJID", "subject")
    some = ", ".join(adsl["USUBJID"].cast(pl.String).head(3))
    raise UsageError.one(subject, "no such subject in DM", f"give a USUBJID, for example {some}", "subject")
