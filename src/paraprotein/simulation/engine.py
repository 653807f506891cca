"""Carry a cohort through all its visits.

Patients who have left the study leave the computation too: before each visit only those still followed are packed into
blocks. A patient's numbers come from its own key and from elementwise operations on fixed shapes, so packing changes
nothing but the time it takes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

import jax
import numpy as np
from numpy.typing import NDArray

from ..arrays import Integers
from ..errors import UsageError
from ..pharmacology.model import Model
from ..protocol.dose_plan import dose_plan_of
from ..protocol.schema import Protocol
from ..response.editions import criteria_named
from ..response.policies import Policies
from ..response.waldenstrom.criteria import WaldenstromCriteria
from ..toxicity.ctcae import edition_named
from ..units import conversion_factor
from .assay import laboratory_of
from .cohort import Cohort
from .numerics.batches import run_in_blocks
from .numerics.compilation import compiled
from .numerics.integrate import Integrate, advance, advance_within_day
from .numerics.randomness import Counter, patient_keys
from .patient_state import PatientState, Person, Seen
from .schedule import Schedule, plan_visits
from .visit import Planned, Rules, begin, close, visit

Inputs = ParamSpec("Inputs")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Visited:
    """One visit of those who were still followed; arrays have shape (n_followed,).

    Attributes:
        index: number of the visit.
        who: position of each patient in the cohort.
        seen: what was recorded.
    """

    index: int
    who: NDArray[np.int64]
    seen: Seen


@dataclass(frozen=True)
class Trajectories:
    """A simulated cohort.

    Attributes:
        cohort: who was enrolled.
        rules: what decided.
        schedule: the planned visits.
        visits: every visit, in order.
        course: where each patient ended; arrays of shape (n,).
    """

    cohort: Cohort
    rules: Rules
    schedule: Schedule
    visits: tuple[Visited, ...]
    course: PatientState


RULE_UNIT = "mg/dL"
"""Unit of the marker in which the criteria for Waldenström's macroglobulinemia state their limits."""


class Engine:
    """A protocol made ready to run: rules resolved, visit functions compiled once.

    Exposure is the day's average of the drug effects, or with `within_day` their course within the day: slower, and the
    reference that the average is checked against.
    """

    def __init__(self, protocol: Protocol, model: Model, *, within_day: bool = False) -> None:
        self.schedule = plan_visits(protocol)
        self.rules = resolve_rules(protocol, model, self.schedule, advance_within_day if within_day else advance)
        self._begin = _compiled(begin, self.rules)
        self._visit = _compiled(visit, self.rules)
        self._close = jax.jit(lambda _, person, course: close(self.rules, person, course))

    def run(self, cohort: Cohort, *, seed: int, potency: float = 1.0) -> Trajectories:
        """Simulate a cohort.

        Args:
            cohort: enrolled patients.
            seed: seed of the whole run.
            potency: 1, or 0 for an inert drug that is prescribed and recorded like the real one.
        """
        person = _persons(cohort, seed)
        course, seen = run_in_blocks(self._begin, self._planned(0, seed, potency), person)
        everyone = np.arange(len(cohort))
        visits = [Visited(0, everyone, seen)]
        for index in range(1, len(self.schedule.day)):
            who = everyone[course.followed]
            if len(who) == 0:
                break
            packed = jax.tree.map(lambda array, who=who: array[who], (person, course))
            moved, seen = run_in_blocks(self._visit, self._planned(index, seed, potency), *packed)
            _unpack(course, moved, who)
            visits.append(Visited(index, who, seen))
        course = run_in_blocks(self._close, None, person, course)
        return Trajectories(cohort, self.rules, self.schedule, tuple(visits), course)

    def _planned(self, index: int, seed: int, potency: float) -> Planned:
        day, measured = self.schedule.day[index], self.schedule.measured[index]
        return Planned(np.uint64(seed), np.uint32(index), np.float64(day), measured, np.float64(potency))


def resolve_rules(protocol: Protocol, model: Model, schedule: Schedule, integrate: Integrate = advance) -> Rules:
    """The protocol's rules as the visit function needs them.

    Raises:
        UsageError: the criteria cannot be followed by this model, or a dose rule does not hold together.
    """
    criteria = criteria_named(protocol.response.criteria)
    if not isinstance(criteria, WaldenstromCriteria):
        found = f"{protocol.response.criteria} needs more than the marker that {model.name} makes"
        raise UsageError.one("response.criteria", found, "simulate with criteria for Waldenström's macroglobulinemia")
    laboratory, dose_plan = laboratory_of(protocol, model), dose_plan_of(protocol)
    marker = protocol.response.marker
    return Rules(
        model=model,
        advance=integrate,
        dose_plan=dose_plan,
        criteria=criteria,
        policies=Policies.of(protocol.response),
        marker=marker,
        marker_factor=conversion_factor(protocol.assays[marker].unit, RULE_UNIT, marker),
        laboratory=laboratory,
        n_assays=len(protocol.assays),
        not_simulated=(dose_plan.analytes | dose_plan.graded) - set(laboratory) - signs_of(model),
        edition=edition_named(protocol.toxicity.grading),
        window_days=schedule.window_days,
        missed=protocol.visits.missed,
        follow_up_days=round(protocol.visits.follow_up),
        longest_interval=schedule.longest_interval,
        stops_at_progression="progression" in protocol.treatment.stop.at,
    )


def signs_of(model: Model) -> frozenset[str]:
    """Codes of the bedside signs that a model shows."""
    return frozenset(sign.code for sign in model.observables if sign.grades)


def _compiled(function: Callable[Concatenate[Rules, Inputs], Result], rules: Rules) -> Callable[Inputs, Result]:
    return compiled(partial(function, rules))


def _persons(cohort: Cohort, seed: int) -> Person:
    keys = run_in_blocks(_key_data, np.uint64(seed), cohort.trial, cohort.patient)
    return Person(keys, dict(cohort.parameters), cohort.withdrawal_day, cohort.death_day, cohort.cut_day)


@jax.jit
def _key_data(seed: Counter, trial: Integers, patient: Integers) -> jax.Array:
    return jax.random.key_data(patient_keys(seed, trial, patient))


def _unpack(course: PatientState, moved: PatientState, who: NDArray[np.int64]) -> None:
    """Write the packed patients' new course back in place: the arrays are this run's own."""
    for target, source in zip(jax.tree.leaves(course), jax.tree.leaves(moved), strict=True):
        target[who] = source
