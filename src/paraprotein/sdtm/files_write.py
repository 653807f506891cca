"""Study tables out into files: one file per domain, in the format that the reader needs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import polars as pl

from ..arguments import AnyPath, as_path
from ..errors import UsageError
from ..files.csv_table import write_csv
from ..files.dataset import Dataset
from ..files.dataset_json_write import write_dataset_json
from ..files.parquet_table import write_parquet
from ..files.xpt_write import write_xpt
from .shapes import SHAPES, Shape
from .supplemental import SUPPLEMENTAL_LABELS, split_supplemental
from .tables import StudyTables

Format = Literal["csv", "parquet", "xpt", "xpt8", "json", "ndjson"]
"""xpt: SAS transport version 5 · xpt8: version 8 · json, ndjson: Dataset-JSON 1.1"""

SUBMISSION = frozenset({"xpt", "xpt8", "json", "ndjson"})
"""Formats for submission: columns that SDTM does not have go into supplemental qualifiers."""


def write_study(tables: StudyTables, folder: AnyPath, file_format: Format = "csv") -> tuple[Path, ...]:
    """Write every table that the study has, one file per domain; the same tables give the same bytes.

    A table that was given and is empty is written as such: it says that nothing happened. Dates are ISO text.
    Permissible columns without any value, and TRIAL of a real study, are left out.

    Raises:
        DataError: a value that the format cannot hold.
        UsageError: no such format.
    """
    folder = as_path(folder, "folder")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    study = str(tables.dm["STUDYID"].first() or "")
    is_real = tables.dm["TRIAL"].max() in (0, None)
    for domain, shape in SHAPES.items():
        if domain in tables.given:
            for dataset in _datasets(
                _as_written(tables[domain], shape, is_real=is_real), shape, file_format in SUBMISSION
            ):
                path = folder / f"{dataset.name.lower()}.{file_format.removesuffix('8')}"
                _write(dataset, path, file_format, study)
                written.append(path)
    return tuple(written)


def _datasets(table: pl.DataFrame, shape: Shape, is_submission: bool) -> Iterator[Dataset]:
    labels = {column.name: column.label for column in shape.columns}
    if not is_submission:
        yield Dataset(shape.domain, table, shape.label, labels)
        return
    plain, qualifiers = split_supplemental(table, shape)
    yield Dataset(shape.domain, plain, shape.label, labels)
    if qualifiers is not None:
        yield Dataset(
            f"SUPP{shape.domain}", qualifiers, f"Supplemental Qualifiers for {shape.domain}", SUPPLEMENTAL_LABELS
        )


def _write(dataset: Dataset, path: Path, file_format: Format, study: str) -> None:
    match file_format:
        case "csv":
            write_csv(dataset.table, path)
        case "parquet":
            write_parquet(dataset.table, path)
        case "xpt":
            write_xpt(dataset, path, version=5)
        case "xpt8":
            write_xpt(dataset, path, version=8)
        case "json" | "ndjson":
            shape = SHAPES.get(dataset.name)
            write_dataset_json(dataset, path, study=study, keys=shape.keys if shape else ())
        case _:
            fix = "write one of: csv, parquet, xpt, xpt8, json, ndjson"
            raise UsageError.one("format", f"'{file_format}' is no format known here", fix)


def _as_written(table: pl.DataFrame, shape: Shape, *, is_real: bool) -> pl.DataFrame:
    """The shape's own columns; codes as text, because the order of categories depends on what was read before."""
    kept = [
        column.name
        for column in shape.columns
        if column.core != "permissible" or table[column.name].null_count() < table.height
    ]
    if is_real:
        kept.remove("TRIAL")
    return table.select(kept).with_columns(pl.col(pl.Categorical).cast(pl.String))
