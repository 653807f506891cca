"""Study days and durations, records by day: day 1 is the first dose, no day 0."""

import polars as pl

from .matrices import SUBJECT


def gap_days(later: pl.Expr, earlier: pl.Expr) -> pl.Expr:
    """Days between two dates, Int32; gaps are counted from dates, never from study days, which skip 0."""
    return (later - earlier).dt.total_days().cast(pl.Int32)


def study_day(date: pl.Expr, start: pl.Expr) -> pl.Expr:
    """Study day of a date (CDISC): the reference date is day 1, the day before it is day -1."""
    gap = gap_days(date, start)
    return gap + (gap >= 0).cast(pl.Int32)


def duration_days(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Length of a period, days, both ends counted (admiral's `compute_duration` with `add_one`)."""
    return gap_days(end, start) + 1


def linear_day(date: pl.Expr, start: pl.Expr) -> pl.Expr:
    """Days since the first dose plus 1, without a gap: the day before the first dose is 0 (`response.preparation`)."""
    return gap_days(date, start) + 1


def date_of(start: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Date of a linear day, which a positive study day is."""
    return start + pl.duration(days=day - 1)


def dated_records(table: pl.LazyFrame, subjects: pl.DataFrame, date: str) -> pl.LazyFrame:
    """Records of treated subjects with the subject's row and the linear day of a date; undated records are left out."""
    treated = subjects.lazy().select(*SUBJECT, "_ROW", "TRTSDT").drop_nulls("TRTSDT")
    day = linear_day(pl.col(date), pl.col("TRTSDT"))
    return table.join(treated, on=SUBJECT).with_columns(_DAY=day.cast(pl.Int64)).drop_nulls("_DAY")


def order_of_day() -> pl.Expr:
    """Minutes since midnight of a laboratory record, 0 where only the date is known."""
    hour = pl.col("LBDTC").str.extract(r"T(\d{2})").cast(pl.Float64)
    minute = pl.col("LBDTC").str.extract(r"T\d{2}:?(\d{2})").cast(pl.Float64)
    return (hour * 60 + minute.fill_null(0.0)).fill_null(0.0)
