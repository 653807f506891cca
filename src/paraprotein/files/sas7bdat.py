"""Read SAS data sets (SAS7BDAT), which SAS alone writes and documents nowhere.

ReadStat reads the file, through pyreadstat. Here are the checks around it: the pages that the header promises must
be there, and the table must not be larger than the file can hold. It is read in parts, because pyreadstat makes a
Python object of every value.
"""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pyreadstat
from pyreadstat import metadata_container

from ..errors import DataError, InputError
from .dataset import Dataset, allowance, refuse_inflation, text_bytes
from .sas_dates import from_sas_numbers

MAGIC = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
"""First bytes of every file (M. S. Shotwell, "SAS7BDAT Database Binary Format", 2013)."""

_BYTES_AT_ONCE = 16_000_000
_CELL_BYTES = 60
"""Memory of a value as a Python object, beside its text."""


Cell = str | float | int | None


def read_sas7bdat(path: Path, allowed: int | None = None) -> Dataset:
    """The one data set in a SAS7BDAT file; dates become Date and Datetime, blank text and SAS missing values null.

    `allowed` is the memory that the table may take, bytes; by default what the file's size allows.

    Raises:
        DataError: not a SAS data set, damaged, cut, compressed in a way that ReadStat does not read, or a table far
            larger than its file.
    """
    _check_pages(path)
    _, described = _call(path, metadata_only=True)
    rows, names = described.number_rows or 0, list(described.column_names)
    if not names or rows < 0 or not all(isinstance(name, str) and name.isidentifier() for name in names):
        raise _damaged(path.name, "no variables in it, or their names are damaged")
    if len({name.upper() for name in names}) < len(names):
        raise _damaged(path.name, "two variables have the same name")
    allowed = allowance(path.stat().st_size) if allowed is None else allowed
    refuse_inflation(path.name, rows, len(names), allowed)
    table = _read_table(path, described, rows, allowed)
    if table.height != rows:
        raise _damaged(path.name, f"the header states {rows} records, the file holds {table.height}: it was cut")
    labels = {name: label or "" for name, label in zip(names, described.column_labels, strict=True)}
    return Dataset(described.table_name or path.stem, table, described.file_label or "", labels)


def _read_table(path: Path, described: metadata_container, rows: int, allowed: int) -> pl.DataFrame:
    """The records, in parts of bounded size; a compressed file may hold texts that are far longer than it is."""
    names, formats = list(described.column_names), described.original_variable_types
    width = sum(described.variable_storage_width.values()) + _CELL_BYTES * len(names)
    refuse_inflation(path.name, min(rows, 1), len(names), allowed, width)
    rows_at_once, parts, texts = max(1, _BYTES_AT_ONCE // width), [], 0
    for first in range(0, max(rows, 1), rows_at_once):
        values, _ = _call(path, first=first, rows=min(rows_at_once, max(rows - first, 1)))
        parts.append(_frame(values, names, formats, path.name))
        texts += text_bytes(parts[-1])
        refuse_inflation(path.name, rows, len(names), allowed, texts)
    return pl.concat(parts)


def _damaged(where: str, found: str) -> InputError:
    return DataError.one(where, found, "export it again, if possible as XPT or Dataset-JSON", "sas7bdat.structure")


def _check_pages(path: Path) -> None:
    """The header states the size and number of pages: a shorter file was cut."""
    with path.open("rb") as file:
        header = file.read(288)
    if len(header) < 288 or header[:32] != MAGIC:
        raise _damaged(path.name, "does not begin as a SAS data set does")
    start = 196 + (4 if header[35] == 0x33 else 0)
    order = "<" if header[37] == 1 else ">"
    count = "Q" if header[32] == 0x33 else "I"
    header_size, page_size, pages = struct.unpack_from(f"{order}II{count}", header, start)
    stated, held = header_size + page_size * pages, path.stat().st_size
    if stated != held:
        raise _damaged(path.name, f"the header states {stated} bytes, the file holds {held}: it was cut or changed")


def _call(
    path: Path, *, metadata_only: bool = False, first: int = 0, rows: int = 0
) -> tuple[Mapping[str, Sequence[Cell]], metadata_container]:
    """Values by column, and the description."""
    try:
        values, described = pyreadstat.read_sas7bdat(
            path,
            output_format="dict",
            disable_datetime_conversion=True,
            metadataonly=metadata_only,
            row_offset=first,
            row_limit=rows,
        )
    except Exception as error:  # a damaged file makes ReadStat and pyreadstat raise whatever they stumble over
        raise _damaged(path.name, f"ReadStat cannot read it ({type(error).__name__})") from None
    return values, described


def _frame(
    values: Mapping[str, Sequence[Cell]], names: list[str], formats: Mapping[str, str | None], where: str
) -> pl.DataFrame:
    try:
        columns = {name: pl.Series(name, list(values[name]), strict=True) for name in names}
    except (KeyError, TypeError, OverflowError, pl.exceptions.PolarsError):
        raise _damaged(where, "a variable holds values of several types") from None
    return pl.DataFrame(
        {name: _typed(column, (formats.get(name) or "").rstrip("0123456789.")) for name, column in columns.items()}
    )


def _typed(column: pl.Series, format_name: str) -> pl.Series:
    if column.dtype == pl.String:
        text = column.str.strip_chars_end(" \0")
        return text.set(text == "", None)
    return from_sas_numbers(column, format_name)
