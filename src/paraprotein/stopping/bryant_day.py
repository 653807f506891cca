"""Bryant and Day's two-stage designs for response and toxicity: exhaustive search under independence."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .binomial import Floats, binomial, upper_tail
from .bivariate import JointCourse, compute_joint_course, joint_cells


@dataclass(frozen=True)
class BryantDay:
    """Bounds on responses and on patients without toxicity.

    The study goes on when more than `response1` of n1 respond and more than `safe1` of n1 are without toxicity; the
    treatment is recommended when more than `response` and `safe` of n are.

    Attributes:
        n1: patients of the first stage.
        n: patients of both stages.
        response1: most responses of the first stage that stop the study.
        safe1: most patients without toxicity in the first stage that stop the study.
        response: most responses of both stages that do not recommend.
        safe: most patients without toxicity in both stages that do not recommend.
    """

    n1: int
    n: int
    response1: int
    safe1: int
    response: int
    safe: int


@dataclass(frozen=True)
class BryantDayGoals:
    """What a design must promise.

    Attributes:
        response0: response rate that is not of interest.
        response1: response rate that is.
        safe0: rate of patients without toxicity that is not acceptable.
        safe1: rate of patients without toxicity that is.
        alpha_response: probability allowed of recommending at (response0, safe1).
        alpha_toxicity: probability allowed of recommending at (response1, safe0).
        beta: probability allowed of not recommending at (response1, safe1).
    """

    response0: float
    response1: float
    safe0: float
    safe1: float
    alpha_response: float
    alpha_toxicity: float
    beta: float


def compute_bryant_day(design: BryantDay, response: float, safe: float, odds_ratio: float = 1.0) -> JointCourse:
    """What a design does when the two rates and their odds ratio are these, exactly.

    Args:
        design: the bounds.
        response: true response rate.
        safe: true rate of patients without toxicity.
        odds_ratio: between response and absence of toxicity within a patient; 1 is independence.
    """
    cells = joint_cells(response, safe, odds_ratio)
    bounds = (design.response1, design.response), (design.safe1, design.safe)
    return compute_joint_course(cells, (design.n1, design.n), *bounds, "either")


def search_bryant_day(goals: BryantDayGoals) -> tuple[tuple[BryantDay, float], ...]:
    """For each n that can matter, the design with the smallest expected size, where it beats every smaller n.

    The expected size is the larger of those at (response0, safe1) and (response1, safe0), as in the paper; the first
    design has the smallest n, the last is the paper's optimal one. Response and toxicity are independent (odds ratio
    1), so that each probability is a product of two of Simon's kind.

    No largest n is assumed. With power 1 - beta each endpoint alone passes the first stage with that probability
    under its alternative. So at (response0, safe1) the second stage is reached with probability (1 - beta) q(n1) or
    more, q(n1) the smallest tail under response0 that keeps the power, and likewise for toxicity. The expected size is
    at least n1 plus that share of n - n1, and the search ends where this exceeds the best.

    Source: Bryant & Day, Biometrics 1995;51:1372 (doi 10.2307/2533268).
    """
    found: list[tuple[BryantDay, float]] = []
    best = np.inf
    reach = np.inf
    n = 2
    while n <= reach:
        for n1 in range(1, int(min(n, np.ceil(best)))):
            if _least(goals, n1, n) < min(best, n):
                design = _best_of_stages(goals, n1, n, min(best, n))
                if design is not None:
                    if found and found[-1][0].n == n:
                        found.pop()
                    found.append(design)
                    best = design[1]
                    reach = _largest_n(goals, best)
        n += 1
    return tuple(found)


def _share(goals: BryantDayGoals, n1: NDArray[np.int64]) -> Floats:
    """Least probability of a second stage, over both kinds of bad treatment, that is compatible with the power."""
    shares = []
    for null, alternative in ((goals.response0, goals.response1), (goals.safe0, goals.safe1)):
        k = np.arange(int(n1.max()) + 1)
        is_strong = upper_tail(k[None, :] + 1, n1[:, None], alternative) >= 1 - goals.beta
        strongest = is_strong.sum(axis=1) - 1
        shares.append((1 - goals.beta) * upper_tail(strongest + 1, n1, null))
    return np.maximum(*shares)


def _least(goals: BryantDayGoals, n1: int, n: int) -> float:
    return n1 + float(_share(goals, np.array([n1]))[0]) * (n - n1)


def _largest_n(goals: BryantDayGoals, best: float) -> float:
    n1 = np.arange(1, int(np.ceil(best)))
    return float((n1 + (best - n1) / _share(goals, n1)).max(initial=0.0))


@dataclass(frozen=True)
class _Options:
    """Bounds (first, last) of one endpoint that keep the power, with their probabilities; arrays of one length."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    null: Floats
    alternative: Floats
    stay_null: Floats
    stay_alternative: Floats


def _options(n1: int, n: int, null: float, alternative: float, alpha: float, beta: float) -> _Options:
    """Every pair of bounds of one endpoint that alone keeps the power, and whose error can still be within alpha."""
    first = np.arange(n1)
    strong = upper_tail(first + 1, n1, alternative) >= 1 - beta
    last = np.arange(n)
    last = last[(upper_tail(last + 1, n, alternative) >= 1 - beta)]
    passes = {}
    for rate in (null, alternative):
        x1 = np.arange(n1 + 1)
        joint = binomial(n1, rate)[:, None] * upper_tail(last[None, :] + 1 - x1[:, None], n - n1, rate)
        passes[rate] = np.cumsum(joint[::-1], axis=0)[::-1][1:]  # row r1: sum over x1 > r1
    is_open = strong[:, None] & (passes[alternative] >= 1 - beta) & (passes[null] * (1 - beta) <= alpha)
    is_open &= last[None, :] >= first[:, None]
    row, column = np.nonzero(is_open)
    stay = [upper_tail(row + 1, n1, rate) for rate in (null, alternative)]
    return _Options(row, last[column], passes[null][is_open], passes[alternative][is_open], stay[0], stay[1])


def _best_of_stages(goals: BryantDayGoals, n1: int, n: int, best: float) -> tuple[BryantDay, float] | None:
    """The best design with these stages, if its expected size is below `best`."""
    response = _options(n1, n, goals.response0, goals.response1, goals.alpha_response, goals.beta)
    safe = _options(n1, n, goals.safe0, goals.safe1, goals.alpha_toxicity, goals.beta)
    if not response.first.size or not safe.first.size:
        return None
    power = np.multiply.outer(response.alternative, safe.alternative)
    stay = np.maximum(
        np.multiply.outer(response.stay_null, safe.stay_alternative),
        np.multiply.outer(response.stay_alternative, safe.stay_null),
    )
    expected = n1 + stay * (n - n1)
    holds = (
        (power >= 1 - goals.beta)
        & (np.multiply.outer(response.null, safe.alternative) <= goals.alpha_response)
        & (np.multiply.outer(response.alternative, safe.null) <= goals.alpha_toxicity)
        & (expected < best)
    )
    if not holds.any():
        return None
    # several last bounds may share the expected size: take the most powerful
    rows, columns = np.nonzero(holds)
    order = np.lexsort((-power[rows, columns], expected[rows, columns]))
    i, j = int(rows[order[0]]), int(columns[order[0]])
    bounds = int(response.first[i]), int(safe.first[j]), int(response.last[i]), int(safe.last[j])
    return BryantDay(n1, n, *bounds), float(expected[i, j])
