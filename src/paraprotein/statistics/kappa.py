"""Agreement of two raters beyond chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from ..errors import UsageError
from .groups import Floats, require_level


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa of one cross table.

    Attributes:
        n: items that both raters judged.
        observed: share on which they agree, each disagreement by its weight.
        expected: the share that chance would give with the same margins.
        estimate: kappa; NaN where both raters used one and the same category throughout, or without items.
        standard_error: of `estimate`.
        lower: lower limit, not below -1.
        upper: upper limit, not above 1.
        level: confidence level of the limits.
    """

    n: int
    observed: float
    expected: float
    estimate: float
    standard_error: float
    lower: float
    upper: float
    level: float


def compute_kappa(table: ArrayLike, *, weighted: bool = False, level: float = 0.95) -> Kappa:
    """Cohen's kappa with the large-sample interval of Fleiss, Cohen and Everitt.

    Args:
        table: counts, shape (k, k): row of the first rater, column of the second, categories in one order.
        weighted: linear weights by the distance of ordered categories; false: any disagreement is one.
        level: confidence level.

    Raises:
        UsageError: the table is not square, or a count is negative.

    Source: Cohen, Educ Psychol Meas 1960;20:37 (doi 10.1177/001316446002000104); weights Cohen, Psychol Bull
    1968;70:213 (doi 10.1037/h0026256); variance Fleiss, Cohen & Everitt, Psychol Bull 1969;72:323
    (doi 10.1037/h0028106).

    Example: of 50 items the raters agree on 20 and 15, where chance would give one half:
        >>> round(compute_kappa([[20, 5], [10, 15]]).estimate, 3)
        0.4
    """
    require_level(level)
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or np.any(counts < 0):
        raise UsageError.one("kappa", "no square table of counts", "give one row and one column per category")
    n = float(counts.sum())
    nan = float("nan")
    if n == 0:
        return Kappa(0, nan, nan, nan, nan, nan, nan, level)
    weights = _weights(counts.shape[0], weighted)
    shares = counts / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = float((weights * shares).sum())
    expected = float((weights * np.outer(rows, columns)).sum())
    if expected >= 1 - 1e-12:
        return Kappa(int(n), observed, expected, nan, nan, nan, nan, level)
    estimate = (observed - expected) / (1 - expected)
    error = _standard_error(shares, weights, observed, expected, n)
    half = float(ndtri(0.5 + level / 2)) * error
    low, high = max(-1.0, estimate - half), min(1.0, estimate + half)
    return Kappa(int(n), observed, expected, estimate, error, low, high, level)


def _weights(k: int, weighted: bool) -> Floats:
    """1 where the raters agree, less the further apart they are; unweighted: 0 off the diagonal."""
    if not weighted:
        return np.eye(k)
    places = np.arange(k)
    return np.asarray(1 - np.abs(places[:, None] - places[None, :]) / max(k - 1, 1), dtype=np.float64)


def _standard_error(shares: Floats, weights: Floats, observed: float, expected: float, n: float) -> float:
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    by_row, by_column = weights @ columns, rows @ weights
    pull = by_row[:, None] + by_column[None, :]
    spread = (shares * (weights * (1 - expected) - pull * (1 - observed)) ** 2).sum()
    centre = (observed * expected - 2 * expected + observed) ** 2
    return float(np.sqrt(max(spread - centre, 0.0) / n) / (1 - expected) ** 2)
