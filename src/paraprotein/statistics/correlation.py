"""Spearman's rank correlation."""

from dataclasses import dataclass
from functools import cache
from itertools import permutations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from .groups import Booleans, Floats, Integers, as_pairs
from .ranks import Midranks, compute_midranks

LARGEST_ENUMERATED = 9
"""Up to this many untied pairs p is exact (R enumerates up to 9 as well); 9! is 362,880."""


@dataclass(frozen=True)
class Spearman:
    """Rank correlation of each group; arrays of shape (n_groups,).

    Attributes:
        rho: Pearson correlation of the midranks; NaN below two pairs or where one variable does not vary.
        p: two-sided p-value; NaN where rho is, and below three pairs.
        n: pairs with both values.
        is_exact: p is from the distribution over all permutations, not from the t approximation.
    """

    rho: Floats
    p: Floats
    n: Integers
    is_exact: Booleans


def compute_spearman(first: ArrayLike, second: ArrayLike, valid: ArrayLike | None = None) -> Spearman:
    """Spearman's rho with midranks for ties.

    p is exact for up to 9 pairs without ties (twice the smaller tail, as R's cor.test), else from
    t = rho sqrt((n - 2) / (1 - rho^2)) with n - 2 degrees of freedom and no continuity correction (as SciPy). R itself
    uses an Edgeworth series between 10 and 1290 pairs without ties.

    Args:
        first: shape (n_groups, n).
        second: same shape.
        valid: same shape, false where a pair is incomplete.

    Raises:
        UsageError: the shapes differ.

    Source: Spearman, Am J Psychol 1904;15:72 (doi 10.2307/1412159); t approximation after Kendall & Stuart, The
    Advanced Theory of Statistics, volume 2.
    """
    a, b = as_pairs(first, second, valid)
    n = (~np.isnan(a)).sum(axis=1)
    x, y = compute_midranks(a), compute_midranks(b)
    rho = _correlate(x, y, n)
    p = _approximate_p(rho, n)
    is_exact = (n >= 3) & (n <= LARGEST_ENUMERATED) & (x.tie_sum == 0) & (y.tie_sum == 0)
    squares = ((x.doubled - y.doubled) ** 2).sum(axis=1) // 4
    # a loop over sample sizes, not groups
    for size in range(3, LARGEST_ENUMERATED + 1):
        rows = is_exact & (n == size)
        if rows.any():
            p[rows] = _exact_p(size)[squares[rows]]
    return Spearman(rho, p, n, is_exact)


def _correlate(x: Midranks, y: Midranks, n: Integers) -> Floats:
    centre = (n + 1)[:, None]
    dx = np.where(x.doubled > 0, x.doubled - centre, 0)
    dy = np.where(y.doubled > 0, y.doubled - centre, 0)
    product, spread = (dx * dy).sum(axis=1), (dx**2).sum(axis=1) * (dy**2).sum(axis=1)
    return np.where(spread > 0, product / np.sqrt(np.where(spread > 0, spread, 1)), np.nan)


def _approximate_p(rho: Floats, n: Integers) -> Floats:
    freedom = np.maximum(n - 2, 1)
    rest = 1 - rho**2
    # ranks in perfect order leave 1 - rho^2 at 0 or at rounding error; the tail is then 0
    is_perfect = rest < 1e-14
    t = np.abs(rho) * np.sqrt(freedom / np.where(is_perfect, 1.0, rest))
    p = np.where(is_perfect, 0.0, np.minimum(2 * stdtr(freedom, -t), 1.0))
    return np.where((n > 2) & ~np.isnan(rho), p, np.nan)


@cache
def _exact_p(n: int) -> Floats:
    """Two-sided p for each sum of squared rank differences 0, 1, ... (n^3 - n) / 3, without ties."""
    orders = np.array(list(permutations(range(n))), dtype=np.int16)
    squares = ((orders - np.arange(n, dtype=np.int16)) ** 2).sum(axis=1)
    chance = np.bincount(squares, minlength=(n**3 - n) // 3 + 1) / len(orders)
    at_most = np.cumsum(chance)
    at_least = np.cumsum(chance[::-1])[::-1]
    p: Floats = np.minimum(2 * np.minimum(at_most, at_least), 1.0)
    return p
