"""ADAE: adverse events with study days, numeric grade and the treatment-emergent flag."""

import polars as pl

from ...protocol.schema import Protocol
from ...sdtm.dates import earliest_day, latest_day
from ...sdtm.tables import StudyTables
from ...toxicity.terms import ToxicityTerm
from ..days import gap_days, study_day
from ..domains import open_domain
from ..matrices import SUBJECT
from .adtox import named_terms, terms_of


def derive_adae(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """One record per adverse event.

    Returns:
        AETERM, AEDECOD, AESER, AEREL, AEACN; ASTDT, ASTDY, AENDT; ATOXGRN (1 to 5, null when not graded); TERM, the
        toxicity that the event belongs to; PREFL: began before the first dose; TRTEMFL: began on or after the day of
        the first dose and up to the last dose plus the emergent window; ONTRTFL: was there in that time, though it may
        have begun before; SRCDOM, SRCSEQ.

    An event without a complete start date counts as treatment-emergent unless it ended before the first dose, or the
    part that is known lies before the first dose or after the window; one without an end date counts as lasting.
    """
    told = tables["AE"].select("TRIAL", pl.col("USUBJID").cast(pl.Categorical), "AESEQ", "AESTDTC")
    events = (
        open_domain(tables, "AE")
        .join(adsl.select(*SUBJECT, "TRTSDT", "TRTEDT"), on=SUBJECT, maintain_order="left")
        .join(told, on=[*SUBJECT, "AESEQ"], how="left", maintain_order="left")
    )
    start = pl.col("AESTDT")
    treated = pl.col("TRTSDT").is_not_null()
    over = (pl.col("AEENDT") < pl.col("TRTSDT")).fill_null(False)
    known_before = latest_day(pl.col("AESTDTC")) < pl.col("TRTSDT")
    before = pl.coalesce(start < pl.col("TRTSDT"), known_before.fill_null(False) | over)
    earliest = pl.coalesce(start, earliest_day(pl.col("AESTDTC")))
    late = (gap_days(earliest, pl.col("TRTEDT")) > protocol.toxicity.emergent_window).fill_null(False)
    return events.select(
        *SUBJECT,
        "AETERM",
        "AEDECOD",
        "AESER",
        "AEREL",
        "AEACN",
        ASTDT=start,
        ASTDY=study_day(start, pl.col("TRTSDT")),
        AENDT=pl.col("AEENDT"),
        ATOXGRN=pl.col("AETOXGR").cast(pl.Int8, strict=False),
        TERM=_term(terms_of(named_terms(protocol))),
        PREFL=pl.when(treated & before).then(pl.lit("Y")),
        TRTEMFL=pl.when(treated & ~before & ~late).then(pl.lit("Y")),
        ONTRTFL=pl.when(treated & ~over & ~late).then(pl.lit("Y")),
        SRCDOM=pl.lit("AE"),
        SRCSEQ=pl.col("AESEQ"),
    )


def _term(terms: tuple[ToxicityTerm, ...]) -> pl.Expr:
    """The toxicity that the dictionary term, else the reported term, means."""
    words = pl.coalesce("AEDECOD", "AETERM").str.to_uppercase().str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.coalesce(pl.when(words.is_in(sorted(term.events))).then(pl.lit(term.name)) for term in terms)
