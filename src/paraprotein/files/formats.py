"""Which reader reads a file, by its suffix."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from ..errors import DataError
from .csv_table import read_csv
from .dataset import Dataset
from .dataset_json import read_dataset_json
from .parquet_table import read_parquet
from .sas7bdat import read_sas7bdat
from .xpt import read_xpt


class _Reader(Protocol):
    def __call__(self, path: Path, allowed: int | None = None) -> Dataset: ...


_ONE: Mapping[str, _Reader] = MappingProxyType(
    {
        ".csv": read_csv,
        ".json": read_dataset_json,
        ".ndjson": read_dataset_json,
        ".parquet": read_parquet,
        ".sas7bdat": read_sas7bdat,
    }
)

SUFFIXES = frozenset({*_ONE, ".xpt"})
"""Suffixes of files that hold tables, in lower case."""


def read_datasets(path: Path, allowed: int | None = None) -> tuple[Dataset, ...]:
    """The data sets in one file; only a transport file may hold several.

    `allowed` is the memory that they may take together, bytes; by default what the file's size allows.

    Raises:
        DataError: the suffix is not known, the file cannot be read, or its tables would take more memory.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        fix = f"give a file of one of these kinds: {', '.join(sorted(SUFFIXES))}"
        raise DataError.one(path.name, "not a kind of file known here", fix, "files.kind")
    if not path.is_file():
        raise DataError.one(path.name, "not a regular file", "give a file with a table in it", "files.unreadable")
    try:
        return read_xpt(path, allowed) if suffix == ".xpt" else (_ONE[suffix](path, allowed),)
    except OSError as error:
        found = f"cannot be opened ({error.strerror})"
        raise DataError.one(path.name, found, "check the file and its permissions", "files.unreadable") from None
