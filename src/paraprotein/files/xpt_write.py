"""Write SAS transport files, versions 5 and 8.

Version 5 is what regulators accept; its limits (names of 8, labels of 40, texts of 200 characters, ASCII) are checked
and reported all at once. The bytes follow from the data alone: the time stamp is an argument.

Source: SAS TS-140; the layout is in `xpt_layout.py`.
"""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..errors import DataError, Finding
from .dataset import NO_TIME, Dataset
from .ibm_float import LARGEST, to_ibm
from .sas_dates import to_sas_numbers
from .xpt_layout import (
    CHARACTER,
    HEADERS,
    LONG_LABELS,
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_TEXT,
    NAMESTR,
    NUMERIC,
    RECORD,
    Field,
    Version,
    header,
    padded,
)

_ROWS_AT_ONCE = 100_000


def write_xpt(dataset: Dataset, path: Path, version: Version = 5, created: datetime = NO_TIME) -> None:
    """Write one data set; null is a blank text or the missing number, Date a SAS date in format DATE9.

    Raises:
        DataError: names, labels, texts or numbers that the version cannot hold; every one is named.
    """
    table = _as_written(dataset.table)
    _check_limits(dataset, table, version)
    fields = _fields(dataset, table)
    with path.open("wb") as file:
        file.write(_headers(dataset, fields, table.height, version, created))
        written = 0
        for block in table.iter_slices(_ROWS_AT_ONCE):
            written += file.write(_records(block, fields))
        _fill(file, written)


