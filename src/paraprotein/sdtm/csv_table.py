"""One study table as a CSV file: everything is text, and every record has as many fields as the header."""

import csv
import io
from pathlib import Path

import polars as pl

from ..errors import DataError

FIRST_ROW = 2
"""Row number of the first record, as a spreadsheet counts: the header line is row 1."""


def read_csv(path: Path) -> pl.DataFrame:
    """Read a UTF-8 CSV file with a header line; all columns are String, an empty field is null.

    Raises:
        DataError: not UTF-8, no header, or a record with too few or too many fields.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"not UTF-8 text (byte {error.start})"
        raise DataError.one(path.name, found, "save the file as CSV with UTF-8 encoding", "csv.encoding") from None
    _check_structure(text, path.name)
    return pl.read_csv(data, infer_schema=False)


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """Write a table; the same table gives the same bytes."""
    path.write_text(table.write_csv(), encoding="utf-8", newline="")


def _check_structure(text: str, name: str) -> None:
    """Every record must have the header's number of fields: a cut file would otherwise lose values in silence."""
    try:
        records = csv.reader(io.StringIO(text, newline=""), strict=True)
        width = len(next(records, []))
        if width == 0:
            raise DataError.one(name, "no header line", "write the column names in the first line", "csv.header")
        for row, record in enumerate(records, start=FIRST_ROW):
            if len(record) != width:
                found = f"{len(record)} fields where the header has {width}"
                fix = "check the quotes of this record, and whether the file is complete"
                raise DataError.one(f"{name} row {row}", found, fix, "csv.fields")
    except csv.Error as error:
        fix = "check the quotes, and whether the file is complete"
        raise DataError.one(name, f"not well-formed CSV ({error})", fix, "csv.malformed") from None
