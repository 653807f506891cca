"""Rules for ADLB: baseline, change, days, ranges, grades."""

import polars as pl

from ...adam.days import study_day
from .check import Check, differs, rule

_GROUP = ("TRIAL", "USUBJID", "PARAMCD")
_IS_BASELINE = (pl.col("ABLFL") == "Y").fill_null(False)
_BASELINES = _IS_BASELINE.sum().over(_GROUP)
_BASELINE_VALUE = pl.col("AVAL").filter(_IS_BASELINE).first().over(_GROUP)
_BASELINE_RANGE = pl.col("ANRIND").filter(_IS_BASELINE).first().over(_GROUP)
_BASELINE_DATE = pl.col("ADT").filter(_IS_BASELINE).first().over(_GROUP)
_USABLE = pl.col("AVAL").is_not_null() & (pl.col("ADT") <= pl.col("TRTSDT")) & pl.col("ABLREAS").is_null()
_CHANGE = pl.col("AVAL") - pl.col("BASE")
_INDICATOR = (
    pl.when(pl.col("AVAL") < pl.col("ANRLO")).then(pl.lit("LOW"))
    .when(pl.col("AVAL") > pl.col("ANRHI")).then(pl.lit("HIGH"))
    .when(pl.col("AVAL").is_not_null()).then(pl.lit("NORMAL"))
)  # fmt: skip


def _is_no_grade(name: str) -> pl.Expr:
    return ~pl.col(name).is_in(["0", "1", "2", "3", "4"])


def _is_no_signed_grade(name: str) -> pl.Expr:
    return ~pl.col(name).is_in([str(grade) for grade in range(-4, 5)])


def _is_no_sum(grade: str, low: str, high: str) -> pl.Expr:
    """A signed grade that the two directions do not give: the low one wins, and is negative."""
    lowest = pl.col(low).cast(pl.Int8, strict=False)
    highest = pl.col(high).cast(pl.Int8, strict=False)
    expected = pl.when(lowest >= 1).then(-lowest).when(highest >= 1).then(highest).otherwise(0)
    is_known = lowest.is_not_null() | highest.is_not_null()
    return is_known & pl.col(grade).is_not_null() & (pl.col(grade).cast(pl.Int8, strict=False) != expected)


