"""Probabilities of counts, for arrays that broadcast: binomial and hypergeometric."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammaln, xlog1py, xlogy

from .groups import Floats


def binomial_pmf(count: ArrayLike, n: ArrayLike, rate: ArrayLike) -> Floats:
    """P(X = count) for n patients who respond at a rate; 0 for a count outside 0 to n.

    Example:
        >>> binomial_pmf([0, 1, 2], 2, 0.5).round(2).tolist()
        [0.25, 0.5, 0.25]
    """
    x, total, p = np.broadcast_arrays(*(np.asarray(part, np.float64) for part in (count, n, rate)))
    inside = np.clip(x, 0, total)
    logarithm = _log_choose(total, inside) + xlogy(inside, p) + xlog1py(total - inside, -p)
    return np.where(x == inside, np.exp(logarithm), 0.0)


def binomial_tail(count: ArrayLike, n: ArrayLike, rate: ArrayLike) -> Floats:
    """P(X >= count) for n patients who respond at a rate; 1 for a count of 0 or less, 0 above n.

    Example:
        >>> binomial_tail([0, 1, 2, 3], 2, 0.5).round(2).tolist()
        [1.0, 0.75, 0.25, 0.0]
    """
    x, total, p = np.broadcast_arrays(*(np.asarray(part, np.float64) for part in (count, n, rate)))
    inside = np.clip(x, 1, np.maximum(total, 1))
    tail = betainc(inside, np.maximum(total, 1) - inside + 1, p)
    return np.where(x <= 0, 1.0, np.where(x > total, 0.0, tail))


def hypergeometric_pmf(count: ArrayLike, n: ArrayLike, responders: ArrayLike, drawn: ArrayLike) -> Floats:
    """P(count responders among `drawn` patients) when `responders` of all n respond and every order is equally likely.

    Example:
        >>> hypergeometric_pmf([0, 1, 2], 4, 2, 2).round(4).tolist()
        [0.1667, 0.6667, 0.1667]
    """
    x, total, good, taken = np.broadcast_arrays(
        *(np.asarray(part, np.float64) for part in (count, n, responders, drawn))
    )
    inside = np.clip(x, np.maximum(0, taken + good - total), np.minimum(good, taken))
    logarithm = _log_choose(good, inside) + _log_choose(total - good, taken - inside) - _log_choose(total, taken)
    return np.where(x == inside, np.exp(logarithm), 0.0)


def _log_choose(n: Floats, k: Floats) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), np.float64)
