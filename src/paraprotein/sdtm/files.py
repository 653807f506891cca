"""A folder of study tables: one CSV or Parquet file per domain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from ..errors import DataError, Finding
from . import csv_table
from .records import Origin
from .shapes import SHAPES, Shape
from .tables import StudyTables

Format = Literal["csv", "parquet"]


@dataclass(frozen=True)
class StudyFiles:
    """Tables as their files hold them, before the door.

    Attributes:
        frames: domain to table.
        origins: domain to the files that its records came from, in order.
    """

    frames: Mapping[str, pl.DataFrame]
    origins: Mapping[str, tuple[Origin, ...]]


def read_study(folder: Path) -> StudyFiles:
    """Read every study table in a folder; the file's name is the domain's, in any case: `dm.csv`, `LB.parquet`.

    Raises:
        DataError: no such folder, no table in it, a domain in two files, or a file that cannot be read.
    """
    frames: dict[str, pl.DataFrame] = {}
    origins: dict[str, tuple[Origin, ...]] = {}
    findings: list[Finding] = []
    for path in _table_files(folder):
        domain = path.stem.upper()
        if domain in frames:
            found = f"{domain} is also in {origins[domain][0].file}"
            findings.append(Finding(path.name, found, "keep one of the two files", rule="files.twice"))
            continue
        try:
            frames[domain], first_row = _read_table(path)
        except DataError as error:
            findings += error.findings
            continue
        origins[domain] = (Origin(path.name, frames[domain].height, first_row),)
    if findings:
        raise DataError(findings)
    return StudyFiles(frames, origins)


def write_study(tables: StudyTables, folder: Path, file_format: Format = "csv") -> tuple[Path, ...]:
    """Write every table that has records, one file per domain; the same tables give the same bytes.

    Dates are ISO text. Permissible columns without any value, and TRIAL of a real study, are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for domain, shape in SHAPES.items():
        if not tables[domain].is_empty():
            path = folder / f"{domain.lower()}.{file_format}"
            _write_table(_as_written(tables[domain], shape), path)
            written.append(path)
    return tuple(written)


def _table_files(folder: Path) -> Iterable[Path]:
    if not folder.is_dir():
        raise DataError.one(str(folder), "no such folder", "name the folder that holds the study tables", "files.none")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".csv", ".parquet"))
    if not paths:
        fix = "put one file per domain there: dm.csv, lb.csv, ..."
        raise DataError.one(str(folder), "no CSV or Parquet file in this folder", fix, "files.none")
    return paths


def _read_table(path: Path) -> tuple[pl.DataFrame, int]:
    """The table and the row number of its first record."""
    if path.suffix.lower() == ".csv":
        return csv_table.read_csv(path), csv_table.FIRST_ROW
    try:
        return pl.read_parquet(path), 1
    except (pl.exceptions.PolarsError, OSError):
        raise DataError.one(path.name, "not a readable Parquet file", "export it again", "files.parquet") from None


def _write_table(table: pl.DataFrame, path: Path) -> None:
    if path.suffix == ".csv":
        csv_table.write_csv(table, path)
    else:
        table.write_parquet(path, compression="zstd", statistics=False)


def _as_written(table: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """The shape's own columns; codes as text, because the order of categories depends on what was read before."""
    kept = [
        column.name
        for column in shape.columns
        if column.core != "permissible" or table[column.name].null_count() < table.height
    ]
    if table["TRIAL"].max() == 0:
        kept.remove("TRIAL")
    return table.select(kept).with_columns(pl.col(pl.Categorical).cast(pl.String))
