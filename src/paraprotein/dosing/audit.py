"""Whether the doses that patients got are those that the plan asks for.

Each visit is judged from what had really been given before it. A dose below the plan's is the physician's caution and
allowed; a dose above it is a deviation at every visit at which it is given.
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple

from ..arrays import (
    Booleans,
    BooleansByVisit,
    Floats,
    FloatsByVisit,
    Integers,
    IntegersByVisit,
    Namespace,
    namespace_of,
)
from .plan import DosePlan
from .rules import DoseState, decide, initial_state

SAME_DOSE_MG = 1e-6


class Verdict(IntEnum):
    """What a visit's dose was, measured against the plan."""

    NOT_JUDGED = 0
    KEPT = 1
    REQUIRED = 2
    ALLOWED = 3
    DEVIATION = 4
    NO_LEVEL = 5


VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.NOT_JUDGED: "not judged: no visit, or the dose is not known",
        Verdict.KEPT: "kept, as the plan asks",
        Verdict.REQUIRED: "changed, as the plan requires",
        Verdict.ALLOWED: "lower than the plan asks, which is allowed",
        Verdict.DEVIATION: "deviation: higher than the plan allows",
        Verdict.NO_LEVEL: "deviation: not a permitted dose",
    }
)


class Audit(NamedTuple):
    """Every visit's judgement; arrays of shape (n_patients, n_visits).

    Attributes:
        verdict: `Verdict`.
        expected_mg: dose that the plan asks for from this visit on; 0 for a hold or after the end.
        reason: `Reason` of the plan's decision.
        rule: index of the rule that decided it, -1 where none did; `DosePlan.sentence` puts both in words.
    """

    verdict: IntegersByVisit
    expected_mg: FloatsByVisit
    reason: IntegersByVisit
    rule: IntegersByVisit


def audit_doses(
    plan: DosePlan,
    study_day: FloatsByVisit,
    given_mg: FloatsByVisit,
    values: Mapping[str, FloatsByVisit],
    grades: Mapping[str, FloatsByVisit],
    seen: BooleansByVisit,
) -> tuple[DoseState, Audit]:
    """Judge the dose of every visit.

    Args:
        plan: the dose plan.
        study_day: study days of the visits in order, (n_patients, n_visits); day 1 is the first dose.
        given_mg: dose given from each visit on, mg per administration; 0 held or ended, NaN not known.
        values: LBTESTCD -> results at the visits in the standard unit, (n_patients, n_visits).
        grades: LBTESTCD or term -> toxicity grades at the visits, (n_patients, n_visits).
        seen: which visits took place, (n_patients, n_visits).

    Returns:
        The state after the last visit, from which `rules.decide` gives the next dose, and the audit.
    """
    xp = namespace_of(given_mg)
    state = initial_state(plan, given_mg.shape[0], xp)
    before_mg = state.dose_mg
    judged = []
    for visit in range(given_mg.shape[1]):
        here, given = seen[:, visit], given_mg[:, visit]
        now = {name: array[:, visit] for name, array in values.items()}
        graded = {name: array[:, visit] for name, array in grades.items()}
        after, decision = decide(state, study_day[:, visit], now, graded, plan, here)
        known = here & ~xp.isnan(given)
        verdict = _judge(xp, plan, known, given, before_mg, decision.dose_mg)
        judged.append(Audit(verdict, decision.dose_mg, decision.reason, decision.rule))
        state = _follow(xp, state, after, known, given, decision.dose_mg)
        before_mg = xp.where(known, given, before_mg)
    return state, Audit(*(xp.stack(column, axis=1) for column in zip(*judged, strict=True)))


def _judge(
    xp: Namespace, plan: DosePlan, known: Booleans, given_mg: Floats, before_mg: Floats, expected_mg: Floats
) -> Integers:
    permitted = xp.abs(given_mg) < SAME_DOSE_MG
    for level_mg in plan.levels_mg:
        permitted = permitted | (xp.abs(given_mg - level_mg) < SAME_DOSE_MG)
    kept = xp.where(xp.abs(given_mg - before_mg) < SAME_DOSE_MG, int(Verdict.KEPT), int(Verdict.REQUIRED))
    verdict = xp.where(given_mg < expected_mg - SAME_DOSE_MG, int(Verdict.ALLOWED), kept)
    verdict = xp.where(given_mg > expected_mg + SAME_DOSE_MG, int(Verdict.DEVIATION), verdict)
    verdict = xp.where(permitted, verdict, int(Verdict.NO_LEVEL))
    return xp.where(known, verdict, int(Verdict.NOT_JUDGED))


def _follow(
    xp: Namespace, before: DoseState, after: DoseState, known: Booleans, given_mg: Floats, expected_mg: Floats
) -> DoseState:
    """The plan's state, corrected where less was given than it asked for.

    A hold that the plan would have ended goes on; a lower dose becomes the patient's level; a planned rise that was
    not made stays due.
    """
    less = known & (given_mg < expected_mg - SAME_DOSE_MG)
    held_on = less & before.held & (given_mg < SAME_DOSE_MG)
    lower = less & (given_mg >= SAME_DOSE_MG)
    followed = after._replace(
        dose_mg=xp.where(lower, given_mg, after.dose_mg),
        reduced=after.reduced | (lower & (given_mg < before.dose_mg - SAME_DOSE_MG)),
        escalated=xp.where(lower, before.escalated, after.escalated),
    )
    columns = (
        xp.where(held_on[:, None] if new.ndim == 2 else held_on, old, new)
        for old, new in zip(before, followed, strict=True)
    )
    return DoseState._make(columns)
