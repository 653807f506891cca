"""The analysis of a response rate after a design with looks, whether or not the study kept to it."""

from dataclasses import dataclass

import numpy as np

from ...errors import UsageError
from ...sources import Source
from ...stopping.exact import Looks, with_final
from ...stopping.two_stage import TwoStage
from ..binomial import binomial_pmf, binomial_tail
from ..groups import Integers
from ..proportions import compute_clopper_pearson
from .after_looks import Conclusions, Ordering, conclude
from .conditional_error import (
    Conditional,
    compute_adjusted_boundary,
    compute_conditional_error,
    compute_koyama_chen,
    is_rejected,
)
from .design_inference import DesignInference
from .outcomes import Outcomes, compute_outcomes, describe_looks, two_looks
from .realised import Realised, describe_changes

JUNG_KIM = Source("jung2004", "Jung & Kim, Stat Med 2004;23:881", doi="10.1002/sim.1653")
KOYAMA_CHEN = Source("koyama2008", "Koyama & Chen, Stat Med 2008;27:3145", doi="10.1002/sim.3123")
JUNG_OWZAR = Source("jung2006", "Jung et al., J Biopharm Stat 2006;16:765", doi="10.1080/10543400600825645")
MUELLER_SCHAEFER = Source("mueller2004", "Müller & Schäfer, Stat Med 2004;23:2497", doi="10.1002/sim.1852")
PEPE = Source("pepe2009", "Pepe et al., Stat Med 2009;28:762", doi="10.1002/sim.3506")


@dataclass(frozen=True)
class _Points:
    """Estimates that need the rule by which the study went on; None where it is not known."""

    unbiased: float | None = None
    conditionally_unbiased: float | None = None
    bias_adjusted: float | None = None


@dataclass(frozen=True)
class _Counts:
    """Where the study ended: look, responders and patients up to there."""

    look: int
    responders: int
    n: int


@dataclass(frozen=True)
class _Verdict:
    """How the interval was found and what it decides."""

    interval: Conditional
    alpha: float
    is_rejected: bool
    method: str
    changes: tuple[str, ...]
    sources: tuple[Source, ...]


def estimate_after_looks(
    looks: Looks,
    look: int,
    responders: int,
    null_rate: float,
    level: float = 0.95,
    ordering: Ordering = "stagewise",
) -> DesignInference:
    """Analyse a study that kept to its looks.

    Args:
        looks: the design.
        look: the look at which the study stopped, from 1.
        responders: responders up to there.
        null_rate: response rate of the null hypothesis.
        level: confidence level of the two-sided interval; 0.90 agrees with a one-sided test at 5 %.
        ordering: which outcome speaks more against the null.

    Raises:
        UsageError: the design does not stop at this look with so many responders, or a rate or level is not between 0
            and 1.

    Source: Jung & Kim, Stat Med 2004;23:881 (doi 10.1002/sim.1653); Jung et al., J Biopharm Stat 2006;16:765 (doi
        10.1080/10543400600825645).

    Example:
        >>> fleming = Looks(n=(15, 25), futility=(3, 8), efficacy=(7, 9))
        >>> found = estimate_after_looks(fleming, look=2, responders=9, null_rate=0.20)
        >>> found.is_rejected, round(found.p, 4), round(found.unbiased, 4), round(found.lower, 4), round(found.upper, 4)
        (True, 0.0505, 0.3442, 0.1765, 0.5709)
    """
    outcomes = compute_outcomes(looks)
    found = conclude(outcomes, looks, _row(outcomes, looks, look, responders), null_rate, level, ordering)
    interval = Conditional(*(float(column[0]) for column in (found.p, found.lower, found.median, found.upper)))
    rejected = bool(found.outcomes.is_rejected[0])
    sources = (JUNG_KIM, JUNG_OWZAR, PEPE) if ordering == "unbiased" else (JUNG_KIM, KOYAMA_CHEN, PEPE)
    alpha = float(outcomes.probability(np.array([null_rate]))[0, outcomes.is_rejected].sum())
    verdict = _Verdict(interval, alpha, rejected, f"exact, outcomes in {ordering} order", (), sources)
    counts = _Counts(look, responders, looks.n[look - 1])
    return _infer(looks, counts, null_rate, level, _points(found, looks), verdict)


def estimate_after_two_stage(
    design: TwoStage,
    null_rate: float,
    responders_1: int,
    responders_2: int | None = None,
    *,
    evaluable_1: int | None = None,
    evaluable_2: int | None = None,
    level: float = 0.95,
) -> DesignInference:
    """Analyse a two-stage study, whether or not its stages had the planned size.

    A study that kept to its design is analysed in the stage-wise order. Any other (patients who could not be
    evaluated, an overrun, a second stage of another size, a stop or a continuation against the rule) is analysed by
    its conditional error, and the planned limits are not applied to numbers for which they were not made.

    Args:
        design: the planned design.
        null_rate: response rate of the null hypothesis.
        responders_1: responders of the first stage.
        responders_2: responders of the second stage alone; None when there was none.
        evaluable_1: patients evaluated at the end of the first stage; None for the planned number.
        evaluable_2: patients evaluated after that; None for the planned number, or 0 when there was no second stage.
        level: confidence level of the two-sided interval; 0.90 agrees with a one-sided test at 5 %.

    Raises:
        UsageError: impossible counts, a second stage with patients and no count of responders, or a rate or level
            that is not between 0 and 1.

    Source: Jung & Kim 2004, Koyama & Chen 2008 and, for another size of the first stage, Müller & Schäfer 2004.

    Example:
        >>> minimax = TwoStage(r1=6, n1=19, r=16, n=39)
        >>> found = estimate_after_two_stage(minimax, 0.30, 7, 10, evaluable_2=23, level=0.90)
        >>> found.changes
        ('The second stage had 23 evaluable patients, 20 were planned.', 'To reject, 12 responders in it were needed.')
        >>> round(found.p, 3), round(found.lower, 3)
        (0.083, 0.282)
    """
    realised = _realise(design, responders_1, responders_2, evaluable_1, evaluable_2)
    if realised.is_as_planned:
        look = 2 if realised.evaluable_2 else 1
        total = realised.responders_1 + realised.responders_2
        return estimate_after_looks(two_looks(design), look, total, null_rate, level)
    return _estimate_changed(realised, null_rate, level)


