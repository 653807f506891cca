"""Two randomised arms: exact tests of two response rates, and events for a log-rank test."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, ndtri

from .binomial import Floats, binomial

Test = Literal["Fisher", "Boschloo"]

GRID = 501
"""Null rates at which the size of a test is computed before its peaks are refined."""
ZOOM = 20
"""How much finer each refinement is."""
NEAR = 2e-4
"""Peaks this close to the highest are refined too."""


def fisher_p(n1: int, n0: int) -> Floats:
    """One-sided p-value of Fisher's test for every outcome, shape (n1 + 1, n0 + 1): experimental above control.

    Args:
        n1: patients of the experimental arm.
        n0: patients of the control arm.

    Source: Fisher, J R Stat Soc 1935;98:39 (doi 10.2307/2342435).
    """
    x, y = np.arange(n1 + 1)[:, None], np.arange(n0 + 1)[None, :]
    log_ways = _log_choose(n1, x) + _log_choose(n0, y)
    conditional = np.exp(log_ways - _log_choose(n1 + n0, x + y))
    p = np.zeros((n1 + 2, n0 + 2))
    for row in range(n1, -1, -1):  # along each diagonal of equal totals: this outcome and all more extreme ones
        p[row, 1:] = conditional[row] + p[row + 1, :-1]
    return np.minimum(p[:-1, 1:], 1.0)


def rejection_region(n1: int, n0: int, alpha: float, test: Test) -> NDArray[np.bool_]:
    """Outcomes (experimental, control) that reject, shape (n1 + 1, n0 + 1).

    Boschloo's test orders the outcomes by Fisher's p-value and takes as many as keep the size, the largest
    probability of rejection over all common rates, within alpha; it rejects wherever Fisher's test does.

    Args:
        n1: patients of the experimental arm.
        n0: patients of the control arm.
        alpha: one-sided level.
        test: which test.

    Source: Boschloo, Stat Neerl 1970;24:1 (doi 10.1111/j.1467-9574.1970.tb00104.x).
    """
    p = fisher_p(n1, n0)
    if test == "Fisher":
        return np.asarray(p <= alpha)
    levels, place = np.unique(np.round(p, 13), return_inverse=True)  # equal p-values differ in the last digits
    place = place.reshape(p.shape)
    last = _coarse_level(place, levels.size, alpha)
    while last >= 0 and compute_size(place <= last) > alpha:
        last -= 1
    return np.asarray(place <= last)


def compute_size(region: NDArray[np.bool_]) -> float:
    """Largest probability of rejection over all common response rates: a fine grid, then every high peak refined."""
    rates = np.linspace(0.0, 1.0, GRID)
    step = rates[1]
    values = _rejection(region, rates)
    for _ in range(2):
        peaks = rates[values >= values.max() - NEAR]
        step /= ZOOM
        rates = np.unique(np.clip(peaks[:, None] + step * np.arange(-ZOOM, ZOOM + 1), 0.0, 1.0))
        values = _rejection(region, rates)
    return float(values.max())


def _coarse_level(place: NDArray[np.int64], n_levels: int, alpha: float) -> int:
    """The last level of p-values that keeps the size at 99 null rates; at all rates it cannot be a later one."""
    rates = np.linspace(0.01, 0.99, 99)
    first, second = (_pmf_rows(n - 1, rates) for n in place.shape)
    joint = (first[:, :, None] * second[:, None, :]).reshape(rates.size, -1)
    flat = place.ravel()
    size = np.stack([np.cumsum(np.bincount(flat, row, n_levels)) for row in joint]).max(axis=0)
    return int((size <= alpha).sum()) - 1


def compute_rejection(region: NDArray[np.bool_], experimental: float, control: float) -> float:
    """Probability of rejection at two response rates, exactly."""
    n1, n0 = region.shape[0] - 1, region.shape[1] - 1
    return float(binomial(n1, experimental) @ region @ binomial(n0, control))


@dataclass(frozen=True)
class TwoArm:
    """Sizes of two arms and what an exact test attains with them.

    Attributes:
        n1: patients of the experimental arm.
        n0: patients of the control arm.
        size: largest type I error over all common rates.
        alpha: type I error at the control rate.
        power: power at the two rates.
    """

    n1: int
    n0: int
    size: float
    alpha: float
    power: float


def evaluate_two_arm(n1: int, n0: int, p0: float, p1: float, alpha: float, test: Test) -> TwoArm:
    """What the test attains with these arms; arguments as in `search_two_arm`."""
    region = rejection_region(n1, n0, alpha, test)
    return TwoArm(n1, n0, compute_size(region), compute_rejection(region, p0, p0), compute_rejection(region, p1, p0))


def search_two_arm(p0: float, p1: float, alpha: float, beta: float, test: Test, ratio: int = 1) -> TwoArm:
    """Smallest trial with the power wanted; every smaller one was tried. Power is a saw-tooth in the size.

    Args:
        p0: response rate of the control arm.
        p1: response rate of the experimental arm, above p0.
        alpha: one-sided level.
        beta: type II error allowed.
        test: Fisher's or Boschloo's.
        ratio: experimental patients per control patient.
    """
    n0 = 2
    while True:
        n1 = ratio * n0
        if test == "Fisher" or _boschloo_bound(n1, n0, p0, p1, alpha) >= 1 - beta:
            region = rejection_region(n1, n0, alpha, test)
            if compute_rejection(region, p1, p0) >= 1 - beta:
                return evaluate_two_arm(n1, n0, p0, p1, alpha, test)
        n0 += 1


def _boschloo_bound(n1: int, n0: int, p0: float, p1: float, alpha: float) -> float:
    """The power that Boschloo's test could have at most: outcomes in its order, the size kept at the rate p0 alone."""
    p = np.round(fisher_p(n1, n0), 13)
    order = np.argsort(p, axis=None)
    null = np.multiply.outer(binomial(n1, p0), binomial(n0, p0)).ravel()[order]
    inside = np.cumsum(null) <= alpha
    return float(np.multiply.outer(binomial(n1, p1), binomial(n0, p0)).ravel()[order][inside].sum())


