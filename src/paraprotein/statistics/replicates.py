"""What many simulated trials say together, and where a published result falls among them.

A value per trial is a number, NaN where the statistic cannot be estimated in that trial (no responders, no pairs), or
+inf where it exists but was not reached (a median time beyond follow-up). Neither is dropped without notice:
NaN is counted and left out, +inf is counted and takes part as the largest value.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from ..comparisons import TOLERANCE
from ..errors import UsageError
from .groups import Booleans, Floats, Integers, as_groups, require_level
from .order import QuantileRule, compute_quantile

Relation = Literal["=", "<", "<=", ">", ">="]
"""How a result was published: as a value (p = 0.002), or only as a bound on it (p < 0.001)."""


@dataclass(frozen=True)
class ReplicateSummary:
    """Distribution of each statistic over simulated trials; arrays of shape (n_statistics,).

    Attributes:
        median: median over the trials in which the statistic exists; +inf where not reached in most.
        low: lower end of the central interval.
        high: upper end of the central interval.
        median_error: Monte Carlo standard error of the median; NaN where infinite values come into it.
        low_error: Monte Carlo standard error of `low`.
        high_error: Monte Carlo standard error of `high`.
        n: trials in which the statistic exists, not reached ones included.
        n_not_estimable: trials in which it does not exist.
        n_not_reached: trials in which it is +inf.
        level: probability between `low` and `high`.
        rule: quantile rule of all three.
    """

    median: Floats
    low: Floats
    high: Floats
    median_error: Floats
    low_error: Floats
    high_error: Floats
    n: Integers
    n_not_estimable: Integers
    n_not_reached: Integers
    level: float
    rule: QuantileRule


@dataclass(frozen=True)
class Position:
    """Where published results fall among simulated trials; arrays of shape (n_statistics,).

    Attributes:
        percentile: 0 to 100: trials below the result, plus half of those equal to it (mid-P); NaN without trials.
        is_inside: the result lies within the central interval, ends included; false without trials.
    """

    percentile: Floats
    is_inside: Booleans


def compute_replicate_summary(
    values: ArrayLike, *, level: float = 0.90, rule: QuantileRule = "averaged_inverted_cdf"
) -> ReplicateSummary:
    """Median and central interval of each statistic over simulated trials.

    With the default rule at least a share `level` of the trials lies in the closed interval, for counts too, and the
    median is the usual one.

    Args:
        values: one row per statistic and one column per trial, shape (n_statistics, n_trials).
        level: probability of the central interval, equal tails.
        rule: quantile rule, see `QuantileRule`.

    Raises:
        UsageError: the level is not between 0 and 1, or the rule is unknown.
    """
    require_level(level)
    matrix = as_groups(values)
    missing = np.isnan(matrix)
    points = (0.5, (1 - level) / 2, (1 + level) / 2)
    median, low, high = (compute_quantile(matrix, point, rule=rule) for point in points)
    median_error, low_error, high_error = (compute_quantile_error(matrix, point) for point in points)
    n_trials = np.atleast_2d(np.asarray(values)).shape[1]
    n = (~missing).sum(axis=1)
    n_not_reached = np.isposinf(matrix).sum(axis=1)
    return ReplicateSummary(
        median, low, high, median_error, low_error, high_error, n, n_trials - n, n_not_reached, level, rule
    )


def compute_quantile_error(values: ArrayLike, probability: float) -> Floats:
    """Monte Carlo standard error of a quantile over independent trials; shape (n_statistics,).

    The standard deviation of the order statistic, with the sample in place of the population: the j-th smallest value
    has the weight that a beta distribution gives to the j-th of n equal intervals. NaN below two values, and where a
    weight above 1e-12 falls on an infinite value.

    Args:
        values: shape (n_statistics, n_trials), NaN where not estimable.
        probability: between 0 and 1.

    Raises:
        UsageError: the probability is not between 0 and 1.

    Source: Maritz & Jarrett, J Am Stat Assoc 1978;73:194 (doi 10.1080/01621459.1978.10480027), for any quantile with
    a = (n + 1) p and b = (n + 1) (1 - p) as in Harrell & Davis, Biometrika 1982;69:635 (doi 10.1093/biomet/69.3.635).
    """
    require_level(probability)
    ordered = np.sort(as_groups(values), axis=1)
    n = (~np.isnan(ordered)).sum(axis=1)[:, None]
    edges = np.minimum(np.arange(ordered.shape[1] + 1) / np.maximum(n, 1), 1.0)
    weights = np.diff(betainc((n + 1) * probability, (n + 1) * (1 - probability), edges), axis=1)
    is_infinite = np.isinf(ordered)
    finite = np.where(np.isfinite(ordered), ordered, 0.0)
    mean = (weights * finite).sum(axis=1)
    variance = (weights * (finite - mean[:, None]) ** 2).sum(axis=1)
    is_defined = (n[:, 0] > 1) & ~np.any(is_infinite & (weights > 1e-12), axis=1)
    return np.where(is_defined, np.sqrt(variance), np.nan)


def compute_position(
    values: ArrayLike,
    published: float,
    *,
    relation: Relation = "=",
    decimals: int | None = None,
    level: float = 0.90,
    rule: QuantileRule = "averaged_inverted_cdf",
) -> Position:
    """Percentile of a published result among simulated trials, and whether their central interval holds it.

    The percentile is the mid-P one, because most results are counts: 100 (P(X < x) + P(X = x) / 2). A result published
    as a bound (p < 0.001) covers all values that the bound allows: trials that satisfy it count as equal to it, so
    it can be inside even though its value is unknown. It is inside when some allowed value lies in the interval.

    Args:
        values: simulated values, shape (n_statistics, n_trials), NaN where not estimable, +inf where not reached.
        published: the result, or its bound.
        relation: see `Relation`.
        decimals: decimals of the published result; simulated values are first rounded as the paper did. None compares
            them unrounded. A bound needs none.
        level: probability of the central interval.
        rule: quantile rule of its ends.

    Raises:
        UsageError: an unknown relation, or a level not between 0 and 1.

    Source: mid-P after Lancaster, J Am Stat Assoc 1961;56:223 (doi 10.1080/01621459.1961.10482105).
    """
    require_level(level)
    matrix = as_groups(values)
    if decimals is not None and relation == "=":
        matrix = np.round(matrix, decimals)
    low = compute_quantile(matrix, (1 - level) / 2, rule=rule)
    high = compute_quantile(matrix, (1 + level) / 2, rule=rule)
    is_below, is_equal, is_inside = _compare(matrix, published, relation, low, high)
    n = (~np.isnan(matrix)).sum(axis=1)
    share = (is_below.sum(axis=1) + 0.5 * is_equal.sum(axis=1)) / np.maximum(n, 1)
    return Position(np.where(n > 0, 100 * share, np.nan), is_inside & (n > 0))


def _compare(
    matrix: Floats, published: float, relation: str, low: Floats, high: Floats
) -> tuple[Booleans, Booleans, Booleans]:
    """Trials below the result, trials equal to it, and whether the interval holds it."""
    if relation == "=":
        # tolerance for results that rounding brought to the same decimal by different ways
        slack = TOLERANCE * max(abs(published), 1e-300)
        is_equal = np.abs(matrix - published) <= slack
        return (matrix < published) & ~is_equal, is_equal, (low <= published + slack) & (high >= published - slack)
    if relation in ("<", "<="):
        allowed = matrix < published if relation == "<" else matrix <= published
        holds = low < published if relation == "<" else low <= published
        return np.zeros_like(allowed), allowed, holds
    if relation in (">", ">="):
        allowed = matrix > published if relation == ">" else matrix >= published
        holds = high > published if relation == ">" else high >= published
        return ~allowed & ~np.isnan(matrix), allowed, holds
    raise UsageError.one("relation", f"'{relation}'", "write one of: =, <, <=, >, >=")
