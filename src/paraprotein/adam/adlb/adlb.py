"""ADLB: laboratory results with baseline, change, nadir and toxicity grade."""

import math

import polars as pl

from ...sdtm.tables import StudyTables
from ..matrices import SUBJECT


def derive_adlb(laboratory: pl.DataFrame, tables: StudyTables) -> pl.DataFrame:
    """One record per laboratory record, sorted by subject, PARAMCD, ADT and LBSEQ.

    Args:
        laboratory: as `laboratory.derive_laboratory` gives it.
        tables: the study tables that it came from.

    Returns:
        PARAMCD, PARAM, AVAL and AVALC (units AVALU), BLQFL (below the limit of quantitation: AVAL is the limit), ADT,
        ADY, VISITNUM, METHOD; ABLFL, BASE and ABLREAS; CHG, PCHG (percent, null where BASE is 0); NADIR: lowest value
        up to the record before, baseline included; ANRLO, ANRHI, ANRIND; ATOXGR and BTOXGR; ONTRTFL; SRCDOM, SRCSEQ.
    """
    records = laboratory.sort("_SERIES", maintain_order=True)
    return (
        records.with_columns(_told(tables["LB"], records["_RECORD"]))
        .pipe(_derive_change)
        .with_columns(_range_indicator(), SRCDOM=pl.lit("LB", pl.Categorical))
        .select(
            *SUBJECT, "PARAMCD", "PARAM", "AVAL", "AVALC", "AVALU", "BLQFL", "ADT", "VISITNUM", "METHOD", "ANRLO",
            "ANRHI", "SRCDOM", "SRCSEQ", "ADY", "BASE", "ABLFL", "ABLREAS", "CHG", "PCHG", "NADIR", "ATOXGR",
            "BTOXGR", "ANRIND", "ONTRTFL",
        )
    )  # fmt: skip


def _told(lb: pl.DataFrame, records: pl.Series) -> list[pl.Series]:
    """What the laboratory said beyond the value, in the order of the records."""
    names = {"LBTEST": "PARAM", "LBSTRESC": "AVALC", "LBBLQFL": "BLQFL", "VISITNUM": "VISITNUM", "LBMETHOD": "METHOD"}
    return lb.select(pl.col(name).gather(records).alias(called) for name, called in names.items()).get_columns()


def _derive_change(records: pl.DataFrame) -> pl.DataFrame:
    """CHG and PCHG after the day of the first dose, and the lowest value before each record, baseline included.

    A record whose day is not known is neither before nor after the first dose.
    """
    later = (pl.col("ADY") > 1).fill_null(False)
    change = pl.col("AVAL") - pl.col("BASE")
    percent = pl.when(pl.col("BASE") != 0).then(100 * change / pl.col("BASE"))
    counted = pl.when(later | pl.col("ABLFL").is_not_null()).then("AVAL").fill_null(math.inf)
    lowest = counted.cum_min().over("_SERIES").shift(1)
    same_series = pl.col("_SERIES") == pl.col("_SERIES").shift(1)
    nadir = pl.when(later & same_series & lowest.is_finite()).then(lowest)
    return records.with_columns(CHG=pl.when(later).then(change), PCHG=pl.when(later).then(percent), NADIR=nadir)


def _range_indicator() -> pl.Expr:
    value = pl.col("AVAL")
    return (
        pl.when(value < pl.col("ANRLO")).then(pl.lit("LOW"))
        .when(value > pl.col("ANRHI")).then(pl.lit("HIGH"))
        .when(value.is_not_null() & (pl.col("ANRLO").is_not_null() | pl.col("ANRHI").is_not_null()))
        .then(pl.lit("NORMAL"))
        .cast(pl.Categorical)
        .alias("ANRIND")
    )  # fmt: skip
