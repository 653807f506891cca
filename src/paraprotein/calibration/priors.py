"""The numbers that a calibration learns, and what is believed of them before.

Every number is the image of one standard normal, so the prior of all of them is a standard normal vector, whatever
their units and limits. The rest of the room works on these vectors and comes here to turn them into parameters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from ..errors import UsageError
from ..protocol.draws import CONDUCT, SPREAD
from ..protocol.population import Draws, Population, Prior

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Coordinate:
    """One number that a calibration learns.

    Attributes:
        column: its column in a table of draws: `NAME`, `NAME.spread` or `conduct.FIELD`.
        unit: unit of the value.
        distribution: form of the prior.
        center: median of the prior before truncation.
        sd: standard deviation of the prior on the scale of its distribution.
        low: lower limit; None when unbounded.
        high: upper limit; None when unbounded.
        reason: why this center and this width.
    """

    column: str
    unit: str
    distribution: Literal["lognormal", "normal", "logit-normal"]
    center: float
    sd: float
    low: float | None
    high: float | None
    reason: str

    def from_normal(self, z: Floats) -> Floats:
        """Values whose prior is this coordinate's, from standard normals, any shape."""
        to_scale, from_scale = _SCALES[self.distribution]
        center = to_scale(self.center)
        below = 0.0 if self.low is None else ndtr((to_scale(self.low) - center) / self.sd)
        above = 1.0 if self.high is None else ndtr((to_scale(self.high) - center) / self.sd)
        if self.low is not None or self.high is not None:
            z = ndtri(below + ndtr(z) * (above - below))
        return np.asarray(from_scale(center + self.sd * z), dtype=np.float64)


_SCALES = {"lognormal": (np.log, np.exp), "normal": (np.asarray, np.asarray), "logit-normal": (logit, expit)}
"""To and from the scale on which each prior is normal."""


def collect_coordinates(population: Population) -> tuple[Coordinate, ...]:
    """Every typical value, spread and hazard of a population that has a prior with a width.

    Raises:
        UsageError: the population states no prior.
    """
    coordinates = tuple(_coordinates(population))
    if not coordinates:
        fix = "add `prior` to the parameters that the published results may inform"
        raise UsageError.one(f"population {population.name}", "no parameter has a prior", fix, "calibration.prior")
    return coordinates


def _coordinates(population: Population) -> Iterator[Coordinate]:
    for name, parameter in population.parameters.items():
        prior = parameter.prior
        if prior is None:
            continue
        if prior.sd > 0:
            yield _typical(name, parameter.unit, prior)
        if prior.spread_sd > 0:
            reason = prior.provenance.reason
            yield Coordinate(name + SPREAD, "1", "lognormal", prior.spread, prior.spread_sd, None, None, reason)
    for factor in population.conduct:
        if factor.prior.sd > 0:
            yield _typical(CONDUCT + factor.name, "1", factor.prior)


def _typical(column: str, unit: str, prior: Prior) -> Coordinate:
    return Coordinate(
        column, unit, prior.distribution, prior.center, prior.sd, prior.low, prior.high, prior.provenance.reason
    )


def values_of(coordinates: tuple[Coordinate, ...], latent: Floats) -> dict[str, Floats]:
    """Values by column from latent vectors.

    Args:
        coordinates: what is learned, in order.
        latent: standard normal under the prior, shape (n, n_coordinates).

    Returns:
        Column -> values of shape (n,), in the coordinate's unit.
    """
    return {item.column: item.from_normal(latent[:, place]) for place, item in enumerate(coordinates)}


def draws_of(values: Mapping[str, Floats], weights: Floats | None = None) -> Draws:
    """Draws of a population from values by column; equal weights when none are given."""
    n = len(next(iter(values.values())))
    weights = np.ones(n) if weights is None else weights
    plain = {name: column for name, column in values.items() if not name.endswith(SPREAD)}
    return Draws(
        weights / weights.sum(),
        {name: column for name, column in plain.items() if not name.startswith(CONDUCT)},
        {name.removesuffix(SPREAD): column for name, column in values.items() if name.endswith(SPREAD)},
        {name.removeprefix(CONDUCT): column for name, column in plain.items() if name.startswith(CONDUCT)},
    )


def with_draws(population: Population, draws: Draws) -> Population:
    """The same population with other draws; its spreads without a prior of their own stay as they are."""
    return replace(population, draws=draws)
