"""Exact characteristics of any single-arm design with looks: recursion over looks and responses, no simulation."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..errors import Finding, UsageError
from .binomial import Floats, binomial


@dataclass(frozen=True)
class Looks:
    """When a study looks, and how many responses stop it.

    Attributes:
        n: patients evaluated at each look, increasing; the last is the largest size of the study.
        futility: most responses that stop for futility at each look; None where the look cannot stop for it.
        efficacy: fewest responses that stop for efficacy at each look; None where the look cannot. The last one is
            the rejection of the null hypothesis, one above the last futility bound.

    Raises:
        UsageError: the lists differ in length, do not increase, overlap, or leave the last look undecided.

    Example:
        >>> Looks(n=(15, 25), futility=(3, 8), efficacy=(7, 9)).n_max
        25
    """

    n: tuple[int, ...]
    futility: tuple[int | None, ...]
    efficacy: tuple[int | None, ...]

    def __post_init__(self) -> None:
        findings = list(_find(self))
        if findings:
            raise UsageError(findings)

    @property
    def n_max(self) -> int:
        """Patients of a study that does not stop early."""
        return self.n[-1]


@dataclass(frozen=True)
class Course:
    """What happens to a study with looks when the response rate is `rate`.

    Attributes:
        rate: true response rate.
        reject: probability of rejecting the null hypothesis.
        expected_n: expected number of patients.
        pet: probability of stopping before the last look.
        stop_futility: probability of stopping for futility (at the last look: of not rejecting), by look.
        stop_efficacy: probability of stopping for efficacy (at the last look: of rejecting), by look.
    """

    rate: float
    reject: float
    expected_n: float
    pet: float
    stop_futility: tuple[float, ...]
    stop_efficacy: tuple[float, ...]


def compute_course(looks: Looks, rate: float) -> Course:
    """Exact probabilities at each look.

    The probability of each number of responses is carried from look to look: convolved with the binomial of the
    patients in between, and emptied where the look stops the study.

    Args:
        looks: the design.
        rate: true response rate, 0 to 1.

    Source: Schultz et al., Biometrics 1973;29:293 (doi 10.2307/2529393).

    Example:
        >>> round(compute_course(Looks((10, 29), (1, 5), (None, 6)), 0.10).expected_n, 2)
        15.01
    """
    alive: Floats = np.ones(1)
    before = 0
    low: list[float] = []
    high: list[float] = []
    for n, futility, efficacy in zip(looks.n, looks.futility, looks.efficacy, strict=True):
        alive = np.convolve(alive, binomial(n - before, rate))
        before = n
        first = 0 if futility is None else futility + 1
        last = alive.size if efficacy is None else efficacy
        low.append(float(alive[:first].sum()))
        high.append(float(alive[last:].sum()))
        alive[:first] = 0.0
        alive[last:] = 0.0
    early = sum(low[:-1]) + sum(high[:-1])
    stopped = np.add(low, high)
    reached = np.concatenate([[1.0], 1 - np.cumsum(stopped)[:-1]])
    expected = float(np.sum(reached * np.diff(looks.n, prepend=0)))
    return Course(rate, sum(high), expected, early, tuple(low), tuple(high))


def final_look(r: int, n: int) -> Looks:
    """One look at the end: the null hypothesis is rejected when more than r of n respond."""
    return Looks((n,), (r,), (r + 1,))


def with_final(n: Sequence[int], futility: Sequence[int | None], efficacy: Sequence[int | None] | None = None) -> Looks:
    """Looks whose last futility bound also decides: one response more rejects the null hypothesis.

    Args:
        n: patients at each look.
        futility: futility bounds, the last one a number.
        efficacy: efficacy bounds; the last may be left None. Without it the study stops for futility only.
    """
    high: list[int | None] = list(efficacy) if efficacy is not None else [None] * len(n)
    last = futility[-1] if futility else None
    if high and high[-1] is None and last is not None:
        high[-1] = last + 1
    return Looks(tuple(n), tuple(futility), tuple(high))


def _find(looks: Looks) -> list[Finding]:
    rule = "design.looks"
    sizes = {len(looks.n), len(looks.futility), len(looks.efficacy)}
    if len(sizes) > 1 or not looks.n:
        found = f"{len(looks.n)} looks, {len(looks.futility)} futility and {len(looks.efficacy)} efficacy bounds"
        return [Finding("looks", found, "give one bound for each look, '-' where a look cannot stop", rule=rule)]
    found_ = []
    if looks.n[0] < 1 or any(later <= sooner for sooner, later in pairwise(looks.n)):
        found_.append(Finding("looks", f"patients {looks.n}", "give increasing numbers of patients", rule=rule))
    for n, low, high in zip(looks.n, looks.futility, looks.efficacy, strict=True):
        if (low if low is not None else -1) >= (high if high is not None else n + 1):
            fix = "an efficacy bound must lie above the futility bound of its look"
            found_.append(Finding(f"look at {n}", f"stop at {low} or fewer and at {high} or more", fix, rule=rule))
    low, high = looks.futility[-1], looks.efficacy[-1]
    if low is None or high != low + 1:
        fix = "the last look must decide: its efficacy bound is one above its futility bound"
        found_.append(Finding("the last look", f"futility {low}, efficacy {high}", fix, rule=rule))
    return found_
