"""Who was enrolled: age, prior therapies, status of the disease."""

from collections.abc import Iterator

import polars as pl

from ..estimates import Estimate
from ..figures import estimate_count, estimate_spread
from ..population import Population, count


def estimate_characteristics(population: Population) -> Iterator[Estimate]:
    """Enrolled patients and their characteristics at entry."""
    adsl, enrolled = population.adam.adsl, population.enrolled
    n = count(enrolled)
    yield Estimate("enrolled", n, "count", n, n)
    yield from estimate_spread("age", population.numbers(adsl, "AGE"), enrolled, "AGE is not recorded in DM")
    prior = population.numbers(adsl, "PRIORTX")
    yield from estimate_spread("prior_therapies", prior, enrolled, "PRIORTX is not recorded in DM")
    for identifier, status in (("relapsed", "RELAPSED"), ("refractory", "REFRACTORY")):
        yield _count_known(population, identifier, "DISSTAT", status)
    yield _count_known(population, "male", "SEX", "M")


def _count_known(population: Population, identifier: str, column: str, value: str) -> Estimate:
    """Enrolled patients with a value, among those of whom it is known."""
    adsl = population.adam.adsl
    known = population.enrolled & population.flags(adsl, pl.col(column).is_not_null())
    has = population.flags(adsl, pl.col(column).str.to_uppercase() == value)
    return estimate_count(identifier, has, known, f"{column} is not recorded in DM")
