"""Checks of lesion measurements (TR) and of the lesions that they belong to (TU)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import polars as pl

from ..errors import Finding, UsageError
from ..units import conversion_factor
from .records import Complaint, DomainFiles, list_records

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
    "lesions.unknown", "TRLNKID", "no such lesion in TU", "add the lesion to TU, or correct TRLNKID", "warning"
)
