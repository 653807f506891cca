"""ADAE: adverse events with study days, grade, relation, action, and the flags that tables count."""

import polars as pl

from ...protocol.schema import Protocol
from ...response.words import ACTION, RELATION, SEVERITY
from ...sdtm.dates import earliest_day, latest_day
from ...sdtm.deaths import is_fatal
from ...sdtm.tables import StudyTables
from ...sdtm.words import read_terms
from ...toxicity.terms import ToxicityTerm
from ..days import duration_days, gap_days, study_day
from ..domains import open_domain
from ..matrices import SUBJECT
from .adtox import named_terms, terms_of
from .coding import add_coding
from .occurrences import flag_occurrences

SERIOUS_BY = ("AESDTH", "AESHOSP", "AESLIFE", "AESDISAB", "AESCONG", "AESMIE")
"""Criteria of seriousness (ICH E2A); one that is Y makes an event serious whatever AESER says."""

SEVERITIES = ("MILD", "MODERATE", "SEVERE")

_KEPT = (
    "AETERM", "AEDECOD", "AEBODSYS", "AESOC", "AESEV", "AESER", "AEREL", "AEACN", "AEOUT", "AESDTH", "AETRTEM",
)  # fmt: skip


def derive_adae(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """One record per adverse event (CDISC OCCDS 1.1).

    Returns:
        What AE says (`_KEPT`); ADECOD, ASOC, ACODFL, APROP and CQ01NAM to CQ10NAM (`coding`); ASTDT, ASTDY, AENDT,
        AENDY, ADURN days; AONSETDT: the start, else the first day under treatment that it can have begun; ATOXGRN
        (1 to 5, null when not graded); ASEV and ASEVN (1 to 3), the severity, which is no grade; AREL and AACN, what
        AEREL and AEACN mean; ASER and AFATFL: serious, fatal; TERM, the toxicity that the event belongs to; PREFL:
        began before the first dose; TRTEMFL: began on or after the day of the first dose and up to the last dose plus
        the emergent window; ONTRTFL: was there in that time, though it may have begun before; the AOCC flags
        (`occurrences`); DTHFL, DTHDT of the subject; SRCDOM, SRCSEQ.

    An event without a complete start date counts as treatment-emergent unless it ended before the first dose, or the
    part that is known lies before the first dose or after the window; one without an end date counts as lasting.
    """
    told = tables["AE"].select("TRIAL", pl.col("USUBJID").cast(pl.Categorical), "AESEQ", "AESTDTC")
    events = (
        open_domain(tables, "AE")
        .join(adsl.select(*SUBJECT, "TRTSDT", "TRTEDT", "DTHFL", "DTHDT"), on=SUBJECT, maintain_order="left")
        .join(told, on=[*SUBJECT, "AESEQ"], how="left", maintain_order="left")
    )
    return (
        events.pipe(_read_words)
        .with_columns(TERM=_term(terms_of(named_terms(protocol))))
        .pipe(_place_in_time, protocol.toxicity.emergent_window)
        .pipe(add_coding, protocol)
        .pipe(flag_occurrences)
        .with_columns(SRCDOM=pl.lit("AE"), SRCSEQ=pl.col("AESEQ"))
        .drop("STUDYID", "DOMAIN", "AESEQ", "AETOXGR", "AESTDT", "AEENDT", "AESTDTC", "TRTSDT", "TRTEDT",
              *(name for name in SERIOUS_BY if name != "AESDTH"))
    )  # fmt: skip


def _read_words(events: pl.DataFrame) -> pl.DataFrame:
    """Grade, severity, relation, action, seriousness and outcome as the tables count them."""
    serious = pl.any_horizontal(pl.col(*SERIOUS_BY).fill_null("N") == "Y", is_fatal(), pl.col("AESER") == "Y")
    read = events.with_columns(
        ATOXGRN=pl.col("AETOXGR").cast(pl.Int8, strict=False),
        ASEV=read_terms(events, ("AESEV",), SEVERITY),
        AREL=read_terms(events, ("AEREL",), RELATION),
        AACN=read_terms(events, ("AEACN",), ACTION),
        ASER=pl.when(serious.fill_null(False)).then(pl.lit("Y")).otherwise("AESER"),
        AFATFL=pl.when(is_fatal()).then(pl.lit("Y")),
    )
    numbers = {name: number for number, name in enumerate(SEVERITIES, start=1)}
    return read.with_columns(ASEVN=pl.col("ASEV").replace_strict(numbers, default=None, return_dtype=pl.Int8))


def _place_in_time(events: pl.DataFrame, window: float) -> pl.DataFrame:
    """Days of the events, and whether they lie before, under or after treatment."""
    start, first = pl.col("AESTDT"), pl.col("TRTSDT")
    treated = first.is_not_null()
    over = (pl.col("AEENDT") < first).fill_null(False)
    known_before = latest_day(pl.col("AESTDTC")) < first
    before = pl.coalesce(start < first, known_before.fill_null(False) | over)
    earliest = pl.coalesce(start, earliest_day(pl.col("AESTDTC")))
    late = (gap_days(earliest, pl.col("TRTEDT")) > window).fill_null(False)
    return events.with_columns(
        ASTDT=start,
        ASTDY=study_day(start, first),
        AENDT=pl.col("AEENDT"),
        AENDY=study_day(pl.col("AEENDT"), first),
        ADURN=duration_days(start, pl.col("AEENDT")),
        AONSETDT=pl.coalesce(start, pl.max_horizontal(earliest, first)),
        PREFL=pl.when(treated & before).then(pl.lit("Y")),
        TRTEMFL=pl.when(treated & ~before & ~late).then(pl.lit("Y")),
        ONTRTFL=pl.when(treated & ~over & ~late).then(pl.lit("Y")),
    )


def is_related() -> pl.Expr:
    """Events of ADAE that are not called unrelated: without a relation, or with one not understood, one counts."""
    return (pl.col("AREL") != "NOT RELATED").fill_null(True)


def _term(terms: tuple[ToxicityTerm, ...]) -> pl.Expr:
    """The toxicity that the dictionary term, else the reported term, means."""
    words = pl.coalesce("AEDECOD", "AETERM").str.to_uppercase().str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.coalesce(pl.when(words.is_in(sorted(term.events))).then(pl.lit(term.name)) for term in terms)
