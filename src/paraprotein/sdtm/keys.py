"""Keys: what makes a record unique, and records that come twice."""

import polars as pl

from ..errors import Finding
from .records import ROW, Complaint, DomainFiles, count_records, list_records
from .shapes import Shape

OBSERVATIONS = frozenset({"EX", "LB", "RS"})
"""Domains in which one observation entered twice could change a result."""

_KEY_SPACE = 2**63
_ROWS_AT_ONCE = 50_000


def settle_keys(frame: pl.DataFrame, shape: Shape, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    """Drop records that repeat an earlier one in every column; report those, and keys that say two things."""
    findings: list[Finding] = []
    if not is_unique(frame, shape.keys):
        frame, findings = _drop_duplicates(frame, shape, files)
        conflict = Complaint(
            "keys.conflict",
            ", ".join(shape.keys),
            "another record has the same key and different content",
            "keep the one that holds, or give each its own sequence number",
        )
        findings += list_records(frame, pl.struct(shape.keys).is_duplicated(), files, conflict)
    return frame, findings + _check_alike(frame, shape, files)


def is_unique(frame: pl.DataFrame, keys: tuple[str, ...]) -> bool:
    """Whether no two records share their key.

    Packs the key into one integer first: on millions of records that is ten times faster than comparing tuples.
    """
    packed = _pack(frame, keys)
    if packed is None:
        return not frame.select(pl.struct(keys).is_duplicated().any()).item()
    return _repeated(packed).is_empty()


def _repeated(numbers: pl.Series) -> pl.Series:
    """Numbers that occur more than once; sorted, because a table of all of them would take five times their memory."""
    ordered = numbers.sort()
    return ordered.filter((ordered == ordered.shift(1)).fill_null(False)).unique()


def _drop_duplicates(frame: pl.DataFrame, shape: Shape, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    content = [name for name in frame.columns if name != ROW]
    again = _repeats(frame, content)
    duplicate = Complaint(
        "keys.duplicate",
        ", ".join(shape.keys),
        "exact duplicates of an earlier record, left out",
        "remove them from the file",
        "warning",
    )
    return frame.filter(~again), count_records(frame, pl.lit(again), files, duplicate)


def _check_alike(frame: pl.DataFrame, shape: Shape, files: DomainFiles) -> list[Finding]:
    """Records of one observation that differ in their sequence number only: kept, for the rules settle same-day values.

    Virtual replicates number their records themselves, so only a single study is searched.
    """
    sequence = shape.keys[-1]
    if shape.domain not in OBSERVATIONS or frame["TRIAL"].max() != 0:
        return []
    content = [name for name in frame.columns if name not in (ROW, sequence)]
    alike = Complaint(
        "keys.alike",
        sequence,
        f"records equal to an earlier one in every column used here but {sequence}, kept",
        "remove them if they are one result entered twice",
        "warning",
    )
    return count_records(frame, pl.lit(_repeats(frame, content)), files, alike)


def _repeats(frame: pl.DataFrame, content: list[str]) -> pl.Series:
    """Whether each record repeats an earlier one in these columns.

    Hashes find the few candidates, which are then compared whole: comparing millions of whole records would take more
    memory than the table itself, and so would hashing them all at once.
    """
    hashes = [part.hash_rows() for part in frame.select(content).iter_slices(_ROWS_AT_ONCE)]
    if not hashes:
        return pl.Series([], dtype=pl.Boolean)
    hashed = pl.concat(hashes)
    twice = _repeated(hashed)
    if twice.is_empty():
        return pl.repeat(False, frame.height, eager=True)
    same_hash = hashed.is_in(twice.implode())
    candidates = frame.filter(same_hash)
    again = candidates.filter(~candidates.select(pl.struct(content).is_first_distinct()).to_series())
    return frame[ROW].is_in(again[ROW].implode())


def _pack(frame: pl.DataFrame, keys: tuple[str, ...]) -> pl.Series | None:
    """One integer for each key; None where a part is null or negative, or the parts do not fit into 64 bits."""
    space, packed = 1, pl.lit(0, pl.Int64)
    for name in keys:
        part = frame[name].to_physical() if frame.schema[name] == pl.Categorical else frame[name]
        low, high = part.min(), part.max()
        if part.null_count() or not isinstance(low, int) or not isinstance(high, int) or low < 0:
            return None
        space *= high + 1
        if space >= _KEY_SPACE:
            return None
        packed = packed * (high + 1) + pl.lit(part.cast(pl.Int64))
    return frame.select(packed.alias("key"))["key"]
