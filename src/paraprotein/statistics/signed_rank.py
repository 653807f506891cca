"""Wilcoxon's signed-rank test for paired values."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from ..errors import UsageError
from .groups import Booleans, Floats, Integers, as_groups
from .permutation import LARGEST_EXACT, compute_signed_sum_tail
from .ranks import compute_midranks

ZeroRule = Literal["wilcoxon", "pratt"]
"""What becomes of pairs without a difference: dropped before ranking (Wilcoxon), or ranked and then dropped (Pratt)."""


@dataclass(frozen=True)
class SignedRank:
    """Signed-rank test of each group; arrays of shape (n_groups,).

    Attributes:
        p: two-sided p-value, twice the smaller tail and at most 1; 1 when no pair differs, NaN without pairs.
        positive_sum: sum of the midranks of positive differences (V in R).
        negative_sum: sum of the midranks of negative differences.
        n: pairs with both values.
        n_zero: pairs among them without a difference.
        is_exact: p is from the exact distribution given the ties, not from the normal approximation.
    """

    p: Floats
    positive_sum: Floats
    negative_sum: Floats
    n: Integers
    n_zero: Integers
    is_exact: Booleans


def compute_signed_rank(
    differences: ArrayLike,
    valid: ArrayLike | None = None,
    *,
    decimals: int | None = None,
    zeros: ZeroRule = "wilcoxon",
    largest_exact: int = LARGEST_EXACT,
) -> SignedRank:
    """Two-sided signed-rank test that the differences are symmetric about 0.

    Up to `largest_exact` differences that are not 0, p comes from the exact distribution over all signs, given the
    midranks: with ties too, where R and SciPy change to an approximation. Above, p is normal with the tied variance
    (a quarter of the sum of squared midranks) and a continuity correction of 1/2. The rule looks at one group alone,
    so a group's p does not depend on the others.

    Args:
        differences: second minus first value of each pair, shape (n_groups, n).
        valid: same shape, false where a pair is incomplete.
        decimals: decimals of the data; differences are rounded to them first, because floats hide ties
            (5.3 - 5.2 is not 0.2 - 0.1). None leaves them as they are.
        zeros: see `ZeroRule`.
        largest_exact: at most 50.

    Raises:
        UsageError: an unknown rule for zeros, or `largest_exact` above 50.

    Source: Wilcoxon, Biometrics Bull 1945;1:80 (doi 10.2307/3001968); Pratt, J Am Stat Assoc 1959;54:655
    (doi 10.1080/01621459.1959.10501526).
    """
    _check_rules(zeros, largest_exact)
    matrix = as_groups(differences, valid)
    if decimals is not None:
        matrix = np.round(matrix, decimals)
    is_zero, counts = matrix == 0, ~np.isnan(matrix)
    ranked = np.where(is_zero, np.nan, matrix) if zeros == "wilcoxon" else matrix
    doubled = np.where(is_zero, 0, compute_midranks(np.abs(ranked)).doubled)
    positive = np.where(matrix > 0, doubled, 0).sum(axis=1)
    negative = np.where(matrix < 0, doubled, 0).sum(axis=1)
    n, n_zero = counts.sum(axis=1), is_zero.sum(axis=1)
    is_exact = n - n_zero <= largest_exact
    p = _normal_p(doubled, np.minimum(positive, negative))
    p[is_exact] = _exact_p(doubled[is_exact], np.minimum(positive, negative)[is_exact])
    return SignedRank(np.where(n > 0, p, np.nan), positive / 2, negative / 2, n, n_zero, is_exact)


def _check_rules(zeros: str, largest_exact: int) -> None:
    if zeros not in ("wilcoxon", "pratt"):
        raise UsageError.one("zeros", f"'{zeros}'", "write wilcoxon or pratt")
    if largest_exact > LARGEST_EXACT:
        raise UsageError.one("largest_exact", f"{largest_exact}", f"give at most {LARGEST_EXACT}")


def _exact_p(doubled: Integers, smaller: Integers) -> Floats:
    # ranks that do not count are 0; the columns that hold none are dropped by sorting
    widest = int((doubled > 0).sum(axis=1).max(initial=0))
    kept = np.sort(doubled, axis=1)[:, doubled.shape[1] - widest :]
    return np.minimum(2 * compute_signed_sum_tail(kept, smaller), 1.0)


def _normal_p(doubled: Integers, smaller: Integers) -> Floats:
    mean = doubled.sum(axis=1) / 4
    sd = np.sqrt((doubled**2).sum(axis=1) / 16)
    z = np.minimum(smaller / 2 - mean + 0.5, 0.0) / np.where(sd > 0, sd, 1.0)
    p: Floats = np.minimum(2 * ndtr(z), 1.0)
    return p
