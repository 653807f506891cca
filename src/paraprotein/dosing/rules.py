"""The dose at each visit: what the plan decides, for all patients at once.

`decide` reads like the protocol, in this order:

1.  Treatment that has stopped stays stopped.
2.  The planned end of treatment has come: stop.
3.  A hold has lasted longer than allowed: stop, even if recovery has come by now.
4.  The recovery condition of the rule that holds is met: resume, at the same dose or one level lower.
5.  Of the rules, the first whose condition fires decides: hold, reduce one level, stop, or continue unchanged. Where a
    patient is still held, only a stop matters.
6.  Nothing fired, the patient is on the drug, and the planned rise is due and not cancelled: escalate.

Readings chosen: a dose falls by one level at most per visit, and a visit that lowers it does not raise it; below the
lowest level treatment stops for unacceptable toxicity; a hold that passes from one rule to another without a dose in
between is one hold for rule 3; a rule with `again: stop` stops as soon as it fires a second time; a missing value fires
nothing and ends no hold, so a patient whose counts were not taken stays as they are. The planned rise comes at the
first visit at which nothing speaks against it, on or after its day.

Nothing here branches on data and no array is changed in place: the same function serves NumPy columns, `jax.jit` and
`jax.lax.scan`. All arrays have shape (n_patients,) except `holds`, (n_patients, n_rules).
"""

from collections.abc import Mapping
from typing import NamedTuple

from ..arrays import Booleans, Floats, Integers, IntegersByRule, Namespace, Numbers, namespace_of
from .conditions import evaluate
from .plan import Action, DosePlan
from .reasons import Reason

SAME_DAY = 1e-6
"""Days by which two times may differ and still be the same: 24 months are 730.5 days, 28.000000001 days are 28."""


class DoseState(NamedTuple):
    """What must be remembered of each patient between visits.

    Attributes:
        dose_mg: level prescribed when not held, mg per administration.
        held: the drug is withheld.
        hold_start: study day on which the hold began, NaN when not held.
        hold_rule: index of the rule that holds, -1 when none does.
        holds: holds by each rule so far.
        reduced: the dose was lowered for toxicity.
        escalated: the planned rise was made.
        stopped: treatment has ended.
        reason: `Reason` of the last decision that changed something.
    """

    dose_mg: Floats
    held: Booleans
    hold_start: Floats
    hold_rule: Integers
    holds: IntegersByRule
    reduced: Booleans
    escalated: Booleans
    stopped: Booleans
    reason: Integers


class Decision(NamedTuple):
    """What one visit decided.

    Attributes:
        dose_mg: dose given from this visit on, mg per administration; 0 while held or after the end.
        reason: `Reason`.
        rule: index of the rule that decided, -1 where none did.
    """

    dose_mg: Floats
    reason: Integers
    rule: Integers


def initial_state(plan: DosePlan, n_patients: int, xp: Namespace) -> DoseState:
    """Patients on the day of the first dose; `xp` is the array namespace, `numpy` or `jax.numpy`."""
    no = xp.zeros(n_patients, dtype=xp.bool_)
    return DoseState(
        dose_mg=xp.full(n_patients, plan.start_mg, dtype=float),
        held=no,
        hold_start=xp.full(n_patients, xp.nan, dtype=float),
        hold_rule=xp.full(n_patients, -1, dtype=xp.int32),
        holds=xp.zeros((n_patients, len(plan.rules)), dtype=xp.int32),
        reduced=no,
        escalated=no,
        stopped=no,
        reason=xp.full(n_patients, int(Reason.STARTED), dtype=xp.int32),
    )


def decide(
    state: DoseState,
    study_day: Floats | float,
    values: Mapping[str, Floats],
    grades: Mapping[str, Numbers],
    plan: DosePlan,
    seen: Booleans | None = None,
) -> tuple[DoseState, Decision]:
    """Decide the dose of every patient at one visit.

    Args:
        state: from `initial_state` or the visit before.
        study_day: study day of the visit, number or array; day 1 is the first dose, so 28 days after it is day 29.
        values: LBTESTCD -> results of this visit in the standard unit, NaN missing; needs `plan.analytes`.
        grades: LBTESTCD or term -> toxicity grades since the last visit, NaN not gradable; needs `plan.graded`.
        plan: the dose plan.
        seen: patients who have this visit; the others keep state and dose. None means all.

    Returns:
        The next state, and the decision of this visit.

    Raises:
        UsageError: a rule needs a test or term that was not given.
    """
    verdict = _judge(state, study_day, values, grades, plan, seen)
    after = _next_state(state, study_day, plan, verdict)
    return after, _decision(state, verdict, after)


