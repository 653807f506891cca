"""CDISC Dataset-JSON 1.1: one data set per file, as one JSON object or as lines (NDJSON).

Source: CDISC, Dataset-JSON specification 1.1 (2024).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

import polars as pl

from ..errors import DataError, InputError
from .dataset import MOST_COLUMNS, Dataset, allowance, refuse_inflation
from .json_stream import LONGEST_VALUE, WINDOW, JsonStream, decode
from .plain import Plain

_KEYS = frozenset({"datasetJSONVersion", "name", "label", "records", "columns"})
"""What is kept of the metadata; anyone may add more keys, as many as they like."""

_MOST_KEYS = 1_000
_MOST_EMPTY_LINES = 1_000

_TYPES: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "string": pl.String(),
        "URI": pl.String(),
        "date": pl.String(),
        "datetime": pl.String(),
        "time": pl.String(),
        "integer": pl.Int64(),
        "float": pl.Float64(),
        "double": pl.Float64(),
        "decimal": pl.String(),  # written as text, to keep its digits
        "boolean": pl.Boolean(),
    }
)


def read_dataset_json(path: Path, allowed: int | None = None) -> Dataset:
    """Read a Dataset-JSON file; the suffix `.ndjson` means lines.

    Dates and times stay ISO text, unless the file says that they represent numbers (`targetDataType`): then they
    become Date and Datetime. `allowed` is the memory that the table may take, bytes; by default what its size allows.

    Raises:
        DataError: not Dataset-JSON 1.1, not well-formed, cut, a key twice, values that contradict their column's
            type, or a table far larger than its file.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="strict", newline="") as file:
            read = _read_lines if path.suffix.lower() == ".ndjson" else _read_object
            return read(file, path, allowance(path.stat().st_size) if allowed is None else allowed)
    except UnicodeDecodeError:
        raise _wrong(path.name, "not UTF-8 text") from None


def _wrong(where: str, found: str) -> InputError:
    return DataError.one(where, found, "export the file again", "json.structure")


@dataclass(frozen=True)
class _Column:
    """What the metadata say of one column."""

    name: str
    kind: str
    label: str
    target: Plain


class _Table:
    """Records as they arrive; mutable while one file is read."""

    def __init__(self, metadata: Mapping[str, Plain], path: Path, allowed: int) -> None:
        self.metadata, self.name, self.allowed = metadata, path.name, allowed
        self.columns = _columns(metadata, path.name)
        self.parts: list[pl.DataFrame] = []
        self.rows = 0

    def add(self, records: list[Plain]) -> None:
        """Take in some records; every one must be an array with a value for each column."""
        width = len(self.columns)
        for number, record in enumerate(records, start=self.rows + 1):
            if not isinstance(record, list) or len(record) != width:
                raise _wrong(f"{self.name} record {number}", f"no array of {width} values")
        self.rows += len(records)
        refuse_inflation(self.name, self.rows, width, self.allowed)
        values = zip(*records, strict=True)
        series = [self._series(column, list(cells)) for column, cells in zip(self.columns, values, strict=True)]
        self.parts.append(pl.DataFrame(series))

    def _series(self, column: _Column, values: list[Plain]) -> pl.Series:
        name, kind = column.name, column.kind
        try:
            if any(isinstance(value, (list, dict)) for value in values):
                raise TypeError
            return pl.Series(name, values, _TYPES[kind], strict=True)
        except (TypeError, OverflowError, pl.exceptions.PolarsError):
            where = f"{self.name} records {self.rows - len(values) + 1} to {self.rows}, {name}"
            raise _wrong(where, f"a value is no {kind}, as the columns say") from None

    def finish(self) -> Dataset:
        """The data set, when the file holds as many records as it states."""
        stated = self.metadata.get("records")
        if stated != self.rows:
            raise _wrong(self.name, f"the file states {stated} records and holds {self.rows}: it was cut or changed")
        empty = pl.DataFrame(schema={column.name: _TYPES[column.kind] for column in self.columns})
        table = pl.concat([empty, *self.parts]).with_columns(_targets(self.columns))
        labels = {column.name: column.label for column in self.columns}
        return Dataset(str(self.metadata["name"]), table, str(self.metadata.get("label", "")), labels)


def _read_object(file: TextIO, path: Path, allowed: int) -> Dataset:
    """The metadata may come before or after the records; if after, the records are read on a second pass."""
    stream = JsonStream(file, path.name)
    metadata: dict[str, Plain] = {}
    table: _Table | None = None
    is_late = False
    for key in _keys(stream):
        if key in metadata or (key == "rows" and (is_late or table is not None)):
            raise _wrong(path.name, f"the key {key} is listed twice")
        if key == "rows" and "columns" in metadata:
            table = _Table(metadata, path, allowed)
            _take_rows(stream, table)
        elif key == "rows":
            is_late = True
            _take_rows(stream, None)
        else:
            value = stream.value()
            metadata |= {key: value} if key in _KEYS else {}
    if stream.peek():
        raise _wrong(path.name, "there is text after the end of the data set")
    if is_late:
        file.seek(0)
        stream = JsonStream(file, path.name)
        table = _Table(metadata, path, allowed)
        for key in _keys(stream):
            _take_rows(stream, table) if key == "rows" else stream.value()
    return (table or _Table(metadata, path, allowed)).finish()


