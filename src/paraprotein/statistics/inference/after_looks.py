"""Estimates, p-value and interval after a study with looks that kept to its plan."""

from typing import Literal, NamedTuple

import numpy as np

from ...errors import UsageError
from ...stopping.exact import Looks
from ..groups import Booleans, Floats, Integers, require_level
from ..roots import find_root
from .outcomes import Outcomes, compute_outcomes

Ordering = Literal["stagewise", "unbiased"]
"""Which outcome speaks more against the null.

stagewise  a later stop for futility more than an earlier, an earlier stop for efficacy more than a later, more
           responders more than fewer at one look
unbiased   the one with the larger UMVUE
"""


class Conclusions(NamedTuple):
    """What each possible outcome would mean; rates as fractions, each array of shape (n_outcomes,).

    Attributes:
        outcomes: the outcomes, look by look.
        observed: responders per patient, the maximum likelihood estimate.
        unbiased: uniformly minimum variance unbiased estimate (UMVUE).
        median: the rate at which an outcome at least as large has probability one half; 0 for the smallest outcome.
        bias_adjusted: the rate at which the mean observed rate is the one that was observed.
        p: one-sided p-value against rates above the null.
        lower: lower confidence limit.
        upper: upper confidence limit.
    """

    outcomes: Outcomes
    observed: Floats
    unbiased: Floats
    median: Floats
    bias_adjusted: Floats
    p: Floats
    lower: Floats
    upper: Floats


def compute_after_looks(
    looks: Looks, null_rate: float, level: float = 0.95, ordering: Ordering = "stagewise"
) -> Conclusions:
    """Exact inference for every outcome of a study with looks.

    The lower limit is the rate at which an outcome at least as large has probability (1 - level) / 2; the upper limit
    the rate at which a *larger* outcome has probability 1 - (1 - level) / 2. Solving the latter with "at least as
    large", as some programs do, gives intervals that miss the rate too often and no limit at 0 responders.

    Args:
        looks: the design, as it was followed.
        null_rate: response rate of the null hypothesis.
        level: confidence level of the two-sided interval; 0.90 agrees with a one-sided test at 5 %.
        ordering: which outcome counts as larger. Both agree where the study stops early for futility alone and has
            two looks.

    Raises:
        UsageError: the rate or the level is not between 0 and 1.

    Source: estimate: Jung & Kim, Stat Med 2004;23:881 (doi 10.1002/sim.1653); its order: Jung et al., J Biopharm Stat
    2006;16:765 (doi 10.1080/10543400600825645); the stage-wise order: Jennison & Turnbull, Technometrics 1983;25:49,
    and for two stages Koyama & Chen, Stat Med 2008;27:3145 (doi 10.1002/sim.3123); bias adjustment: Chang, Wieand &
    Chang, Stat Med 1989;8:563 (doi 10.1002/sim.4780080505), solved as by Whitehead, Biometrika 1986;73:573 (doi
    10.1093/biomet/73.3.573).

    Example:
        >>> every = compute_after_looks(Looks(n=(10, 29), futility=(1, 5), efficacy=(None, 6)), null_rate=0.10)
        >>> float(every.p[every.outcomes.responders == 6][0].round(4))
        0.0471
    """
    outcomes = compute_outcomes(looks)
    return conclude(outcomes, looks, np.arange(outcomes.look.size), null_rate, level, ordering)


def conclude(
    outcomes: Outcomes, looks: Looks, rows: Integers, null_rate: float, level: float, ordering: Ordering
) -> Conclusions:
    """What the chosen rows of the outcomes would mean; otherwise as `compute_after_looks`."""
    require_rate("null_rate", null_rate)
    require_level(level)
    rank = _rank(outcomes, looks, ordering)
    is_as_large, is_larger = rank >= rank[rows, None], rank > rank[rows, None]
    rates = outcomes.responders / outcomes.n
    chosen = outcomes.choose(rows)
    observed = rates[rows]
    return Conclusions(
        chosen,
        observed,
        chosen.unbiased,
        _solve(outcomes, is_as_large, 0.5),
        _solve(outcomes, np.broadcast_to(rates, is_larger.shape), observed),
        np.minimum(outcomes.probability(np.array([null_rate])) @ is_as_large.T, 1.0)[0],
        _solve(outcomes, is_as_large, (1 - level) / 2),
        _solve(outcomes, is_larger, (1 + level) / 2),
    )


def require_rate(name: str, rate: float) -> None:
    """Refuse a response rate outside the open interval from 0 to 1.

    Raises:
        UsageError: the rate is 0, 1 or beyond.
    """
    if not 0.0 < rate < 1.0:
        raise UsageError.one(name, f"{rate} is not between 0 and 1", "write a proportion, for example 0.20")


def _rank(outcomes: Outcomes, looks: Looks, ordering: Ordering) -> Integers:
    """Place of each outcome, equal where the order does not separate two."""
    if ordering == "unbiased":
        key = outcomes.unbiased.round(12)  # orders that give one estimate differ in the last digits
    elif ordering == "stagewise":
        last = len(looks.n)
        turned = np.where(outcomes.is_rejected & (outcomes.look < last), 2 * last - outcomes.look, outcomes.look)
        key = turned * (looks.n[-1] + 1.0) + outcomes.responders
    else:
        raise UsageError.one("ordering", f"{ordering!r}", "write one of: stagewise, unbiased")
    return np.unique(key, return_inverse=True)[1]


def _solve(outcomes: Outcomes, weights: Floats | Booleans, target: Floats | float) -> Floats:
    """For each row of weights, the rate at which the mean weight over all outcomes equals the target."""
    ends = np.zeros(len(weights)), np.ones(len(weights))
    return find_root(lambda rate: (outcomes.probability(rate) * weights).sum(axis=1) - target, *ends)
