"""Write CDISC Dataset-JSON 1.1, as one JSON object or as lines (NDJSON).

Source: CDISC, Dataset-JSON specification 1.1 (2024).
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from ..errors import DataError
from .dataset import NO_TIME, Dataset
from .plain import Plain

_ROWS_AT_ONCE = 20_000


def write_dataset_json(
    dataset: Dataset, path: Path, *, study: str = "", keys: Sequence[str] = (), created: datetime = NO_TIME
) -> None:
    """Write one data set; the suffix `.ndjson` means lines.

    Dates become ISO text that represents a number (`targetDataType` integer), as ADaM wants them.

    Args:
        dataset: the table with its labels.
        path: file to write.
        study: study identifier, for `studyOID`.
        keys: columns that make a record unique, in order.
        created: time stamp of the file; an argument, so that the same data give the same bytes.

    Raises:
        DataError: a column has a type without a place in the format, or a number is infinite.
    """
    table = _as_written(dataset)
    columns = [_column(dataset, name, table[name], keys) for name in table.columns]
    metadata = {
        "datasetJSONCreationDateTime": created.isoformat(timespec="seconds"),
        "datasetJSONVersion": "1.1.0",
        **({"studyOID": study} if study else {}),
        "itemGroupOID": f"IG.{dataset.name}",
        "records": table.height,
        "name": dataset.name,
        "label": dataset.label or dataset.name,
        "columns": columns,
    }
    is_lines = path.suffix.lower() == ".ndjson"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_dump(metadata) + "\n" if is_lines else _dump(metadata)[:-1] + ',"rows":[')
        separator = ""
        for block in table.iter_slices(_ROWS_AT_ONCE):
            records = [_dump(record) for record in block.rows()]
            if is_lines:
                file.write("".join(record + "\n" for record in records))
            else:
                file.write(separator + ",\n".join(records))
                separator = ",\n" if records else separator
        if not is_lines:
            file.write("]}\n")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _as_written(dataset: Dataset) -> pl.DataFrame:
    """The table as JSON holds it: numbers, booleans and text."""
    table = dataset.table
    for name, values in zip(table.columns, table.iter_columns(), strict=True):
        where = f"{dataset.name}, {name}"
        if values.dtype.is_float() and values.is_infinite().any():
            raise DataError.one(where, "an infinite number has no place in JSON", "correct it", "json.limits")
        if not (values.dtype.is_numeric() or values.dtype in _TEXT or values.dtype == pl.Boolean):
            found = f"a column of type {values.dtype} has no place in the format"
            raise DataError.one(where, found, "write text or numbers", "json.limits")
    return table.with_columns(
        pl.selectors.float().fill_nan(None).cast(pl.Float64),
        pl.col(pl.Categorical, pl.Enum).cast(pl.String),
    ).with_columns(
        pl.col(pl.Date).dt.to_string("iso"),
        pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%S%.f"),
    )


_TEXT = (pl.String, pl.Categorical, pl.Enum, pl.Date, pl.Datetime)


def _column(dataset: Dataset, name: str, written: pl.Series, keys: Sequence[str]) -> dict[str, Plain]:
    """The description of one column."""
    column: dict[str, Plain] = {
        "itemOID": f"IT.{dataset.name}.{name}",
        "name": name,
        "label": dataset.labels.get(name) or name,
    }
    held = dataset.table.schema[name]
    if held == pl.Date:
        column |= {"dataType": "date", "targetDataType": "integer", "displayFormat": "E8601DA."}
    elif held == pl.Datetime:
        column |= {"dataType": "datetime", "targetDataType": "integer", "displayFormat": "E8601DT."}
    elif held == pl.Boolean:
        column |= {"dataType": "boolean"}
    elif held.is_integer():
        column |= {"dataType": "integer"}
    elif held.is_numeric():
        column |= {"dataType": "float"}
    else:
        longest = written.str.len_chars().max()
        column |= {"dataType": "string", "length": max(1, longest if isinstance(longest, int) else 1)}
    return column | ({"keySequence": list(keys).index(name) + 1} if name in keys else {})
