"""Read SAS transport files, versions 5 and 8.

Our own reader, because everything about the structure must be checked: a cut file otherwise reads as fewer records,
and a flipped bit in a header as other columns. It is also an order of magnitude faster and smaller than reading
through Python objects. What no reader can see is a flipped bit within a value, or a version 5 file cut exactly
between records: only a register of the inputs (`register.py`) reveals it.

Source: SAS TS-140; the layout is in `xpt_layout.py`.
"""

import mmap
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..errors import DataError, Finding, InputError
from .dataset import Dataset, allowance, memory_of, refuse_inflation
from .ibm_float import from_ibm
from .sas_dates import from_sas_numbers
from .xpt_layout import (
    CHARACTER,
    HEADERS,
    LONG_FORMATS,
    LONG_LABELS,
    LONGEST_TEXT,
    NAMESTR,
    NUMERIC,
    RECORD,
    Field,
    Version,
    header,
    padded,
)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}")
_BYTES_AT_ONCE = 16_000_000
_MOST_DATASETS = 1_000


class _CutError(Exception):
    """The file ends inside a structure."""


def read_xpt(path: Path, allowed: int | None = None) -> tuple[Dataset, ...]:
    """Every data set in a transport file.

    Character values lose trailing blanks and are null when blank; numeric values with a date format become Date or
    Datetime, others Float64; SAS missing values are null. `allowed` is the memory that the tables may take, bytes; by
    default what the file's size allows.

    Raises:
        DataError: not a transport file, damaged in its structure, cut, or tables far larger than the file.
    """
    size = path.stat().st_size
    if size < 3 * RECORD:
        raise _damaged(path.name, "too short for a SAS transport file")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if size % RECORD:
            raise _damaged(path.name, f"{size} bytes are no whole number of {RECORD}-byte records: the file was cut")
        try:
            return tuple(_read_members(data, path.name, allowance(size) if allowed is None else allowed))
        except _CutError:
            raise _damaged(path.name, "the file ends inside its headers: it was cut") from None


def _damaged(where: str, found: str) -> InputError:
    return DataError.one(where, found, "export the file again, or transfer it in binary mode", "xpt.structure")


def _take(data: mmap.mmap, start: int, length: int) -> bytes:
    if start + length > len(data):
        raise _CutError
    return data[start : start + length]


def _version(data: mmap.mmap, name: str) -> Version:
    first = _take(data, 0, RECORD)
    for version, words in HEADERS.items():
        if first == header(words["library"]):
            if not _take(data, RECORD, RECORD).startswith(b"SAS     SAS     SASLIB  "):
                raise _damaged(name, "the library header is damaged")
            return version
    raise _damaged(name, "does not begin as a SAS transport file does")


def _read_members(data: mmap.mmap, name: str, allowed: int) -> Iterator[Dataset]:
    version = _version(data, name)
    words, position = HEADERS[version], 3 * RECORD
    if position == len(data):
        raise _damaged(name, "no data set in it: the file was cut")
    for _ in range(_MOST_DATASETS):
        record = _take(data, position, RECORD)
        if record != header(words["member"], b"0" * 17 + b"1600000000140"):
            raise _damaged(name, f"no data set header at byte {position}")
        if _take(data, position + RECORD, RECORD) != header(words["descriptor"]):
            raise _damaged(name, f"no descriptor header at byte {position + RECORD}")
        first, second = (_take(data, position + skip * RECORD, RECORD) for skip in (2, 3))
        member = first[8 : 8 + (8 if version == 5 else 32)].decode("ascii", "replace").strip()
        label = _words(second[32:72])
        fields, position = _read_fields(data, position + 4 * RECORD, version, name)
        rows, position, end = _read_extent(data, position, version, fields, name)
        refuse_inflation(name, rows, len(fields), allowed)
        allowed -= memory_of(rows, len(fields))
        table, findings = _read_records(data, position, rows, fields, name)
        labels = {field.name: field.label for field in fields}
        is_counted = states_records(_take(data, position - RECORD, RECORD))
        yield Dataset(member, table, label, labels, findings=tuple(findings), is_counted=is_counted)
        position = end
        if position >= len(data):
            return
    raise _damaged(name, f"more than {_MOST_DATASETS:,} data sets")


