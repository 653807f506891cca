"""Paired comparisons of a measured value."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, stdtr, stdtrit

from .groups import Floats, Integers, as_pairs, require_level


@dataclass(frozen=True)
class PairedRatio:
    """Paired t-test on logarithms; arrays of shape (n_groups,).

    Attributes:
        ratio: geometric mean of after / before; NaN without pairs.
        lower: lower confidence limit of the ratio; NaN below two pairs.
        upper: upper confidence limit of the ratio.
        p: two-sided p-value of a ratio of 1; NaN below two pairs, or where no pair changed; 0 where all changed alike.
        t: Student's t.
        n: pairs used.
        n_unusable: complete pairs with a value that is not positive, which has no logarithm; left out, so counted.
    """

    ratio: Floats
    lower: Floats
    upper: Floats
    p: Floats
    t: Floats
    n: Integers
    n_unusable: Integers


def compute_paired_ratio(
    before: ArrayLike, after: ArrayLike, valid: ArrayLike | None = None, *, level: float = 0.95
) -> PairedRatio:
    """Paired t-test on log values, reported as a ratio of geometric means.

    Args:
        before: first value of each pair, shape (n_groups, n), any unit.
        after: second value, same shape and unit.
        valid: same shape, false where a pair is incomplete.
        level: confidence level of the limits.

    Raises:
        UsageError: shapes differ, or the level is not between 0 and 1.

    Source: Student, Biometrika 1908;6:1 (doi 10.1093/biomet/6.1.1), on logarithms.
    """
    require_level(level)
    first, second = as_pairs(before, after, valid)
    is_complete = ~np.isnan(first)
    is_usable = is_complete & (first > 0) & (second > 0)
    change = np.where(is_usable, np.log(np.where(is_usable, second, 1.0) / np.where(is_usable, first, 1.0)), 0.0)
    n = is_usable.sum(axis=1)
    mean = change.sum(axis=1) / np.maximum(n, 1)
    squares = (np.where(is_usable, change - mean[:, None], 0.0) ** 2).sum(axis=1)
    freedom = np.maximum(n - 1, 1)
    error = np.sqrt(squares / freedom / np.maximum(n, 1))
    t = _divide(mean, error)
    p = np.where(np.isinf(t), 0.0, 2 * stdtr(freedom, -np.abs(t)))
    half = stdtrit(freedom, 0.5 + level / 2) * error
    has_spread = n > 1
    return PairedRatio(
        ratio=np.where(n > 0, np.exp(mean), np.nan),
        lower=np.where(has_spread, np.exp(mean - half), np.nan),
        upper=np.where(has_spread, np.exp(mean + half), np.nan),
        p=np.where(has_spread, p, np.nan),
        t=np.where(has_spread, t, np.nan),
        n=n,
        n_unusable=is_complete.sum(axis=1) - n,
    )


def compute_mcnemar(gained: ArrayLike, lost: ArrayLike) -> Floats:
    """Exact two-sided McNemar p from the discordant pairs; 1 when there is none.

    Args:
        gained: pairs that changed from no to yes, any shape.
        lost: pairs that changed from yes to no, same shape.

    Source: McNemar, Psychometrika 1947;12:153 (doi 10.1007/BF02295996), with the binomial tail in place of chi-square.
    """
    b, c = np.broadcast_arrays(np.asarray(gained, dtype=np.float64), np.asarray(lost, dtype=np.float64))
    p: Floats = np.minimum(2 * bdtr(np.minimum(b, c), (b + c).astype(np.int64), 0.5), 1.0)
    return p


def _divide(mean: Floats, error: Floats) -> Floats:
    """Student's t: NaN for 0/0, infinite where all pairs changed by the same amount."""
    ratio = mean / np.where(error > 0, error, 1.0)
    alike = np.where(mean == 0, np.nan, np.copysign(np.inf, mean))
    return np.where(error > 0, ratio, alike)
