"""A data set as the exchange formats know it: a table with a name, labels and formats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import polars as pl

from ..errors import DataError, Finding

NO_TIME = datetime(1960, 1, 1)
"""Time stamp of files when none is given, so that the same data give the same bytes: the first moment SAS knows."""

SPARE_BYTES = 400_000_000
"""Memory that a table may take beyond twice its file's size."""


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
    """

    name: str
    table: pl.DataFrame
    label: str = ""
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    first_row: int = 1
    findings: tuple[Finding, ...] = ()


def refuse_inflation(where: str, cells: int, file_bytes: int) -> None:
    """Refuse a file whose fields would take far more memory than the file itself.

    A damaged or hostile header can promise millions of one-byte fields; a text takes at least 16 bytes in memory.

    Raises:
        DataError: the table would need more than twice the file's size and `SPARE_BYTES`.
    """
    if 16 * cells > 2 * file_bytes + SPARE_BYTES:
        found = f"{cells:,} fields in {file_bytes:,} bytes would take {16 * cells / 1e9:.1f} GB of memory"
        fix = "check that the file is what it should be, or split it"
        raise DataError.one(where, found, fix, "files.inflation")
