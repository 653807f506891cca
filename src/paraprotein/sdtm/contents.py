"""What study tables hold, as a small record: two deliveries of one study are compared without the older one.

A record has, for every table, its columns with a digest each and, of a table that is not too long, a digest of every
record under its key. It holds keys (subject, test, day) and no results.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from ..errors import Finding
from .shapes import SHAPES
from .tables import StudyTables

VERSION = 1

MOST_RECORDS = 50_000
"""Records of a table that are kept one by one; a longer table is compared by its columns alone."""

MOST_NAMED = 5
"""Changed records that a finding names."""

SHORT = 16
"""Hexadecimal digits of a digest: enough to tell what changed, too few to be mistaken for a proof."""

RULE = "data.changed"
FIX = "nothing to do if you expected a new delivery; otherwise compare it with the former one"

ABSENT = "\0"
"""A value that is not there, which no text of a table equals."""

Contents = Mapping[str, Any]


def describe_contents(tables: StudyTables) -> dict[str, Any]:
    """Table to its number of records, the digest of every column, and the digest of every record by its key."""
    return {
        "version": VERSION,
        "tables": {domain: _describe(domain, tables[domain]) for domain in tables if not tables[domain].is_empty()},
    }


def contents_text(tables: StudyTables) -> bytes:
    """The record as a file's content."""
    return (json.dumps(describe_contents(tables), indent=1, ensure_ascii=False) + "\n").encode()


def parse_contents(content: bytes) -> Contents | None:
    """A record from a file; None where it is damaged or of another version: then nothing is compared."""
    try:
        found = json.loads(content)
        return found if found["version"] == VERSION and isinstance(found["tables"], dict) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def compare_contents(before: Contents, now: Contents) -> list[Finding]:
    """What changed from one delivery to the next: tables, numbers of records, columns and, by key, records."""
    old, new = before["tables"], now["tables"]
    gone = [domain for domain in old if domain not in new]
    findings = [Finding(domain, "was there at the last run, and is gone", FIX, "warning", RULE) for domain in gone]
    for domain, table in new.items():
        if domain not in old:
            findings.append(Finding(domain, f"new since the last run: {table['records']} records", FIX, "note", RULE))
        elif old[domain] != table:
            what = f"changed since the last run: {'; '.join(_changes(old[domain], table))}"
            findings.append(Finding(domain, what, FIX, "warning", RULE))
    return findings


def _describe(domain: str, table: pl.DataFrame) -> dict[str, Any]:
    text = table.select(pl.all().cast(pl.String).fill_null(ABSENT))
    held = [name for name in text.columns if (text[name] != ABSENT).any()]
    described: dict[str, Any] = {"records": table.height, "columns": {name: _digest(text[name]) for name in held}}
    keys = [name for name in SHAPES[domain].keys if name in held and name != "TRIAL"]
    if table.height <= MOST_RECORDS:
        described |= {"keyed_by": keys, "digests": dict(_records(text.select(held), domain, keys))}
    return described


def _digest(values: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:SHORT]


def _records(text: pl.DataFrame, domain: str, keys: list[str]) -> Iterator[tuple[str, str]]:
    """Key of every record, and the digest of its values with what it is: the test or treatment, and its day."""
    wanted = [domain + ending for ending in ("TESTCD", "TRT", "DTC", "STDTC")]
    labels = text.select([name for name in wanted if name in text.columns]).rows()
    for key, label, values in zip(text.select(keys).rows(), labels or [()] * text.height, text.rows(), strict=True):
        yield " ".join(key), " ".join((_digest(values), *(word for word in label if word != ABSENT)))


def _changes(old: Contents, new: Contents) -> Iterator[str]:
    if old["records"] != new["records"]:
        yield f"{new['records']} records instead of {old['records']}"
    either = {*old["columns"], *new["columns"]}
    columns = sorted(name for name in either if old["columns"].get(name) != new["columns"].get(name))
    yield f"columns {', '.join(columns)}"
    if "digests" in old and "digests" in new and old["keyed_by"] == new["keyed_by"]:
        yield from _record_changes(old["digests"], new["digests"])


def _record_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    kinds = {
        "changed": [key for key in new if key in old and old[key] != new[key]],
        "new": [key for key in new if key not in old],
        "gone": [key for key in old if key not in new],
    }
    for kind, keys in kinds.items():
        if keys:
            more = f" and {len(keys) - MOST_NAMED} more" if len(keys) > MOST_NAMED else ""
            yield f"{kind}: {', '.join(_named(key, new.get(key) or old[key]) for key in keys[:MOST_NAMED])}{more}"


def _named(key: str, record: str) -> str:
    """`01-003 12 (IGM 2004-04-12)`."""
    what = record.partition(" ")[2]
    return f"{key} ({what})" if what else key
