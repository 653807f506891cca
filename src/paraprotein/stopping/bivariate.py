"""Exact characteristics of designs that watch two binary endpoints at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .binomial import Floats

Combination = Literal["both", "either"]
"""`both`: the study stops when both endpoints fail; `either`: when one of them does."""


@dataclass(frozen=True)
class JointCourse:
    """What happens to a study that watches two endpoints.

    Attributes:
        reject: probability of passing every look, the last one too.
        expected_n: expected number of patients.
        pet: probability of stopping before the last look.
        stop: probability of stopping (at the last look: of not rejecting), by look.
    """

    reject: float
    expected_n: float
    pet: float
    stop: tuple[float, ...]


def joint_cells(first: float, second: float, odds_ratio: float = 1.0) -> tuple[float, float, float, float]:
    """Probabilities of (both, first alone, second alone, neither) from the two rates and their odds ratio.

    Args:
        first: rate of the first endpoint.
        second: rate of the second endpoint.
        odds_ratio: of one endpoint with and without the other; 1 is independence.

    Source: Plackett, J Am Stat Assoc 1965;60:516 (doi 10.1080/01621459.1965.10480807).
    """
    if odds_ratio == 1:
        both = first * second
    else:
        a = 1 + (first + second) * (odds_ratio - 1)
        root = np.sqrt(a * a - 4 * odds_ratio * (odds_ratio - 1) * first * second)
        both = float((a - root) / (2 * (odds_ratio - 1)))
    return both, first - both, second - both, 1 - first - second + both


def compute_joint_course(
    cells: Sequence[float],
    looks: Sequence[int],
    first: Sequence[int],
    second: Sequence[int],
    combination: Combination,
) -> JointCourse:
    """Carry the joint distribution of both counts from look to look, exactly.

    Args:
        cells: probabilities of (both, first alone, second alone, neither) for one patient.
        looks: patients at each look, increasing.
        first: at each look, the most patients with the first endpoint with whom that endpoint fails; -1 for none.
        second: the same for the second endpoint.
        combination: whether one failing endpoint stops the study.

    Source: recursion over looks and both counts, as for one endpoint in Schultz et al., Biometrics 1973;29:293.
    """
    alive = np.ones((1, 1))
    before = 0
    stops: list[float] = []
    expected = 0.0
    for n, low_first, low_second in zip(looks, first, second, strict=True):
        expected += float(alive.sum()) * (n - before)
        alive = _add(alive, cells, n - before)
        before = n
        fails = (np.arange(n + 1) <= low_first)[:, None], (np.arange(n + 1) <= low_second)[None, :]
        stopped = fails[0] | fails[1] if combination == "either" else fails[0] & fails[1]
        stops.append(float(alive[stopped].sum()))
        alive = np.where(stopped, 0.0, alive)
    return JointCourse(float(alive.sum()), expected, sum(stops[:-1]), tuple(stops))


def _add(alive: Floats, cells: Sequence[float], patients: int) -> Floats:
    """Joint counts after so many more patients, one at a time: four shifts of the table."""
    both, first, second, neither = cells
    for _ in range(patients):
        size = alive.shape[0] + 1
        grown = np.zeros((size, size))
        grown[:-1, :-1] += neither * alive
        grown[1:, :-1] += first * alive
        grown[:-1, 1:] += second * alive
        grown[1:, 1:] += both * alive
        alive = grown
    return alive