def _keys(stream: JsonStream) -> Iterator[str]:
    """The keys of the object; the caller reads the value before the next."""
    stream.expect("{")
    if stream.follows("}"):
        return
    for _ in range(_MOST_KEYS):
        key = stream.value()
        stream.expect(":")
        yield str(key)
        if not stream.follows(","):
            stream.expect("}")
            return
    raise _wrong(stream.name, f"more than {_MOST_KEYS:,} keys")


def _take_rows(stream: JsonStream, table: _Table | None) -> None:
    stream.expect("[")
    for records in stream.arrays():
        if table is not None:
            table.add(records)


def _read_lines(file: TextIO, path: Path, allowed: int) -> Dataset:
    lines = _lines(file, path.name)
    metadata = _object(decode(next(lines, ""), f"{path.name} line 1"), path.name)
    table = _Table({key: value for key, value in metadata.items() if key in _KEYS}, path, allowed)
    for some in _batches(lines):
        where = f"{path.name} lines {table.rows + 2} to {table.rows + 1 + len(some)}"
        records = decode("[" + ",".join(some) + "]", where)
        if not isinstance(records, list) or len(records) != len(some):
            raise _wrong(where, "a line holds more than one record")
        table.add(records)
    return table.finish()


def _lines(file: TextIO, name: str) -> Iterator[str]:
    """The lines that are not empty, each of bounded length."""
    empty = 0
    for line in iter(lambda: file.readline(LONGEST_VALUE), ""):
        if len(line) == LONGEST_VALUE:
            raise _wrong(name, f"a line of more than {LONGEST_VALUE:,} characters")
        empty += line.isspace()
        if empty > _MOST_EMPTY_LINES:
            raise _wrong(name, f"more than {_MOST_EMPTY_LINES:,} empty lines")
        if not line.isspace():
            yield line


def _batches(lines: Iterator[str]) -> Iterator[list[str]]:
    """Lines of about `WINDOW` characters together."""
    some, held = [], 0
    for line in lines:
        some.append(line)
        held += len(line)
        if held >= WINDOW:
            yield some
            some, held = [], 0
    if some:
        yield some


def _object(value: Plain, name: str) -> Mapping[str, Plain]:
    if not isinstance(value, dict):
        raise _wrong(name, "the metadata is no JSON object")
    return value


def _columns(metadata: Mapping[str, Plain], name: str) -> list[_Column]:
    """The columns, when the file is Dataset-JSON 1.1 and every column has a name and a known type."""
    version = metadata.get("datasetJSONVersion")
    if not isinstance(version, str) or not version.startswith("1.1"):
        fix = "export it as Dataset-JSON 1.1"
        raise DataError.one(name, "not a Dataset-JSON 1.1 file", fix, "json.version")
    columns = metadata.get("columns")
    if not isinstance(columns, list) or not columns or not isinstance(metadata.get("name"), str):
        raise _wrong(name, "the data set's name or its columns are missing")
    if len(columns) > MOST_COLUMNS:
        raise _wrong(name, f"{len(columns):,} columns, more than {MOST_COLUMNS:,}")
    described = [_column(column, name) for column in columns]
    names = [column.name.upper() for column in described]
    if len(set(names)) < len(names):
        raise _wrong(name, "two columns have the same name")
    return described


def _column(column: Plain, name: str) -> _Column:
    if not isinstance(column, dict) or not isinstance(column.get("name"), str):
        raise _wrong(name, "a column has no name")
    if column.get("dataType") not in _TYPES:
        raise _wrong(f"{name}, {column['name']}", f"its dataType is none of {', '.join(_TYPES)}")
    return _Column(column["name"], column["dataType"], str(column.get("label", "")), column.get("targetDataType"))


def _targets(columns: list[_Column]) -> list[pl.Expr]:
    """Conversions that the file asks for: text that represents a number."""
    targets = []
    for column in columns:
        value, target = pl.col(column.name), column.target
        if column.kind == "decimal":
            targets.append(value.cast(pl.Float64, strict=False))
        elif column.kind == "date" and target == "integer":
            targets.append(value.str.to_date("%Y-%m-%d", strict=False))
        elif column.kind == "datetime" and target == "integer":
            targets.append(value.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False))
    return targets
