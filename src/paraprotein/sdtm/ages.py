"""Ages in years, whatever unit they came in."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ..errors import Finding
from .records import DomainFiles

PER_YEAR: Mapping[str, float] = MappingProxyType({"MONTHS": 12.0, "WEEKS": 365.25 / 7, "DAYS": 365.25, "HOURS": 8766.0})
"""AGEU (CDISC controlled terms beside YEARS) -> how many make a year of 365.25 days."""


def settle_ages(dm: pl.DataFrame, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    """AGE in years and AGEU YEARS for every record whose unit is known; one note says how many were converted."""
    unit = pl.col("AGEU").cast(pl.String).str.to_uppercase()
    per_year = unit.replace_strict(dict(PER_YEAR), default=None, return_dtype=pl.Float64)
    converted = dm.select((per_year.is_not_null() & pl.col("AGE").is_not_null()).sum()).item()
    if not converted:
        return dm, []
    found = f"{converted} ages in another unit than years are used in years"
    settled = dm.with_columns(
        AGE=pl.when(per_year.is_not_null()).then(pl.col("AGE") / per_year).otherwise("AGE"),
        AGEU=pl.when(per_year.is_not_null()).then(pl.lit("YEARS", pl.Categorical())).otherwise("AGEU"),
    )
    return settled, [
        Finding(f"{files.name}, AGE", found, "nothing to do if AGEU is right", "note", "subjects.age-unit")
    ]
