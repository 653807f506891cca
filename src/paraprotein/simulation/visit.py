"""One visit of every patient: integrate up to it, look, grade, judge, dose. A pure function (course, visit) -> course.

The rules that decide here are the very functions that the analysis uses on the tables: `toxicity.grade`,
`response.progression.advance`, `dosing.decide`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from ..arrays import BooleanArray, Booleans, Floats, Integers
from ..dosing.plan import DosePlan
from ..dosing.reasons import Reason
from ..dosing.rules import Decision, decide, initial_state
from ..pharmacology.model import Effects, Model, State
from ..response.policies import Policies
from ..response.status import Status
from ..response.waldenstrom.criteria import WaldenstromCriteria
from ..response.waldenstrom.progression import advance as advance_response
from ..response.waldenstrom.progression import start as start_response
from ..response.waldenstrom.visits import visit_values
from ..toxicity.ctcae import grade, scale_of
from ..toxicity.limits import Edition
from .assay import LaboratoryTest, report_result, scaled
from .numerics.integrate import Integrate
from .numerics.kinetics import Amounts
from .numerics.randomness import Purpose, normals, uniforms
from .patient_state import End, PatientState, Person, Seen

FIRST_DAY = 1.0
"""Response days count from the first dose as day 1; the engine's from day 0."""


@dataclass(frozen=True)
class Rules:
    """Everything about a trial that is the same for all patients and visits."""

    model: Model
    advance: Integrate  # integrate.advance, or advance_within_day for the reference
    dose_plan: DosePlan
    criteria: WaldenstromCriteria
    policies: Policies
    marker: str
    marker_factor: float  # from the unit of the marker's assay to that of the criteria
    laboratory: Mapping[str, LaboratoryTest]
    n_assays: int  # assays of the protocol, those that the model cannot fill included
    not_simulated: frozenset[str]  # tests and terms of dose rules that nothing here makes
    edition: Edition
    window_days: int
    missed: float
    follow_up_days: int
    longest_interval: int
    stops_at_progression: bool


class Planned(NamedTuple):
    """One planned visit, the same for every patient."""

    seed: np.uint64 | jax.Array
    number: np.uint32 | jax.Array  # of the visit, 0 before the first dose
    day: float | jax.Array  # planned day
    measured: BooleanArray  # which assays are due, shape (n_assays,)
    potency: float | jax.Array  # 1, or 0 for an inert drug that is given, recorded and absorbed like the real one


def begin(rules: Rules, planned: Planned, person: Person) -> tuple[PatientState, Seen]:
    """The first visit: baseline values, then the first dose."""
    nobody = 0.0 * person.parameters[rules.model.parameters[0].name]
    state = rules.model.initial(person.parameters)
    effects = tuple(nobody for _ in rules.model.effect_names)
    values, below, signs = _look(rules, planned, person, state, effects)
    dosing = initial_state(rules.dose_plan, len(nobody), jnp)
    course = PatientState(
        day=nobody,
        amounts=Amounts.none(nobody),
        state=state,
        effects=effects,
        dosing=dosing,
        progression=start_response(scaled(values[rules.marker], rules.marker_factor), policies=rules.policies),
        baseline={code: values[code] for code in rules.dose_plan.from_baseline if code in values},
        followed=nobody == 0.0,
        treated=nobody == 0.0,
        treatment_end=nobody + jnp.nan,
        end=jnp.full(nobody.shape, End.ONGOING.value, dtype=jnp.int8),
        last_contact=nobody + jnp.nan,
    )
    seen = Seen(
        attended=nobody == 0.0,
        day=nobody,
        values=values,
        below=below,
        signs=signs,
        status=jnp.full(nobody.shape, Status.NONE.value, dtype=jnp.int8),
        dose_mg=dosing.dose_mg,
        reason=dosing.reason,
        rule=dosing.hold_rule,
    )
    return course, seen


