"""Records of study tables by subject and linear study day."""

import polars as pl

from .days import gap_days
from .matrices import SUBJECT


def dated_records(table: pl.LazyFrame, subjects: pl.DataFrame, date: str) -> pl.LazyFrame:
    """Records of treated subjects with the subject's row and the linear day of a date; undated records are left out."""
    treated = subjects.lazy().select(*SUBJECT, "_ROW", "TRTSDT").drop_nulls("TRTSDT")
    day = gap_days(pl.col(date), pl.col("TRTSDT")) + 1
    return table.join(treated, on=SUBJECT).with_columns(_DAY=day.cast(pl.Int64)).drop_nulls("_DAY")


def order_of_day() -> pl.Expr:
    """Minutes since midnight of a laboratory record, 0 where only the date is known."""
    hour = pl.col("LBDTC").str.extract(r"T(\d{2})").cast(pl.Float64)
    minute = pl.col("LBDTC").str.extract(r"T\d{2}:?(\d{2})").cast(pl.Float64)
    return (hour * 60 + minute.fill_null(0.0)).fill_null(0.0)
