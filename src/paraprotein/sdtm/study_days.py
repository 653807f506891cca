"""Study days (--DY, --STDY, --ENDY): they place records without a date, and are compared with the dates of the others.

Source: CDISC SDTM Implementation Guide 3.4, section 4.4.4: the day of RFSTDTC is day 1, the day before it day -1, and
there is no day 0.
"""

import polars as pl

from ..errors import Finding
from .records import ROW, Complaint, DomainFiles, count_records
from .shapes import Column, Shape
from .subjects import SUBJECT, is_given
from .tables import date_name


def day_name(column: Column) -> str:
    """Name of the study day that goes with a date: LBDTC -> LBDY, AESTDTC -> AESTDY."""
    return f"{column.name.removesuffix('DTC')}DY"


def day_names(shape: Shape) -> dict[str, Column]:
    """Study days of a domain and the dates that they go with; DM has none."""
    if shape.domain == "DM":
        return {}
    return {day_name(column): column for column in shape.columns if column.kind == "date"}


def read_days(frame: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """`_ROW` and the study days that a table holds, as numbers; columns in any case."""
    held = {name.strip().upper(): name for name in frame.columns}
    days = [
        pl.col(held[name]).cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False).alias(name)
        for name in day_names(shape)
        if name in held
    ]
    return frame.select(ROW, *days)


def first_days(dm: pl.DataFrame, ex: pl.DataFrame | None = None) -> pl.DataFrame:
    """TRIAL, USUBJID and _FIRST: RFSTDTC, else the first day of a dose where EX is known."""
    subjects = dm.select(*SUBJECT, _FIRST=pl.col("RFSTDT")).unique(SUBJECT, keep="first", maintain_order=True)
    if ex is None:
        return subjects
    doses = ex.filter(is_given()).group_by(SUBJECT).agg(_DOSED=pl.col("EXSTDT").min())
    joined = subjects.join(doses, on=SUBJECT, how="left")
    return joined.select(*SUBJECT, _FIRST=pl.coalesce("_FIRST", "_DOSED"))


def place_days(
    frame: pl.DataFrame, days: pl.DataFrame, shape: Shape, first: pl.DataFrame, files: DomainFiles
) -> tuple[pl.DataFrame, list[Finding]]:
    """Give records without a date the date of their study day; report days that cannot be placed or contradict.

    Args:
        frame: the domain with `_ROW` and its dates.
        days: from `read_days`, of the same records or more.
        shape: the domain's declaration.
        first: from `first_days`.
        files: where the records came from.
    """
    names = {name: column for name, column in day_names(shape).items() if name in days.columns}
    if not names or frame.is_empty():
        return frame, []
    columns = frame.columns
    joined = frame.join(days, on=ROW, how="left", maintain_order="left").join(
        first, on=SUBJECT, how="left", maintain_order="left"
    )
    findings: list[Finding] = []
    for name, column in names.items():
        findings += _check_days(joined, name, column, files)
        joined = joined.with_columns(_placed(name, column))
    return joined.select(columns), findings


def _placed(name: str, column: Column) -> list[pl.Expr]:
    """The date column and its text, filled from the study day where there is no date."""
    date, day = pl.col(date_name(column)), pl.col(name)
    is_placed = pl.col(column.name).is_null() & _is_day(name)
    from_day = pl.col("_FIRST") + pl.duration(days=(day - (day > 0).cast(pl.Float64)).cast(pl.Int64))
    filled = pl.when(is_placed).then(from_day).otherwise(date)
    text = pl.when(is_placed).then(from_day.dt.to_string("iso")).otherwise(pl.col(column.name))
    return [filled.alias(date_name(column)), text.alias(column.name)]


def _is_day(name: str) -> pl.Expr:
    """Whether a study day can be placed: a whole number other than 0, of a subject whose first day is known."""
    day = pl.col(name)
    is_whole = (day == day.round(0)) & (day != 0) & (day.abs() < MOST_DAYS)
    return (is_whole & pl.col("_FIRST").is_not_null()).fill_null(False)


MOST_DAYS = 100_000
"""A study day beyond this is no day of anybody's study."""


def _check_days(joined: pl.DataFrame, name: str, column: Column, files: DomainFiles) -> list[Finding]:
    text, date, day, first = pl.col(column.name), pl.col(date_name(column)), pl.col(name), pl.col("_FIRST")
    gap = (date - first).dt.total_days()
    undated = text.is_null() & day.is_not_null()
    placed = Complaint(
        "dates.study-day", name, f"records without {column.name}, placed by their study day", "nothing to do", "note"
    )
    impossible = Complaint(
        "dates.no-day", name, "study days that are 0 or no whole number; not placed", f"give {column.name}, or the day",
        "warning",
    )  # fmt: skip
    homeless = Complaint(
        "dates.no-reference", name, f"records without {column.name} of subjects without RFSTDTC; not placed",
        f"give RFSTDTC in DM, from which {name} counts", "warning",
    )  # fmt: skip
    apart = Complaint(
        "dates.day-apart", name, f"study days that are not {column.name} counted from RFSTDTC; the date is used",
        f"correct {name}, {column.name} or RFSTDTC", "warning",
    )  # fmt: skip
    return [
        *count_records(joined, undated & _is_day(name), files, placed),
        *count_records(joined, undated & first.is_not_null() & ~_is_day(name), files, impossible),
        *count_records(joined, undated & first.is_null(), files, homeless),
        *count_records(joined, day != gap + (gap >= 0).cast(pl.Int64), files, apart),
    ]