def _as_written(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(
        pl.col(pl.Categorical, pl.Enum).cast(pl.String),
        pl.col(pl.Boolean).cast(pl.Float64),
        (pl.selectors.integer() | pl.selectors.float()).cast(pl.Float64),
    )


def _check_limits(dataset: Dataset, table: pl.DataFrame, version: Version) -> None:
    findings: list[Finding] = []

    def refuse(where: str, found: str, fix: str) -> None:
        findings.append(Finding(f"{dataset.name}{where}", found, fix, rule="xpt.limits"))

    for name, values in zip(table.columns, table.iter_columns(), strict=True):
        label = dataset.labels.get(name, "")
        if len(name.encode()) > LONGEST_NAME[version] or not name.isidentifier() or not name.isascii():
            refuse(f", {name}", "no variable name for this version", f"use up to {LONGEST_NAME[version]} letters")
        if len(label.encode()) > LONGEST_LABEL[version]:
            refuse(f", {name}", f"the label is longer than {LONGEST_LABEL[version]} bytes", "shorten it")
        if values.dtype == pl.String:
            if _longest(values) > LONGEST_TEXT[version]:
                fix = "split it into supplemental qualifiers, or write version 8"
                refuse(f", {name}", f"a text is longer than {LONGEST_TEXT[version]} bytes", fix)
            if version == 5 and values.str.len_bytes().sum() != values.str.len_chars().sum():
                refuse(f", {name}", "a text has letters outside ASCII", "transliterate it, or write version 8")
        elif values.dtype == pl.Float64 and (values.abs() > LARGEST).any():
            refuse(f", {name}", "a number is too large for the format", "correct it")
        elif values.dtype not in (pl.Float64, pl.Date, pl.Datetime("us")):
            refuse(f", {name}", f"a column of type {values.dtype} has no place in the format", "write text or numbers")
    if len(dataset.name) > LONGEST_NAME[version]:
        refuse("", "no data set name for this version", f"use up to {LONGEST_NAME[version]} letters")
    if findings:
        raise DataError(findings)


def _longest(values: pl.Series) -> int:
    longest = values.str.len_bytes().max()
    return int(longest) if isinstance(longest, int) else 0


def _fields(dataset: Dataset, table: pl.DataFrame) -> list[Field]:
    fields, start = [], 0
    for name, values in zip(table.columns, table.iter_columns(), strict=True):
        is_text = values.dtype == pl.String
        width = max(1, _longest(values)) if is_text else 8
        shown = "DATE" if values.dtype == pl.Date else "DATETIME" if values.dtype == pl.Datetime else ""
        fields.append(Field(name, is_text, width, start, dataset.labels.get(name, ""), shown))
        start += width
    return fields


def _headers(dataset: Dataset, fields: list[Field], rows: int, version: Version, created: datetime) -> bytes:
    words, stamp = HEADERS[version], _stamp(created)
    name = dataset.name.upper().encode().ljust(8 if version == 5 else 32)
    member = (b"SAS     " + name + b"SASDATA 9.4     ").ljust(64) + stamp
    described = _descriptions(fields, version)
    counted = b"%15d" % rows + b" " * 15 if version == 8 else b"0" * 30
    return b"".join(
        [
            header(words["library"]),
            b"SAS     SAS     SASLIB  9.4     ".ljust(64) + stamp,
            stamp.ljust(RECORD),
            header(words["member"], b"0" * 17 + b"1600000000140"),
            header(words["descriptor"]),
            member,
            (stamp + b" " * 16 + _cut(dataset.label)).ljust(RECORD),
            header(words["variables"], b"0" * 5 + b"%05d" % len(fields) + b"0" * 20),
            described.ljust(padded(len(described))),
            _long_labels(fields) if version == 8 else b"",
            header(words["data"], counted),
        ]
    )


def _stamp(created: datetime) -> bytes:
    months = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
    return f"{created:%d}{months[created.month - 1]}{created:%y:%H:%M:%S}".encode()


def _descriptions(fields: list[Field], version: Version) -> bytes:
    described = np.zeros(len(fields), NAMESTR)
    for number, (record, field) in enumerate(zip(described, fields, strict=True), start=1):
        width = {"DATE": 9, "DATETIME": 20}.get(field.format_name, 0)
        label = field.label.encode()
        record["ntype"] = CHARACTER if field.is_text else NUMERIC
        record["nlng"], record["nvar0"], record["npos"] = field.width, number, field.start
        record["nname"] = field.name.encode()[:8].ljust(8)
        record["nlabel"] = _cut(field.label).ljust(40)
        record["nform"], record["niform"] = field.format_name.encode().ljust(8), b" " * 8
        record["nfl"] = width
        if version == 8:
            record["longname"], record["lablen"] = field.name.encode().ljust(32), len(label)
    return described.tobytes()


def _cut(label: str) -> bytes:
    """The whole letters that fit into 40 bytes."""
    return label.encode()[:40].decode("utf-8", "ignore").encode()


def _long_labels(fields: list[Field]) -> bytes:
    """Labels of more than 40 bytes, which the descriptions of version 8 cut."""
    long = [(number, field) for number, field in enumerate(fields, start=1) if len(field.label.encode()) > 40]
    if not long:
        return b""
    body = b""
    for number, field in long:
        name, label = field.name.encode(), field.label.encode()
        body += np.array([number, len(name), len(label)], ">i2").tobytes() + name + label
    return header(LONG_LABELS, str(len(long)).encode().ljust(30)) + body.ljust(padded(len(body)))


def _records(block: pl.DataFrame, fields: list[Field]) -> bytes:
    """The bytes of some records, shape (rows, width) in memory."""
    width = fields[-1].start + fields[-1].width
    records = np.empty((block.height, width), np.uint8)
    for field, values in zip(fields, block.iter_columns(), strict=True):
        part = _text_bytes(values, field.width) if field.is_text else _number_bytes(values)
        records[:, field.start : field.start + field.width] = part
    return records.tobytes()


def _text_bytes(values: pl.Series, width: int) -> NDArray[np.uint8]:
    raw = np.array(values.fill_null("").cast(pl.Binary).to_list(), dtype=f"S{width}")
    filled = raw.view(np.uint8).reshape(len(values), width)
    return np.where(filled == 0, np.uint8(0x20), filled)


def _number_bytes(values: pl.Series) -> NDArray[np.uint8]:
    numbers = to_sas_numbers(values).fill_null(float("nan")).to_numpy()
    return to_ibm(numbers).astype(">u8").view(np.uint8).reshape(len(values), 8)


def _fill(file: BinaryIO, written: int) -> None:
    file.write(b" " * (padded(written) - written))
