"""Dates in SAS files: numbers that a format shows as days, or as seconds, since 1960-01-01."""

import polars as pl

EPOCH_DAYS = 3653
"""1960-01-01 lies so many days before 1970-01-01, from which Polars counts."""

DATE_FORMATS = frozenset(
    {
        "DATE",
        "DDMMYY",
        "MMDDYY",
        "YYMMDD",
        "E8601DA",
        "B8601DA",
        "IS8601DA",
        "YYMMDDD",
        "DDMMYYD",
        "MMDDYYD",
        "WORDDATE",
    }
)
"""SAS formats that show days as a date."""

DATETIME_FORMATS = frozenset({"DATETIME", "E8601DT", "B8601DT", "IS8601DT"})
"""SAS formats that show seconds as date and time."""


def from_sas_numbers(numbers: pl.Series, format_name: str) -> pl.Series:
    """Date, Datetime or the numbers themselves, as the format (without width) says; NaN and the impossible are null."""
    numbers = numbers.cast(pl.Float64).fill_nan(None)
    if format_name in DATE_FORMATS:
        return (numbers.floor() - EPOCH_DAYS).cast(pl.Int32, strict=False).cast(pl.Date)
    if format_name in DATETIME_FORMATS:
        microseconds = ((numbers - EPOCH_DAYS * 86400.0) * 1e6).round(0)
        return microseconds.cast(pl.Int64, strict=False).cast(pl.Datetime("us"))
    return numbers


def to_sas_numbers(values: pl.Series) -> pl.Series:
    """SAS numbers (Float64) of a Date, Datetime or numeric column."""
    if values.dtype == pl.Date:
        return values.cast(pl.Int32).cast(pl.Float64) + EPOCH_DAYS
    if values.dtype == pl.Datetime:
        return values.cast(pl.Int64).cast(pl.Float64) / 1e6 + EPOCH_DAYS * 86400.0
    return values.cast(pl.Float64)
