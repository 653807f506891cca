"""All the ways in which a study of one binary endpoint with looks can end.

Given how many of the patients responded, every order of responders is equally likely, whatever the true rate. So the
share of the orders that pass all earlier looks, and the mean response of the first look among them, are free of the
rate: they are counted once, and every probability is a binomial one times a share.

Source: Jung & Kim, Stat Med 2004;23:881 (doi 10.1002/sim.1653); Girshick, Mosteller & Savage, Ann Math Stat
1946;17:13 (doi 10.1214/aoms/1177731018) for the unbiased estimate.
"""

from typing import NamedTuple

import numpy as np

from ...stopping.exact import Looks, with_final
from ...stopping.two_stage import TwoStage
from ..binomial import binomial_pmf, hypergeometric_pmf
from ..groups import Booleans, Floats, Integers


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

    def choose(self, rows: Integers) -> "Outcomes":
        """These rows alone."""
        return Outcomes(
            self.look[rows],
            self.responders[rows],
            self.n[rows],
            self.share[rows],
            self.unbiased[rows],
            self.is_rejected[rows],
        )


def two_looks(design: TwoStage) -> Looks:
    """The looks of a two-stage design, which stops early for futility alone.

    Example:
        >>> two_looks(TwoStage(r1=1, n1=10, r=5, n=29))
        Looks(n=(10, 29), futility=(1, 5), efficacy=(None, 6))
    """
    return with_final((design.n1, design.n), (None if design.r1 < 0 else design.r1, design.r))


def describe_looks(looks: Looks) -> str:
    """Each look as `futility/n`, with `|efficacy` where the study may stop early for it.

    Example:
        >>> describe_looks(Looks(n=(15, 25), futility=(3, 8), efficacy=(7, 9)))
        '3|7/15 8/25'
    """
    words = []
    for n, low, high in zip(looks.n, looks.futility, looks.efficacy, strict=True):
        early = f"|{high}" if n < looks.n_max and high is not None else ""
        words.append(f"{'-' if low is None else low}{early}/{n}")
    return " ".join(words)


def compute_outcomes(looks: Looks) -> Outcomes:
    """Every possible end of the study, exactly.

    Source: as the module; the counts run from look to look, so that the work grows with looks times patients squared.

    Example:
        >>> ends = compute_outcomes(two_looks(TwoStage(r1=1, n1=10, r=5, n=29)))
        >>> float(ends.unbiased[ends.responders == 6][0].round(4))
        0.2613
    """
    parts = []
    share = np.ones(looks.n[0] + 1)
    first = np.arange(looks.n[0] + 1) / looks.n[0]
    for k, n in enumerate(looks.n):
        stops, rejects = _limits(looks, k)
        ends = np.flatnonzero(stops & (share > 0))
        same = np.ones_like(ends)
        parts.append(((k + 1) * same, ends, n * same, share[ends], first[ends] / share[ends], rejects[ends]))
        if n < looks.n_max:
            order = _orders(n, looks.n[k + 1])
            share, first = order @ np.where(stops, 0.0, share), order @ np.where(stops, 0.0, first)
    return Outcomes(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _limits(looks: Looks, k: int) -> tuple[Booleans, Booleans]:
    """By responders at look k: whether the study stops, and whether it rejects the null."""
    low, high = looks.futility[k], looks.efficacy[k]
    responders = np.arange(looks.n[k] + 1)
    rejects = responders >= (looks.n[k] + 1 if high is None else high)
    return rejects | (responders <= (-1 if low is None else low)), rejects


def _orders(earlier: int, later: int) -> Floats:
    """Probability of each number of responders at the earlier look (columns) given that at the later one (rows)."""
    return hypergeometric_pmf(np.arange(earlier + 1), later, np.arange(later + 1)[:, None], earlier)
