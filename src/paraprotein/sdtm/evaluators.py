"""Who judged: the investigator's assessments and those of independent assessors, kept apart.

An assessment without an evaluator is the investigator's. What decides the response (immunofixation, marrow,
progression, nodes and spleen, NYHA class) is taken from the investigator; from an independent assessor only where the
study has no record of the investigator's for that test. The response that somebody recorded (OVRLRESP) decides
nothing: the investigator's and the independent assessor's are compared with the criteria, each by itself.
"""

from typing import Final, Literal

import polars as pl

from ..errors import Finding, Severity
from ..response.words import EVALUATOR
from .records import ROW, Complaint, DomainFiles, count_records
from .words import PLACES, read_terms

Evaluator = Literal["INVESTIGATOR", "INDEPENDENT ASSESSOR"]

SUBJECT: Final = ("TRIAL", "USUBJID")
RECORDED: Final = "OVRLRESP"
"""RSTESTCD of the response that somebody recorded."""

PERFORMANCE: Final = frozenset({"ECOG", "ECOG101", "KPS", "KPSS", "WHOPS", "LANSKY"})
"""RSTESTCD of performance status, which decides no response."""

DECIDING: Final = frozenset(
    test for place in PLACES if place.domain == "RS" for test in place.values if test != RECORDED
)
"""RSTESTCD of what decides a response."""


def evaluators_of(rs: pl.DataFrame) -> pl.Series:
    """The evaluator of each record of RS; null where the word is not known."""
    told = read_terms(rs, ("RSEVAL",), EVALUATOR)
    return rs.select(pl.when(pl.col("RSEVAL").is_null()).then(pl.lit("INVESTIGATOR")).otherwise(told)).to_series()


def used_assessments(rs: pl.DataFrame) -> pl.DataFrame:
    """The records of RS that the derivations use."""
    judged = rs.with_columns(_BY=evaluators_of(rs))
    return judged.filter(_is_used()).drop("_BY")


def recorded_by(rs: pl.DataFrame, evaluator: Evaluator) -> pl.DataFrame:
    """The overall responses that one kind of evaluator recorded; of several readers the accepted record."""
    recorded = rs.filter(pl.col("RSTESTCD").cast(pl.String) == RECORDED)
    judged = recorded.with_columns(_BY=evaluators_of(recorded)).filter(pl.col("_BY") == evaluator)
    return judged.filter(_is_accepted([*SUBJECT, "RSDT"])).drop("_BY")


def _is_used() -> pl.Expr:
    by_investigator = pl.col("_BY") == "INVESTIGATOR"
    alone = ~by_investigator.fill_null(False).any().over("TRIAL", "RSTESTCD")
    independent = (pl.col("_BY") == "INDEPENDENT ASSESSOR") & alone & (pl.col("RSTESTCD").cast(pl.String) != RECORDED)
    return (by_investigator | (independent & _is_accepted([*SUBJECT, "RSTESTCD", "RSDT"]))).fill_null(False)


def _is_accepted(by: list[str]) -> pl.Expr:
    """Records that are marked as accepted, or of which none of the same day by the same kind of evaluator is."""
    accepted = (pl.col("RSACPTFL") == "Y").fill_null(False)
    return accepted | ~accepted.any().over([*by, "_BY"])


def check_evaluators(rs: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Assessments that are not used because of who made them, and recorded responses that contradict each other."""
    if rs.is_empty():
        return []
    judged = rs.with_columns(_BY=evaluators_of(rs), _TEST=pl.col("RSTESTCD").cast(pl.String)).with_columns(
        _USED=_is_used()
    )
    independent = pl.col("_BY") == "INDEPENDENT ASSESSOR"
    deciding = pl.col("_TEST").is_in(list(DECIDING))
    spoken = (
        (independent & deciding & ~pl.col("_USED"), _NOT_USED),
        (independent & deciding & pl.col("_USED"), _STANDS_IN),
        (independent & (pl.col("_TEST") == RECORDED), _BESIDE),
    )
    return [
        *(finding for caught, complaint in spoken for finding in count_records(judged, caught, files, complaint)),
        *_check_days(judged, files),
        *_check_tests(judged, files),
    ]


def _check_days(judged: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Different recorded responses of one subject, day and kind of evaluator, none or several of them accepted."""
    recorded = judged.filter(pl.col("_TEST") == RECORDED, pl.col("RSDT").is_not_null())
    same_day = [*SUBJECT, "RSDT", "_BY"]
    apart = recorded.filter(_is_accepted([*SUBJECT, "RSDT"])).filter(
        pl.coalesce(pl.col("RSSTRESC").cast(pl.String), "RSORRES").n_unique().over(same_day) > 1
    )
    caught = judged.select(pl.col(ROW).is_in(apart[ROW].implode())).to_series()
    return count_records(judged, pl.lit(caught), files, _TWO_WORDS)


def _check_tests(judged: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Tests of RS that nothing reads, in one finding."""
    unread = judged.filter(~pl.col("_TEST").is_in([*DECIDING, RECORDED])).group_by("_TEST").len().sort("_TEST")
    if unread.is_empty():
        return []
    counts = ", ".join(f"{test} ({count})" for test, count in unread.iter_rows())
    found = f"tests that nothing here reads: {counts}"
    fix = f"name them by the codes that are read where they mean the same: {', '.join(sorted({*DECIDING, RECORDED}))}"
    severity: Severity = "note" if set(unread["_TEST"]) <= PERFORMANCE else "warning"
    return [Finding(f"{files.name}, RSTESTCD", found, fix, severity, "evaluators.test")]


_NOT_USED = Complaint(
    "evaluators.not-used",
    "RSEVAL",
    "assessments of an independent assessor, not used: the investigator's decide",
    "leave out the investigator's records of these tests if the independent ones are to decide",
    "warning",
)
_STANDS_IN = Complaint(
    "evaluators.stands-in",
    "RSEVAL",
    "assessments of an independent assessor, used because the investigator recorded none of these tests",
    "nothing to do if they are to decide",
    "note",
)
_BESIDE = Complaint(
    "evaluators.beside",
    "RSEVAL",
    "responses recorded by an independent assessor: compared with the criteria, never taken for the investigator's",
    "see the discordance table of the analysis",
    "note",
)
_TWO_WORDS = Complaint(
    "evaluators.same-day",
    "RSSTRESC",
    "different responses recorded on one day; the last is compared with the criteria",
    "leave one, or mark the accepted one by RSACPTFL",
    "warning",
)
