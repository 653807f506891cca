"""Confidence limits for a proportion."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtri

from ..errors import UsageError
from .groups import Floats, require_level


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


def compute_standard_error(successes: ArrayLike, n: ArrayLike) -> Floats:
    """Binomial standard error sqrt(p (1 - p) / n), as a fraction; NaN where n is 0."""
    k, total = _counts(successes, n, 0.5)
    safe = np.maximum(total, 1)
    return np.where(total > 0, np.sqrt(k / safe * (1 - k / safe) / safe), np.nan)


def _counts(successes: ArrayLike, n: ArrayLike, level: float) -> tuple[Floats, Floats]:
    require_level(level)
    k, total = np.broadcast_arrays(np.asarray(successes, np.float64), np.asarray(n, np.float64))
    if np.any((k < 0) | (k > total)):
        raise UsageError.one("successes", "a count below 0 or above its denominator", "give 0 to n successes")
    return k, total


def _mask_empty(k: Floats, total: Floats, lower: Floats, upper: Floats) -> Proportion:
    is_empty = ~(total > 0) | np.isnan(k)
    estimate = np.where(is_empty, np.nan, k / np.where(is_empty, 1.0, total))
    return Proportion(estimate, np.where(is_empty, np.nan, lower), np.where(is_empty, np.nan, upper))
