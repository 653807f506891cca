"""Bayesian summaries of a response rate with a beta prior, and predictions of patients still to come."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincc, betaincinv, betaln, gammaln, xlog1py, xlogy

from ..errors import UsageError
from .groups import Floats, require_level
from .proportions import require_counts
from .roots import find_root

JEFFREYS = (0.5, 0.5)


class Posterior(NamedTuple):
    """Summaries of a beta posterior as fractions, each with the shape of the input.

    Attributes:
        mean: posterior mean.
        median: posterior median.
        lower: lower limit of the interval with equal tails.
        upper: upper limit of the interval with equal tails.
        densest_lower: lower limit of the highest-density interval.
        densest_upper: upper limit of the highest-density interval.
    """

    mean: Floats
    median: Floats
    lower: Floats
    upper: Floats
    densest_lower: Floats
    densest_upper: Floats


def compute_posterior(
    successes: ArrayLike, n: ArrayLike, prior: tuple[float, float] = JEFFREYS, level: float = 0.95
) -> Posterior:
    """Mean, median and intervals of the response rate; with n = 0 those of the prior.

    The highest-density interval reaches to 0 or 1 where the density does not fall towards it, equals the other for a
    flat density, and is NaN where the density rises to both ends, so that no interval is densest.

    Args:
        successes: whole numbers from 0 to n, any shape.
        n: the denominators, broadcast against `successes`.
        prior: parameters (a, b) of the beta prior; x of n give the posterior beta(a + x, b + n - x).
        level: probability of each interval.

    Raises:
        UsageError: impossible counts, a prior parameter that is not above 0, or a level outside 0 to 1.

    Source: Gelman et al., Bayesian Data Analysis, 3rd edition, CRC Press 2013, sections 2.3 and 2.4.

    Example:
        >>> found = compute_posterior(7, 27, prior=(1, 1))
        >>> [round(float(number), 4) for number in found]
        [0.2759, 0.2707, 0.1322, 0.4487, 0.1233, 0.437]
    """
    a, b = _posterior(successes, n, prior)
    require_level(level)
    tail = (1 - level) / 2
    lower, upper = betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)
    densest = _densest(a, b, level)
    return Posterior(a / (a + b), betaincinv(a, b, 0.5), lower, upper, *densest)


def compute_posterior_probability(
    successes: ArrayLike, n: ArrayLike, rate: ArrayLike, prior: tuple[float, float] = JEFFREYS
) -> Floats:
    """Posterior probability that the response rate is above `rate`; arguments and errors as in `compute_posterior`.

    Source: Thall & Simon, Biometrics 1994;50:337 (doi 10.2307/2533377).

    Example:
        >>> float(compute_posterior_probability(16, 23, rate=0.60, prior=(0.6, 0.4)).round(4))
        0.836
    """
    a, b = _posterior(successes, n, prior)
    return np.asarray(betaincc(a, b, rate), np.float64)


def compute_predictive(
    successes: ArrayLike, n: ArrayLike, future: int, prior: tuple[float, float] = JEFFREYS
) -> Floats:
    """Probability of each number of responders among patients still to come, a beta-binomial distribution.

    Args:
        successes: whole numbers from 0 to n, any shape.
        n: the denominators, broadcast against `successes`.
        future: patients still to come.
        prior: parameters of the beta prior, as in `compute_posterior`.

    Returns:
        The shape of the input with one axis more, of length `future` + 1.

    Raises:
        UsageError: impossible counts, or a prior parameter that is not above 0.

    Source: Lee & Liu, Clin Trials 2008;5:93 (doi 10.1177/1740774508089279), equation for P(Y = i | x).

    Example:
        >>> compute_predictive(1, 1, future=2, prior=(1, 1)).round(4).tolist()
        [0.1667, 0.3333, 0.5]
    """
    a, b = (part[..., None] for part in _posterior(successes, n, prior))
    if future < 0:
        raise UsageError.one("future", f"{future} patients", "give 0 or more")
    y = np.arange(future + 1)
    orders = gammaln(future + 1) - gammaln(y + 1) - gammaln(future - y + 1)
    return np.asarray(np.exp(orders + betaln(a + y, b + future - y) - betaln(a, b)), np.float64)


def compute_predictive_success(
    successes: ArrayLike, n: ArrayLike, n_final: int, needed: int, prior: tuple[float, float] = JEFFREYS
) -> Floats:
    """Predictive probability that the finished study will have at least `needed` responders.

    Args:
        successes: whole numbers from 0 to n, any shape.
        n: patients so far, broadcast against `successes`.
        n_final: patients of the finished study.
        needed: responders that make it a success: one more than r of n, or the fewest whose posterior probability is
            high enough.
        prior: parameters of the beta prior, as in `compute_posterior`.

    Raises:
        UsageError: impossible counts, more patients so far than in the finished study, or a prior parameter that is
            not above 0.

    Source: Lee & Liu, Clin Trials 2008;5:93 (doi 10.1177/1740774508089279).

    Example:
        >>> float(compute_predictive_success(16, 23, n_final=40, needed=28, prior=(0.6, 0.4)).round(4))
        0.5656
    """
    k, total = require_counts(successes, n)
    if np.any(total > n_final):
        raise UsageError.one("n_final", f"{n_final}, fewer than the patients so far", "give the planned total")
    answer = np.zeros(k.shape)
    for m in np.unique(total):  # one distribution for all studies with as many patients to come
        rows = total == m
        chance = compute_predictive(k[rows], m, int(n_final - m), prior)
        is_success = k[rows][:, None] + np.arange(chance.shape[-1]) >= needed
        answer[rows] = (chance * is_success).sum(axis=-1)
    return answer


def _posterior(successes: ArrayLike, n: ArrayLike, prior: tuple[float, float]) -> tuple[Floats, Floats]:
    if min(prior) <= 0:
        raise UsageError.one("prior", f"beta{prior}", "give two parameters above 0, for example (0.5, 0.5)")
    k, total = require_counts(successes, n)
    return prior[0] + k, prior[1] + total - k


def _densest(a: Floats, b: Floats, level: float) -> tuple[Floats, Floats]:
    """Limits of the highest-density interval: equal density at both ends, or one end at 0 or 1."""
    has_mode = (a > 1) & (b > 1)
    inner_a, inner_b = np.where(has_mode, a, 2.0), np.where(has_mode, b, 2.0)

    def rise(tail: Floats) -> Floats:
        left, right = betaincinv(inner_a, inner_b, tail), betaincinv(inner_a, inner_b, np.minimum(tail + level, 1.0))
        at_left = xlogy(inner_a - 1, left) + xlog1py(inner_b - 1, -left)
        return np.asarray(at_left - xlogy(inner_a - 1, right) - xlog1py(inner_b - 1, -right), np.float64)

    tail = find_root(rise, np.zeros(a.shape), np.full(a.shape, 1 - level))
    falls, rises = (a <= 1) & (b >= 1), (a >= 1) & (b <= 1)
    tail = np.select([falls & rises, falls, rises, has_mode], [(1 - level) / 2, 0.0, 1 - level, tail], np.nan)
    return betaincinv(a, b, tail), betaincinv(a, b, np.minimum(tail + level, 1.0))