def _rejection(region: NDArray[np.bool_], rates: Floats) -> Floats:
    """Probability of rejection when both arms have the same rate, for each rate."""
    first, second = (_pmf_rows(n - 1, rates) for n in region.shape)
    return np.asarray(((first @ region) * second).sum(axis=1))


def _pmf_rows(n: int, rates: Floats) -> Floats:
    """Binomial probabilities for many rates at once, shape (rates, n + 1)."""
    k = np.arange(n + 1)
    p = np.clip(rates, 0.0, 1.0)[:, None]
    return np.asarray(np.exp(_log_choose(n, k)) * p**k * (1 - p) ** (n - k))


def _log_choose(n: int, k: ArrayLike) -> Floats:
    k_ = np.asarray(k, np.float64)
    return np.asarray(gammaln(n + 1) - gammaln(k_ + 1) - gammaln(n - k_ + 1))


@dataclass(frozen=True)
class Schoenfeld:
    """A randomised comparison of two survival curves.

    Attributes:
        events: events needed in both arms together.
        n: patients in both arms together.
        event_probability: probability that a patient's event is observed: (experimental, control).
    """

    events: int
    n: int
    event_probability: tuple[float, float]


def size_schoenfeld(
    ratio: float,
    alpha: float,
    beta: float,
    median: float,
    accrual: float,
    follow_up: float,
    dropout: float = 0.0,
    allocation: float = 0.5,
) -> Schoenfeld:
    """Events and patients for a log-rank test of two arms, one-sided, normal approximation.

    Events are (z_alpha + z_beta)^2 / (q (1 - q) log(ratio)^2) with the share q of the experimental arm; patients are
    the events over their mean probability, with constant hazards, uniform accrual and constant dropout.

    Args:
        ratio: hazard ratio of the alternative.
        alpha: one-sided level.
        beta: type II error allowed.
        median: median survival of the control arm.
        accrual: length of accrual.
        follow_up: time from the last patient to the analysis.
        dropout: constant hazard of being lost.
        allocation: share of the experimental arm.

    Source: Schoenfeld, Biometrics 1983;39:499 (doi 10.2307/2531021); accrual after Lachin & Foulkes, Biometrics
    1986;42:507 (doi 10.2307/2531201).

    Example:
        >>> size_schoenfeld(0.5, 0.025, 0.20, median=12, accrual=24, follow_up=12).events
        66
    """
    z = float(ndtri(1 - alpha) + ndtri(1 - beta))
    needed = z * z / (allocation * (1 - allocation) * math.log(ratio) ** 2)
    hazard = math.log(2) / median
    seen = tuple(_event_probability(h, accrual, follow_up, dropout) for h in (hazard * ratio, hazard))
    mean = allocation * seen[0] + (1 - allocation) * seen[1]
    return Schoenfeld(math.ceil(needed), math.ceil(needed / mean), (seen[0], seen[1]))


def _event_probability(hazard: float, accrual: float, follow_up: float, dropout: float) -> float:
    total = hazard + dropout
    late = (math.exp(-total * follow_up) - math.exp(-total * (accrual + follow_up))) / (total * accrual)
    return hazard / total * (1 - late)
