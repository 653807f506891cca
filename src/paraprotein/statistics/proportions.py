"""Confidence limits for a proportion."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtri

from ..errors import UsageError
from .binomial import binomial_tail
from .groups import Floats, Integers, require_level
from .roots import find_root


class Proportion(NamedTuple):
    """Estimate and limits as fractions (7/27 is 0.259); NaN where n is 0. Each has the shape of the input."""

    estimate: Floats
    lower: Floats
    upper: Floats


def compute_clopper_pearson(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> Proportion:
    """Exact two-sided limits with equal tails; 0 or n successes give the limit 0 or 1.

    Args:
        successes: whole numbers from 0 to n, any shape.
        n: the denominators, broadcast against `successes`.
        level: confidence level.

    Raises:
        UsageError: more successes than n, a negative count, or a level outside 0 to 1.

    Source: Clopper & Pearson, Biometrika 1934;26:404 (doi 10.1093/biomet/26.4.404), as quantiles of the beta
    distribution.
    """
    k, total = _counts(successes, n, level)
    tail = (1 - level) / 2
    lower = np.where(k > 0, betaincinv(np.maximum(k, 1), total - k + 1, tail), 0.0)
    upper = np.where(k < total, betaincinv(k + 1, np.maximum(total - k, 1), 1 - tail), 1.0)
    return _mask_empty(k, total, lower, upper)


def compute_wilson(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> Proportion:
    """Score limits without continuity correction; arguments and errors as in `compute_clopper_pearson`.

    Source: Wilson, J Am Stat Assoc 1927;22:209 (doi 10.1080/01621459.1927.10502953).
    """
    k, total = _counts(successes, n, level)
    z = ndtri(0.5 + level / 2)
    safe = np.maximum(total, 1)
    p = k / safe
    centre = (p + z**2 / (2 * safe)) / (1 + z**2 / safe)
    half = z / (1 + z**2 / safe) * np.sqrt(p * (1 - p) / safe + z**2 / (4 * safe**2))
    # at 0 and n the limit is 0 and 1 exactly; rounding would leave 1e-17
    lower = np.where(k > 0, centre - half, 0.0)
    upper = np.where(k < total, centre + half, 1.0)
    return _mask_empty(k, total, lower, upper)


def compute_jeffreys(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> Proportion:
    """Equal-tailed posterior limits under Jeffreys' prior; arguments and errors as in `compute_clopper_pearson`.

    At 0 successes the lower limit is 0 and at n the upper is 1, as the source advises: the quantile of the posterior
    would exclude the estimate, and coverage would fail near 0 and 1.

    Source: Brown, Cai & DasGupta, Stat Sci 2001;16:101 (doi 10.1214/ss/1009213286), sections 3.1 and 4.1.

    Example:
        >>> found = compute_jeffreys(7, 27)
        >>> [round(float(limit), 4) for limit in found]
        [0.2593, 0.1242, 0.4429]
    """
    k, total = _counts(successes, n, level)
    tail = (1 - level) / 2
    lower = np.where(k > 0, betaincinv(k + 0.5, total - k + 0.5, tail), 0.0)
    upper = np.where(k < total, betaincinv(k + 0.5, total - k + 0.5, 1 - tail), 1.0)
    return _mask_empty(k, total, lower, upper)


def compute_mid_p(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> Proportion:
    """Clopper and Pearson's limits with half the probability of the count itself: shorter, and not exact.

    Coverage is near the level on average and may be below it. Arguments and errors as in `compute_clopper_pearson`; 0
    successes give the lower limit 0 and the upper 1 - (1 - level) ** (1 / n), n successes the mirror image.

    Source: Berry & Armitage, J R Stat Soc D 1995;44:417 (doi 10.2307/2348891).

    Example:
        >>> found = compute_mid_p(7, 27)
        >>> [round(float(limit), 4) for limit in found]
        [0.2593, 0.1211, 0.4468]
    """
    k, total = _counts(successes, n, level)
    x, m = _without_empty(k, total)

    def excess(rate: Floats) -> Floats:
        return (binomial_tail(x, m, rate) + binomial_tail(x + 1, m, rate)) / 2

    ends = np.zeros(x.shape), np.ones(x.shape)
    lower = find_root(lambda rate: excess(rate) - (1 - level) / 2, *ends)
    upper = find_root(lambda rate: excess(rate) - (1 + level) / 2, *ends)
    return _mask_empty(k, total, lower, upper)


def compute_blaker(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> Proportion:
    """Exact limits that lie within Clopper and Pearson's; arguments and errors as in `compute_clopper_pearson`.

    The rates that Blaker's test accepts can have gaps; the limits are the ends of the smallest interval that holds
    them all, to the last digits. A search on a grid, as in the paper's program, can step over a short piece.
    0 successes give the lower limit 0, n successes the upper limit 1.

    Source: Blaker, Can J Stat 2000;28:783 (doi 10.2307/3315916).

    Example:
        >>> found = compute_blaker(7, 27)
        >>> [round(float(limit), 4) for limit in found]
        [0.2593, 0.1181, 0.4616]
    """
    k, total = _counts(successes, n, level)
    x, m = _without_empty(k, total)
    return _mask_empty(k, total, _blaker_lower(x, m, level), 1 - _blaker_lower(m - x, m, level))


def compute_standard_error(successes: ArrayLike, n: ArrayLike) -> Floats:
    """Binomial standard error sqrt(p (1 - p) / n), as a fraction; NaN where n is 0."""
    k, total = _counts(successes, n, 0.5)
    safe = np.maximum(total, 1)
    return np.where(total > 0, np.sqrt(k / safe * (1 - k / safe) / safe), np.nan)


def _blaker_lower(k: Floats, n: Floats, level: float) -> Floats:
    """Smallest rate with an acceptability above 1 - level; 0 where k is 0.

    Below k/n the acceptability is P(X >= k) + P(X <= y), with y the largest count whose own tail is no more probable
    than the first. y rises with the rate, and at each step the sum jumps up; between two steps it falls, if at all,
    before it rises. At Clopper and Pearson's limit both tails are at most half the error, so the sum is not above it;
    it passes 1 - level either before the next step of y or at that step.
    """
    x = np.maximum(k, 1.0)
    error = 1 - level
    start = betaincinv(x, n - x + 1, error / 2)
    y = _opposite(x, n, start, error / 2)
    step = find_root(lambda rate: binomial_tail(x, n, rate) - _below(y + 1, n, rate), start, np.ones(x.shape))
    limit = find_root(lambda rate: binomial_tail(x, n, rate) + _below(y, n, rate) - error, start, step)
    return np.where(k > 0, limit, 0.0)


def _opposite(x: Floats, n: Floats, rate: Floats, tail: float) -> Integers:
    """Largest count y with P(X <= y) <= tail, by halving between -1 and x - 1, which has more."""
    low, high = np.full(x.shape, -1), x.astype(np.int64) - 1
    while np.any(high - low > 1):
        middle = (low + high) // 2
        is_small = _below(middle, n, rate) <= tail
        low, high = np.where(is_small, middle, low), np.where(is_small, high, middle)
    return low


def _below(count: ArrayLike, n: Floats, rate: Floats) -> Floats:
    """P(X <= count), without the rounding of 1 - P(X > count)."""
    return binomial_tail(n - np.asarray(count), n, 1 - rate)


def require_counts(successes: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Both as floats of one shape.

    Raises:
        UsageError: more successes than n, or a negative count.
    """
    k, total = np.broadcast_arrays(np.asarray(successes, np.float64), np.asarray(n, np.float64))
    if np.any((k < 0) | (k > total)):
        raise UsageError.one("successes", "a count below 0 or above its denominator", "give 0 to n successes")
    return k, total


def _counts(successes: ArrayLike, n: ArrayLike, level: float) -> tuple[Floats, Floats]:
    require_level(level)
    return require_counts(successes, n)


def _without_empty(k: Floats, total: Floats) -> tuple[Floats, Floats]:
    """0 of 1 in place of groups without patients, which would stop a search."""
    is_empty = ~(total > 0) | np.isnan(k)
    return np.where(is_empty, 0.0, k), np.where(is_empty, 1.0, total)


def _mask_empty(k: Floats, total: Floats, lower: Floats, upper: Floats) -> Proportion:
    is_empty = ~(total > 0) | np.isnan(k)
    estimate = np.where(is_empty, np.nan, k / np.where(is_empty, 1.0, total))
    return Proportion(estimate, np.where(is_empty, np.nan, lower), np.where(is_empty, np.nan, upper))
