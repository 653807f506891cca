"""Median, quantiles, smallest and largest value of each group."""

from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ..errors import UsageError
from .groups import Booleans, Floats, Integers, as_groups

QuantileRule = Literal["inverted_cdf", "averaged_inverted_cdf", "hazen", "weibull", "linear", "median_unbiased"]
"""How a sample quantile is read; the names are NumPy's, the numbers those of Hyndman and Fan.

inverted_cdf           type 1: the smallest value with at least a fraction p at or below it
averaged_inverted_cdf  type 2: type 1, averaged with the next value where n p is whole (SAS PCTLDEF=5)
hazen                  type 5: position n p + 1/2
weibull                type 6: position (n + 1) p (SPSS, Minitab)
linear                 type 7: position (n - 1) p + 1 (R and NumPy by default)
median_unbiased        type 8: position (n + 1/3) p + 1/3
"""

# rule -> (a, b) of the position n p + a + p (1 - a - b), Hyndman & Fan 1996, section 3
_PLOTTING_POSITIONS = MappingProxyType(
    {"hazen": (0.5, 0.5), "weibull": (0.0, 0.0), "linear": (1.0, 1.0), "median_unbiased": (1 / 3, 1 / 3)}
)

_FUZZ = 4 * np.finfo(np.float64).eps
"""Relative slack before a position counts as past a whole number: 0.95 x 20 is 19, not 18.999."""


def compute_count(values: ArrayLike, valid: ArrayLike | None = None) -> Integers:
    """Number of entries that count in each group; shape (n_groups,)."""
    counts: Booleans = ~np.isnan(as_groups(values, valid))
    return np.asarray(counts.sum(axis=1), dtype=np.int64)


def compute_quantile(
    values: ArrayLike,
    probability: float,
    valid: ArrayLike | None = None,
    rule: QuantileRule = "averaged_inverted_cdf",
) -> Floats:
    """Sample quantile of each group by a named rule.

    Args:
        values: shape (n_groups, n); infinite values take part (a time that is not reached is +inf).
        probability: between 0 and 1, both included.
        valid: same shape, false where an entry does not count.
        rule: see `QuantileRule`; the default is that of SAS.

    Returns:
        Shape (n_groups,), unit of the values; NaN for an empty group.

    Raises:
        UsageError: the probability lies outside 0 to 1, or the rule is unknown.

    Source: Hyndman & Fan, Am Stat 1996;50:361 (doi 10.1080/00031305.1996.10473566).
    """
    if not 0.0 <= probability <= 1.0:
        raise UsageError.one("probability", f"{probability}", "give a number from 0 to 1")
    ordered = np.sort(as_groups(values, valid), axis=1)
    n = (~np.isnan(ordered)).sum(axis=1)
    below, weight = _position(n, probability, rule)
    last = np.maximum(n - 1, 0)
    left = _at(ordered, np.clip(below - 1, 0, last))
    right = _at(ordered, np.clip(below, 0, last))
    # weight 0 must not touch the neighbour: 0 x inf is NaN
    mixed = np.where(weight > 0.0, right, left)
    is_between = (weight > 0.0) & (weight < 1.0) & (left != right)
    safe_left, safe_right = np.where(is_between, left, 0.0), np.where(is_between, right, 0.0)
    return np.where(is_between, safe_left * (1 - weight) + safe_right * weight, mixed)


def compute_median(values: ArrayLike, valid: ArrayLike | None = None) -> Floats:
    """Median of each group, the mean of the two middle values when their number is even; shape (n_groups,)."""
    return compute_quantile(values, 0.5, valid, "averaged_inverted_cdf")


def compute_minimum(values: ArrayLike, valid: ArrayLike | None = None) -> Floats:
    """Smallest value of each group; NaN for an empty group; shape (n_groups,)."""
    smallest: Floats = np.fmin.reduce(as_groups(values, valid), axis=1)
    return smallest


def compute_maximum(values: ArrayLike, valid: ArrayLike | None = None) -> Floats:
    """Largest value of each group; NaN for an empty group; shape (n_groups,)."""
    largest: Floats = np.fmax.reduce(as_groups(values, valid), axis=1)
    return largest


def compute_mean(values: ArrayLike, valid: ArrayLike | None = None) -> Floats:
    """Arithmetic mean of each group; NaN for an empty group; shape (n_groups,)."""
    matrix = as_groups(values, valid)
    n = (~np.isnan(matrix)).sum(axis=1)
    return np.where(n > 0, np.nansum(matrix, axis=1) / np.maximum(n, 1), np.nan)


def compute_standard_deviation(values: ArrayLike, valid: ArrayLike | None = None) -> Floats:
    """Standard deviation of each group, divisor n - 1; NaN below two values; shape (n_groups,)."""
    matrix = as_groups(values, valid)
    n = (~np.isnan(matrix)).sum(axis=1)
    with np.errstate(invalid="ignore"):  # an infinite value leaves no deviation, and the answer is NaN or infinite
        squares = np.nansum((matrix - compute_mean(matrix)[:, None]) ** 2, axis=1)
    return np.where(n > 1, np.sqrt(squares / np.maximum(n - 1, 1)), np.nan)


def _position(n: Integers, probability: float, rule: QuantileRule) -> tuple[Integers, Floats]:
    """Number of the order statistic at or below the quantile (from 1), and the weight of the next one."""
    if rule in _PLOTTING_POSITIONS:
        a, b = _PLOTTING_POSITIONS[rule]
        position = a + probability * (n + 1 - a - b)
        below = np.floor(position * (1 + _FUZZ))
        return below.astype(np.int64), np.maximum(position - below, 0.0)
    share = n * probability
    below = np.floor(share * (1 + _FUZZ))
    is_whole = share - below <= _FUZZ * np.maximum(share, 1.0)
    if rule == "inverted_cdf":
        return below.astype(np.int64), np.where(is_whole, 0.0, 1.0)
    if rule == "averaged_inverted_cdf":
        return below.astype(np.int64), np.where(is_whole, 0.5, 1.0)
    raise UsageError.one("rule", f"'{rule}' is not a quantile rule", "write for example: linear")


def _at(ordered: Floats, place: Integers) -> Floats:
    """One value of each row; shape (n_groups,)."""
    return np.take_along_axis(ordered, place[:, None], axis=1)[:, 0]
