"""A study of one binary endpoint with looks, and all the ways in which it can end.

Given how many of the patients responded, every order of responders is equally likely, whatever the true rate. So the
share of the orders that pass all earlier looks, and the mean response of the first look among them, are free of the
rate: they are counted once, and every probability is a binomial one times a share.

Source: Jung & Kim, Stat Med 2004;23:881 (doi 10.1002/sim.1653); Girshick, Mosteller & Savage, Ann Math Stat
1946;17:13 (doi 10.1214/aoms/1177731018) for the unbiased estimate.
"""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from ..errors import UsageError
from ..stopping.two_stage import TwoStage
from .binomial import binomial_pmf, hypergeometric_pmf
from .groups import Booleans, Floats, Integers

_RULE = "design.looks"


@dataclass(frozen=True)
class Looks:
    """At look k the study stops when at most `futility[k]` or at least `efficacy[k]` of the first `n[k]` respond.

    Attributes:
        n: patients evaluated at each look, rising.
        futility: most responders that stop at each look; -1 where none do.
        efficacy: fewest responders that stop at each look and reject the null; n + 1 where none do. At the last look
            it is the futility limit plus 1, so that the study ends.

    Raises:
        UsageError: the lists differ in length, or their numbers leave no such study.

    Example:
        >>> Looks(n=(15, 25), futility=(3, 8), efficacy=(7, 9))
        Looks(n=(15, 25), futility=(3, 8), efficacy=(7, 9))
    """

    n: tuple[int, ...]
    futility: tuple[int, ...]
    efficacy: tuple[int, ...]

    def __post_init__(self) -> None:
        if not len(self.n) == len(self.futility) == len(self.efficacy) > 0:
            found = f"{len(self.n)}, {len(self.futility)} and {len(self.efficacy)} entries"
            raise UsageError.one("n, futility, efficacy", found, "give one entry per look to each", _RULE)
        if any(later <= earlier for earlier, later in zip((0, *self.n), self.n, strict=False)):
            raise UsageError.one("n", f"{self.n}", "give rising numbers of patients, from 1", _RULE)
        limits = zip(self.n, self.futility, self.efficacy, strict=True)
        if any(not -1 <= low < high <= n + 1 for n, low, high in limits):
            found = f"{self.futility} and {self.efficacy} of {self.n}"
            raise UsageError.one("futility and efficacy", found, "give -1 <= futility < efficacy <= n + 1", _RULE)
        if self.efficacy[-1] != self.futility[-1] + 1:
            found = f"{self.futility[-1]} and {self.efficacy[-1]} at the last look"
            raise UsageError.one("efficacy", found, f"end with {self.futility[-1] + 1}", _RULE)

    @classmethod
    def of(cls, design: TwoStage) -> Self:
        """The two looks of a two-stage design that stops early for futility alone."""
        return cls((design.n1, design.n), (design.r1, design.r), (design.n1 + 1, design.r + 1))

    def __str__(self) -> str:
        """Each look as `futility/n`, with `|efficacy` where the study may stop for it: `3|7/15 8|9/25`."""
        limits = zip(self.n, self.futility, self.efficacy, strict=True)
        return " ".join(f"{'-' if low < 0 else low}{'' if high > n else f'|{high}'}/{n}" for n, low, high in limits)


class Outcomes(NamedTuple):
    """Every way in which a study with looks can end, each array of shape (n_outcomes,), look by look.

    Attributes:
        look: the look at which the study stops, from 1.
        responders: responders up to there.
        n: patients up to there.
        share: share of the orders of these responders that pass all earlier looks; times the binomial probability
            of the responders it is the probability of the outcome.
        unbiased: mean response rate of the first look over those orders: the uniformly minimum variance unbiased
            estimate (UMVUE).
        is_rejected: true where the study rejects the null.
    """

    look: Integers
    responders: Integers
    n: Integers
    share: Floats
    unbiased: Floats
    is_rejected: Booleans

    def probability(self, rate: Floats) -> Floats:
        """Probability of each outcome at each true rate, shape (n_rates, n_outcomes)."""
        return binomial_pmf(self.responders, self.n, np.asarray(rate)[:, None]) * self.share


def compute_outcomes(looks: Looks) -> Outcomes:
    """Every possible end of the study, exactly.

    Source: as the module; the counts run from look to look, so that the work grows with looks times patients squared.

    Example:
        >>> ends = compute_outcomes(Looks.of(TwoStage(r1=1, n1=10, r=5, n=29)))
        >>> float(ends.unbiased[ends.responders == 6][0].round(4))
        0.2613
    """
    parts = []
    share = np.ones(looks.n[0] + 1)
    first = np.arange(looks.n[0] + 1) / looks.n[0]
    for k, n in enumerate(looks.n):
        responders = np.arange(n + 1)
        is_rejected = responders >= looks.efficacy[k]
        stops = (responders <= looks.futility[k]) | is_rejected
        ends = stops & (share > 0)
        count = int(ends.sum())
        unbiased = first[ends] / share[ends]
        parts.append((np.full(count, k + 1), responders[ends], np.full(count, n), share[ends], unbiased, is_rejected[ends]))
        if k + 1 < len(looks.n):
            order = _orders(n, looks.n[k + 1])
            share, first = order @ np.where(stops, 0.0, share), order @ np.where(stops, 0.0, first)
    return Outcomes(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _orders(earlier: int, later: int) -> Floats:
    """Probability of each number of responders at the earlier look (columns) given that at the later one (rows)."""
    return hypergeometric_pmf(np.arange(earlier + 1), later, np.arange(later + 1)[:, None], earlier)
