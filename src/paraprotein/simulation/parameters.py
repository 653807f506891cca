"""Draw each patient's parameters from a population."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from ..errors import UsageError
from ..pharmacology.model import Model
from ..protocol.population import Population

Floats = NDArray[np.float64]


def latent_count(model: Model) -> int:
    """How many standard normal numbers a patient's parameters take.

    One per parameter, used or not, so that fixing one parameter never changes the draw of another.
    """
    return len(model.parameters)


def draw_parameters(population: Population, model: Model, latent: Floats, draw: NDArray[np.int64]) -> dict[str, Floats]:
    """Parameters of each patient.

    Args:
        population: a distribution for each parameter of the model.
        model: the disease under the drug; its parameters are drawn in their declared order.
        latent: independent standard normal numbers, shape (n, n_parameters).
        draw: which draw of a calibrated population each patient belongs to, shape (n,); ignored when it has none.

    Returns:
        Values by name, shape (n,), in the declared units.

    Raises:
        UsageError: the population lacks a parameter of the model, or has one that the model does not know.
    """
    names = [parameter.name for parameter in model.parameters]
    _check_names(population, names)
    latent = _correlated(latent, population, names)
    return {name: _of_patients(population, name, latent[:, i], draw) for i, name in enumerate(names)}


def choose_draws(population: Population, uniform: Floats) -> NDArray[np.int64]:
    """Which draw of a calibrated population each trial belongs to, by weight; zeros when there are none.

    Args:
        population: a population file.
        uniform: one number in [0, 1) per trial.
    """
    if population.draws is None:
        return np.zeros(len(uniform), dtype=np.int64)
    edges = np.cumsum(population.draws.weights)
    return np.minimum(np.searchsorted(edges, uniform, side="right"), len(edges) - 1)


def _check_names(population: Population, names: list[str]) -> None:
    missing, unknown = set(names) - set(population.parameters), set(population.parameters) - set(names)
    found = [f"has no {', '.join(sorted(missing))}"] * bool(missing)
    found += [f"has {', '.join(sorted(unknown))}, which the model does not know"] * bool(unknown)
    if found:
        fix = "list each parameter of the model once"
        raise UsageError.one(f"population {population.name}", "; ".join(found), fix, "population.parameters")


def _correlated(latent: Floats, population: Population, names: list[str]) -> Floats:
    """Mix the latent numbers so that declared pairs have their correlation."""
    if not population.correlations:
        return latent
    matrix = np.eye(len(names))
    for pair in population.correlations:
        i, j = names.index(pair.first), names.index(pair.second)
        matrix[i, j] = matrix[j, i] = pair.rho
    mixed = latent.copy()
    factor = np.linalg.cholesky(matrix)
    for i in range(len(names)):
        if np.count_nonzero(factor[i]) > 1:  # summed column by column: the same bits for any number of patients
            mixed[:, i] = sum(factor[i, j] * latent[:, j] for j in np.flatnonzero(factor[i]))
    return mixed


def _of_patients(population: Population, name: str, latent: Floats, draw: NDArray[np.int64]) -> Floats:
    distribution = population.parameters[name]
    typical: Floats | float = distribution.typical
    spread: Floats | float = distribution.spread
    if population.draws is not None:
        typical = population.draws.typical[name][draw] if name in population.draws.typical else typical
        spread = population.draws.spread[name][draw] if name in population.draws.spread else spread
    if distribution.distribution == "fixed":
        return np.broadcast_to(np.asarray(typical, dtype=np.float64), latent.shape).copy()
    to_latent, from_latent = _SCALES[distribution.distribution]
    with np.errstate(divide="ignore"):  # a typical value of 0 is the limit: minus infinity here, 0 in every patient
        center = to_latent(np.asarray(typical, dtype=np.float64))
    if distribution.low is not None or distribution.high is not None:
        below = 0.0 if distribution.low is None else ndtr((to_latent(np.asarray(distribution.low)) - center) / spread)
        above = 1.0 if distribution.high is None else ndtr((to_latent(np.asarray(distribution.high)) - center) / spread)
        latent = ndtri(below + ndtr(latent) * (above - below))
    return np.asarray(from_latent(center + spread * latent))


def _itself(x: Floats) -> Floats:
    return x


Scale = Callable[[Floats], Floats]

_SCALES: dict[str, tuple[Scale, Scale]] = {
    "lognormal": (np.log, np.exp),
    "normal": (_itself, _itself),
    "logit-normal": (logit, expit),
}
"""To and from the scale on which each distribution is normal."""
