"""Rules for adverse events and dosing intervals."""

import polars as pl

from ...adam.days import duration_days, study_day
from .check import SUBJECT, Check, rule

_EMERGENT = (pl.col("TRTEMFL") == "Y").fill_null(False)
_START, _FIRST, _LAST = pl.col("ASTDT"), pl.col("TRTSDT"), pl.col("TRTEDT")
_NEXT = pl.col("ASTDT").shift(-1).over(SUBJECT, order_by=["ASTDT", "ASEQ"])


def _day(name: str) -> pl.Expr:
    return study_day(pl.col(name), _FIRST)


EVENT_CHECKS: tuple[Check, ...] = (
    rule("ADAE.01", "ADAE", "TRTEMFL", "A treatment-emergent event does not begin before the first dose",
         _EMERGENT & (_START < _FIRST), uses=("TRTEMFL", "ASTDT"), adsl=("TRTSDT",)),
    rule("ADAE.02", "ADAE", "TRTEMFL", "An event that begins between first and last dose is treatment-emergent",
         (_START >= _FIRST) & (_START <= _LAST) & ~_EMERGENT, uses=("TRTEMFL", "ASTDT"), adsl=("TRTSDT", "TRTEDT")),
    rule("ADAE.03", "ADAE", "TRTEMFL", "Nobody has a treatment-emergent event without a dose",
         _EMERGENT & _FIRST.is_null(), uses=("TRTEMFL",), adsl=("TRTSDT",)),
    rule("ADAE.04", "ADAE", "PREFL", "No event is before treatment and treatment-emergent",
         _EMERGENT & (pl.col("PREFL") == "Y"), uses=("TRTEMFL", "PREFL")),
    rule("ADAE.05", "ADAE", "ONTRTFL", "A treatment-emergent event is on treatment",
         _EMERGENT & pl.col("ONTRTFL").is_null(), uses=("TRTEMFL", "ONTRTFL")),
    rule("ADAE.06", "ADAE", "AENDT", "No event ends before it begins", pl.col("AENDT") < _START,
         uses=("ASTDT", "AENDT"), severity="warning"),
    rule("ADAE.07", "ADAE", "ASTDY", "ASTDY agrees with ASTDT and TRTSDT; there is no day 0",
         pl.col("ASTDY") != _day("ASTDT"), uses=("ASTDY", "ASTDT"), adsl=("TRTSDT",)),
    rule("ADAE.08", "ADAE", "ATOXGR", "The grade of an event is 1 to 5, without a sign",
         ~pl.col("ATOXGR").is_in(["1", "2", "3", "4", "5"]), uses=("ATOXGR",)),
    rule("ADAE.09", "ADAE", "ATOXGRN", "ATOXGRN is ATOXGR as a number",
         pl.col("ATOXGRN").cast(pl.Int32).cast(pl.String) != pl.col("ATOXGR").str.strip_prefix("-"),
         uses=("ATOXGR", "ATOXGRN")),
    rule("ADAE.10", "ADAE", "ASTDT", "No event begins after death", pl.col("DTHDT") < _START, uses=("ASTDT",),
         adsl=("DTHDT",), severity="warning"),
    rule("ADEX.01", "ADEX", "AENDT", "No dosing interval ends before it begins", pl.col("AENDT") < _START,
         uses=("ASTDT", "AENDT")),
    rule("ADEX.02", "ADEX", "AENDT", "Dosing intervals of a subject do not overlap", pl.col("AENDT") >= _NEXT,
         uses=("ASTDT", "AENDT", "ASEQ"), severity="warning"),
    rule("ADEX.03", "ADEX", "DAYS", "DAYS is AENDT - ASTDT + 1, the order of the dates apart",
         pl.col("DAYS") != duration_days(_START, pl.col("AENDT")), uses=("ASTDT", "AENDT", "DAYS")),
    rule("ADEX.04", "ADEX", "DOSE", "No dose is negative", pl.col("DOSE") < 0, uses=("DOSE",)),
    rule("ADEX.05", "ADEX", "CHANGE", "A HOLD is an interval of dose 0",
         (pl.col("CHANGE") == "HOLD") != (pl.col("DOSE") == 0), uses=("CHANGE", "DOSE")),
    rule("ADEX.06", "ADEX", "ASTDY", "ASTDY agrees with ASTDT and TRTSDT; there is no day 0",
         pl.col("ASTDY") != _day("ASTDT"), uses=("ASTDY", "ASTDT"), adsl=("TRTSDT",)),
    rule("ADEX.07", "ADEX", "AENDY", "AENDY agrees with AENDT and TRTSDT; there is no day 0",
         pl.col("AENDY") != _day("AENDT"), uses=("AENDY", "AENDT"), adsl=("TRTSDT",)),
)  # fmt: skip
"""Rules for adverse events and exposure."""
