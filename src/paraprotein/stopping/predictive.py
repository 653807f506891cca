"""Lee and Liu's predictive probability design: its boundaries, and a search that needs no grid."""

from collections.abc import Sequence

import numpy as np
from scipy.special import betaincc

from .binomial import Floats, beta_binomial, upper_tail
from .exact import Course, Looks, compute_course, with_final
from .single_stage import search_single_stage


def predictive_probability(
    responses: int, n: int, n_max: int, p0: float, prior: tuple[float, float], target: float
) -> float:
    """Probability that the study, continued to n_max patients, ends with P(rate > p0) above `target`.

    Args:
        responses: responders so far.
        n: patients so far.
        n_max: patients of the whole study.
        p0: response rate that is not of interest.
        prior: parameters (a, b) of the beta prior.
        target: posterior threshold theta_T.

    Source: Lee & Liu, Clin Trials 2008;5:93 (doi 10.1177/1740774508089279).

    Example:
        >>> round(predictive_probability(16, 23, 40, 0.60, (0.6, 0.4), 0.90), 4)
        0.5656
    """
    a, b = prior
    further = np.arange(n_max - n + 1)
    is_success = betaincc(a + responses + further, b + n_max - responses - further, p0) > target
    return float(np.sum(beta_binomial(n_max - n, a + responses, b + n - responses)[is_success]))


def predictive_looks(
    looks: Sequence[int], p0: float, prior: tuple[float, float], lower: float, target: float, upper: float = 1.0
) -> Looks:
    """Bounds: stop when the predictive probability is below `lower`, or (for efficacy) above `upper`.

    Args:
        looks: patients at each look; the last is the whole study.
        p0: response rate that is not of interest.
        prior: parameters (a, b) of the beta prior.
        lower: theta_L.
        target: theta_T.
        upper: theta_U; 1 never stops for efficacy.
    """
    r = _last_bound(looks[-1], p0, prior, target)
    table = _probabilities(looks[-1], r, prior)
    futility: list[int | None] = []
    efficacy: list[int | None] = []
    for n in looks[:-1]:
        low = int((table[n, : n + 1] < lower).sum()) - 1
        high = int((table[n, : n + 1] <= upper).sum())
        futility.append(low if low >= 0 else None)
        efficacy.append(high if high <= n else None)
    return with_final(looks, [*futility, r], [*efficacy, None])


def search_predictive(
    p0: float,
    p1: float,
    alpha: float,
    beta: float,
    prior: tuple[float, float],
    first: int = 10,
    every: int = 1,
    n_max: int | None = None,
) -> Looks | None:
    """The design with the fewest patients, and among those the smallest expected number under p0.

    For each largest size and last bound the power and the type I error both fall as theta_L rises, in steps at the
    predictive probabilities themselves. So the largest theta_L that keeps the power has the smallest type I error and
    expected size; the bound is feasible when that error is within alpha. No grid is needed. The exact single-stage
    design is the case theta_L = 0, so its size ends the search.

    Args:
        p0: response rate that is not of interest.
        p1: response rate that is, above p0.
        alpha: type I error allowed.
        beta: type II error allowed.
        prior: parameters (a, b) of the beta prior.
        first: patients at the first look.
        every: patients between looks.
        n_max: only this largest size is tried.

    Returns:
        Its looks; None when `n_max` is given and no design of that size holds.

    Source: Lee & Liu, Clin Trials 2008;5:93 (doi 10.1177/1740774508089279).
    """
    largest = search_single_stage(p0, p1, alpha, beta).smallest.n
    for size in [n_max] if n_max is not None else range(2, largest + 1):
        looks = (*range(min(first, size), size, every), size)
        feasible = [
            design
            for r in range(size)
            if upper_tail(r + 1, size, p1) >= 1 - beta
            and (design := _best_threshold(looks, r, p0, p1, alpha, beta, prior)) is not None
        ]
        if feasible:
            return min(feasible, key=lambda design: compute_course(design, p0).expected_n)
    return None


def _best_threshold(
    looks: tuple[int, ...], r: int, p0: float, p1: float, alpha: float, beta: float, prior: tuple[float, float]
) -> Looks | None:
    """The largest theta_L that keeps the power with this last bound, if the type I error then holds."""
    size = looks[-1]
    table = _probabilities(size, r, prior)
    steps = np.unique(np.concatenate([[0.0], *(table[n, : n + 1] for n in looks[:-1])]))

    def design(step: int) -> Looks:
        # theta_L just above steps[step - 1] and up to steps[step]: values below steps[step] stop
        lower = steps[step] if step < steps.size else 2.0
        low = [int((table[n, : n + 1] < lower).sum()) - 1 for n in looks[:-1]]
        return with_final(looks, [*(x if x >= 0 else None for x in low), r])

    def course(step: int, rate: float) -> Course:
        return compute_course(design(step), rate)

    good, bad = 0, steps.size
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if course(middle, p1).reject >= 1 - beta else (good, middle)
    if course(good, p1).reject < 1 - beta or course(good, p0).reject > alpha:
        return None
    return design(good)


def threshold_ranges(
    looks: Looks, p0: float, prior: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Thresholds that give these futility bounds: theta_L above the first value and up to the second; then theta_T
    from the first value and below the second.

    Args:
        looks: a design of this kind.
        p0: response rate that is not of interest.
        prior: parameters (a, b) of the beta prior.
    """
    low = [-1 if bound is None else bound for bound in looks.futility]
    table = _probabilities(looks.n_max, low[-1], prior)
    below = max([0.0, *(float(table[n, x]) for n, x in zip(looks.n[:-1], low, strict=False) if x >= 0)])
    above = min([1.0, *(float(table[n, x + 1]) for n, x in zip(looks.n[:-1], low, strict=False) if x < n)])
    x = np.array([low[-1], low[-1] + 1])
    target = betaincc(prior[0] + np.maximum(x, 0), prior[1] + looks.n_max - x, p0)
    return (below, above), (float(target[0]) if low[-1] >= 0 else 0.0, float(target[1]))


def _last_bound(n_max: int, p0: float, prior: tuple[float, float], target: float) -> int:
    """Most responses at the end with which P(rate > p0) is not above the target."""
    x = np.arange(n_max + 1)
    return int((betaincc(prior[0] + x, prior[1] + n_max - x, p0) <= target).sum()) - 1


def _probabilities(n_max: int, r: int, prior: tuple[float, float]) -> Floats:
    """Predictive probability of more than r of n_max, at [n, x], by stepping back one patient at a time."""
    a, b = prior
    table = np.zeros((n_max + 1, n_max + 1))
    table[n_max] = np.arange(n_max + 1) > r
    x = np.arange(n_max)
    for n in range(n_max - 1, -1, -1):
        responds = (a + x) / (a + b + n)
        table[n, :-1] = responds * table[n + 1, 1:] + (1 - responds) * table[n + 1, :-1]
    return table
