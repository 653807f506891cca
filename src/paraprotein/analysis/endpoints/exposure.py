"""Dose intensity, holds and reductions."""

from collections.abc import Iterator

import polars as pl

from ...units import MONTH_DAYS
from ..estimates import Estimate
from ..figures import estimate_count, estimate_spread
from ..population import Population

_MISSING = "no dose is recorded in EX"


def estimate_exposure(population: Population) -> Iterator[Estimate]:
    """Duration and intensity of treatment over treated patients, and how many were held, reduced and escalated."""
    table, treated = population.adam.exposure, population.treated
    duration = population.numbers(table, "TRTDURD") / MONTH_DAYS
    yield from estimate_spread("treatment_duration", duration, treated, _MISSING)
    spreads = {"rdi": "RDI", "rdi_first": "RDIFIRST", "rdi_highest": "RDIHIGH"}
    for prefix, column in spreads.items():
        yield from estimate_spread(prefix, 100 * population.numbers(table, column), treated, _MISSING)
    for prefix, column in {"adi": "ADI", "cumulative_dose": "CUMDOSE", "dose_when_dosed": "AVGDOSE"}.items():
        yield from estimate_spread(prefix, population.numbers(table, column), treated, _MISSING)
    recorded = treated & population.flags(table, pl.col("NHOLD").is_not_null())
    for identifier, column in {"held": "NHOLD", "reduced": "NRED", "escalated": "NESC"}.items():
        yield estimate_count(identifier, population.flags(table, pl.col(column) > 0), recorded, _MISSING)
