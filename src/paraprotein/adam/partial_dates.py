"""What a partial date still tells: the first and the last day that it can mean."""

import polars as pl


def earliest_day(text: pl.Expr) -> pl.Expr:
    """First day that an ISO 8601 date can mean: `2012-02` is 1 February at the earliest; null without a year."""
    year, month, day = _parts(text)
    return pl.date(year, month.fill_null(1), day.fill_null(1))


def latest_day(text: pl.Expr) -> pl.Expr:
    """Last day that an ISO 8601 date can mean: `2012-02` is 29 February at the latest; null without a year."""
    year, month, day = _parts(text)
    end_of_month = pl.date(year, month.fill_null(12), 1).dt.month_end()
    return pl.when(day.is_null()).then(end_of_month).otherwise(pl.date(year, month, day))


def _parts(text: pl.Expr) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Year, month and day as far as they are told without a gap."""
    year = text.str.extract(r"^(\d{4})").cast(pl.Int32)
    month = text.str.extract(r"^\d{4}-(0[1-9]|1[0-2])").cast(pl.Int8)
    day = text.str.extract(r"^\d{4}-\d{2}-(\d{2})").cast(pl.Int8)
    return year, month, day
