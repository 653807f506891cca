"""Wilcoxon's rank-sum test (Mann and Whitney's U) for two independent samples."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from ..errors import UsageError
from .groups import Booleans, Floats, Integers, as_groups, require_shape
from .permutation import LARGEST_EXACT, compute_sample_sum_tails
from .ranks import compute_midranks


@dataclass(frozen=True)
class RankSum:
    """Rank-sum test of each group; arrays of shape (n_groups,).

    Attributes:
        p: two-sided p-value, twice the smaller tail and at most 1; NaN where a sample is empty.
        u: Mann-Whitney U of the first sample: pairs in which its value is larger, ties counting one half (W in R).
        n_first: size of the first sample.
        n_second: size of the second sample.
        is_exact: p is from the exact distribution given the ties, not from the normal approximation.
    """

    p: Floats
    u: Floats
    n_first: Integers
    n_second: Integers
    is_exact: Booleans


def compute_rank_sum(
    values: ArrayLike,
    is_first: ArrayLike,
    valid: ArrayLike | None = None,
    *,
    decimals: int | None = None,
    largest_exact: int = LARGEST_EXACT,
) -> RankSum:
    """Two-sided rank-sum test that both samples come from one distribution.

    Up to `largest_exact` values in both samples together, p comes from the exact distribution over all assignments of
    the midranks to the samples, with ties too. Above, p is normal with the tie-corrected variance and a continuity
    correction of 1/2. The rule looks at one group alone.

    Args:
        values: both samples together, shape (n_groups, n).
        is_first: same shape, true where a value belongs to the first sample.
        valid: same shape, false where a value is missing.
        decimals: decimals of the data; values are rounded to them first. None leaves them as they are.
        largest_exact: at most 50.

    Raises:
        UsageError: `is_first` of another shape, or `largest_exact` above 50.

    Source: Wilcoxon, Biometrics Bull 1945;1:80 (doi 10.2307/3001968); Mann & Whitney, Ann Math Stat 1947;18:50
    (doi 10.1214/aoms/1177730491); ties after Lehmann, Nonparametrics, 1975, section 1.4.
    """
    if largest_exact > LARGEST_EXACT:
        raise UsageError.one("largest_exact", f"{largest_exact}", f"give at most {LARGEST_EXACT}")
    matrix = as_groups(values, valid)
    membership = np.atleast_2d(np.asarray(is_first, dtype=np.bool_))
    require_shape("is_first", membership.shape, np.atleast_2d(np.asarray(values)).shape)
    if decimals is not None:
        matrix = np.round(matrix, decimals)
    counts = ~np.isnan(matrix)
    in_first = counts & (membership if membership.shape[1] else counts)
    ranks = compute_midranks(matrix)
    n, n_first = counts.sum(axis=1), in_first.sum(axis=1)
    doubled_sum = np.where(in_first, ranks.doubled, 0).sum(axis=1)
    is_exact = n <= largest_exact
    p = _normal_p(doubled_sum, n_first, n, ranks.tie_sum)
    p[is_exact] = _exact_p(ranks.doubled[is_exact], doubled_sum[is_exact], n_first[is_exact], n[is_exact])
    has_both = (n_first > 0) & (n_first < n)
    u = (doubled_sum - n_first * (n_first + 1)) / 2
    return RankSum(np.where(has_both, p, np.nan), np.where(has_both, u, np.nan), n_first, n - n_first, is_exact)


def _exact_p(doubled: Integers, doubled_sum: Integers, n_first: Integers, n: Integers) -> Floats:
    """Twice the smaller tail, from the side where it is small and with the smaller sample, whose table is shorter."""
    is_swapped = n_first > n - n_first
    size = np.where(is_swapped, n - n_first, n_first)
    observed = np.where(is_swapped, doubled.sum(axis=1) - doubled_sum, doubled_sum)
    # ranks counted from the top turn an upper tail into a lower one
    is_upper = observed > size * (n + 1)
    turned = np.where(doubled > 0, 2 * (n + 1)[:, None] - doubled, 0)
    doubled = np.where(is_upper[:, None], turned, doubled)
    observed = np.where(is_upper, size * 2 * (n + 1) - observed, observed)
    at_most, below = compute_sample_sum_tails(doubled, size, observed)
    p: Floats = np.minimum(2 * np.minimum(at_most, 1 - below), 1.0)
    return p


def _normal_p(doubled_sum: Integers, n_first: Integers, n: Integers, tie_sum: Integers) -> Floats:
    safe = np.maximum(n, 2)
    distance = np.abs(doubled_sum / 2 - n_first * (n + 1) / 2)
    variance = n_first * (n - n_first) / 12 * (n + 1 - tie_sum / (safe * (safe - 1)))
    z = np.maximum(distance - 0.5, 0.0) / np.sqrt(np.where(variance > 0, variance, 1.0))
    p: Floats = np.minimum(2 * ndtr(-z), 1.0)
    return np.where(variance > 0, p, 1.0)
