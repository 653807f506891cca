"""How a day is cut into steps, and how the drug effects of a step are summed up.

Over a step of length h an effect E(t) becomes the straight line of least squares, mean + lean (2 t / h - 1): the line
has the mean of the effect and its centre of gravity, so that a step knows how much effect there was and when.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from numpy.polynomial import legendre


@dataclass(frozen=True)
class Step:
    """One step of a day; times in days after the dose.

    Attributes:
        start: beginning of the step.
        length: its length.
        positions: the nodes as fractions of the step.
        nodes: the nodes as times after the dose.
        mean: weight of each node in the mean of an effect over the step.
        lean: weight of each node in its lean, half the rise of the line from start to end.
    """

    start: float
    length: float
    positions: tuple[float, ...]
    nodes: tuple[float, ...]
    mean: tuple[float, ...]
    lean: tuple[float, ...]


def day_mesh(edges: Sequence[float], n_nodes: int) -> tuple[Step, ...]:
    """Cut a day at `edges`, in days after the dose (first 0, last 1), with `n_nodes` nodes in each step."""
    return tuple(_step(start, end - start, n_nodes) for start, end in pairwise(edges))


def halved(mesh: tuple[Step, ...]) -> tuple[Step, ...]:
    """A mesh with twice the steps: each step cut in two, with as many nodes in each half."""
    halves = []
    for step in mesh:
        half = step.length / 2
        halves += [_shifted(step, step.start, half), _shifted(step, step.start + half, half)]
    return tuple(halves)


def _shifted(step: Step, start: float, length: float) -> Step:
    """The same rule over another stretch of the day: weights do not depend on where a step lies."""
    nodes = tuple(start + length * position for position in step.positions)
    return replace(step, start=start, length=length, nodes=nodes)


def _step(start: float, length: float, n_nodes: int) -> Step:
    """Gauss-Legendre nodes in the square root of time: absorption is fast, so they crowd towards the start."""
    z, weights = legendre.leggauss(n_nodes)
    z, weights = (z + 1) / 2, weights / 2
    position, mean = z**2, 2 * z * weights
    lean = 3 * mean * (2 * position - 1)
    nodes = start + length * position
    return Step(start, length, *(tuple(row.tolist()) for row in (position, nodes, mean, lean)))
