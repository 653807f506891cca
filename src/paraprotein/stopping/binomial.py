"""Binomial probabilities to the last digits: single values, tails, and whole tables of tails."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincc

Floats = NDArray[np.float64]


@lru_cache(maxsize=4096)
def binomial(n: int, p: float) -> Floats:
    """P(X = 0), ..., P(X = n) for n independent patients, shape (n + 1,); read-only.

    The ratios of neighbours are multiplied outwards from the mode and the sum is set to 1, so that each value keeps
    its digits where powers and factorials would lose them.
    """
    if p <= 0 or p >= 1:
        values = np.zeros(n + 1)
        values[0 if p <= 0 else n] = 1.0
    else:
        mode = min(int((n + 1) * p), n)
        k = np.arange(n)
        ratio = (n - k) / (k + 1) * (p / (1 - p))  # P(k + 1) / P(k)
        above = np.cumprod(ratio[mode:])
        below = np.cumprod(1 / ratio[:mode][::-1])[::-1]
        values = np.concatenate([below, [1.0], above])
        values /= values.sum()
    values.flags.writeable = False
    return values


def upper_tail(k: ArrayLike, n: ArrayLike, p: float) -> Floats:
    """P(X >= k) for n patients, 1 where k <= 0 and 0 where k > n; `k` and `n` broadcast.

    Source: the regularised incomplete beta function, Abramowitz & Stegun 26.5.24; small tails keep their digits.
    """
    k_, n_ = np.broadcast_arrays(np.asarray(k, np.float64), np.asarray(n, np.float64))
    is_inside = (k_ > 0) & (k_ <= n_)
    tail = betainc(np.where(is_inside, k_, 1.0), np.where(is_inside, n_ - k_ + 1, 1.0), p)
    return np.where(is_inside, tail, np.where(k_ <= 0, 1.0, 0.0))


def lower_tail(k: ArrayLike, n: ArrayLike, p: float) -> Floats:
    """P(X <= k) for n patients, 0 where k < 0 and 1 where k >= n; `k` and `n` broadcast."""
    k_, n_ = np.broadcast_arrays(np.asarray(k, np.float64), np.asarray(n, np.float64))
    is_inside = (k_ >= 0) & (k_ < n_)
    tail = betaincc(np.where(is_inside, k_ + 1, 1.0), np.where(is_inside, n_ - k_, 1.0), p)
    return np.where(is_inside, tail, np.where(k_ < 0, 0.0, 1.0))


def beta_binomial(m: int, a: float, b: float) -> Floats:
    """P(Y = 0), ..., P(Y = m) when the rate of m further patients is beta(a, b), shape (m + 1,)."""
    y = np.arange(m)
    ratio = (m - y) / (y + 1) * (a + y) / (b + m - y - 1)  # P(y + 1) / P(y)
    values = np.exp(np.concatenate([[0.0], np.cumsum(np.log(ratio))]))
    return np.asarray(values / values.sum())