def visit(rules: Rules, planned: Planned, person: Person, course: PatientState) -> tuple[PatientState, Seen]:
    """A later visit: the patient comes, misses it, or has left before it."""
    day, missed = _when(rules, planned, person)
    comes, course = _leave_or_come(rules, person, course, day)
    dose = _dose_given(course)
    days = jnp.where(comes, day - course.day, 0.0)
    amounts, state, effects = rules.advance(
        rules.model,
        person.parameters,
        course.amounts,
        course.state,
        planned.potency * dose,
        days,
        rules.longest_interval,
    )
    course = course._replace(day=course.day + days, amounts=amounts, state=state, effects=effects)
    broken = comes & ~_all_finite(state)
    attended = comes & ~missed & ~broken
    values, below, signs = _look(rules, planned, person, state, effects)
    values = {code: jnp.where(attended, value, jnp.nan) for code, value in values.items()}
    signs = {code: jnp.where(attended, sign, 0) for code, sign in signs.items()}
    marker = scaled(values[rules.marker], rules.marker_factor)
    course, status = _judge_response(rules, course, attended, day, marker)
    course, decision = _decide_dose(rules, course, attended, day, values, signs)
    course = _end_treatment(course, broken, End.FAILED, day)
    contact = jnp.where(broken, day, course.last_contact)
    course = course._replace(followed=course.followed & ~broken, last_contact=contact)
    seen = Seen(attended, day, values, below, signs, status, _dose_given(course), decision.reason, decision.rule)
    return course, seen


def close(rules: Rules, person: Person, course: PatientState) -> PatientState:
    """After the last visit: patients who are still followed leave when their data or their follow-up end."""
    leaves = _leaving_day(rules, person, course)
    course = course._replace(last_contact=jnp.where(course.followed, leaves, course.last_contact))
    return _leave(person, course, course.followed)


def _when(rules: Rules, planned: Planned, person: Person) -> tuple[Floats, Booleans]:
    """Day of the visit within its window, and whether it is missed."""
    chance = uniforms(_keys(person), Purpose.VISIT, planned.number, 2)
    width = 2 * rules.window_days + 1
    day = planned.day + jnp.floor(chance[:, 0] * width) - rules.window_days
    return day, chance[:, 1] < rules.missed


def _leave_or_come(rules: Rules, person: Person, course: PatientState, day: Floats) -> tuple[Booleans, PatientState]:
    """Who comes on `day`; those who do not have left before, and their course says when and why."""
    comes = course.followed & (day <= _leaving_day(rules, person, course))
    gone = course.followed & ~comes
    contact = jnp.where(gone, _leaving_day(rules, person, course), course.last_contact)
    return comes, _leave(person, course, gone)._replace(followed=comes, last_contact=contact)


def _leaving_day(rules: Rules, person: Person, course: PatientState) -> Floats:
    """Day on which the patient is lost to the study: data end, death, withdrawal, or follow-up is over."""
    leaves = jnp.minimum(person.cut_day, person.death_day).astype(jnp.float64)
    off = course.treatment_end + rules.follow_up_days
    return jnp.minimum(leaves, jnp.where(course.treated, person.withdrawal_day, off))


def _leave(person: Person, course: PatientState, gone: Booleans) -> PatientState:
    """End the treatment of those who leave while under it."""
    leaves = jnp.minimum(jnp.minimum(person.cut_day, person.death_day), person.withdrawal_day).astype(jnp.float64)
    why = jnp.where(
        person.cut_day <= leaves,
        End.ONGOING.value,
        jnp.where(person.death_day <= leaves, End.DEATH.value, End.WITHDRAWAL.value),
    ).astype(jnp.int8)
    ends = gone & course.treated
    return course._replace(
        treated=course.treated & ~gone,
        treatment_end=jnp.where(ends, leaves, course.treatment_end),
        end=jnp.where(ends, why, course.end),
    )


def _look(
    rules: Rules, planned: Planned, person: Person, state: State, effects: Effects
) -> tuple[dict[str, Floats], dict[str, Booleans], dict[str, Integers]]:
    """What the laboratory reports, with assay error and rounding; what is below its limit; the grade of each sign."""
    true = rules.model.observe(state, effects, person.parameters)
    noise = normals(_keys(person), Purpose.VISIT, planned.number, rules.n_assays)
    values: dict[str, Floats] = {}
    below: dict[str, Booleans] = {}
    for code, test in rules.laboratory.items():
        reported, below[code] = report_result(true[code], noise[:, test.column], test)
        values[code] = jnp.where(planned.measured[test.column], reported, jnp.nan)
    signs: dict[str, Integers] = {
        sign.code: sum(
            ((true[sign.code] > limit).astype(jnp.int8) for limit in sign.grades.values()),
            start=jnp.zeros((), jnp.int8),
        )
        for sign in rules.model.observables
        if sign.grades
    }
    return values, below, signs


