"""Textbook statistics, written a second time: one sample, plain loops, exact fractions where the method is exact.

Kaplan-Meier with log-log limits: Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data (1980), 1.3;
limits of the median: Brookmeyer & Crowley, Biometrics 1982;38:29. Proportions: Clopper & Pearson, Biometrika
1934;26:404. Signed rank: Wilcoxon, Biometrics Bulletin 1945;1:80, with midranks and zeros dropped, or kept as Pratt
(JASA 1959;54:655).
Log-rank: Mantel, Cancer Chemother Rep 1966;50:163.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import Literal


@dataclass(frozen=True)
class Step:
    """The survival curve from an event time on."""

    time: float
    at_risk: int
    events: int
    survival: Fraction
    lower: float
    upper: float


def kaplan_meier(times: Sequence[float], is_event: Sequence[bool], level: float = 0.95) -> list[Step]:
    """Product-limit steps at the event times; a censoring on the day of an event is still at risk that day.

    The limits are nan where the survival is 0 (the variance of log(-log S) does not exist there).
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    survival, greenwood = Fraction(1), Fraction(0)
    steps: list[Step] = []
    for time in sorted({t for t, event in zip(times, is_event, strict=True) if event}):
        at_risk = sum(t >= time for t in times)
        events = sum(t == time and event for t, event in zip(times, is_event, strict=True))
        survival *= Fraction(at_risk - events, at_risk)
        lower = upper = math.nan
        if survival > 0:
            greenwood += Fraction(events, at_risk * (at_risk - events))
            spread = z * math.sqrt(greenwood) / abs(math.log(survival))
            lower, upper = float(survival) ** math.exp(spread), float(survival) ** math.exp(-spread)
        steps.append(Step(time, at_risk, events, survival, lower, upper))
    return steps


def median_time(steps: Sequence[Step]) -> float:
    """The first time at which half or fewer remain; nan when more than half remain to the end."""
    return next((step.time for step in steps if step.survival <= Fraction(1, 2)), math.nan)


def median_limits(steps: Sequence[Step]) -> tuple[float, float]:
    """The first times at which the lower and the upper limit of the curve are at or below one half; nan when never."""
    lower = next((step.time for step in steps if step.lower <= 0.5), math.nan)
    upper = next((step.time for step in steps if step.upper <= 0.5), math.nan)
    return lower, upper


def binomial_tail(successes: int, n: int, p: float) -> float:
    """P(X >= successes)."""
    return math.fsum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(successes, n + 1))


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Exact limits by bisection of the two binomial tails."""
    tail = (1 - level) / 2
    lower = 0.0 if successes == 0 else bisect(lambda p: binomial_tail(successes, n, p) < tail)
    upper = 1.0 if successes == n else bisect(lambda p: 1 - binomial_tail(successes + 1, n, p) > tail)
    return lower, upper


def bisect(is_below: Callable[[float], bool]) -> float:
    """The point of [0, 1] at which the condition ends."""
    low, high = 0.0, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def midranks(values: Sequence[Fraction]) -> list[Fraction]:
    """Ranks from 1, ties sharing their mean."""
    return [
        Fraction(sum(other < value for other in values)) + Fraction(sum(other == value for other in values) + 1, 2)
        for value in values
    ]


def signed_rank(differences: Sequence[Fraction], zeros: Literal["drop", "pratt"] = "drop") -> tuple[Fraction, Fraction]:
    """(W+, exact two-sided p) from the distribution over all signs, given the midranks.

    Differences are exact, so that ties are ties. With no difference left W+ is 0 and p is 1.
    """
    kept = [d for d in differences if d != 0] if zeros == "drop" else list(differences)
    ranks = [rank for rank, d in zip(midranks([abs(d) for d in kept]), kept, strict=True) if d != 0]
    kept = [d for d in kept if d != 0]
    doubled = [int(2 * rank) for rank in ranks]
    observed = sum(rank for rank, d in zip(doubled, kept, strict=True) if d > 0)
    ways = {0: 1}  # sum of doubled positive ranks -> number of sign patterns
    for rank in doubled:
        following = dict(ways)
        for total, count in ways.items():
            following[total + rank] = following.get(total + rank, 0) + count
        ways = following
    all_ways = 2 ** len(doubled)
    low = sum(count for total, count in ways.items() if total <= observed)
    high = sum(count for total, count in ways.items() if total >= observed)
    return Fraction(observed, 2), min(Fraction(1), Fraction(2 * min(low, high), all_ways))


def log_rank(times: Sequence[float], is_event: Sequence[bool], is_second_group: Sequence[bool]) -> tuple[float, float]:
    """(chi-square on one degree of freedom, p) of the difference between two groups; nan without information."""
    records = list(zip(times, is_event, is_second_group, strict=True))
    difference, variance = Fraction(0), Fraction(0)
    for time in sorted({t for t, event, _ in records if event}):
        n = sum(t >= time for t, _, _ in records)
        n2 = sum(t >= time and group for t, _, group in records)
        d = sum(t == time and event for t, event, _ in records)
        d2 = sum(t == time and event and group for t, event, group in records)
        difference += d2 - Fraction(d * n2, n)
        if n > 1:
            variance += Fraction(d * n2 * (n - n2) * (n - d), n * n * (n - 1))
    if variance == 0:
        return math.nan, math.nan
    chi_square = float(difference**2 / variance)
    return chi_square, math.erfc(math.sqrt(chi_square / 2))
