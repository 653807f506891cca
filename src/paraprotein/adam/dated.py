"""Records of study tables by subject and linear study day."""

import polars as pl

from .days import gap_days
from .matrices import SUBJECT


def dated_records(table: pl.LazyFrame, subjects: pl.DataFrame, date: str) -> pl.LazyFrame:
    """Records of treated subjects with the subject's row and the linear day of a date; undated records are left out."""
    treated = subjects.lazy().select(*SUBJECT, "_ROW", "TRTSDT").drop_nulls("TRTSDT")
    day = gap_days(pl.col(date), pl.col("TRTSDT")) + 1
    return table.join(treated, on=SUBJECT).with_columns(_DAY=day.cast(pl.Int64)).drop_nulls("_DAY")
