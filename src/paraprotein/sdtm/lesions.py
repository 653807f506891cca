"""Checks of lesion measurements (TR) and of the lesions that they belong to (TU)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import polars as pl

from ..errors import Finding, UsageError
from ..units import conversion_factor
from .laboratory import parse_results
from .records import Complaint, DomainFiles, count_records, list_records

DIAMETERS: Final = ("LDIAM", "LPERP", "SAXIS")
"""TRTESTCD of the lengths that the rules read: longest diameter, longest perpendicular to it, short axis."""

LENGTH: Final = "cm"
"""Unit in which the rules take a diameter."""


def length_factors(tr: pl.DataFrame) -> dict[str, float]:
    """Factor into centimetres of every unit of TRSTRESU that is a length."""
    factors: dict[str, float] = {}
    for unit in tr["TRSTRESU"].cast(pl.String).drop_nulls().unique():
        with suppress(UsageError):
            factors[unit] = conversion_factor(unit, LENGTH)
    return factors


def settle_lesions(tr: pl.DataFrame, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    """Read diameters that only TRSTRESC or TRORRES holds, with the unit of that column; report what is no number.

    A size beside TRSTAT NOT DONE is not used.
    """
    if tr.is_empty():
        return tr, []
    sizes = ("TRORRES", "TRSTRESC", "TRSTRESN")
    not_done = (pl.col("TRSTAT") == "NOT DONE").fill_null(False)
    told = pl.any_horizontal(pl.col(name).is_not_null() for name in sizes)
    findings = count_records(tr, not_done & told, files, _NOT_DONE)
    standard, original = parse_results(tr["TRSTRESC"])["number"], parse_results(tr["TRORRES"])["number"]
    in_standard = pl.coalesce("TRSTRESN", pl.lit(standard))
    from_original = in_standard.is_null() & pl.lit(original).is_not_null()
    settled = tr.with_columns(
        TRSTRESN=pl.when(~not_done).then(pl.coalesce(in_standard, pl.lit(original))),
        TRSTRESU=pl.when(from_original).then("TRORRESU").otherwise("TRSTRESU"),
    )
    is_size = pl.col("TRTESTCD").cast(pl.String).is_in(DIAMETERS)
    unread = is_size & told & ~not_done & pl.col("TRSTRESN").is_null()
    differs = (pl.col("TRSTRESN") - pl.lit(standard)).abs() > _ROUNDING * pl.col("TRSTRESN").abs()
    is_word = pl.col("TRSTRESC").is_not_null() & pl.lit(standard).is_null() & pl.col("TRSTRESN").is_not_null()
    apart = is_size & (differs | is_word)
    return settled, [
        *findings,
        *count_records(settled, unread, files, _NO_NUMBER),
        *count_records(settled, apart, files, _APART),
    ]


_ROUNDING = 0.01
"""Part of a size by which its text may differ from it."""

_APART = Complaint(
    "lesions.apart",
    "TRSTRESC",
    "a word or another number than TRSTRESN, which is used",
    "correct one of the two",
    "warning",
)


_NOT_DONE = Complaint(
    "lesions.not-done", "TRSTAT", "NOT DONE beside a size, which is not used", "empty one of the two", "warning"
)
_NO_NUMBER = Complaint(
    "lesions.unread", "TRSTRESN", "diameters that are no number", "write the number in TRSTRESN", "warning"
)


def settle_identified(tu: pl.DataFrame) -> pl.DataFrame:
    """TUSTRESC from TUORRES where a lesion was identified in the original words alone."""
    original = pl.col("TUORRES").str.strip_chars().str.to_uppercase().cast(pl.Categorical)
    return tu.with_columns(TUSTRESC=pl.coalesce("TUSTRESC", original))


def check_lesions(frames: Mapping[str, pl.DataFrame], files: Mapping[str, DomainFiles]) -> list[Finding]:
    """Measurements that cannot be used, and measured lesions that nobody identified; frames carry `_ROW`."""
    tr, tu = frames["TR"], frames["TU"]
    if tr.is_empty():
        return []
    measured = tr.filter(pl.col("TRTESTCD").cast(pl.String).is_in(DIAMETERS), pl.col("TRSTRESN").is_not_null())
    text = measured.with_columns(pl.col("USUBJID", "TRLNKID", "TRSTRESU").cast(pl.String))
    known = tu.select(
        "TRIAL", pl.col("USUBJID").cast(pl.String), TRLNKID=pl.col("TULNKID").cast(pl.String), _KNOWN=pl.lit(True)
    ).unique()
    read = text.join(known, on=["TRIAL", "USUBJID", "TRLNKID"], how="left", maintain_order="left")
    is_length = pl.col("TRSTRESU").is_in(list(length_factors(tr))).fill_null(False)
    named = pl.col("TRLNKID").is_not_null()
    return [
        finding
        for caught, complaint in (
            (~is_length, _NO_LENGTH),
            (pl.col("TRSTRESN") < 0, _NEGATIVE),
            (~named, _NO_LESION),
            (named & pl.col("_KNOWN").is_null(), _UNKNOWN_LESION),
        )
        for finding in list_records(read, caught, files["TR"], complaint)
    ]


_NO_LENGTH = Complaint("lesions.unit", "TRSTRESU", "not a unit of length; left out", "write mm or cm", "warning")
_NEGATIVE = Complaint("lesions.negative", "TRSTRESN", "a diameter is negative", "correct the measurement")
_NO_LESION = Complaint(
    "lesions.nameless", "TRLNKID", "a measurement of no lesion; left out", "name the lesion as TULNKID does", "warning"
)
_UNKNOWN_LESION = Complaint(
    "lesions.unknown",
    "TRLNKID",
    "no such lesion in TU (TULNKID)",
    "add the lesion to TU, or correct TRLNKID",
    "warning",
)
