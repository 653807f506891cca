"""Bayesian monitoring of one response rate: stop when the posterior speaks clearly for or against the treatment."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincc, betaincinv

from .binomial import Floats
from .exact import Looks

NODES = 256
"""Points of Gauss-Legendre quadrature over the standard's rate."""
TAIL = 1e-14
"""Probability at either end of the standard's distribution that is left out."""


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
    rate, weight = _quadrature(*standard.prior)
    exceeds = betaincc(a_[..., None], b_[..., None], np.minimum(rate + margin, 1.0))
    return np.asarray(exceeds @ weight)


@lru_cache(maxsize=64)
def _quadrature(a: float, b: float) -> tuple[Floats, Floats]:
    """Rates and weights that integrate over a beta(a, b) distribution.

    The rate is written as sin(t)^2, which takes the poles of a + b < 2 away, and t runs between the quantiles beyond
    which nothing of 1e-14 lies.
    """
    node, weight = np.polynomial.legendre.leggauss(NODES)
    low, high = np.arcsin(np.sqrt(betaincinv(a, b, [TAIL, 1 - TAIL])))
    angle = low + (high - low) * (node + 1) / 2
    sine, cosine = np.sin(angle), np.cos(angle)
    log_density = (2 * a - 1) * np.log(sine) + (2 * b - 1) * np.log(cosine)
    density = weight * np.exp(log_density - log_density.max())
    return sine**2, density / density.sum()


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
