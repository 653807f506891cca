"""BOP2: Bayesian optimal phase II designs for one or two binary endpoints, searched with exact characteristics."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import betaincc

from .binomial import Floats
from .bivariate import Combination, JointCourse, compute_joint_course
from .exact import compute_course, with_final

Endpoint = Literal["efficacy", "nested", "co-primary", "efficacy and toxicity"]

Bounds = tuple[tuple[int, ...], ...]
"""For each monitored endpoint the largest count that fails, by look; -1 where no count does."""


@dataclass(frozen=True)
class Bop2Problem:
    """What is monitored, and when.

    The categories of a patient are, in order: for `efficacy` (response, none); for `nested` (complete response,
    partial response, none); for `co-primary` (both, first alone, second alone, neither); for `efficacy and toxicity`
    (response with toxicity, response alone, toxicity alone, neither).

    Attributes:
        endpoint: kind of endpoint.
        null: probabilities of the categories under the null hypothesis, which are also its limits.
        looks: patients at each look, increasing.
        prior: Dirichlet parameters of the categories; in the paper the null probabilities, worth one patient.
    """

    endpoint: Endpoint
    null: tuple[float, ...]
    looks: tuple[int, ...]
    prior: tuple[float, ...]

    @property
    def combination(self) -> Combination:
        """Nested and co-primary endpoints must both fail to stop the study; of efficacy and toxicity one is enough."""
        return "either" if self.endpoint == "efficacy and toxicity" else "both"


@dataclass(frozen=True)
class Bop2Choice:
    """Parameters of the threshold with what they attain.

    Attributes:
        threshold: lambda, the posterior probability required at the last look.
        exponent: gamma, how fast the requirement grows before.
        bounds: the bounds they give.
        alpha: probability of recommending under the null hypothesis.
        power: probability of recommending under the alternative.
    """

    threshold: float
    exponent: float
    bounds: Bounds
    alpha: float
    power: float


def bop2_bounds(problem: Bop2Problem, threshold: float, exponent: float) -> Bounds:
    """Largest counts that fail each endpoint at each look; toxicity is counted as patients without it.

    An endpoint fails when its posterior probability of being better than the null is below
    lambda (n / N)^gamma; equal, in the paper's words, to P(rate <= null) > C(n) = 1 - lambda (n / N)^gamma.

    Source: Zhou, Lee & Yuan, Stat Med 2017;36:3302 (doi 10.1002/sim.7338).
    """
    sizes = np.asarray(problem.looks, np.float64)
    limits = threshold * (sizes / sizes[-1]) ** exponent
    return tuple(
        tuple(_fails(n, parts, rate, limit) for n, limit in zip(problem.looks, limits, strict=True))
        for rate, parts in _endpoints(problem)
    )


def compute_bop2(problem: Bop2Problem, bounds: Bounds, rates: Sequence[float]) -> JointCourse:
    """What a design does when the categories have these probabilities, exactly."""
    if problem.endpoint == "efficacy":
        low = [x if x >= 0 else None for x in bounds[0][:-1]]
        course = compute_course(with_final(problem.looks, [*low, bounds[0][-1]]), rates[0])
        return JointCourse(course.reject, course.expected_n, course.pet, course.stop_futility)
    return compute_joint_course(_cells(problem, rates), problem.looks, bounds[0], bounds[1], problem.combination)


def search_bop2(
    problem: Bop2Problem,
    alternative: tuple[float, ...],
    alpha: float,
    thresholds: Sequence[float],
    exponents: Sequence[float],
) -> Bop2Choice | None:
    """Parameters with the most power whose type I error holds; among equals the smaller expected size, then lambda.

    Every pair of the grid is judged, by exact characteristics; pairs with the same bounds are computed once.

    Args:
        problem: what is monitored.
        alternative: probabilities of the categories under the alternative.
        alpha: type I error allowed.
        thresholds: values of lambda.
        exponents: values of gamma.

    Returns:
        The choice; None when no pair holds the type I error.
    """
    best: tuple[tuple[float, float], Bop2Choice] | None = None
    for bounds, threshold, exponent in _distinct(problem, thresholds, exponents):
        null = compute_bop2(problem, bounds, problem.null)
        if null.reject > alpha:
            continue
        power = compute_bop2(problem, bounds, alternative).reject
        rank = (-power, null.expected_n)
        if best is None or rank < best[0]:
            best = rank, Bop2Choice(threshold, exponent, bounds, null.reject, power)
    return best[1] if best is not None else None


def _distinct(
    problem: Bop2Problem, thresholds: Sequence[float], exponents: Sequence[float]
) -> Iterator[tuple[Bounds, float, float]]:
    """Each set of bounds once, with the first pair that gives it."""
    sizes = np.asarray(problem.looks, np.float64)
    grid = np.asarray(thresholds)[:, None, None] * (sizes / sizes[-1]) ** np.asarray(exponents)[None, :, None]
    counts: list[Floats] = []
    for rate, parts in _endpoints(problem):
        # posterior probabilities rise with the count: the bound is how many lie below the limit
        values = [_better(n, parts, rate) for n in problem.looks]
        counts.append(np.stack([np.searchsorted(v, grid[..., k], side="left") for k, v in enumerate(values)], -1) - 1)
    flat = np.concatenate([c.reshape(-1, sizes.size) for c in counts], axis=1)
    _, places = np.unique(flat, axis=0, return_index=True)
    for place in sorted(places.tolist()):
        rows = np.split(flat[place], len(counts))
        yield (
            tuple(tuple(int(x) for x in row) for row in rows),
            float(thresholds[place // len(exponents)]),
            float(exponents[place % len(exponents)]),
        )


def _endpoints(problem: Bop2Problem) -> list[tuple[float, tuple[float, float]]]:
    """(null rate, beta prior) of each monitored count; a sum of Dirichlet categories is beta distributed."""
    members = _members(problem)
    total = sum(problem.prior)
    found = []
    for chosen in members:
        inside = sum(problem.prior[i] for i in chosen)
        found.append((sum(problem.null[i] for i in chosen), (inside, total - inside)))
    return found


def _members(problem: Bop2Problem) -> tuple[tuple[int, ...], ...]:
    """Categories that are good for each monitored endpoint."""
    return {
        "efficacy": ((0,),),
        "nested": ((0,), (0, 1)),
        "co-primary": ((0, 1), (0, 2)),
        "efficacy and toxicity": ((0, 1), (1, 3)),
    }[problem.endpoint]


def _cells(problem: Bop2Problem, rates: Sequence[float]) -> tuple[float, float, float, float]:
    """(both good, first alone, second alone, neither) for the two monitored endpoints."""
    if problem.endpoint == "nested":  # a complete response counts for both
        return rates[0], 0.0, rates[1], rates[2]
    if problem.endpoint == "co-primary":
        return rates[0], rates[1], rates[2], rates[3]
    return rates[1], rates[0], rates[3], rates[2]


def _better(n: int, prior: tuple[float, float], rate: float) -> Floats:
    """Posterior probability of a rate above the null for 0 to n patients with the endpoint."""
    x = np.arange(n + 1)
    return np.asarray(betaincc(prior[0] + x, prior[1] + n - x, rate))


def _fails(n: int, prior: tuple[float, float], rate: float, limit: float) -> int:
    return int(np.searchsorted(_better(n, prior, rate), limit, side="left")) - 1
