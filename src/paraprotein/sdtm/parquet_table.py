"""One table as a Parquet file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from ..errors import DataError, InputError
from .dataset import SPARE_BYTES, Dataset

EXPANSION = 50
"""Parquet holds repeated codes in a few bits, so a table may well take 50 times its file in memory."""


def read_parquet(path: Path) -> Dataset:
    """Read a Parquet file of plain columns: text, codes, numbers, dates.

    Raises:
        DataError: not Parquet, damaged, nested columns, or a table far larger than its file.
    """
    try:
        with _silent_stderr():
            records = pl.scan_parquet(path).select(pl.len()).collect().item()
            schema = pl.read_parquet_schema(path)
            _check_promises(schema, records, path)
            return Dataset(path.stem, pl.read_parquet(path))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, MemoryError):
        raise _damaged(path.name, "not a readable Parquet file, or a damaged one") from None


def write_parquet(table: pl.DataFrame, path: Path) -> None:
    """Write a table; the same table gives the same bytes."""
    table.write_parquet(path, compression="zstd", statistics=False)


def _damaged(where: str, found: str) -> InputError:
    return DataError.one(where, found, "export it again", "parquet.structure")


def _check_promises(schema: dict[str, pl.DataType], records: int, path: Path) -> None:
    nested = [name for name, kind in schema.items() if kind.is_nested() or kind in (pl.Object, pl.Binary)]
    if nested:
        raise _damaged(f"{path.name}, {nested[0]}", "a nested or binary column")
    if 16 * records * len(schema) > EXPANSION * path.stat().st_size + SPARE_BYTES:
        found = f"{records:,} records of {len(schema)} columns do not fit {path.stat().st_size:,} bytes"
        raise _damaged(path.name, found)


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
