"""Search over every two-stage design that stops for futility, for any score that adds up over patients.

A step is what one patient (or one pair of patients) adds to the score: 0 or 1 response; in a randomised trial 0, 1 or
2, one more than the difference within the pair. The study stops when the score of n1 steps is r1 or less, and rejects
when the score of all n is above r. Nothing is assumed about the largest n: it follows from the best design so far.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from .binomial import Floats
from .single_stage import randomised_power

LARGEST_TABLE = 9_000_000
"""Entries of one table of tails; the four tables then take 220 MB."""
SLACK = 1e-12
"""The sweep keeps what is this close to the limit; the decision is made anew from a sum without cancellation."""


@dataclass(frozen=True)
class Candidate:
    """A two-stage design in scores, with what it attains.

    Attributes:
        r1: largest score of the first stage that stops the study.
        n1: steps of the first stage.
        r: largest score of both stages that does not reject.
        n: steps of both stages.
        alpha: probability of rejecting under the null hypothesis.
        power: probability of rejecting under the alternative.
        expected_n: expected steps under the null hypothesis.
        pet: probability of stopping after the first stage under the null hypothesis.
    """

    r1: int
    n1: int
    r: int
    n: int
    alpha: float
    power: float
    expected_n: float
    pet: float


@dataclass(frozen=True)
class Steps:
    """What one step adds to the score, as probabilities of 0, 1, ...: under the null and under the alternative."""

    null: tuple[float, ...]
    alternative: tuple[float, ...]

    @property
    def width(self) -> int:
        """Largest score of one step."""
        return len(self.null) - 1


def search_two_stage(steps: Steps, alpha: float, beta: float) -> tuple[Candidate, ...]:
    """For each n, the design with the smallest expected size under the null, where it beats every smaller n.

    The first is the minimax design, the last the optimal one; the admissible designs are among them. The argument
    that nothing is missed: a design is powerful only if its first stage alone is, P(score > r1) >= 1 - beta under
    the alternative; that bounds r1 from above for each n1, and so the probability q(n1) of a second stage under the
    null from below. Its expected size is at least n1 + q(n1) (n - n1). Once a design of expected size E is known,
    only n1 < E and n <= n1 + (E - n1) / q(n1) can do better, and the search ends.

    Args:
        steps: what one step adds.
        alpha: type I error allowed.
        beta: type II error allowed.

    Raises:
        UsageError: the hypotheses are so close that the tables would not fit into memory.

    Source: the designs are those of Simon, Control Clin Trials 1989;10:1 (doi 10.1016/0197-2456(89)90015-9); among
    several r the largest that keeps the power is taken, as there.
    """
    table = _Tables(steps, 64, beta)
    found: list[Candidate] = []
    best = np.inf
    n = 2
    reach = np.inf
    while n <= reach:
        if n > table.n_max:
            table = _Tables(steps, 2 * table.n_max, beta)
            continue
        better = _best_of_size(table, n, best, alpha, beta) if _may_hold(table, n, alpha, beta) else None
        if better is not None:
            found.append(better)
            best = better.expected_n
            reach = _largest_n(table, best)
        n += 1
    return tuple(found)


def admissible(candidates: tuple[Candidate, ...]) -> tuple[tuple[Candidate, float, float], ...]:
    """Designs that minimise q n + (1 - q) E(n) for some weight q, with the interval of q; from minimax to optimal.

    Args:
        candidates: as `search_two_stage` gives them: n rises, the expected size falls.

    Returns:
        (design, lowest q, highest q); the first ends at 1, the last begins at 0.

    Source: Jung et al., Stat Med 2004;23:561 (doi 10.1002/sim.1600).
    """
    hull: list[Candidate] = []
    for design in candidates:
        while len(hull) > 1 and _weight(hull[-2], hull[-1]) <= _weight(hull[-1], design):
            hull.pop()
        hull.append(design)
    cuts = [1.0, *(_weight(a, b) for a, b in pairwise(hull)), 0.0]
    return tuple((design, cuts[i + 1], cuts[i]) for i, design in enumerate(hull))


def _weight(smaller: Candidate, larger: Candidate) -> float:
    """The weight of the maximum at which two designs are equally good."""
    gain = smaller.expected_n - larger.expected_n
    return gain / (gain + larger.n - smaller.n)


class _Tables:
    """Score probabilities and tails of 0 to n_max steps by recursion: sums of positive terms, no cancellation.

    `point[h][n, x]` is P(score = x), `tail[h][n, pad + k]` P(score > k), h = 0 under the null, 1 the alternative;
    the pad holds the ones of negative k, so that k = r - x1 may be taken as a plain slice.
    """

    def __init__(self, steps: Steps, n_max: int, beta: float) -> None:
        self.n_max = n_max
        self.width = steps.width
        self.size = n_max * self.width + 1
        if 2 * self.size * (n_max + 1) > LARGEST_TABLE:
            fix = "widen the distance between the null and the alternative; no study of this kind has so many patients"
            raise UsageError.one("the two hypotheses", f"designs need more than {n_max // 2} steps", fix, "design.size")
        both = (steps.null, steps.alternative)
        self.point = tuple(self._fill(p, np.eye(1, self.size)[0]) for p in both)
        start = np.concatenate([np.ones(self.size), np.zeros(self.size)])
        self.tail = tuple(self._fill(p, start, before=1.0) for p in both)
        self.first_tail = tuple(t[:, self.size :] for t in self.tail)
        # for each n1, the largest r1 whose first stage keeps the power; -1 where none does
        self.strongest_r1 = np.asarray((self.first_tail[1] >= 1 - beta).sum(axis=1) - 1)

    def _fill(self, step: tuple[float, ...], start: Floats, before: float = 0.0) -> Floats:
        rows = np.empty((self.n_max + 1, start.size))
        rows[0] = start
        padded = np.full(start.size + self.width, before)
        for n in range(self.n_max):
            padded[self.width :] = rows[n]
            rows[n + 1] = step[0] * rows[n]
            for gain in range(1, self.width + 1):
                rows[n + 1] += step[gain] * padded[self.width - gain : padded.size - gain]
        return rows

    def stage_two(self, hypothesis: int, n: int, r: int, n1: slice, r1: int) -> Floats:
        """P(score of the second stage > r - x1) for each n1 and x1 = 0 to r1."""
        column = self.size + r
        return self.tail[hypothesis][n - n1.start : n - n1.stop : -1, column : column - r1 - 1 : -1]


def _may_hold(table: _Tables, n: int, alpha: float, beta: float) -> bool:
    """False where even the most powerful test of n patients lacks the power.

    Only for one patient a step, where the number of responses is sufficient.
    """
    null, alternative = (tail[n, table.size - 1 : table.size + n + 1] for tail in table.tail)
    return table.width > 1 or randomised_power(null, alternative, alpha) >= 1 - beta - SLACK


def _largest_n(table: _Tables, best: float) -> float:
    """No larger n can have an expected size below `best`."""
    n1 = np.arange(1, min(int(np.ceil(best)), table.n_max + 1))
    r1 = table.strongest_r1[n1]
    q = table.first_tail[0][n1, np.maximum(r1, 0)]
    reach = np.where(r1 >= 0, n1 + (best - n1) / q, n1)
    return float(reach.max(initial=0.0)) if n1.size else 0.0


def _best_of_size(table: _Tables, n: int, best: float, alpha: float, beta: float) -> Candidate | None:
    """The design of n steps with the smallest expected size, if that is below `best`."""
    limit = table.strongest_r1[:n]
    n1_all = np.arange(n)
    q = table.first_tail[0][n1_all, np.maximum(limit, 0)]
    is_open = (limit >= 0) & (n1_all > 0) & (n1_all + q * (n - n1_all) < min(best, n))
    if not is_open.any():
        return None
    window = np.flatnonzero(is_open)
    n1 = slice(int(window[0]), int(window[-1]) + 1)
    columns = int(limit[n1].max())
    stay = table.first_tail[0][n1, : columns + 1]
    sizes = np.arange(n1.start, n1.stop)[:, None]
    expected = sizes + stay * (n - sizes)
    r1 = np.arange(columns + 1)[None, :]
    wanted = (r1 <= limit[n1, None]) & (expected < min(best, n))
    return _sweep(table, n, n1.start, wanted, expected, alpha, beta)


def _sweep(
    table: _Tables, n: int, start: int, wanted: NDArray[np.bool_], expected: Floats, alpha: float, beta: float
) -> Candidate | None:
    """The best of the wanted designs of n steps; rows are n1 from `start` on, columns r1.

    r falls from the largest that has power. The type I error rises as r falls, so a pair (n1, r1) that fails it drops
    out; one whose expected size is not below the best found so far drops out too.
    """
    best: Candidate | None = None
    r = int((table.first_tail[1][n] >= 1 - beta).sum()) - 1
    while r >= 0 and wanted.any():
        start, wanted, expected = _crop(start, wanted, expected)
        n1, columns = slice(start, start + wanted.shape[0]), wanted.shape[1]

        def rejects(hypothesis: int, n1: slice = n1, columns: int = columns, r: int = r) -> Floats:
            second = table.stage_two(hypothesis, n, r, n1, columns - 1)
            lost = np.cumsum(table.point[hypothesis][n1, :columns] * second, axis=1)
            return np.asarray(table.first_tail[hypothesis][n, r] - lost)

        wanted = wanted & (rejects(0) <= alpha + SLACK)
        if wanted.any():
            rows, r1 = np.nonzero(wanted & (rejects(1) >= 1 - beta - SLACK))
            for place in np.argsort(expected[rows, r1], kind="stable"):
                row, low = int(rows[place]), int(r1[place])
                candidate = _evaluate(table, low, start + row, r, n, float(expected[row, low]))
                if candidate.alpha <= alpha and candidate.power >= 1 - beta:
                    best = candidate
                    wanted = wanted & (expected < best.expected_n)
                    break
        r -= 1
    return best


def _crop(start: int, wanted: NDArray[np.bool_], expected: Floats) -> tuple[int, NDArray[np.bool_], Floats]:
    """Only the rows between the first and the last wanted design, and the columns up to the last."""
    rows, columns = np.flatnonzero(wanted.any(axis=1)), np.flatnonzero(wanted.any(axis=0))
    window = slice(rows[0], rows[-1] + 1), slice(0, columns[-1] + 1)
    return start + int(rows[0]), wanted[window], expected[window]


def _evaluate(table: _Tables, r1: int, n1: int, r: int, n: int, expected_n: float) -> Candidate:
    """What a design attains, summed over the scores that go on, so that no digits cancel."""
    alpha, power = (
        float(np.sum(table.point[h][n1, r1 + 1 : table.width * n1 + 1] * _onward(table, h, r1, n1, r, n)))
        for h in (0, 1)
    )
    return Candidate(r1, n1, r, n, alpha, power, expected_n, 1 - float(table.first_tail[0][n1, r1]))


def _onward(table: _Tables, hypothesis: int, r1: int, n1: int, r: int, n: int) -> Floats:
    """P(score of the second stage > r - x1) for x1 = r1 + 1 to the largest of the first stage."""
    x1 = np.arange(r1 + 1, table.width * n1 + 1)
    return np.asarray(table.tail[hypothesis][n - n1, table.size + r - x1])