def _read_fields(data: mmap.mmap, position: int, version: Version, name: str) -> tuple[list[Field], int]:
    """The variables, and where their descriptions end."""
    record = _take(data, position, RECORD)
    count = record[53:58]
    tail = b"00000" + count + b"0" * 20
    if not count.isdigit() or int(count) == 0 or record != header(HEADERS[version]["variables"], tail):
        raise _damaged(name, f"no variable header at byte {position}")
    length = int(count) * NAMESTR.itemsize
    described = np.frombuffer(_take(data, position + RECORD, length), NAMESTR)
    position += RECORD + padded(length)
    fields, start = [], 0
    for number, variable in enumerate(described):
        long_name = variable["longname"].strip() if version == 8 else b""
        field = Field(
            (long_name or variable["nname"]).decode("latin-1").strip(),
            int(variable["ntype"]) == CHARACTER,
            int(variable["nlng"]),
            start,
            _words(variable["nlabel"]),
            variable["nform"].decode("latin-1").strip().upper(),
        )
        _check_field(field, int(variable["ntype"]), int(variable["npos"]), version, f"{name}, variable {number + 1}")
        fields.append(field)
        start += field.width
    if len({field.name.upper() for field in fields}) < len(fields):
        raise _damaged(name, "two variables have the same name")
    position, labels = _read_long_labels(data, position, version, name)
    return [replace(field, label=labels.get(n, field.label)) for n, field in enumerate(fields, start=1)], position


def _check_field(field: Field, kind: int, position: int, version: Version, where: str) -> None:
    widest = LONGEST_TEXT[version] if field.is_text else 8
    narrowest = 1 if field.is_text else 2
    if kind not in (NUMERIC, CHARACTER) or not narrowest <= field.width <= widest or position != field.start:
        raise _damaged(where, "type, length or position is damaged")
    if not _NAME.fullmatch(field.name):
        raise _damaged(where, "its name is no SAS name")


def _read_long_labels(data: mmap.mmap, position: int, version: Version, name: str) -> tuple[int, dict[int, str]]:
    """Where the long labels end that version 8 puts behind the variables, and what they are.

    Each is the variable's number and the lengths of name and label (in one form also of format and informat), then the
    texts in this order.
    """
    kind = _take(data, position, RECORD)[20:28]
    if version == 5 or kind not in (LONG_LABELS, LONG_FORMATS):
        return position, {}
    end = data.find(header(HEADERS[8]["data"])[:48], position)
    if end < 0 or (end - position) % RECORD:
        raise _damaged(name, "no data header behind the long labels")
    numbers, at, labels = 3 if kind == LONG_LABELS else 5, position + RECORD, {}
    while at + 2 * numbers <= end and data[at : at + 2] not in (b"  ", b"\0\0"):
        variable, *lengths = struct.unpack_from(f">{numbers}H", data, at)
        start = at + 2 * numbers + lengths[0]
        at += 2 * numbers + sum(lengths)
        if at > end:
            raise _damaged(name, "a long label is longer than its place")
        labels[variable] = _words(data[start : start + lengths[1]])
    return end, labels


def _words(text: bytes) -> str:
    """A name or label in UTF-8, as here and in R, or in Windows-1252, as in older SAS."""
    try:
        return text.decode("utf-8").strip()
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace").strip()


def _read_extent(
    data: mmap.mmap, position: int, version: Version, fields: list[Field], name: str
) -> tuple[int, int, int]:
    """Number of records, where they begin, and where the next data set begins."""
    record = _take(data, position, RECORD)
    if record[:48] != header(HEADERS[version]["data"])[:48]:
        raise _damaged(name, f"no data header at byte {position}")
    position += RECORD
    end = _next_member(data, position, version)
    width, available = fields[-1].start + fields[-1].width, end - position
    stated = record[48:63].strip() if states_records(record) else b""
    if stated.isdigit():
        rows = int(stated)
        if padded(rows * width) != available:
            raise _damaged(name, f"the header states {rows} records, the file holds {available // width}")
    else:
        rows = _count_rows(data, position, available, width, name)
    return rows, position, end


