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
BISECTIONS = 40
"""Halvings of the search for a bound on the normal scale; 16 / 2^40 is 1e-11."""
NEWTON_STEPS = 12
"""Newton's steps for the last critical value; after six no digit moves."""


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


@dataclass(frozen=True)
class TwoStageLogRank:
    """A two-stage one-sample log-rank design that stops for futility.

    Attributes:
        n1: patients enrolled when the first analysis is made.
        time1: time of the first analysis, from the first patient.
        critical1: stop unless (expected - observed) / sqrt(expected) is above this at the first analysis.
        n: patients of both stages.
        critical: reject when the statistic of both stages is above this.
        accrual: length of accrual.
        follow_up: time from the last patient to the last analysis.
        alpha: type I error, by the approximation.
        power: power, by the approximation.
        pet: probability of stopping at the first analysis under the null hypothesis.
        pet_alternative: the same under the alternative.
        expected_n: expected patients under the null hypothesis, when accrual ends at once where the study stops.
    """

    n1: int
    time1: float
    critical1: float
    n: int
    critical: float
    accrual: float
    follow_up: float
    alpha: float
    power: float
    pet: float
    pet_alternative: float
    expected_n: float


def search_two_stage_log_rank(
    survival: Survival,
    ratio: float,
    alpha: float,
    beta: float,
    rate: float,
    follow_up: float,
    dropout: float = 0.0,
) -> tuple[TwoStageLogRank, ...]:
    """For each n that can matter the two-stage design with the smallest expected size under the null hypothesis.

    The first analysis is made when n1 patients are enrolled. For given n1 and n the largest futility bound that keeps
    the power gives the smallest expected size. As for Simon's designs the first stage alone must keep the power, which
    bounds the probability of stopping for each n1, and so the sizes that can still be better. The first design has the
    smallest n, the last is optimal. Statistics are taken as normal with the variances of Wu, correlated under the null
    as the square root of the ratio of the expected events.

    Args:
        survival: the known curve of the null hypothesis.
        ratio: hazard ratio of the alternative, below 1.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.
        rate: patients per unit of time.
        follow_up: time from the last patient to the last analysis.
        dropout: constant hazard of being lost.

    Source: Kwak & Jung, Stat Med 2014;33:2004 (doi 10.1002/sim.6073), with the variance of Wu et al., Pharm Stat
    2020;19:214 (doi 10.1002/pst.1983).
    """
    single = size_log_rank_by_rate(survival, ratio, alpha, beta, rate, follow_up, dropout)

    def best_of(n: int, best: float) -> tuple[TwoStageLogRank | None, float]:
        stages = _Stages.of(survival, ratio, rate, n, follow_up, dropout)
        design = _best_of_size(stages, n, min(best, n), alpha, beta, rate, follow_up)
        return design, math.inf if design is None else _largest_n(stages, design.expected_n, beta)

    n = max(2, single.n)
    while n > 2 and best_of(n - 1, math.inf)[0] is not None:  # stopping early frees some type I error
        n -= 1
    found: list[TwoStageLogRank] = []
    best = reach = math.inf
    while n <= reach:
        design, limit = best_of(n, best)
        if design is not None:
            found.append(design)
            best, reach = design.expected_n, min(reach, limit)
        n += 1
    return tuple(found)


def evaluate_two_stage_log_rank(
    survival: Survival,
    ratio: float,
    rate: float,
    follow_up: float,
    dropout: float,
    design: tuple[int, float, int, float],
) -> TwoStageLogRank:
    """What a design (n1, first bound, n, last bound) attains; arguments as in `search_two_stage_log_rank`."""
    return _Stages.of(survival, ratio, rate, design[2], follow_up, dropout).evaluate(design, rate, follow_up)


