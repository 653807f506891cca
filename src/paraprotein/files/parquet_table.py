"""One table as a Parquet file."""

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from ..errors import DataError, InputError
from .dataset import Dataset, allowance, refuse_inflation, text_bytes
from .parquet_footer import read_promises
from .thrift_compact import MalformedError


def read_parquet(path: Path, allowed: int | None = None) -> Dataset:
    """Read a Parquet file of plain columns: text, codes, numbers, dates.

    `allowed` is the memory that the table may take, bytes; by default what the file's size allows.

    Raises:
        DataError: not Parquet, damaged, nested or binary columns, or a table far larger than its file.
    """
    allowed = allowance(path.stat().st_size) if allowed is None else allowed
    _check_promises(path, allowed)
    try:
        with _silent_stderr():
            schema = pl.read_parquet_schema(path)
            _check_columns(schema, path.name)
            table = pl.read_parquet(path, low_memory=True)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, MemoryError):
        raise _damaged(path.name) from None
    refuse_inflation(path.name, table.height, table.width, allowed, text_bytes(table))
    return Dataset(path.stem, table)


def write_parquet(table: pl.DataFrame, path: Path) -> None:
    """Write a table; the same table gives the same bytes."""
    table.write_parquet(path, compression="zstd", statistics=False)


def _damaged(where: str, found: str = "not a readable Parquet file, or a damaged one") -> InputError:
    return DataError.one(where, found, "export it again", "parquet.structure")


def _check_promises(path: Path, allowed: int) -> None:
    """Refuse a file before it is unpacked, when it is damaged or would take too much memory."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            promised = read_promises(data)
    except (MalformedError, ValueError):  # an empty file cannot be mapped
        raise _damaged(path.name) from None
    unpacked = max(promised.text_bytes, promised.largest_page)
    refuse_inflation(path.name, promised.rows, promised.columns, allowed, unpacked)


def _check_columns(schema: dict[str, pl.DataType], name: str) -> None:
    unfit = [column for column, kind in schema.items() if kind.is_nested() or kind in (pl.Object, pl.Binary)]
    if unfit:
        raise _damaged(f"{name}, {unfit[0]}", "a nested or binary column")


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Keep what Polars' Rust code prints about a damaged file, before it raises, off the screen."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
