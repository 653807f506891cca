"""Lee and Liu's predictive probability design: its boundaries, and a search that needs no grid."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincc

from .binomial import Floats, beta_binomial, upper_tail
from .exact import Looks, compute_course, with_final
from .single_stage import most_powerful, search_single_stage

SLACK = 1e-12
"""Sizes whose most powerful test is this close to the power are searched too."""


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
        if most_powerful(size, p0, p1, alpha) >= 1 - beta - SLACK:
            looks = (*range(min(first, size), size, every), size)
            feasible = [
                (null.expected_n, design)
                for design in _powerful_designs(looks, (p0, p1), beta, prior)
                if (null := compute_course(design, p0)).reject <= alpha
                and compute_course(design, p1).reject >= 1 - beta
            ]
            if feasible:
                return min(feasible, key=lambda found: found[0])[1]
    return None


def _powerful_designs(
    looks: tuple[int, ...], rates: tuple[float, float], beta: float, prior: tuple[float, float]
) -> list[Looks]:
    """For each last bound with power, the design with the largest theta_L that keeps it; all bounds step together."""
    size = looks[-1]
    r = np.arange(size)[upper_tail(np.arange(1, size + 1), size, rates[1]) >= 1 - beta]
    if not r.size:
        return []
    early = np.array(looks[:-1], dtype=np.int64)
    # by bound, look and responses; 2 where there cannot be so many responses
    values = np.stack([_probabilities(size, int(bound), prior)[early] for bound in r])
    values[:, early[:, None] < np.arange(size + 1)] = 2.0
    steps = np.sort(np.concatenate([np.zeros((r.size, 1)), values.reshape(r.size, -1)], axis=1), axis=1)
    good, bad = np.zeros(r.size, np.int64), np.full(r.size, steps.shape[1])
    while np.any(bad - good > 1):
        middle = (good + bad) // 2
        low = _bounds_below(values, np.take_along_axis(steps, np.minimum(middle, steps.shape[1] - 1)[:, None], axis=1))
        is_strong = _rejects(low, early, size, r, rates[1]) >= 1 - beta
        good, bad = np.where(is_strong, middle, good), np.where(is_strong, bad, middle)
    low = _bounds_below(values, np.take_along_axis(steps, good[:, None], axis=1))
    return [
        with_final(looks, [*(int(x) if x >= 0 else None for x in bounds), int(bound)])
        for bounds, bound in zip(low, r, strict=True)
    ]


def _bounds_below(values: Floats, lower: Floats) -> NDArray[np.int64]:
    """Most responses at each look whose predictive probability is below the threshold; shape (bounds, looks)."""
    return np.asarray((values < lower[:, :, None]).sum(axis=2) - 1)


def _rejects(low: NDArray[np.int64], early: NDArray[np.int64], size: int, r: NDArray[np.int64], rate: float) -> Floats:
    """Probability of more than r responses in the end, for many designs with the same looks at once."""
    responses = np.arange(size + 1)
    alive = np.zeros((r.size, size + 1))
    alive[:, 0] = 1.0
    before = 0
    for look, n in enumerate([*early.tolist(), size]):
        for _ in range(n - before):
            alive[:, 1:] = alive[:, 1:] * (1 - rate) + alive[:, :-1] * rate
            alive[:, 0] *= 1 - rate
        before = n
        if n < size:
            alive[responses <= low[:, look, None]] = 0.0
    return np.asarray(np.sum(alive * (responses > r[:, None]), axis=1))


def threshold_ranges(
    looks: Looks, p0: float, prior: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Thresholds that give these futility bounds.

    theta_L lies above the first value and up to the second; then theta_T from the first value and below the second.

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
