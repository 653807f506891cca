"""Columns of a table that enters: names and types."""

import polars as pl

from ..arguments import nearest
from ..errors import Finding, Severity
from .dates import parse_dates
from .dictionary.deciding_columns import NOT_OCCURRED, check_deciding, drop_not_occurred
from .dictionary.standard_variables import is_standard_variable
from .records import ROW, Complaint, DomainFiles, list_records
from .repairs import offer, repairs_column
from .shapes import Column, Shape
from .study_days import day_names
from .tables import TYPES, date_name

INTEGER_LIMIT = 2**31
"""Integers are held in 32 bits; a larger sequence number is a damaged one."""


def settle_names(frame: pl.DataFrame, shape: Shape, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    """Give the frame exactly the shape's columns in order, behind its `_ROW`; missing ones are null.

    TRIAL is 0 when absent and DOMAIN the shape's own. A column that the shape does not know is left out and named in
    one note.
    """
    spelled = {name: name.strip().upper() for name in frame.columns if name != ROW}
    findings = _check_twins(spelled, files)
    renamed = [pl.col(name).alias(upper) for name, upper in _first_of_each(spelled).items()]
    frame = frame.select(ROW, *renamed)
    frame, left_out = drop_not_occurred(frame, shape.domain, files)
    findings += left_out
    dates = {date_name(column) for column in shape.columns if column.kind == "date"}
    read = {ROW, *shape.names, *dates, *(f"{shape.domain}{suffix}" for suffix in NOT_OCCURRED), *day_names(shape)}
    unknown = [name for name in frame.columns if name not in read]
    missing = [column for column in shape.columns if column.name not in frame.columns]
    dated = {column.name for name, column in day_names(shape).items() if name in frame.columns}
    for column in (column for column in missing if column.name not in dated):
        findings += _check_missing(column, shape, frame.select(unknown), files)
    findings += check_deciding(frame, files)
    if unknown:
        found = f"columns not used here: {', '.join(sorted(unknown))}"
        findings.append(Finding(files.name, found, "nothing to do", "note", "columns.unused"))
    frame = frame.with_columns(_filler(column, shape) for column in missing).select(ROW, *shape.names)
    return frame, findings


def compact(frame: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """Hold the texts of code columns as Categorical, a quarter of the memory; what they say stays as it is."""
    codes = {column.name for column in shape.columns if column.kind == "code"}
    texts = [name for name in frame.columns if name in codes and frame.schema[name] == pl.String]
    return frame.with_columns(_text(pl.col(name), frame.schema[name]).cast(pl.Categorical) for name in texts)


def settle_types(frame: pl.DataFrame, shape: Shape, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    """Give every column but the dates its type; a value that has no such reading becomes null and is an error.

    Blanks around a value and empty text are no part of it, and `.` and NaN are how SAS and others write a missing
    number.
    """
    findings: list[Finding] = []
    settled: list[pl.Expr] = []
    for column in (column for column in shape.columns if column.kind != "date"):
        reading = _reading(column, frame.schema[column.name])
        settled.append(reading.alias(column.name))
        if column.kind in ("number", "integer"):
            findings += _check_numbers(frame, column, reading, files)
    return frame.with_columns(settled), findings


def _reading(column: Column, found: pl.DataType) -> pl.Expr:
    """Expression that reads one column of type `found` as its declared kind."""
    value = pl.col(column.name)
    if found == TYPES[column.kind] and column.kind in ("code", "integer"):
        return value
    if column.kind == "number":
        return _number(value, found)
    if column.kind == "integer":
        number = _number(value, found)
        whole = (number == number.round(0)) & (number.abs() < INTEGER_LIMIT)
        return pl.when(whole).then(number).cast(pl.Int32)
    return _text(value, found).cast(TYPES[column.kind])


def _text(value: pl.Expr, found: pl.DataType) -> pl.Expr:
    if found == pl.String:
        trimmed = value.str.strip_chars()
        return pl.when(trimmed != "").then(trimmed)
    if found.is_float():  # SAS and spreadsheets hand over codes such as grade 2 as 2.0
        return value.cast(pl.String).str.replace(r"\.0$", "")
    return value.cast(pl.String)


def _number(value: pl.Expr, found: pl.DataType) -> pl.Expr:
    if found.is_numeric():
        number = value.cast(pl.Float64)
    else:
        number = value.cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _check_numbers(frame: pl.DataFrame, column: Column, reading: pl.Expr, files: DomainFiles) -> list[Finding]:
    """Values of a numeric column that are present and have no reading as a number."""
    value, found = pl.col(column.name), frame.schema[column.name]
    if found == TYPES[column.kind] and column.kind == "integer":
        return []
    if found.is_numeric():
        present = value.is_not_null() & ~value.cast(pl.Float64).is_nan()
    else:
        text = value.cast(pl.String).str.strip_chars()
        present = text.is_not_null() & ~text.is_in(["", ".", "NaN", "nan"])
    kind = "a whole number" if column.kind == "integer" else "a finite number"
    complaint = Complaint(
        "columns.number", column.name, f"not {kind}", "correct the value, or leave it empty when it is missing"
    )
    return list_records(frame, present & reading.is_null(), files, complaint)


def _check_twins(spelled: dict[str, str], files: DomainFiles) -> list[Finding]:
    names = list(spelled.values())
    twins = sorted({name for name in names if names.count(name) > 1})
    return [
        Finding(f"{files.name}, {name}", "two columns have this name", "remove or rename one", rule="columns.twice")
        for name in twins
    ]


def _first_of_each(spelled: dict[str, str]) -> dict[str, str]:
    first: dict[str, str] = {}
    for name, upper in spelled.items():
        if upper not in first.values():
            first[name] = upper
    return first


def _check_missing(column: Column, shape: Shape, unknown: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    if column.core == "permissible" or column.name in ("TRIAL", "DOMAIN"):
        return []
    near = _misspelt(column, unknown)
    fix = f"rename {near} to {column.name}" if near else f"add the column ({column.label})"
    if repair := repairs_column(column, shape):
        fix = offer(fix, repair)
    severity: Severity = "error" if column.core == "required" else "warning"
    found = f"the {column.core} column is missing"
    return [Finding(f"{files.name}, {column.name}", found, fix, severity, "columns.missing")]


def _misspelt(column: Column, unknown: pl.DataFrame) -> str:
    """The unknown column that is this one under another name; empty where none is for certain.

    A variable of the standard is never another one misspelt, and the values must be of the column's kind.
    """
    strange = [name for name in unknown.columns if not is_standard_variable(name)]
    near = nearest(column.name, strange, likeness=0.75)
    return near if near and _could_be(unknown[near], column) else ""


def _could_be(values: pl.Series, column: Column) -> bool:
    """Whether every value of a column reads as the kind of another; one without values could be anything."""
    text = values.drop_nulls().cast(pl.String).str.strip_chars()
    text = text.filter(text != "")
    if text.is_empty():
        return False
    if column.kind in ("number", "integer"):
        return bool(text.cast(pl.Float64, strict=False).is_not_null().all())
    if column.kind == "date":
        return bool((parse_dates(text)["standing"] != "impossible").all())
    if column.terms:
        return bool(text.is_in(list(column.terms)).all())
    return bool(text.cast(pl.Float64, strict=False).is_null().any()) or column.name.endswith(("ID", "CD"))


def _filler(column: Column, shape: Shape) -> pl.Expr:
    if column.name == "TRIAL":
        return pl.lit(0, pl.Int32).alias(column.name)
    if column.name == "DOMAIN":
        return pl.lit(shape.domain, pl.Categorical()).alias(column.name)
    return pl.lit(None, TYPES[column.kind]).alias(column.name)