def states_records(record: bytes) -> bool:
    """Whether a data header states the number of records: version 8 does, save where R's haven leaves zeros."""
    return record[:48] == header(HEADERS[8]["data"])[:48] and record[48:63] != b"0" * 15


def _next_member(data: mmap.mmap, position: int, version: Version) -> int:
    """Position of the next data set's header; the end of the file when this is the last."""
    start, mark = position, header(HEADERS[version]["member"])[:48]
    while (found := data.find(mark, start)) >= 0:
        if (found - position) % RECORD == 0:
            return found
        start = found + 1
    return len(data)


def _count_rows(data: mmap.mmap, position: int, available: int, width: int, name: str) -> int:
    """Records of a data set that does not state them: blanks that fill up the last 80 bytes are none."""
    rows = available // width
    if data[position + rows * width : position + available].strip(b" "):
        raise _damaged(name, f"the data are no whole number of {width}-byte records: the file was cut or changed")
    fewest = max(0, -(-(available - RECORD + 1) // width))
    while rows > fewest and not data[position + (rows - 1) * width : position + rows * width].strip(b" "):
        rows -= 1
    if available - rows * width >= RECORD:
        raise _damaged(name, "whole records of blanks follow the data")
    return rows


def _read_records(
    data: mmap.mmap, position: int, rows: int, fields: list[Field], name: str
) -> tuple[pl.DataFrame, list[Finding]]:
    width = fields[-1].start + fields[-1].width
    parts: list[pl.DataFrame] = []
    foreign: set[str] = set()
    rows_at_once = max(1, _BYTES_AT_ONCE // width)
    for first in range(0, max(rows, 1), rows_at_once):
        count = min(rows_at_once, rows - first)
        block = np.frombuffer(data[position + first * width : position + (first + count) * width], np.uint8)
        block = block.reshape(count, width)
        columns = {}
        for field in fields:
            values = np.ascontiguousarray(block[:, field.start : field.start + field.width])
            columns[field.name] = _texts(values, field, foreign) if field.is_text else _numbers(values, field)
            if field.is_text and columns[field.name].str.contains("\0", literal=True).any():
                raise _damaged(f"{name}, {field.name}", "zero bytes within a text: lengths in the header are wrong")
        parts.append(pl.DataFrame(columns))
    fix = "export it as UTF-8 if letters look wrong"
    found = "text is not UTF-8 and was read as Windows-1252"
    return pl.concat(parts), [
        Finding(f"{name}, {column}", found, fix, "warning", "xpt.encoding") for column in sorted(foreign)
    ]


def _texts(values: NDArray[np.uint8], field: Field, foreign: set[str]) -> pl.Series:
    """Character values, shape (rows, width); adds the field's name to `foreign` where they are not UTF-8."""
    raw = pl.Series(values, dtype=pl.Array(pl.UInt8, field.width)).cast(pl.List(pl.UInt8)).cast(pl.Binary)
    try:
        text = raw.cast(pl.String)
    except pl.exceptions.PolarsError:
        foreign.add(field.name)
        text = pl.Series([value.decode("cp1252", "replace") for value in raw], dtype=pl.String)
    text = text.str.strip_chars_end(" \0")
    return text.set(text == "", None)


def _numbers(values: NDArray[np.uint8], field: Field) -> pl.Series:
    words = np.zeros((len(values), 8), np.uint8)
    words[:, : field.width] = values
    numbers = pl.Series(from_ibm(words.view(">u8")[:, 0].astype(np.uint64)), dtype=pl.Float64)
    return from_sas_numbers(numbers, field.format_name)