def stop_treatment(state: DoseState, patients: Booleans, reason: Reason) -> DoseState:
    """End treatment of some patients for an event that is no dose rule: progression, withdrawal, death.

    Args:
        state: before.
        patients: booleans; those whose treatment had ended already keep their reason.
        reason: why.
    """
    xp = namespace_of(state.dose_mg)
    ending = patients & ~state.stopped
    return state._replace(
        stopped=state.stopped | ending,
        held=state.held & ~ending,
        hold_start=xp.where(ending, xp.nan, state.hold_start),
        hold_rule=xp.where(ending, -1, state.hold_rule),
        reason=xp.where(ending, int(reason), state.reason),
    )


def given_mg(state: DoseState) -> Floats:
    """Dose that patients take between visits, mg per administration: 0 while held or after the end."""
    xp = namespace_of(state.dose_mg)
    return xp.where(state.held | state.stopped, 0.0, state.dose_mg)


class _Verdict(NamedTuple):
    """What happens to whom at one visit; booleans but for `fired` and `lower_mg`."""

    fired: Integers  # index of the first rule whose condition fires, -1 where none does
    completed: Booleans
    overdue: Booleans
    resuming: Booleans
    still_held: Booleans
    steps_down: Booleans  # resumes one level lower
    reducing: Booleans
    lower_mg: Floats  # next lower level, NaN below the lowest
    lowest: Booleans  # has to go lower and cannot
    rule_stops: Booleans
    recurs: Booleans
    holding: Booleans
    continuing: Booleans
    escalating: Booleans

    @property
    def stopping(self) -> Booleans:
        return self.completed | self.overdue | self.lowest | self.rule_stops | self.recurs

    @property
    def lowering(self) -> Booleans:
        return (self.steps_down | self.reducing) & ~self.stopping


def _judge(
    state: DoseState,
    study_day: Floats | float,
    values: Mapping[str, Floats],
    grades: Mapping[str, Numbers],
    plan: DosePlan,
    seen: Booleans | None,
) -> _Verdict:
    xp = namespace_of(state.dose_mg)
    on = ~state.stopped if seen is None else ~state.stopped & seen
    completed = on & (study_day - 1 >= plan.longest_treatment_days - SAME_DAY)
    # the hold of a patient who is not held began at NaN, and no comparison with NaN is true
    overdue = on & ~completed & (study_day - state.hold_start > plan.longest_hold_days + SAME_DAY)
    active = on & ~completed & ~overdue

    resuming = active & state.held & _recovered(xp, state, values, grades, plan)
    steps_down = resuming & _resumes_lower(xp, state, plan)
    fired = _first_that_fires(xp, state, values, grades, plan)
    free = active & (~state.held | resuming)
    reducing = free & _acts(xp, fired, plan, "reduce") & ~steps_down
    lower_mg = _next_lower(xp, state.dose_mg, plan)
    lowest = (steps_down | reducing) & xp.isnan(lower_mg)
    holding = free & ~lowest & _acts(xp, fired, plan, "hold")
    recurs = holding & _stops_again(xp, fired, state, plan)
    return _Verdict(
        fired=fired,
        completed=completed,
        overdue=overdue,
        resuming=resuming,
        still_held=active & state.held & ~resuming,
        steps_down=steps_down,
        reducing=reducing,
        lower_mg=lower_mg,
        lowest=lowest,
        rule_stops=active & ~lowest & _acts(xp, fired, plan, "stop"),
        recurs=recurs,
        holding=holding & ~recurs,
        continuing=free & ~resuming & _acts(xp, fired, plan, "continue"),
        escalating=free & ~steps_down & (fired < 0) & _rise_is_due(xp, state, study_day, plan),
    )


def _next_state(state: DoseState, study_day: Floats | float, plan: DosePlan, verdict: _Verdict) -> DoseState:
    xp = namespace_of(state.dose_mg)
    to_mg = plan.escalation.to_mg if plan.escalation else 0.0
    held = (state.held & ~verdict.resuming | verdict.holding) & ~verdict.stopping
    began = xp.where(xp.isnan(state.hold_start), study_day, state.hold_start)
    one_more = (xp.arange(len(plan.rules)) == verdict.fired[:, None]) & verdict.holding[:, None]
    reason = _reason(xp, state, verdict)
    changed = (reason != Reason.UNCHANGED) & (reason != Reason.AFTER_STOP)
    risen_mg = xp.where(verdict.escalating, to_mg, state.dose_mg)
    return DoseState(
        dose_mg=xp.where(verdict.lowering, verdict.lower_mg, risen_mg),
        held=held,
        hold_start=xp.where(held, began, xp.nan),
        hold_rule=xp.where(held, xp.where(verdict.holding, verdict.fired, state.hold_rule), -1),
        holds=xp.where(one_more, state.holds + 1, state.holds),
        reduced=state.reduced | verdict.lowering,
        escalated=state.escalated | verdict.escalating,
        stopped=state.stopped | verdict.stopping,
        reason=xp.where(changed, reason, state.reason),
    )


