"""Study days and durations: day 1 is the first dose, and there is no day 0."""

import polars as pl


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


def date_of(start: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Date of a positive study day."""
    return start + pl.duration(days=day - 1)
