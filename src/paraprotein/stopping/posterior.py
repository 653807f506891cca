"""Bayesian monitoring of one response rate: stop when the posterior speaks clearly for or against the treatment."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincc, betaincinv

from .binomial import Floats
from .exact import Looks

NODES = 512
"""Points of Gauss-Legendre quadrature over the standard's quantiles; halving them moves no probability by 1e-7."""


@dataclass(frozen=True)
class Standard:
    """What is known of the standard treatment's response rate.

    Attributes:
        rate: the rate, when it is taken as known; otherwise None.
        prior: parameters (a, b) of its beta distribution; not read when the rate is known.
    """

    rate: float | None
    prior: tuple[float, float] = (1.0, 1.0)


def probability_above(a: ArrayLike, b: ArrayLike, standard: Standard, margin: float = 0.0) -> Floats:
    """Probability that a beta(a, b) rate exceeds the standard's by more than the margin; `a` and `b` broadcast.

    Args:
        a: first parameter of the posterior of the experimental rate.
        b: second parameter.
        standard: the standard's rate, known or beta distributed and independent.
        margin: how much better it must be, as a fraction.
    """
    a_, b_ = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(b, np.float64))
    if standard.rate is not None:
        return np.asarray(betaincc(a_, b_, min(standard.rate + margin, 1.0)))
    node, weight = np.polynomial.legendre.leggauss(NODES)
    rate = betaincinv(*standard.prior, (node + 1) / 2)
    exceeds = betaincc(a_[..., None], b_[..., None], np.minimum(rate + margin, 1.0))
    return np.asarray(exceeds @ (weight / 2))


def thall_simon_looks(
    looks: Sequence[int],
    prior: tuple[float, float],
    standard: Standard,
    margin: float,
    lower: float,
    upper: float,
) -> Looks:
    """Bounds of Thall and Simon's design.

    At each look stop for futility when P(experimental > standard + margin) is below `lower`, and for efficacy when
    P(experimental > standard) is above `upper`; at the last look the treatment is promising only above `upper`.

    Args:
        looks: patients at each look, increasing.
        prior: parameters (a, b) of the beta prior of the experimental rate.
        standard: the standard treatment.
        margin: improvement wanted, as a fraction.
        lower: posterior probability of that improvement below which the study stops; 0 for none.
        upper: posterior probability of any improvement above which it stops; 1 for none before the last look.

    Source: Thall & Simon, Biometrics 1994;50:337 (doi 10.2307/2533377).
    """
    futility: list[int | None] = []
    efficacy: list[int | None] = []
    for n in looks:
        x = np.arange(n + 1)
        a, b = prior[0] + x, prior[1] + n - x
        poor = int((probability_above(a, b, standard, margin) < lower).sum()) - 1
        good = int((probability_above(a, b, standard) <= upper).sum())
        futility.append(poor if poor >= 0 else None)
        efficacy.append(good if good <= n else None)
    # where both bounds meet, the look decides: a result that fails the margin is not promising
    last = efficacy[-1] if efficacy[-1] is not None else looks[-1] + 1
    futility[-1], efficacy[-1] = last - 1, last
    for i, (low, high) in enumerate(zip(futility, efficacy, strict=True)):
        if low is not None and high is not None and low >= high:
            futility[i] = high - 1
    return Looks(tuple(looks), tuple(futility), tuple(efficacy))
