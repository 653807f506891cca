"""A data set as the exchange formats know it: a table with a name, labels and formats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import polars as pl

from ..errors import DataError, Finding

NO_TIME = datetime(1960, 1, 1)
"""Time stamp of files when none is given, so that the same data give the same bytes: the first moment SAS knows."""

SPARE_BYTES = 300_000_000
"""Memory that a study's tables may take beyond twice the size of its files; the rest of 500 MB is the program's."""

CELL_BYTES = 16
"""Memory of one field: a text takes so much even when it is empty."""

LONGEST_INLINE = 12
"""Bytes of a text that Polars keeps in the field itself."""

RECORD_BYTES = 175
"""Memory of one record beside its fields, where a study is brought through the door; measured on a busy machine."""

SUBJECT_BYTES = 500
"""Memory of one subject: names that occur once each are held in tables of names besides (measured on a million)."""

MOST_COLUMNS = 5_000
"""Columns of one table; the widest exports of registries have fewer."""


@dataclass(frozen=True)
class Dataset:
    """One table with what a file says about it.

    Attributes:
        name: data set name, e.g. `LB`.
        table: the records.
        label: what the data set holds.
        labels: column to its label; a column may have none.
        first_row: row number of the first record, as a person counts in this format.
        findings: what was noticed while reading.
        is_counted: the file itself states how many records it holds, so that a cut would be noticed.
    """

    name: str
    table: pl.DataFrame
    label: str = ""
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    first_row: int = 1
    findings: tuple[Finding, ...] = ()
    is_counted: bool = True


def allowance(file_bytes: int) -> int:
    """Memory, in bytes, that the tables of files of this size may take together."""
    return 2 * file_bytes + SPARE_BYTES


def memory_of(rows: int, columns: int) -> int:
    """Least memory, in bytes, that a table of so many records and columns takes on its way through the door."""
    return rows * (RECORD_BYTES + CELL_BYTES * columns)


def text_bytes(table: pl.DataFrame) -> int:
    """Bytes of the texts that do not fit into their field, each counted as often as it occurs."""
    lengths = (values.str.len_bytes() for values in table.iter_columns() if values.dtype == pl.String)
    return sum(int(length.filter(length > LONGEST_INLINE).sum()) for length in lengths)


TOO_LARGE = (
    "check that the file is what it should be; if it is, allow it more memory (--memory-limit 4GB), write it unpacked, "
    "as CSV or XPT, or leave out columns"
)
"""What to do about a table that takes more memory than its file lets expect."""


def refuse_subjects(where: str, subjects: int, allowed: int) -> None:
    """Refuse a table of subjects that would take more memory than is allowed, bytes.

    Raises:
        DataError: too many subjects for the memory.
    """
    if subjects * SUBJECT_BYTES > allowed:
        found = f"{subjects:,} subjects would take {subjects * SUBJECT_BYTES / 1e6:,.0f} MB of memory"
        raise DataError.one(where, f"{found}, and {allowed / 1e6:,.0f} MB are left", TOO_LARGE, "files.inflation")


def refuse_inflation(where: str, rows: int, columns: int, allowed: int, texts: int = 0) -> None:
    """Refuse a table that would take far more memory than its file does.

    A damaged or hostile header can promise millions of one-byte fields, and a packed file can hold them.

    Args:
        where: file, and table within it.
        rows: records read or promised.
        columns: columns of the table.
        allowed: memory for the table, bytes (`allowance`).
        texts: what the texts take beside their fields, bytes.

    Raises:
        DataError: more than `MOST_COLUMNS` columns, or more memory than is allowed.
    """
    fix = TOO_LARGE
    if columns > MOST_COLUMNS:
        raise DataError.one(where, f"{columns:,} columns, more than {MOST_COLUMNS:,}", fix, "files.inflation")
    needed = memory_of(rows, columns) + texts
    if needed > allowed:
        found = f"{rows:,} records of {columns:,} columns would take {needed / 1e6:,.0f} MB of memory"
        raise DataError.one(where, f"{found}, and {allowed / 1e6:,.0f} MB fit its size", fix, "files.inflation")
