"""Two-stage one-sample log-rank designs that stop for futility, by normal approximation."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from .binomial import Floats
from .one_sample_log_rank import Survival, compute_moments, size_log_rank_by_rate

BISECTIONS = 40
"""Halvings of the search for a bound on the normal scale; 16 / 2^40 is 1e-11."""
NEWTON_STEPS = 12
"""Newton's steps for the last critical value; after six no digit moves."""

_NODE, _WEIGHT = np.polynomial.legendre.leggauss(96)


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