def _realise(
    design: TwoStage, responders_1: int, responders_2: int | None, evaluable_1: int | None, evaluable_2: int | None
) -> Realised:
    if responders_2 is None and evaluable_2:
        found = f"none, with {evaluable_2} patients in the second stage"
        raise UsageError.one("responders_2", found, "give the responders of the second stage", "design.changed")
    planned = 0 if responders_2 is None else design.n - design.n1
    return Realised(
        design,
        design.n1 if evaluable_1 is None else evaluable_1,
        responders_1,
        planned if evaluable_2 is None else evaluable_2,
        responders_2 or 0,
    )


def _estimate_changed(realised: Realised, null_rate: float, level: float) -> DesignInference:
    needed = compute_adjusted_boundary(realised.design, null_rate, realised.evaluable_2, realised.evaluable_1)
    verdict = _Verdict(
        compute_koyama_chen(realised, null_rate, level),
        _alpha(realised, null_rate),
        is_rejected(realised, null_rate),
        "exact, by the conditional error of the planned design",
        describe_changes(realised, int(needed[realised.responders_1])),
        (KOYAMA_CHEN, MUELLER_SCHAEFER, JUNG_KIM, PEPE),
    )
    responders = realised.responders_1 + realised.responders_2
    counts = _Counts(2 if realised.evaluable_2 else 1, responders, realised.evaluable_1 + realised.evaluable_2)
    points = _points_changed(realised, null_rate)
    return _infer(two_looks(realised.design), counts, null_rate, level, points, verdict)


def _alpha(realised: Realised, null_rate: float) -> float:
    """Type I error that the first stage, of the size it had, leaves for tests of the second."""
    seen = realised.evaluable_1
    error = compute_conditional_error(realised.design, null_rate, seen)
    return float(binomial_pmf(np.arange(seen + 1), seen, null_rate) @ error)


def _points_changed(realised: Realised, null_rate: float) -> _Points:
    """Estimates for the sizes as they were, where the study went on by its rule: more than r1 of the planned n1."""
    design = realised.design
    if realised.evaluable_1 != design.n1 or realised.responders_1 <= design.r1 or not realised.evaluable_2:
        return _Points()
    limits = (*two_looks(design).futility[:1], max(design.r1, 0))  # the last has no effect on the estimates
    looks = with_final((design.n1, design.n1 + realised.evaluable_2), limits)
    outcomes = compute_outcomes(looks)
    rows = _row(outcomes, looks, 2, realised.responders_1 + realised.responders_2)
    return _points(conclude(outcomes, looks, rows, null_rate, 0.95, "stagewise"), looks)


def _points(found: Conclusions, looks: Looks) -> _Points:
    unbiased, bias_adjusted = float(found.unbiased[0]), float(found.bias_adjusted[0])
    if len(looks.n) != 2 or found.outcomes.look[0] != 2:
        return _Points(unbiased, None, bias_adjusted)
    # given that the study went on, the first stage has this mean; what is left of the responders is the second's
    second = (int(found.outcomes.responders[0]) - looks.n[0] * unbiased) / (looks.n[1] - looks.n[0])
    return _Points(unbiased, second, bias_adjusted)


def _row(outcomes: Outcomes, looks: Looks, look: int, responders: int) -> Integers:
    """Place of the outcome, shape (1,)."""
    found = np.flatnonzero((outcomes.look == look) & (outcomes.responders == responders))
    if not found.size:
        fix = f"give a look, and responders up to it, at which the design {describe_looks(looks)} stops"
        raise UsageError.one("look and responders", f"look {look}, {responders} responders", fix, "design.looks")
    return found


def _infer(
    looks: Looks, counts: _Counts, null_rate: float, level: float, points: _Points, by: _Verdict
) -> DesignInference:
    plain = compute_clopper_pearson(counts.responders, counts.n, level)
    return DesignInference(
        design=describe_looks(looks),
        look=counts.look,
        responders=counts.responders,
        n=counts.n,
        null_rate=null_rate,
        level=level,
        observed=counts.responders / counts.n,
        unbiased=points.unbiased,
        conditionally_unbiased=points.conditionally_unbiased,
        median=by.interval.median,
        bias_adjusted=points.bias_adjusted,
        p=by.interval.p,
        lower=by.interval.lower,
        upper=by.interval.upper,
        alpha=by.alpha,
        is_rejected=by.is_rejected,
        unadjusted_p=float(binomial_tail(counts.responders, counts.n, null_rate)),
        unadjusted_lower=float(plain.lower),
        unadjusted_upper=float(plain.upper),
        method=by.method,
        is_followed=not by.changes,
        changes=by.changes,
        sources=by.sources,
    )
