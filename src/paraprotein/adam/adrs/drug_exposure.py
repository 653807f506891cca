"""Drugs that change what a rise of the marker means, from every table that records a drug: EX, CM and PR."""

from collections.abc import Callable

import polars as pl

from ...protocol.schema import Protocol
from ...response.drugs import effects_of, is_known, is_placebo, is_study_drug
from ...response.words import THERAPY
from ...sdtm.tables import StudyTables
from ...sdtm.words import THERAPY_FIELDS, read_terms
from ..adex.adex import end_open_intervals
from ..days import dated_records, gap_days
from ..domains import open_domain
from ..matrices import SUBJECT

ANTI_CD20 = "ANTI-CD20"
"""CMCAT of an antibody against CD20, whatever its name."""


def anti_cd20_days(tables: StudyTables, subjects: pl.DataFrame, protocol: Protocol) -> pl.LazyFrame:
    """The dose that opens each subject's flare window: TRIAL, USUBJID, _ROW, _DAY (linear); one row or none.

    It is the first dose whose window reaches beyond the first dose of the study: a window that closed before it can
    excuse no rise, and must not hide a later antibody.

    Args:
        tables: the study tables.
        subjects: TRIAL, USUBJID, _ROW, TRTSDT.
        protocol: names the study's own drug and the length of the window.
    """
    doses = [
        dated_records(_given(tables, protocol, "flare").lazy(), subjects, "EXSTDT"),
        dated_records(_medications(tables).lazy(), subjects, "CMSTDT"),
        dated_records(_procedures(tables).lazy(), subjects, "PRSTDT"),
    ]
    known = pl.concat(part.select(*SUBJECT, "_ROW", "_DAY") for part in doses)
    reaches = pl.col("_DAY") + protocol.response.flare_window > 1
    return known.filter(reaches).group_by(*SUBJECT, "_ROW").agg(pl.col("_DAY").min())


def holds(tables: StudyTables, subjects: pl.DataFrame, protocol: Protocol) -> pl.LazyFrame:
    """Days without a drug prone to rebound: TRIAL, USUBJID, _ROW, _DAY (first day off), _AGAIN (restart; null: none).

    A record of dose 0 is a hold, unless it names another drug alone. Of a drug that the table knows as prone to rebound
    days between two records, of which nothing is recorded, are a hold as well.
    """
    ex = open_domain(tables, "EX")
    prone = ex.filter(_holds(ex, protocol))
    off = dated_records(prone.lazy().filter(pl.col("EXDOSE") == 0), subjects, "EXSTDT").with_columns(
        _AGAIN=pl.col("_DAY") + gap_days(pl.col("EXENDT"), pl.col("EXSTDT")) + 1
    )
    gaps = _gaps(_of_drugs(ex, lambda name: "rebound" in effects_of(_named(name, protocol))))
    silent = dated_records(gaps.lazy(), subjects, "EXSTDT").with_columns(_AGAIN=pl.col("_DAY") + pl.col("_GAP"))
    return pl.concat(part.select(*SUBJECT, "_ROW", "_DAY", pl.col("_AGAIN").cast(pl.Int64)) for part in (off, silent))


def _given(tables: StudyTables, protocol: Protocol, effect: str) -> pl.DataFrame:
    """Records of EX in which a drug with an effect was given; without EX the first dose of the protocol's drug."""
    ex = open_domain(tables, "EX")
    if ex.is_empty():
        first = open_domain(tables, "DM").select(*SUBJECT, EXSTDT="RFSTDT")
        return first if effect in effects_of(protocol.treatment.drug) else first.clear()
    own = _of_drugs(ex, lambda name: effect in effects_of(_named(name, protocol)))
    return own.filter(pl.col("EXDOSE").fill_null(1.0) > 0)


def _named(name: str, protocol: Protocol) -> str:
    """The drug that EXTRT means: `STUDY DRUG` is the protocol's own."""
    drug = protocol.treatment.drug
    return f"{name} {drug}" if is_study_drug(name, drug) and not is_placebo(name) else name


def _medications(tables: StudyTables) -> pl.DataFrame:
    cm = open_domain(tables, "CM").filter((pl.col("CMOCCUR") != "N").fill_null(True))
    named = _any_of(cm, ("CMDECOD", "CMTRT"), lambda name: "flare" in effects_of(name))
    called = pl.lit(read_terms(cm, THERAPY_FIELDS, THERAPY, "first") == ANTI_CD20)
    return cm.filter((called.fill_null(False) | named).fill_null(False))


def _procedures(tables: StudyTables) -> pl.DataFrame:
    pr = open_domain(tables, "PR").filter((pl.col("PROCCUR") != "N").fill_null(True))
    return pr.filter(_any_of(pr, ("PRDECOD", "PRTRT"), lambda name: "flare" in effects_of(name)))


def _holds(ex: pl.DataFrame, protocol: Protocol) -> pl.Expr:
    """Records whose hold counts: of the protocol's drug, of one prone to rebound, and of one that nobody knows."""

    def counts(name: str) -> bool:
        own = is_study_drug(name, protocol.treatment.drug)
        return own or "rebound" in effects_of(name) or not (is_known(name) or is_placebo(name))

    return _any_of(ex, ("EXTRT",), counts)


def _of_drugs(ex: pl.DataFrame, counts: Callable[[str], bool]) -> pl.DataFrame:
    return ex.filter(_any_of(ex, ("EXTRT",), counts))


def _any_of(records: pl.DataFrame, columns: tuple[str, ...], counts: Callable[[str], bool]) -> pl.Expr:
    """Records of which at least one name counts; each distinct name is looked up once."""
    found = [pl.lit(False)]
    for column in columns:
        names = [str(name) for name in records[column].drop_nulls().unique() if counts(str(name))]
        found.append(pl.col(column).is_in(names).fill_null(False))
    return pl.any_horizontal(found)


def _gaps(ex: pl.DataFrame) -> pl.DataFrame:
    """Days between two records of a drug: EXSTDT, the first day off, and _GAP, their number."""
    drug = (*SUBJECT, "EXTRT")
    intervals = end_open_intervals(ex).sort(*drug, "EXSTDT", "EXSEQ").drop_nulls(["EXSTDT", "EXENDT"])
    ordered = intervals.with_columns(
        _END=pl.col("EXENDT").cum_max().over(drug), _NEXT=pl.col("EXSTDT").shift(-1).over(drug)
    )
    days = gap_days(pl.col("_NEXT"), pl.col("_END")) - 1
    return ordered.filter(days > 0).select(*SUBJECT, EXSTDT=pl.col("_END") + pl.duration(days=1), _GAP=days)
