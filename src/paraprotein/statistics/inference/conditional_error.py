"""Inference after a two-stage design whose stages had other sizes than planned.

The planned design leaves, after the first stage, a chance of rejecting the null: the conditional error A(x; rate) of x
responders. Whatever is done next, the type I error is kept when the second stage is tested at that level (Koyama &
Chen 2008, for a second stage of another size; Englert & Kieser 2012). The same chance exists after any other number of
patients, also in the middle of a planned stage (Müller & Schäfer 2004): with fewer than planned in the first stage it
is a mean over those who are missing, with more over which of them came first. At most r1 responders stop the study
whatever the number evaluated; patients who are missing count there as non-responders.

The p-value orders the outcomes by the rate pi at which A(x; pi) equals the p-value of the second stage alone; it is the
mean of A(X; pi) over the first stage. Where no such rate exists the second stage decides nothing:

- A is 1 whatever follows (more than r responders in the first stage): all such outcomes are equal for the p-value and
  the lower limit, as in Koyama and Chen's own program. The upper limit orders them by first, then second stage, for
  otherwise it would be 1.
- A is too small whatever follows (a stop for futility, which is a second stage of 0 patients, or a study that went on
  in spite of it): ordered by first, then second stage.

Sources: Koyama & Chen, Stat Med 2008;27:3145 (doi 10.1002/sim.3123); Englert & Kieser, Pharm Stat 2012;11:241 (doi
10.1002/pst.541); Müller & Schäfer, Stat Med 2004;23:2497 (doi 10.1002/sim.1852).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ...stopping.two_stage import TwoStage
from ..binomial import binomial_pmf, binomial_tail, hypergeometric_pmf
from ..groups import Booleans, Floats, Integers, require_level
from ..roots import find_root
from .after_looks import require_rate
from .realised import Realised

_SAME = 1e-10  # relative: two ways of summing one probability differ by less, two probabilities by more


class Conditional(NamedTuple):
    """Inference from the conditional error; rates as fractions, each a number.

    Attributes:
        p: one-sided p-value against rates above the null.
        lower: lower confidence limit.
        median: the rate whose p-value is one half; 0 when no responder was seen.
        upper: upper confidence limit.
    """

    p: float
    lower: float
    median: float
    upper: float


def compute_conditional_error(design: TwoStage, rate: ArrayLike, evaluable_1: int | None = None) -> Floats:
    """Chance that the planned design rejects its null, given the responders of the first stage.

    Args:
        design: the planned design.
        rate: true response rates, any shape.
        evaluable_1: patients evaluated in the first stage; None for the planned number.

    Returns:
        The shape of `rate` with one axis more: 0 to `evaluable_1` responders.

    Raises:
        UsageError: the first stage is longer than the whole planned study.

    Source: as the module.

    Example:
        >>> compute_conditional_error(TwoStage(r1=1, n1=10, r=5, n=29), 0.10)[2].round(4)
        np.float64(0.115)
    """
    realised = Realised(design, design.n1 if evaluable_1 is None else evaluable_1, 0, 0, 0)
    return _error(_rejecting(realised), np.asarray(rate, np.float64))


def compute_adjusted_boundary(
    design: TwoStage, null_rate: float, evaluable_2: int, evaluable_1: int | None = None
) -> Integers:
    """Fewest responders of a second stage of changed size that reject the null.

    Args:
        design: the planned design.
        null_rate: response rate of the null hypothesis.
        evaluable_2: patients evaluated in the second stage.
        evaluable_1: patients evaluated in the first stage; None for the planned number.

    Returns:
        Shape (evaluable_1 + 1,), by responders of the first stage; `evaluable_2` + 1 where no number rejects.

    Raises:
        UsageError: the rate is not between 0 and 1, the first stage is longer than the whole planned study, or a
            number of patients is negative.

    Source: as the module.

    Example:
        >>> compute_adjusted_boundary(TwoStage(r1=1, n1=10, r=5, n=29), 0.10, evaluable_2=17).tolist()[:7]
        [18, 18, 4, 3, 2, 1, 0]
    """
    require_rate("null_rate", null_rate)
    realised = Realised(design, design.n1 if evaluable_1 is None else evaluable_1, 0, evaluable_2, 0)
    allowed = _error(_rejecting(realised), np.asarray(null_rate))
    tail = binomial_tail(np.arange(evaluable_2 + 2), evaluable_2, null_rate)
    return np.asarray(_is_within(tail, allowed[:, None]).argmax(axis=1), np.int64)


def is_rejected(realised: Realised, null_rate: float) -> bool:
    """Whether the second stage, tested at the conditional error of the first, rejects the null."""
    boundary = compute_adjusted_boundary(realised.design, null_rate, realised.evaluable_2, realised.evaluable_1)
    return bool(realised.responders_2 >= boundary[realised.responders_1])


def compute_koyama_chen(realised: Realised, null_rate: float, level: float = 0.95) -> Conditional:
    """P-value, estimate and interval that stay exact whatever size the second stage had, and why it had it.

    Args:
        realised: the planned design and what happened.
        null_rate: response rate of the null hypothesis.
        level: confidence level of the two-sided interval; 0.90 agrees with a one-sided test at 5 %.

    Raises:
        UsageError: the rate or the level is not between 0 and 1.

    Source: Koyama & Chen, Stat Med 2008;27:3145 (doi 10.1002/sim.3123), section 4; the upper limit with "more
    responders" in place of their "at least as many", which is needed for its coverage.

    Example:
        >>> minimax = TwoStage(r1=6, n1=19, r=16, n=39)
        >>> found = compute_koyama_chen(Realised(minimax, 19, 7, 23, 10), null_rate=0.30, level=0.90)
        >>> [round(number, 4) for number in found[:3]]
        [0.0828, 0.2821, 0.4046]
    """
    require_rate("null_rate", null_rate)
    require_level(level)
    targets = np.array([(1 - level) / 2, 0.5, (1 + level) / 2])
    is_larger = np.array([False, False, True])
    rejecting = _rejecting(realised)
    roots = find_root(lambda rate: _tail(realised, rejecting, rate, is_larger) - targets, np.zeros(3), np.ones(3))
    p = _tail(realised, rejecting, np.array([null_rate]), np.array([False]))
    return Conditional(float(p[0]), float(roots[0]), float(roots[1]), float(roots[2]))


def _rejecting(realised: Realised) -> Floats:
    """Share of the orders that reject, by responders of the first stage (rows) and of the rest as planned (columns)."""
    design, seen = realised.design, realised.evaluable_1
    left = design.n - seen
    first, rest = np.arange(seen + 1)[:, None], np.arange(left + 1)
    missing = max(design.n1 - seen, 0)
    if missing:  # how many of the rest belong to the planned first stage
        drawn = np.arange(missing + 1)[:, None, None]
        goes_on = (hypergeometric_pmf(drawn, left, rest, missing) * (first + drawn > design.r1)).sum(axis=0)
    else:  # how many of those seen belong to it
        drawn = np.arange(design.n1 + 1)
        goes_on = (hypergeometric_pmf(drawn, seen, first, design.n1) * (drawn > design.r1)).sum(axis=1, keepdims=True)
    is_kept = (first > design.r1) & (first + rest > design.r)  # at most r1 responders stop, whoever is missing
    certain = np.where(goes_on > 1 - _SAME, 1.0, goes_on)  # a sum of 0.9999999999999999 would turn p from alpha to 1
    return np.asarray(certain * is_kept, np.float64)


def _error(rejecting: Floats, rate: Floats) -> Floats:
    """A(x; rate) for every x, in a last axis behind those of `rate`."""
    left = rejecting.shape[1] - 1
    return np.minimum(binomial_pmf(np.arange(left + 1), left, rate[..., None]) @ rejecting.T, 1.0)


def _tail(realised: Realised, rejecting: Floats, rate: Floats, is_larger: Booleans) -> Floats:
    """Probability at each rate of an outcome at least as large as the one seen; where `is_larger`, of a larger one."""
    x = realised.responders_1
    never, always = rejecting[:, -1], rejecting[:, 0]  # largest and smallest conditional error over all rates
    second = binomial_tail(realised.responders_2 + is_larger, realised.evaluable_2, rate)
    first = binomial_pmf(np.arange(realised.evaluable_1 + 1), realised.evaluable_1, rate[:, None])
    pi = find_root(lambda guess: _error(rejecting[x : x + 1], guess)[:, 0] - second, 0 * rate, 0 * rate + 1)
    usual = (first * _error(rejecting, pi)).sum(axis=1)
    below = _split(first, never, np.ones_like(never), x, second)
    above = _split(first, np.zeros_like(always), always, x, second)
    too_small = ~_is_within(second, never[x]) | (is_larger & (second >= never[x]))
    return np.select([too_small, is_larger & (second < always[x])], [below, above], usual)


def _split(first: Floats, fewer: Floats, more: Floats, x: int, second: Floats) -> Floats:
    """Mean over the first stage of one weight below x responders, another above, and the second stage's tail at x."""
    return first[:, :x] @ fewer[:x] + first[:, x] * second + first[:, x + 1 :] @ more[x + 1 :]


def _is_within(tail: Floats, allowed: ArrayLike) -> Booleans:
    return tail <= np.asarray(allowed) * (1 + _SAME)