def _decision(state: DoseState, verdict: _Verdict, after: DoseState) -> Decision:
    xp = namespace_of(state.dose_mg)
    by_fired = verdict.holding | verdict.recurs | verdict.rule_stops | verdict.reducing | verdict.continuing
    by_holder = verdict.overdue | (verdict.steps_down & verdict.lowest)
    by_holder = by_holder | ((verdict.resuming | verdict.still_held) & ~by_fired & ~verdict.escalating)
    rule = xp.where(by_holder, state.hold_rule, xp.where(by_fired, verdict.fired, -1))
    return Decision(given_mg(after), _reason(xp, state, verdict), rule)


def _reason(xp: Namespace, state: DoseState, verdict: _Verdict) -> Integers:
    """The code of each patient's decision; where several hold, the last in this list wins."""
    by_rank = (
        (verdict.continuing, Reason.CONTINUED),
        (verdict.resuming, Reason.RESUMED),
        (verdict.escalating, Reason.ESCALATED),
        (verdict.steps_down, Reason.RESUMED_REDUCED),
        (verdict.reducing, Reason.REDUCED),
        (verdict.still_held, Reason.STILL_HELD),
        (verdict.holding, Reason.HELD),
        (verdict.recurs, Reason.STOPPED_RECURRENCE),
        (verdict.rule_stops, Reason.STOPPED_TOXICITY),
        (verdict.lowest, Reason.STOPPED_LOWEST),
        (verdict.overdue, Reason.STOPPED_LONG_HOLD),
        (verdict.completed, Reason.COMPLETED),
        (state.stopped, Reason.AFTER_STOP),
    )
    reason = xp.full_like(state.reason, int(Reason.UNCHANGED))
    for patients, code in by_rank:
        reason = xp.where(patients, int(code), reason)
    return reason


def _recovered(
    xp: Namespace, state: DoseState, values: Mapping[str, Floats], grades: Mapping[str, Numbers], plan: DosePlan
) -> Booleans:
    """Whether the recovery condition of the rule that holds is met."""
    recovered = xp.zeros_like(state.held)
    for index, rule in enumerate(plan.rules):
        if rule.until is not None:
            recovered = recovered | ((state.hold_rule == index) & evaluate(rule.until, values, grades))
    return recovered


def _resumes_lower(xp: Namespace, state: DoseState, plan: DosePlan) -> Booleans:
    """Whether the rule that holds asks for a lower dose on resuming."""
    lower = xp.zeros_like(state.held)
    for index, rule in enumerate(plan.rules):
        is_first = state.holds[:, index] <= 1
        asks = xp.where(is_first, rule.then == "reduce", rule.again == "reduce")
        lower = lower | ((state.hold_rule == index) & asks)
    return lower


def _first_that_fires(
    xp: Namespace, state: DoseState, values: Mapping[str, Floats], grades: Mapping[str, Numbers], plan: DosePlan
) -> Integers:
    fired = xp.full_like(state.hold_rule, -1)
    for index, rule in reversed(list(enumerate(plan.rules))):
        fired = xp.where(evaluate(rule.when, values, grades), index, fired)
    return fired


def _acts(xp: Namespace, fired: Integers, plan: DosePlan, action: Action) -> Booleans:
    """Whether the rule that fired takes this action."""
    acts = xp.zeros(fired.shape, dtype=xp.bool_)
    for index, rule in enumerate(plan.rules):
        if rule.action == action:
            acts = acts | (fired == index)
    return acts


def _stops_again(xp: Namespace, fired: Integers, state: DoseState, plan: DosePlan) -> Booleans:
    """Whether the rule that fired held before and now stops treatment."""
    stops = xp.zeros_like(state.held)
    for index, rule in enumerate(plan.rules):
        if rule.again == "stop":
            stops = stops | ((fired == index) & (state.holds[:, index] >= 1))
    return stops


def _next_lower(xp: Namespace, dose_mg: Floats, plan: DosePlan) -> Floats:
    """Highest permitted dose below this one, NaN when there is none."""
    lower = xp.full_like(dose_mg, xp.nan)
    for level_mg in plan.levels_mg:
        lower = xp.where(level_mg < dose_mg, level_mg, lower)
    return lower


def _rise_is_due(xp: Namespace, state: DoseState, study_day: Floats | float, plan: DosePlan) -> Booleans:
    """Whether the planned rise is due, not yet made and not cancelled by a hold or a reduction."""
    rise = plan.escalation
    if rise is None:
        return xp.zeros_like(state.held)
    due = ~state.escalated & (state.dose_mg < rise.to_mg) & (study_day - 1 >= rise.after_days - SAME_DAY)
    if rise.unless_held:
        due = due & ~xp.any(state.holds > 0, axis=1)
    if rise.unless_reduced:
        due = due & ~state.reduced
    return due
