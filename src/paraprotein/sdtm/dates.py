"""Dates and times of SDTM: ISO 8601 text, possibly partial.

Source: CDISC SDTM Implementation Guide 3.4, section 4.4 (date and time variables): components are left out from the
right (`2004-03`), or replaced by a hyphen when a later one is known (`2004---15`, `2004-03-15T-:30`).
"""

from dataclasses import replace

import polars as pl

from ..errors import Finding
from .records import Complaint, DomainFiles, count_records, list_records
from .repairs import offer, reads_date
from .shapes import Column, Shape
from .tables import date_name

_TIME = r"T([01]\d|2[0-3]|-)(:([0-5]\d|-)(:([0-5]\d|60|-)(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?"
_COMPLETE = rf"^\d{{4}}-\d{{2}}-\d{{2}}({_TIME})?$"
_PARTIAL = rf"^(\d{{4}}|-)(-(0[1-9]|1[0-2]|-)(-(0[1-9]|[12]\d|3[01]|-)({_TIME})?)?)?$"

_TEXTS_AT_ONCE = 100_000

MAY_BE_PARTIAL = frozenset({"CMSTDTC", "CMENDTC", "AEENDTC", "PRSTDTC", "BRTHDTC"})
"""Dates that studies often know in part only; elsewhere a partial date costs the analysis a value and is a warning."""


def parse_dates(text: pl.Series) -> pl.DataFrame:
    """Read ISO 8601 texts; each distinct text is read once.

    Returns:
        Columns `date` (Date, null unless year, month and day are known and exist) and `standing` (`complete`,
        `partial`, `impossible`, null where the text is null), in the order of `text`.
    """
    if len(text) > _TEXTS_AT_ONCE:  # the join that follows takes several times the memory of its texts
        starts = range(0, len(text), _TEXTS_AT_ONCE)
        return pl.concat([parse_dates(text.slice(start, _TEXTS_AT_ONCE)) for start in starts])
    distinct = pl.DataFrame({"text": text.drop_nulls().unique()})
    complete = pl.col("text").str.contains(_COMPLETE)
    day = pl.when(complete).then(pl.col("text").str.slice(0, 10)).str.to_date("%Y-%m-%d", strict=False)
    distinct = distinct.with_columns(date=day).with_columns(
        standing=pl.when(pl.col("date").is_not_null())
        .then(pl.lit("complete"))
        .when(~complete & pl.col("text").str.contains(_PARTIAL))
        .then(pl.lit("partial"))
        .otherwise(pl.lit("impossible"))
        .cast(pl.Enum(["complete", "partial", "impossible"]))
    )
    return pl.DataFrame({"text": text}).join(distinct, on="text", how="left", maintain_order="left").drop("text")


def settle_dates(frame: pl.DataFrame, shape: Shape, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    """Make every `--DTC` column ISO text and put its `--DT` column (Date) behind it.

    A column that arrives as Date is complete and is not read again.
    """
    findings: list[Finding] = []
    for column in (column for column in shape.columns if column.kind == "date"):
        arrived = frame[column.name]
        text = _iso_text(arrived)
        if arrived.dtype == pl.Date:
            date = arrived
        elif text.null_count() == frame.height:
            date = pl.Series(values=[None], dtype=pl.Date).new_from_index(0, frame.height)
        else:
            read = parse_dates(text)
            findings += _check_standing(frame.with_columns(read["standing"]), column, files)
            date = read["date"]
        place = frame.columns.index(column.name)
        frame = frame.replace_column(place, text).insert_column(place + 1, date.alias(date_name(column)))
    return frame, findings


def _iso_text(arrived: pl.Series) -> pl.Series:
    """ISO text of a date column of any type; empty text is null."""
    if arrived.dtype == pl.Date:
        return arrived.dt.to_string("iso")
    if isinstance(arrived.dtype, pl.Datetime):
        return arrived.dt.strftime("%Y-%m-%dT%H:%M:%S")
    text = arrived.cast(pl.String).str.strip_chars()
    return text.set(text == "", None)


def _check_standing(frame: pl.DataFrame, column: Column, files: DomainFiles) -> list[Finding]:
    fix = "write year-month-day, for example 2004-03-15, or the known part such as 2004-03"
    impossible = Complaint("dates.impossible", column.name, "not an existing ISO 8601 date", fix)
    repairable = replace(impossible, fix=offer(fix, "dates"))
    partial = Complaint(
        "dates.partial",
        column.name,
        "partial dates, not placed on a day",
        "complete them where the source knows the day",
        "note" if column.name in MAY_BE_PARTIAL else "warning",
    )
    standing = pl.col("standing")
    wrong = frame.filter(standing == "impossible")  # few, if any: only these are worth the search for a repair
    is_readable = reads_date(pl.col(column.name).cast(pl.String).str.strip_chars()).fill_null(False)
    return [
        *list_records(wrong, is_readable, files, repairable),
        *list_records(wrong, ~is_readable, files, impossible),
        *count_records(frame, standing == "partial", files, partial),
    ]


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
    """Year, month and day as far as they are known without a gap."""
    year = text.str.extract(r"^(\d{4})").cast(pl.Int32)
    month = text.str.extract(r"^\d{4}-(0[1-9]|1[0-2])").cast(pl.Int8)
    day = text.str.extract(r"^\d{4}-\d{2}-(\d{2})").cast(pl.Int8)
    return year, month, day