@dataclass(frozen=True)
class _Stages:
    """Standardised distributions of the statistic at each first analysis n1 = 1, ..., n - 1 and at the end.

    Attributes:
        mean1: mean under the alternative at the first analysis.
        spread1: standard deviation there; under the null it is 1.
        rho0: correlation of both analyses under the null.
        rho1: the same under the alternative.
        mean: mean under the alternative at the end.
        spread: standard deviation there.
    """

    mean1: Floats
    spread1: Floats
    rho0: Floats
    rho1: Floats
    mean: float
    spread: float

    @classmethod
    def of(cls, survival: Survival, ratio: float, rate: float, n: int, follow_up: float, dropout: float) -> "_Stages":
        """The stages when n patients come at this rate."""
        last = compute_moments(survival, ratio, n / rate, follow_up, dropout)
        last_null = compute_moments(survival, 1.0, n / rate, follow_up, dropout)
        sizes = np.arange(1, n)
        first = [compute_moments(survival, ratio, k / rate, 0.0, dropout) for k in sizes]
        first_null = np.array([compute_moments(survival, 1.0, k / rate, 0.0, dropout).expected for k in sizes])
        expected = np.array([m.expected for m in first])
        gain = np.array([m.expected - m.observed for m in first])
        variance = np.array([m.variance for m in first])
        return cls(
            np.sqrt(sizes / expected) * gain,
            np.sqrt(variance / expected),
            np.sqrt(sizes * first_null / (n * last_null.expected)),
            np.minimum(np.sqrt(sizes * variance / (n * last.variance)), 1.0),
            math.sqrt(n / last.expected) * (last.expected - last.observed),
            math.sqrt(last.variance / last.expected),
        )

    def evaluate(self, design: tuple[int, float, int, float], rate: float, follow_up: float) -> TwoStageLogRank:
        """What a design (n1, first bound, n, last bound) attains."""
        n1, bound, n, critical = design
        i = slice(n1 - 1, n1)
        first, last = np.array([bound]), np.array([critical])
        error = float(_both_above(first, last, self.rho0[i])[0])
        low = (first - self.mean1[i]) / self.spread1[i]
        power = float(_both_above(low, (last - self.mean) / self.spread, self.rho1[i])[0])
        stop, stop_alternative = float(ndtr(bound)), float(ndtr(low[0]))
        expected = n1 + (1 - stop) * (n - n1)
        times = n1 / rate, n / rate
        return TwoStageLogRank(
            *(n1, times[0], bound, n, critical, times[1], follow_up),
            *(error, power, stop, stop_alternative, expected),
        )


def _largest_n(stages: _Stages, best: float, beta: float) -> float:
    """No larger n can have an expected size below `best`."""
    sizes = np.arange(1, stages.mean1.size + 1)
    stop = ndtr(stages.mean1 + stages.spread1 * float(ndtri(beta)))  # the largest bound whose first stage has power
    return float(np.max(np.where(sizes < best, sizes + (best - sizes) / (1 - stop), 0.0)))


def _best_of_size(
    stages: _Stages, n: int, best: float, alpha: float, beta: float, rate: float, follow_up: float
) -> TwoStageLogRank | None:
    """The design of n patients with the smallest expected size, if that is below `best`."""

    def power(bound: Floats) -> Floats:
        low = (bound - stages.mean1) / stages.spread1
        high = (_critical(bound, alpha, stages.rho0) - stages.mean) / stages.spread
        return _both_above(low, high, stages.rho1)

    low, high = np.full(n - 1, -8.0), np.full(n - 1, 8.0)
    for _ in range(BISECTIONS):  # the largest futility bound that keeps the power, for every n1 at once
        middle = (low + high) / 2
        is_strong = power(middle) >= 1 - beta
        low, high = np.where(is_strong, middle, low), np.where(is_strong, high, middle)
    bound, attained = low, power(low)
    sizes = np.arange(1, n)
    expected = sizes + ndtr(-bound) * (n - sizes)
    expected = np.where(attained >= 1 - beta, expected, np.inf)
    i = int(np.argmin(expected))
    if not expected[i] < best:
        return None
    n1 = i + 1
    return stages.evaluate((n1, float(bound[i]), n, float(_critical(bound, alpha, stages.rho0)[i])), rate, follow_up)


def _critical(bound: Floats, alpha: float, rho: Floats) -> Floats:
    """Last critical value that spends all of alpha, for each futility bound; the derivative is known."""
    value = np.full(bound.shape, float(ndtri(1 - alpha)))
    rest = np.sqrt(np.maximum(1 - rho**2, 1e-12))
    for _ in range(NEWTON_STEPS):
        slope = np.exp(-value * value / 2) / math.sqrt(2 * math.pi) * ndtr((rho * value - bound) / rest)
        step = (_both_above(bound, value, rho) - alpha) / np.maximum(slope, 1e-12)
        value = np.clip(value + np.clip(step, -1.0, 1.0), -8.0, 8.0)
    return value


def _both_above(first: Floats, second: Floats, rho: Floats) -> Floats:
    """P(Z1 > first, Z2 > second) of a standard bivariate normal, by quadrature over Z2; arrays of one shape."""
    top = np.maximum(second + 1.0, 8.5)
    z = second[..., None] + (top - second)[..., None] * (_NODE + 1) / 2
    rest = np.sqrt(np.maximum(1 - rho**2, 1e-12))[..., None]
    inside = np.exp(-z * z / 2) / math.sqrt(2 * math.pi) * ndtr((rho[..., None] * z - first[..., None]) / rest)
    return np.asarray((inside @ _WEIGHT) * (top - second) / 2)