LABORATORY_CHECKS: tuple[Check, ...] = (
    rule("ADLB.01", "ADLB", "ABLFL", "A subject has at most one baseline record per parameter",
         _IS_BASELINE & (_BASELINES > 1), uses=("PARAMCD", "ABLFL")),
    rule("ADLB.02", "ADLB", "BASE", "BASE is AVAL of the baseline record, in every record of the parameter",
         (_BASELINES == 1) & differs(pl.col("BASE"), _BASELINE_VALUE), uses=("PARAMCD", "ABLFL", "AVAL", "BASE")),
    rule("ADLB.03", "ADLB", "BASE", "There is no BASE without a baseline record",
         (_BASELINES == 0) & pl.col("BASE").is_not_null(), uses=("PARAMCD", "ABLFL", "BASE")),
    rule("ADLB.04", "ADLB", "CHG", "CHG is AVAL - BASE where present",
         pl.col("CHG").is_not_null() & differs(pl.col("CHG"), _CHANGE), uses=("AVAL", "BASE", "CHG")),
    rule("ADLB.05", "ADLB", "PCHG", "PCHG is 100 (AVAL - BASE) / BASE where present",
         pl.col("PCHG").is_not_null() & (pl.col("BASE") != 0)
         & differs(pl.col("PCHG"), 100 * _CHANGE / pl.col("BASE")),
         uses=("AVAL", "BASE", "PCHG")),
    rule("ADLB.06", "ADLB", "PCHG", "There is no PCHG from a BASE of 0",
         (pl.col("BASE") == 0) & pl.col("PCHG").is_not_null(), uses=("BASE", "PCHG")),
    rule("ADLB.07", "ADLB", "CHG", "Every value after the first dose that has a BASE has its CHG",
         (pl.col("ADT") > pl.col("TRTSDT")) & pl.col("AVAL").is_not_null() & pl.col("BASE").is_not_null()
         & pl.col("CHG").is_null(), uses=("ADT", "AVAL", "BASE", "CHG"), adsl=("TRTSDT",)),
    rule("ADLB.08", "ADLB", "ABLFL", "The baseline record is not after the first dose",
         _IS_BASELINE & (pl.col("ADT") > pl.col("TRTSDT")), uses=("ABLFL", "ADT"), adsl=("TRTSDT",)),
    rule("ADLB.09", "ADLB", "ABLFL",
         "No value that could be the baseline (without ABLREAS) is later than the baseline record",
         _USABLE & (_BASELINES == 1) & (pl.col("ADT") > _BASELINE_DATE),
         uses=("ABLFL", "ABLREAS", "ADT", "AVAL", "PARAMCD"), adsl=("TRTSDT",)),
    rule("ADLB.10", "ADLB", "ABLFL",
         "Whoever has a value up to the first dose that could be the baseline (without ABLREAS) has a baseline record",
         _USABLE & (_BASELINES == 0), uses=("ABLFL", "ABLREAS", "ADT", "AVAL", "PARAMCD"), adsl=("TRTSDT",)),
    rule("ADLB.22", "ADLB", "ABLREAS", "The baseline record has no reason against it",
         _IS_BASELINE & pl.col("ABLREAS").is_not_null(), uses=("ABLFL", "ABLREAS")),
    rule("ADLB.11", "ADLB", "ADY", "ADY agrees with ADT and TRTSDT; there is no day 0",
         pl.col("ADY") != study_day(pl.col("ADT"), pl.col("TRTSDT")), uses=("ADY", "ADT"), adsl=("TRTSDT",)),
    rule("ADLB.12", "ADLB", "ANRIND", "ANRIND agrees with AVAL and the reference range",
         (pl.col("ANRLO").is_not_null() | pl.col("ANRHI").is_not_null()) & (pl.col("ANRIND") != _INDICATOR),
         uses=("AVAL", "ANRLO", "ANRHI", "ANRIND")),
    rule("ADLB.13", "ADLB", "BNRIND", "BNRIND is ANRIND of the baseline record",
         (_BASELINES == 1) & (pl.col("BNRIND") != _BASELINE_RANGE), uses=("PARAMCD", "ABLFL", "ANRIND", "BNRIND")),
    rule("ADLB.14", "ADLB", "SHIFT1", "SHIFT1 is BNRIND to ANRIND",
         pl.col("SHIFT1") != pl.concat_str("BNRIND", pl.lit(" to "), "ANRIND"), uses=("BNRIND", "ANRIND", "SHIFT1")),
    rule("ADLB.15", "ADLB", "NADIR", "The nadir before a record is not above its BASE",
         pl.col("NADIR") > pl.col("BASE"), uses=("NADIR", "BASE")),
    rule("ADLB.16", "ADLB", "ONTRTFL", "Nothing is on treatment before the first dose or on its day",
         (pl.col("ONTRTFL") == "Y") & (pl.col("ADT") <= pl.col("TRTSDT")), uses=("ONTRTFL", "ADT"), adsl=("TRTSDT",)),
    rule("ADLB.17", "ADLB", "ATOXGR", "A laboratory grade is 0 to 4, with a minus where it is of a low value",
         _is_no_signed_grade("ATOXGR"), uses=("ATOXGR",)),
    rule("ADLB.18", "ADLB", "BTOXGR", "A grade at baseline is 0 to 4, with a minus where it is of a low value",
         _is_no_signed_grade("BTOXGR"), uses=("BTOXGR",)),
    rule("ADLB.19", "ADLB", "ATOXGRN", "ATOXGRN is ATOXGR as a number",
         pl.col("ATOXGRN").cast(pl.Int32).cast(pl.String) != pl.col("ATOXGR"),
         uses=("ATOXGR", "ATOXGRN")),
    rule("ADLB.20", "ADLB", "ATOXGR", "Only a value has a grade",
         pl.col("ATOXGR").is_not_null() & pl.col("AVAL").is_null(), uses=("ATOXGR", "AVAL")),
    rule("ADLB.21", "ADLB", "ATOXVER", "A grade names its edition",
         (pl.col("ATOXGR").is_not_null() | pl.col("BTOXGR").is_not_null()) & pl.col("ATOXVER").is_null(),
         uses=("ATOXGR", "BTOXGR", "ATOXVER")),
    *(rule(f"ADLB.{number}", "ADLB", name, "A grade of one direction is 0 to 4, without a sign", _is_no_grade(name),
           uses=(name,))
      for number, name in ((23, "ATOXGRL"), (24, "ATOXGRH"), (25, "BTOXGRL"), (26, "BTOXGRH"))),
    rule("ADLB.27", "ADLB", "ATOXGR", "ATOXGR is the grade of the low direction with a minus, else of the high one",
         _is_no_sum("ATOXGR", "ATOXGRL", "ATOXGRH"), uses=("ATOXGR", "ATOXGRL", "ATOXGRH")),
    rule("ADLB.28", "ADLB", "BTOXGR", "BTOXGR is the grade of the low direction with a minus, else of the high one",
         _is_no_sum("BTOXGR", "BTOXGRL", "BTOXGRH"), uses=("BTOXGR", "BTOXGRL", "BTOXGRH")),
)  # fmt: skip
"""Rules for laboratory results."""
