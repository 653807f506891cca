"""One-sample log-rank test: patients, accrual and follow-up against a known survival curve, in one or two stages."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from ..errors import UsageError
from .binomial import Floats

Variance = Literal["exact", "poisson"]
"""Variance under the alternative: `exact` of the test statistic (Wu), or events as a Poisson count (Finkelstein)."""

_NODE, _WEIGHT = np.polynomial.legendre.leggauss(96)


@dataclass(frozen=True)
class Survival:
    """A Weibull survival curve S(t) = S0^((t / time)^shape).

    Attributes:
        time: a time, in any unit; all times of a design share it.
        surviving: probability S0 of surviving that time.
        shape: Weibull shape; 1 is a constant hazard.
    """

    time: float
    surviving: float
    shape: float = 1.0

    def cumulative_hazard(self, time: ArrayLike) -> Floats:
        """-log S(t)."""
        return np.asarray(-math.log(self.surviving) * (np.asarray(time, np.float64) / self.time) ** self.shape)

    def when(self, hazard: ArrayLike) -> Floats:
        """The time at which the cumulative hazard reaches this value."""
        return np.asarray(self.time * (np.asarray(hazard, np.float64) / -math.log(self.surviving)) ** (1 / self.shape))


@dataclass(frozen=True)
class Moments:
    """Per patient, when the hazard is `ratio` times the known one.

    Attributes:
        expected: expected events under the null, the mean cumulative null hazard until the end of observation.
        observed: probability of an event.
        variance: exact variance of observed minus expected.
    """

    expected: float
    observed: float
    variance: float


def compute_moments(
    survival: Survival, ratio: float, accrual: float, follow_up: float, dropout: float = 0.0
) -> Moments:
    """Moments of one patient's contribution under uniform accrual.

    Args:
        survival: the known curve.
        ratio: true hazard over the known hazard.
        accrual: length of accrual.
        follow_up: time from the last patient to the analysis.
        dropout: constant hazard of being lost, per unit of time.

    Source: Wu, Pharm Stat 2015;14:26 (doi 10.1002/pst.1654): with y the null cumulative hazard, integrals of
    P(observed until y) exp(-ratio y) and of y times it.
    """
    cuts = survival.cumulative_hazard([0.0, follow_up, follow_up + accrual])
    first = second = 0.0
    for low, high in pairwise(cuts):
        y = low + (high - low) * (_NODE + 1) / 2
        time = survival.when(y)
        observed = np.clip((accrual + follow_up - time) / accrual, 0.0, 1.0) * np.exp(-dropout * time)
        density = _WEIGHT * (high - low) / 2 * observed * np.exp(-ratio * y)
        first += float(density.sum())
        second += float((density * y).sum())
    # W = null hazard - event: E W^2 = 2 second - 2 ratio second + ratio first
    variance = 2 * second * (1 - ratio) + ratio * first - (first - ratio * first) ** 2
    return Moments(first, ratio * first, variance)


@dataclass(frozen=True)
class LogRank:
    """A single-stage one-sample log-rank design.

    Attributes:
        n: patients.
        critical: reject when (expected - observed) / sqrt(expected) is above this.
        power: power with n patients, by the formula.
        accrual: length of accrual.
        follow_up: time from the last patient to the analysis.
        events: expected events under the alternative.
        expected: expected events under the null hazard, for the same patients.
    """

    n: int
    critical: float
    power: float
    accrual: float
    follow_up: float
    events: float
    expected: float


def size_log_rank(
    survival: Survival,
    ratio: float,
    alpha: float,
    beta: float,
    accrual: float,
    follow_up: float,
    dropout: float = 0.0,
    variance: Variance = "exact",
) -> LogRank:
    """Fewest patients for the one-sample log-rank test, normal approximation.

    n = (sqrt(v0) z_alpha + sigma z_beta)^2 / (v0 - v1)^2, v0 and v1 the null-expected and the true events per
    patient; sigma^2 is the exact variance (Wu 2015) or v1 (Finkelstein et al. 2003).

    Args:
        survival: the known curve of the null hypothesis.
        ratio: hazard ratio of the alternative, below 1.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.
        accrual: length of accrual.
        follow_up: time from the last patient to the analysis.
        dropout: constant hazard of being lost.
        variance: variance under the alternative.

    Source: Wu, Pharm Stat 2015;14:26 (doi 10.1002/pst.1654); Finkelstein et al., J Natl Cancer Inst 2003;95:1434
    (doi 10.1093/jnci/djg052).

    Example:
        >>> size_log_rank(Survival(9, 0.5, 1.22), 1 / 1.75, 0.05, 0.20, accrual=5, follow_up=3).n
        88
    """
    moments = compute_moments(survival, ratio, accrual, follow_up, dropout)
    z = float(ndtri(1 - alpha))
    needed = (math.sqrt(moments.expected) * z + _spread(moments, variance) * float(ndtri(1 - beta))) ** 2
    n = math.ceil(needed / (moments.expected - moments.observed) ** 2)
    return evaluate_log_rank(survival, ratio, n, z, accrual, follow_up, dropout, variance)


def evaluate_log_rank(
    survival: Survival,
    ratio: float,
    n: int,
    critical: float,
    accrual: float,
    follow_up: float,
    dropout: float = 0.0,
    variance: Variance = "exact",
) -> LogRank:
    """The single-stage design with n patients and this critical value; other arguments as in `size_log_rank`."""
    moments = compute_moments(survival, ratio, accrual, follow_up, dropout)
    shift = math.sqrt(n) * (moments.expected - moments.observed)
    power = float(ndtr((shift - math.sqrt(moments.expected) * critical) / _spread(moments, variance)))
    return LogRank(n, critical, power, accrual, follow_up, n * moments.observed, n * moments.expected)


def _spread(moments: Moments, variance: Variance) -> float:
    """Standard deviation of observed minus expected for one patient under the alternative."""
    return math.sqrt(moments.variance if variance == "exact" else moments.observed)


def size_log_rank_by_rate(
    survival: Survival,
    ratio: float,
    alpha: float,
    beta: float,
    rate: float,
    follow_up: float,
    dropout: float = 0.0,
    variance: Variance = "exact",
) -> LogRank:
    """The same when patients come at a given rate: accrual lasts n / rate, and n is the fewest that suffice.

    Args:
        rate: patients per unit of time; the other arguments as in `size_log_rank`.

    Raises:
        UsageError: 10,000 patients do not suffice.

    Example:
        >>> size_log_rank_by_rate(Survival(2, 0.62), 0.467, 0.05, 0.20, rate=5, follow_up=2).n
        25
    """
    z = float(ndtri(1 - alpha))

    def design(n: int) -> LogRank:
        return evaluate_log_rank(survival, ratio, n, z, n / rate, follow_up, dropout, variance)

    low, high = 0, 1
    while design(high).power < 1 - beta:
        low, high = high, 2 * high
        if high > 10_000:
            fix = "raise the accrual rate or the follow-up, or ask for a larger effect"
            raise UsageError.one("rate", f"10,000 patients at {rate} do not suffice", fix, "design.log-rank")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if design(middle).power >= 1 - beta else (middle, high)
    return design(high)
