"""Gehan's design: a first stage that rarely misses an active drug, a second that gives the precision wanted."""

import math
from dataclasses import dataclass
from typing import Literal

from scipy.special import betaincinv

Estimate = Literal["upper limit", "observed"]


@dataclass(frozen=True)
class Gehan:
    """A first stage and the second stage for each number of responses in it.

    Attributes:
        n1: patients of the first stage; none responding stops the study.
        missed: probability that none of n1 responds although the rate is the one of interest.
        second: further patients when 1, 2, ..., n1 respond.
    """

    n1: int
    missed: float
    second: tuple[int, ...]


def plan_gehan(p1: float, beta: float, standard_error: float, estimate: Estimate = "upper limit") -> Gehan:
    """First stage and second stages.

    Args:
        p1: response rate that must not be missed.
        beta: probability allowed of no response in the first stage although the rate is p1.
        standard_error: largest standard error wanted of the response rate after both stages.
        estimate: the rate at which the second stage is computed: the upper one-sided 75 % limit after the first
            stage, or one half where that is nearer (Gehan), or the observed rate.

    Source: Gehan, J Chronic Dis 1961;13:346 (doi 10.1016/0021-9681(61)90060-1); the limit is Clopper and Pearson's,
    and the second stage is rounded up so that the standard error holds.

    Example:
        >>> plan_gehan(0.20, 0.05, 0.10).n1
        14
    """
    n1 = smallest_first_stage(p1, beta)
    second = tuple(second_stage(responses, n1, standard_error, estimate) for responses in range(1, n1 + 1))
    return Gehan(n1, (1 - p1) ** n1, second)


def smallest_first_stage(p1: float, beta: float) -> int:
    """Fewest patients among whom no response is as improbable as beta when the rate is p1."""
    n1 = max(1, math.floor(math.log(beta) / math.log1p(-p1)) - 1)
    while (1 - p1) ** n1 > beta:
        n1 += 1
    return n1


def second_stage(responses: int, n1: int, standard_error: float, estimate: Estimate) -> int:
    """Further patients, so that the standard error sqrt(p (1 - p) / n) is at most the one wanted; 0 where none."""
    rate = responses / n1
    if estimate == "upper limit":
        upper = 1.0 if responses == n1 else float(betaincinv(responses + 1, n1 - responses, 0.75))
        # p (1 - p) is largest at one half: the conservative rate between the estimate and its limit
        rate = min((rate, upper), key=lambda p: abs(p - 0.5)) if (rate - 0.5) * (upper - 0.5) > 0 else 0.5
    total = rate * (1 - rate) / standard_error**2
    return max(0, math.ceil(total - n1 - 1e-9))
