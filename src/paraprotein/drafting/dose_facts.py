"""Drug, dose levels, first dose, frequency and planned rise, as EX shows them."""

import polars as pl

from ..dosing.plan import PER_DAY
from ..units import factor_between
from .facts import DoseFacts
from .laboratory_facts import names_by_count

COMMON_RISE = 0.25
"""Share of patients with the same first rise that makes it look planned. Assumed: a rise by choice is rarer."""

MOST_LEVELS = 12


def find_doses(ex: pl.DataFrame) -> DoseFacts | None:
    """Facts of the drug that most records with a dose name; None without a dose that can be read in mg."""
    given = ex.with_columns(_MG=_in_mg(ex)).filter(pl.col("_MG") > 0, pl.col("EXSTDT").is_not_null())
    if given.is_empty():
        return None
    drugs = names_by_count(given["EXTRT"])
    own = given.filter(pl.col("EXTRT").cast(pl.String) == drugs[0]).sort("USUBJID", "EXSTDT") if drugs else given
    if own.is_empty():
        return None
    often = next((name for name in names_by_count(own["EXDOSFRQ"]) if name.upper() in PER_DAY), "")
    first = own.group_by("USUBJID", maintain_order=True).agg(
        pl.col("_MG").first(), _START=pl.col("EXSTDT").first(), _END=pl.coalesce("EXENDT", "EXSTDT").max()
    )
    starts = first.group_by("_MG").len().sort(["len", "_MG"], descending=[True, False])
    longest = first.select(((pl.col("_END") - pl.col("_START")).dt.total_days() + 1).max()).item()
    return DoseFacts(
        drug=drugs[0] if drugs else "UNKNOWN",
        others=tuple(name for name in names_by_count(ex["EXTRT"]) if not drugs or name != drugs[0]),
        route=next(iter(names_by_count(own["EXROUTE"])), "").lower(),
        levels_mg=_levels(own, float(starts["_MG"][0])),
        start_mg=float(starts["_MG"][0]),
        started=int(starts["len"][0]),
        treated=first.height,
        every_days=1 / PER_DAY[often.upper()] if often else 1.0,
        frequency=often,
        rise=_find_rise(own, float(starts["_MG"][0])),
        longest_days=int(longest),
    )


def _in_mg(ex: pl.DataFrame) -> pl.Series:
    """EXDOSE in mg; null in a unit that is no mass."""
    factors: dict[str, float | None] = {}
    for unit in ex["EXDOSU"].drop_nulls().cast(pl.String).unique():
        factors[unit] = factor_between(unit, "mg") or factor_between(unit, "mg/day")
    unit = pl.col("EXDOSU").cast(pl.String)
    factor = (
        unit.replace_strict(factors, default=None, return_dtype=pl.Float64) if factors else pl.lit(None, pl.Float64)
    )
    return ex.select(pl.col("EXDOSE") * pl.when(unit.is_null()).then(1.0).otherwise(factor)).to_series()


def _levels(own: pl.DataFrame, start_mg: float) -> tuple[float, ...]:
    """Every dose given, lowest first; the most frequent ones where there are very many."""
    counted = own.group_by("_MG").len().sort(["len", "_MG"], descending=[True, False])["_MG"].to_list()
    return tuple(sorted({*counted[:MOST_LEVELS], start_mg}))


def _find_rise(own: pl.DataFrame, start_mg: float) -> tuple[int, float, int] | None:
    """The most frequent first change of dose where it is a rise from the usual first dose."""
    first = pl.col("EXSTDT").first().over("USUBJID")
    changed = own.with_columns(
        _DAY=(pl.col("EXSTDT") - first).dt.total_days(), _FIRST=pl.col("_MG").first().over("USUBJID")
    )
    changes = changed.filter(pl.col("_MG") != pl.col("_FIRST"), pl.col("_FIRST") == start_mg)
    second = (
        changes.group_by("USUBJID", maintain_order=True).first().filter(pl.col("_MG") > start_mg, pl.col("_DAY") > 0)
    )
    if second.is_empty():
        return None
    counted = second.group_by("_MG").agg(pl.len(), pl.col("_DAY").median()).sort(["len", "_MG"], descending=True)
    to_mg, patients, day = counted.row(0)
    return (round(day), float(to_mg), int(patients)) if patients >= COMMON_RISE * own["USUBJID"].n_unique() else None
