"""Hodges and Lehmann's estimate of the typical difference, with its exact interval."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from .groups import Booleans, Floats, Integers, as_groups, require_level
from .order import compute_median
from .permutation import LARGEST_EXACT, compute_signed_sum_tail


class HodgesLehmann(NamedTuple):
    """Pseudomedian and limits, in the unit of the differences; arrays of shape (n_groups,)."""

    estimate: Floats
    lower: Floats
    upper: Floats


def compute_hodges_lehmann(
    differences: ArrayLike, valid: ArrayLike | None = None, *, level: float = 0.95, decimals: int | None = None
) -> HodgesLehmann:
    """Median of the Walsh averages (d_i + d_j) / 2, i <= j, with the interval that belongs to the signed-rank test.

    The limits are the k-th smallest and k-th largest average, k the largest number that keeps the level under the
    exact distribution without ties (conservative with ties); above 50 pairs under its normal approximation, rounded
    down. A zero difference stays in, as a value like any other. Where too few pairs reach the level (5 or fewer at
    95 %), the limits are NaN.

    Args:
        differences: shape (n_groups, n).
        valid: same shape, false where a pair is incomplete.
        level: confidence level.
        decimals: decimals of the data; differences are rounded to them first.

    Raises:
        UsageError: the level is not between 0 and 1.

    Source: Hodges & Lehmann, Ann Math Stat 1963;34:598 (doi 10.1214/aoms/1177704172); interval after Tukey, in
    Hollander & Wolfe, Nonparametric Statistical Methods, 1973, section 3.3.
    """
    require_level(level)
    matrix = as_groups(differences, valid)
    if decimals is not None:
        matrix = np.round(matrix, decimals)
    i, j = np.triu_indices(matrix.shape[1])
    averages = np.sort((matrix[:, i] + matrix[:, j]) / 2, axis=1)
    n = (~np.isnan(matrix)).sum(axis=1)
    k = np.array([_limit_place(size, level) for size in range(matrix.shape[1] + 1)], dtype=np.int64)[n]
    lower = _pick(averages, k, k > 0)
    upper = _pick(averages, n * (n + 1) // 2 + 1 - k, k > 0)
    return HodgesLehmann(compute_median(averages), lower, upper)


@cache
def _limit_place(n: int, level: float) -> int:
    """Largest k with P(rank sum <= k - 1) <= (1 - level) / 2 for n untied pairs; 0 when there is none."""
    tail = (1 - level) / 2
    if n > LARGEST_EXACT:
        sd = np.sqrt(n * (n + 1) * (2 * n + 1) / 24)
        return max(int(np.floor(n * (n + 1) / 4 + ndtri(tail) * sd)), 0)
    half = n * (n + 1) // 4
    ranks = np.broadcast_to(2 * np.arange(1, n + 1), (half + 1, n))
    chances = compute_signed_sum_tail(ranks, 2 * np.arange(half + 1))
    return int((chances <= tail).sum())


def _pick(averages: Floats, place: Integers, is_attained: Booleans) -> Floats:
    """The average at a place counted from 1; NaN where the level is not attained."""
    column = np.clip(place - 1, 0, averages.shape[1] - 1)
    picked = np.take_along_axis(averages, column[:, None], axis=1)[:, 0]
    return np.where(is_attained, picked, np.nan)
