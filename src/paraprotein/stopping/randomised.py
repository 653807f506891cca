"""Randomised phase II with a control arm in two stages: decisions by the difference in responses."""

from dataclasses import dataclass

import numpy as np

from .binomial import binomial
from .two_stage_search import Candidate, Steps, search_two_stage


@dataclass(frozen=True)
class RandomisedTwoStage:
    """Decisions by D, responses of the experimental arm minus those of the control arm, of equal size.

    Attributes:
        a1: the study goes on when D of the first stage is at least a1.
        n1: patients per arm in the first stage.
        a: the null hypothesis is rejected when D of both stages is at least a.
        n: patients per arm in both stages.
    """

    a1: int
    n1: int
    a: int
    n: int


def search_randomised(
    p0: float, p1: float, alpha: float, beta: float
) -> tuple[tuple[RandomisedTwoStage, Candidate], ...]:
    """For each n per arm that can matter, the design with the smallest expected size under equal rates p0.

    Args:
        p0: response rate of the control arm, and of both arms under the null hypothesis.
        p1: response rate of the experimental arm under the alternative, above p0.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.

    Returns:
        (design, its characteristics; sizes per arm); the first is minimax, the last optimal.

    Source: Jung, Stat Med 2008;27:568 (doi 10.1002/sim.2961).
    """
    steps = Steps(_pair(p0, p0), _pair(p1, p0))
    return tuple((_from_scores(found), found) for found in search_two_stage(steps, alpha, beta))


def compute_randomised(design: RandomisedTwoStage, experimental: float, control: float) -> tuple[float, float, float]:
    """(P(reject), expected patients per arm, P(stop after stage 1)) at any pair of response rates, exactly."""
    second = design.n - design.n1
    first = _difference(design.n1, experimental, control)
    goes_on = np.arange(-design.n1, design.n1 + 1) >= design.a1
    pet = float(first[~goes_on].sum())
    both = np.convolve(np.where(goes_on, first, 0.0), _difference(second, experimental, control))
    reject = float(both[np.arange(-design.n, design.n + 1) >= design.a].sum())
    return reject, design.n1 + (1 - pet) * second, pet


def _pair(experimental: float, control: float) -> tuple[float, float, float]:
    """Probabilities that the difference within a pair is -1, 0, 1."""
    worse, better = (1 - experimental) * control, experimental * (1 - control)
    return worse, experimental * control + (1 - experimental) * (1 - control), better


def _difference(n: int, experimental: float, control: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """P(D = -n), ..., P(D = n) for n patients per arm."""
    return np.convolve(binomial(n, experimental), binomial(n, control)[::-1])


def _from_scores(found: Candidate) -> RandomisedTwoStage:
    """A score of n pairs is D + n."""
    return RandomisedTwoStage(found.r1 - found.n1 + 1, found.n1, found.r - found.n + 1, found.n)
