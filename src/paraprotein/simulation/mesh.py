"""How a day is cut into steps, and how drug effects are read off within each step.

Within a step the effects are replaced by the polynomial of least squares through their course (the Legendre
projection): the step then sees the exact mean of the effects and, from degree 1 on, also where within the step they
lie. Degree 0 is the average of the effects.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.polynomial import legendre


@dataclass(frozen=True)
class Step:
    """One step of a day; times in days after the dose.

    Attributes:
        start: beginning of the step.
        length: its length.
        nodes: times at which concentration and effects are evaluated, shape (n_nodes,).
        mean: weights of the nodes in the mean effect over the step.
        at_start, at_middle, at_end: weights of the nodes in the effect at three points of the step.
    """

    start: float
    length: float
    nodes: tuple[float, ...]
    mean: tuple[float, ...]
    at_start: tuple[float, ...]
    at_middle: tuple[float, ...]
    at_end: tuple[float, ...]


def day_mesh(edges: Sequence[float], n_nodes: int, degree: int, *, crowded: bool) -> tuple[Step, ...]:
    """Cut a day at `edges` (0 ... 1) with `n_nodes` nodes in each step and effects of polynomial `degree`.

    Args:
        edges: ends of the steps in days, first 0, last 1.
        n_nodes: Gauss-Legendre nodes per step.
        degree: degree of the polynomial that stands for the effects, 0 to 2.
        crowded: let the nodes crowd towards the start of the step (t = z**2), where absorption is fast.
    """
    return tuple(_step(start, end - start, n_nodes, degree, crowded) for start, end in pairwise(edges))


def halved(mesh: tuple[Step, ...]) -> tuple[Step, ...]:
    """A mesh with twice the steps: each step cut in two, with the same nodes and degree of effects in each half."""
    halves = []
    for step in mesh:
        half = step.length / 2
        halves += [_shifted(step, step.start, half), _shifted(step, step.start + half, half)]
    return tuple(halves)


def _shifted(step: Step, start: float, length: float) -> Step:
    """The same rule over another stretch of the day: weights do not depend on where a step lies."""
    nodes = tuple(start + length * (node - step.start) / step.length for node in step.nodes)
    return replace(step, start=start, length=length, nodes=nodes)


def _step(start: float, length: float, n_nodes: int, degree: int, crowded: bool) -> Step:
    """One step; the node rule is exact for polynomials of degree 2 n - 1 in its own variable."""
    z, weights = legendre.leggauss(n_nodes)
    z, weights = (z + 1) / 2, weights / 2
    position, weights = (z**2, weights * 2 * z) if crowded else (z, weights)
    shapes = legendre.legvander(2 * position - 1, degree)
    projection = shapes * weights[:, None] * (2 * np.arange(degree + 1) + 1)

    def at(point: float) -> tuple[float, ...]:
        return tuple((projection @ legendre.legvander(np.array([2 * point - 1]), degree)[0]).tolist())

    nodes = tuple((start + length * position).tolist())
    return Step(start, length, nodes, tuple(weights.tolist()), at(0.0), at(0.5), at(1.0))