def _judge_response(
    rules: Rules, course: PatientState, attended: Booleans, day: Floats, marker: Floats
) -> tuple[PatientState, Integers]:
    """Status of the day; treatment ends when progression is established, if the protocol says so."""
    now = visit_values(day + FIRST_DAY, marker, present=attended)
    progression, status = advance_response(course.progression, now, rules.criteria, rules.policies)
    course = course._replace(progression=progression)
    if rules.stops_at_progression:
        course = _end_treatment(
            course, attended & (progression.confirmation_day == day + FIRST_DAY), End.PROGRESSION, day
        )
    return course, status


def _decide_dose(
    rules: Rules,
    course: PatientState,
    attended: Booleans,
    day: Floats,
    values: dict[str, Floats],
    signs: dict[str, Integers],
) -> tuple[PatientState, Decision]:
    """Apply the dose rules to those who attended under treatment; a stop ends treatment."""
    grades = {code: _grade(rules, code, value) for code, value in values.items() if code in rules.dose_plan.graded}
    unknown = dict.fromkeys(rules.not_simulated, jnp.full_like(day, jnp.nan))
    compared = {code: scaled(value, rules.laboratory[code].rule_factor) for code, value in values.items()}
    compared |= _references(rules, course, day) | unknown
    deciding = attended & course.treated
    dosing, decision = decide(
        course.dosing, day + FIRST_DAY, compared, {**unknown, **grades, **signs}, rules.dose_plan, seen=deciding
    )
    course = course._replace(dosing=dosing)
    stopped = deciding & dosing.stopped
    completed = decision.reason == Reason.COMPLETED.value
    course = _end_treatment(course, stopped & completed, End.COMPLETED, day)
    course = _end_treatment(course, stopped & ~completed, End.TOXICITY, day)
    return course, decision._replace(reason=jnp.where(deciding, decision.reason, Reason.UNCHANGED.value))


def _dose_given(course: PatientState) -> Floats:
    """Dose that the patient takes from now on, mg; 0 while held or off treatment."""
    return jnp.where(course.treated & ~course.dosing.held, course.dosing.dose_mg, 0.0)


def _references(rules: Rules, course: PatientState, day: Floats) -> dict[str, Floats]:
    """What limits of dose rules are multiples of: `BILI.ULN`, `NEUT.LLN`, `CREAT.baseline`, in the rules' unit."""
    known: dict[str, Floats] = {}
    for comparison in rules.dose_plan.relative:
        name, of = f"{comparison.name}.{comparison.of}", comparison.of
        test = rules.laboratory.get(comparison.name)
        if test is None:
            known[name] = jnp.full_like(day, jnp.nan)
        elif of == "baseline":
            known[name] = scaled(course.baseline[comparison.name], test.rule_factor)
        else:
            limit = test.assay.low_normal if of == "LLN" else test.assay.high_normal
            known[name] = jnp.full_like(day, jnp.nan if limit is None else limit * test.rule_factor)
    return known


def _grade(rules: Rules, code: str, value: Floats) -> Floats:
    assay = rules.laboratory[code].assay
    if scale_of(rules.edition, code) is None:
        return jnp.full_like(value, jnp.nan)
    low = None if assay.low_normal is None else jnp.asarray(assay.low_normal)
    high = None if assay.high_normal is None else jnp.asarray(assay.high_normal)
    return grade(rules.edition, code, value, low, high, None, unit=assay.unit)


def _end_treatment(course: PatientState, ends: Booleans, why: End, day: Floats) -> PatientState:
    ends = ends & course.treated
    return course._replace(
        treated=course.treated & ~ends,
        treatment_end=jnp.where(ends, day, course.treatment_end),
        end=jnp.where(ends, why.value, course.end).astype(jnp.int8),
    )


def _all_finite(state: State) -> Booleans:
    finite = [jnp.isfinite(value) for value in state]
    return jnp.stack(finite).all(axis=0)


def _keys(person: Person) -> jax.Array:
    keys: jax.Array = jax.random.wrap_key_data(jnp.asarray(person.key))
    return keys
