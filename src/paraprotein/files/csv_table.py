"""One table as a CSV file: everything is text, and every record has as many fields as the header.

A text that begins like a spreadsheet formula (`=`, `+`, `-`, `@`, a tab, or one of them in full width) and is no number
is written with an apostrophe in front, so that no spreadsheet runs it, and loses the apostrophe when it is read.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import polars as pl

from ..errors import DataError, Finding, InputError
from .dataset import Dataset, allowance, refuse_inflation

FIRST_ROW = 2
"""Row number of the first record, as a spreadsheet counts: the header line is row 1."""

LONGEST_LINE = 4_000_000
"""Characters of one line: a hundred of the longest texts that SAS knows."""

_NAMED, _MOST_BAD = 10, 10_000
"""Rows that cannot be read: how many are named, and after how many reading ends."""

_START = r"[=+\-@\t\r＝＋－＠]"
"""How a formula begins, also in full-width characters, which spreadsheets of East Asia run as well."""

_GUARDED = f"^'+{_START}"
_FORMULA = f"^'*{_START}"
_SEPARATORS = (",", ";", "\t")


def read_csv(path: Path, allowed: int | None = None) -> Dataset:
    """Read a UTF-8 file with a header line, separated by comma, semicolon or tab; an empty field is null.

    `allowed` is the memory that the table may take, bytes; by default what its size allows.

    Raises:
        DataError: not UTF-8, no header, zero bytes, a line or field too long, a record with too few or too many
            fields, or a table far larger than its file.
    """
    separator = _separator(path)
    try:
        records = _check_records(path, separator, allowance(path.stat().st_size) if allowed is None else allowed)
        table = pl.read_csv(path, infer_schema=False, separator=separator).head(records)
    except UnicodeDecodeError:
        fix = "save the file as CSV with UTF-8 encoding"
        raise DataError.one(path.name, "not UTF-8 text", fix, "csv.encoding") from None
    except pl.exceptions.PolarsError:
        raise _malformed(path.name, "not well-formed CSV") from None
    if table.height != records:
        raise _malformed(path.name, "its line ends are mixed or damaged")
    return Dataset(path.stem, table.with_columns(_unguarded(table)), first_row=FIRST_ROW, is_counted=False)


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """Write a table; the same table gives the same bytes."""
    text = pl.col(pl.String)
    is_formula = text.str.contains(_FORMULA) & text.cast(pl.Float64, strict=False).is_null()
    guarded = table.with_columns(pl.when(is_formula).then("'" + text).otherwise(text).name.keep())
    path.write_text(guarded.write_csv(), encoding="utf-8", newline="")


def _malformed(where: str, found: str) -> InputError:
    return DataError.one(where, found, "check the quotes, and whether the file is complete", "csv.malformed")


def _unguarded(table: pl.DataFrame) -> Iterator[pl.Series]:
    """Columns that held guarded texts, without the guard."""
    for column in table.iter_columns():
        if column.str.starts_with("'").any():
            is_guarded = column.str.contains(_GUARDED).fill_null(False)
            yield column.str.strip_prefix("'").zip_with(is_guarded, column)


def _separator(path: Path) -> str:
    """The separator that the header line uses most."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = file.readline(LONGEST_LINE)
    return max(_SEPARATORS, key=header.count)


def _check_records(path: Path, separator: str, allowed: int) -> int:
    """Number of records; every one must have the header's number of fields, or a cut file would lose values unseen."""
    last_empty, row = 0, 1
    bad: list[tuple[int, str]] = []
    with path.open(encoding="utf-8-sig", errors="strict", newline="") as file:
        try:
            rows = csv.reader(_lines(file, path.name), strict=True, delimiter=separator)
            width = _check_header(next(rows, []), path.name)
            for row, record in enumerate(rows, start=FIRST_ROW):
                if not record:
                    last_empty = last_empty or row
                    continue
                if last_empty:
                    bad.append((last_empty, "an empty line"))
                    last_empty = 0
                if len(record) != width:
                    bad.append((row, f"{len(record)} fields where the header has {width}"))
                if len(bad) >= _MOST_BAD:
                    break
                if row % 65_536 == 0:
                    refuse_inflation(path.name, row, width, allowed)
        except csv.Error as error:
            raise _malformed(path.name, f"not well-formed CSV ({error})") from None
    _refuse_records(path.name, bad)
    refuse_inflation(path.name, row, width, allowed)
    return (last_empty or row + 1) - FIRST_ROW


def _lines(file: TextIO, name: str) -> Iterator[str]:
    """The lines, each of bounded length and without zero bytes, which no text holds but UTF-16 read as UTF-8 does."""
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), ""), start=1):
        if len(line) == LONGEST_LINE:
            raise _malformed(f"{name} line {number}", f"more than {LONGEST_LINE:,} characters")
        if "\0" in line:
            fix = "save the file as CSV with UTF-8 encoding"
            raise DataError.one(f"{name} line {number}", "zero bytes: this is no UTF-8 text", fix, "csv.encoding")
        yield line


def _check_header(names: list[str], where: str) -> int:
    """Number of columns."""
    if not names:
        raise DataError.one(where, "no header line", "write the column names in line 1", "csv.header")
    if len({name.strip().upper() for name in names}) < len(names):
        plain = [name.strip().upper() for name in names]
        twins = ", ".join(dict.fromkeys(name for name in plain if plain.count(name) > 1))
        found = f"two columns have the same name ({twins})" if twins else "two columns have the same name"
        raise DataError.one(where, found, "remove or rename one", "csv.header")
    return len(names)


def _refuse_records(name: str, bad: list[tuple[int, str]]) -> None:
    """Name the first records that cannot be read, and count the others.

    Raises:
        DataError: there is one.
    """
    fix = "check the quotes of this record, and whether the file is complete"
    findings = [Finding(f"{name} row {row}", found, fix, rule="csv.fields") for row, found in bad[:_NAMED]]
    if len(bad) > _NAMED:
        all_of = "at least " if len(bad) >= _MOST_BAD else ""
        found = f"{len(bad) - _NAMED} more rows like these ({all_of}{len(bad)} in all)"
        findings.append(Finding(name, found, fix, rule="csv.fields"))
    if findings:
        raise DataError(findings)
