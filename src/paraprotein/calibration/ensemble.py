"""One population that holds draws of several variants, each with the share that the results leave it.

Variants of one model differ by mechanisms that are switched off, and a typical value of 0 says exactly that, so their
draws fit in one table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..protocol.draws import CONDUCT, SPREAD
from ..protocol.population import ParameterDistribution, Population

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CalibratedVariant:
    """One variant and its posterior draws.

    Attributes:
        population: the variant before the calibration.
        values: posterior draws by column, each of shape (n_draws,).
        probability: share of this variant in the ensemble.
    """

    population: Population
    values: Mapping[str, Floats]
    probability: float

    @property
    def count(self) -> int:
        """Number of draws."""
        return len(next(iter(self.values.values())))


@dataclass(frozen=True, eq=False)
class Ensemble:
    """A population over variants.

    Attributes:
        population: parameters, each from a variant in which its mechanism is at work.
        values: draws by column, variants in blocks.
        weights: shape (n_draws,), sum to 1.
    """

    population: Population
    values: Mapping[str, Floats]
    weights: Floats


def pool_variants(variants: Sequence[CalibratedVariant]) -> Ensemble:
    """Pool calibrated variants of one model.

    Raises:
        UsageError: the variants belong to different models, or differ in a way that draws cannot say.
    """
    models = {variant.population.model for variant in variants}
    if len(models) != 1:
        fix = "pool variants of one model"
        raise UsageError.one("variants", f"models {', '.join(sorted(models))}", fix, "calibration.pool")
    names = variants[0].population.parameters
    chosen = {name: _at_work([variant.population.parameters[name] for variant in variants]) for name in names}
    learned = list(dict.fromkeys(column for variant in variants for column in variant.values))
    differing = [name for name in names if len({v.population.parameters[name].typical for v in variants}) > 1]
    columns = list(dict.fromkeys([*learned, *differing]))
    values = {column: np.concatenate([_column(variant, column, chosen) for variant in variants]) for column in columns}
    weights = np.concatenate([np.full(v.count, v.probability / v.count) for v in variants])
    population = replace(
        variants[0].population,
        name="ensemble",
        variant="ensemble",
        description="Calibrated variants of the mechanism, each with the share that the published results leave it.",
        parameters=chosen,
        sources={key: item for variant in variants for key, item in variant.population.sources.items()},
    )
    return Ensemble(population, values, weights / weights.sum())


def _at_work(parameters: Sequence[ParameterDistribution]) -> ParameterDistribution:
    """The parameter as a variant states it in which it varies; the first one's where it varies in none."""
    return next((item for item in parameters if item.distribution != "fixed"), parameters[0])


def _column(variant: CalibratedVariant, column: str, chosen: Mapping[str, ParameterDistribution]) -> Floats:
    """A column's values for one variant's draws; what the variant does not learn has its own fixed value."""
    if column in variant.values:
        return variant.values[column]
    if column.startswith(CONDUCT):
        return np.ones(variant.count)
    name = column.removesuffix(SPREAD)
    own = variant.population.parameters[name]
    if own.distribution != chosen[name].distribution and own.typical != 0:
        found = f"{name} is {own.distribution} in {variant.population.name} and {chosen[name].distribution} elsewhere"
        raise UsageError.one("variants", found, "give it one distribution", "calibration.pool")
    spread = own.spread if own.distribution == chosen[name].distribution else chosen[name].spread
    return np.full(variant.count, spread if column.endswith(SPREAD) else own.typical)
