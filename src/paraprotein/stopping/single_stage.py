"""Exact single-stage designs: how many patients, and how many responses reject the null hypothesis."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .binomial import Floats, upper_tail


@dataclass(frozen=True)
class SingleStage:
    """Reject the null hypothesis when at least `responses` of `n` respond.

    Attributes:
        responses: fewest responses that reject.
        n: patients.
        alpha: attained type I error.
        power: attained power.
    """

    responses: int
    n: int
    alpha: float
    power: float


@dataclass(frozen=True)
class SingleStagePair:
    """Both answers to "how many patients": power is a saw-tooth in n, so the smallest n can be a lucky one.

    Attributes:
        smallest: the smallest n for which the errors hold (A'Hern 2001).
        steady: the smallest n from which they hold for every larger n too.
        holding: every n up to `steady` for which they hold, in order.
        bound: from this n on they hold by the proof below; everything under it was computed.
    """

    smallest: SingleStage
    steady: SingleStage
    holding: tuple[int, ...]
    bound: int


def search_single_stage(p0: float, p1: float, alpha: float, beta: float) -> SingleStagePair:
    """Smallest single-stage design, and the smallest from which all larger hold.

    No largest n is assumed. Take a cut t between p0 and p1: by Chernoff's bound P(X >= n t | p0) is at most
    exp(-n K(t, p0)) and P(X < n t | p1) at most exp(-n K(t, p1)), K the Kullback-Leibler divergence. From the n where
    both are below the errors allowed, every n holds; each smaller n is computed exactly.

    Args:
        p0: response rate that is not of interest.
        p1: response rate that is, above p0.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.

    Source: A'Hern, Stat Med 2001;20:859 (doi 10.1002/sim.721).

    Example:
        >>> search_single_stage(0.10, 0.20, 0.05, 0.20).smallest.n
        78
    """
    bound = chernoff_size(p0, p1, alpha, beta)
    n = np.arange(1, bound + 1)
    responses = critical_responses(n, p0, alpha)
    power = upper_tail(responses, n, p1)
    holds = power >= 1 - beta
    failing = n[~holds]
    steady = int(failing[-1]) + 1 if failing.size else 1
    held = n[holds]
    smallest = int(held[0])

    def design(size: int) -> SingleStage:
        x = int(responses[size - 1])
        return SingleStage(x, size, float(upper_tail(x, size, p0)), float(power[size - 1]))

    return SingleStagePair(design(smallest), design(steady), tuple(int(k) for k in held[held <= steady]), bound)


def critical_responses(n: ArrayLike, p0: float, alpha: float) -> Floats:
    """Fewest responses whose probability under p0 is at most alpha; n + 1 where no number is. Shape of `n`."""
    sizes = np.asarray(n, np.float64)
    low, high = np.zeros_like(sizes), sizes + 1  # P(X >= low) > alpha >= P(X >= high), kept true while they close in
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        is_enough = upper_tail(middle, sizes, p0) <= alpha
        high = np.where(is_enough, middle, high)
        low = np.where(is_enough, low, middle)
    return high


def most_powerful(n: int, p0: float, p1: float, alpha: float) -> float:
    """Power of the most powerful test of n patients, randomised on its boundary; no design of n patients has more.

    Args:
        n: patients.
        p0: response rate of the null hypothesis.
        p1: response rate of the alternative, above p0.
        alpha: type I error allowed.

    Source: Neyman & Pearson, Philos Trans R Soc A 1933;231:289 (doi 10.1098/rsta.1933.0009).
    """
    x = np.arange(n + 2)
    return randomised_power(upper_tail(x, n, p0), upper_tail(x, n, p1), alpha)


def randomised_power(null: Floats, alternative: Floats, alpha: float) -> float:
    """The same from the tails P(X >= 0), P(X >= 1), ... under both hypotheses, 0 at the end."""
    first = int((null > alpha).sum())  # null[first] is at most alpha, null[first - 1] is not
    share = (alpha - null[first]) / (null[first - 1] - null[first])
    return float(alternative[first] + share * (alternative[first - 1] - alternative[first]))


def chernoff_size(p0: float, p1: float, alpha: float, beta: float) -> int:
    """A number of patients from which on a single-stage design holds for every n, by Chernoff's bound."""

    def divergence(t: Floats, p: float) -> Floats:
        return np.asarray(t * np.log(t / p) + (1 - t) * np.log((1 - t) / (1 - p)))

    cut = p0 + (p1 - p0) * np.linspace(0.01, 0.99, 197)
    needed = np.maximum(math.log(1 / alpha) / divergence(cut, p0), math.log(1 / beta) / divergence(cut, p1))
    return math.ceil(float(needed.min()))
