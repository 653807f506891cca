"""How many patients count, and why the others do not."""

from collections.abc import Iterator
from types import MappingProxyType

import polars as pl

from ..estimates import Estimate
from ..figures import estimate_count
from ..population import Population

IDENTIFIERS = MappingProxyType(
    {
        "not_treated": "NOT TREATED",
        "no_baseline": "NO VALID BASELINE",
        "no_later_value": "NO VALUE AFTER BASELINE",
    }
)
"""Id of each reason why an enrolled patient is not evaluable (EVALREAS)."""


def estimate_evaluability(population: Population) -> Iterator[Estimate]:
    """Treated and evaluable patients among the enrolled, and the reasons of the others."""
    adsl, enrolled = population.adam.adsl, population.enrolled
    yield estimate_count("treated", population.treated, enrolled)
    yield estimate_count("evaluable", population.evaluable, enrolled)
    for identifier, reason in IDENTIFIERS.items():
        yield estimate_count(identifier, population.flags(adsl, pl.col("EVALREAS") == reason), enrolled)
