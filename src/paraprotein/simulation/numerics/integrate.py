"""Carry patients from the start of one day to the start of another.

Two modes share one code. `advance` takes one step a day, under the mean and the lean of the day's drug effects;
`advance_within_day` cuts each day into steps and so follows the effects more closely. In both the drug itself is in
closed form. Every operation is elementwise over patients, so a patient's result depends neither on the batch nor on the
place in it; a failed integration shows as a state that is not finite.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol, runtime_checkable

import jax
import jax.numpy as jnp
from jax import lax

from ...arrays import FloatArray, Floats, NumberArray
from ...pharmacology.model import Effects, Model, Parameters, State
from ..day import DayPlan
from .compilation import in_lanes
from .kinetics import Amounts
from .mesh import Step, day_mesh

Now = tuple[Amounts, State, Effects]
"""Where patients are at the start of a day: amounts, states, and the average effects of the day before."""


@runtime_checkable
class Integrate(Protocol):
    """How patients advance by whole days: `advance`, or a function of the same arguments."""

    def __call__(
        self, model: Model, p: Parameters, amounts: Amounts, y: State, dose_mg: Floats, days: Floats, max_days: int, /
    ) -> Now:
        """Amounts, states and average effects at the start of the day after."""
        ...


AVERAGED = day_mesh((0.0, 1.0), n_nodes=10)
"""Mesh of the default mode: one step a day; chosen from the curve of error against cost in `validation/`."""

WITHIN_DAY = day_mesh((0.0, 0.4, 1.0), n_nodes=8)
"""Mesh of the reference mode: a shorter step after the dose, a longer one until the next; chosen likewise."""


@partial(jax.jit, static_argnames=("model", "max_days"))
def advance(
    model: Model, p: Parameters, amounts: Amounts, y: State, dose_mg: Floats, days: Floats, max_days: int
) -> tuple[Amounts, State, Effects]:
    """Advance each patient by whole days, one step a day.

    Args:
        model: the disease under the drug; static.
        p: parameters, each of shape (n_patients,).
        amounts: drug at the start of the first day, before its dose, mg.
        y: states at that time.
        dose_mg: dose given at the start of each of the days, shape (n_patients,); 0 holds the drug.
        days: how many days each patient advances, whole numbers of shape (n_patients,); 0 leaves a patient as it is.
        max_days: no patient advances further; static.

    Returns:
        Amounts and states at the start of the day after, before its dose, and the average effects of the last day
        (zero where no day passed).
    """
    return advance_on_mesh(model, p, amounts, y, dose_mg, days, max_days, AVERAGED)


@partial(jax.jit, static_argnames=("model", "max_days"))
def advance_within_day(
    model: Model, p: Parameters, amounts: Amounts, y: State, dose_mg: Floats, days: Floats, max_days: int
) -> tuple[Amounts, State, Effects]:
    """As `advance`, with several steps a day: the reference that `advance` is checked against."""
    return advance_on_mesh(model, p, amounts, y, dose_mg, days, max_days, WITHIN_DAY)


def advance_on_mesh(
    model: Model,
    p: Parameters,
    amounts: Amounts,
    y: State,
    dose_mg: Floats,
    days: Floats,
    max_days: int,
    mesh: tuple[Step, ...],
) -> tuple[Amounts, State, Effects]:
    """As `advance`, on any mesh of the day."""

    def some(p: Parameters, amounts: Amounts, y: State, dose_mg: Floats, days: Floats) -> Now:
        rest = tuple(0.0 * dose_mg for _ in model.effect_names)
        return pass_days(DayPlan(model, p, mesh), (amounts, y, rest), lambda _: dose_mg, days, max_days)

    return in_lanes(some, dict(p), amounts, y, dose_mg, days)


def pass_days(
    plan: DayPlan, now: Now, dose_on: Callable[[jax.Array], FloatArray], days: NumberArray, max_days: int
) -> Now:
    """Let days pass for patients who share a plan.

    Args:
        plan: what is the same on every day.
        now: where the patients are.
        dose_on: dose given on a day counted from 0, mg, shape (n_patients,) or one number for all.
        days: how many days pass for each patient.
        max_days: no more than these.
    """

    def one_day(now: Now, day: jax.Array) -> tuple[Now, None]:
        amounts, y, _ = now
        new = plan.advance(amounts, y, dose_on(day))
        passes = day < days
        return jax.tree.map(lambda to, old: jnp.where(passes, to, old), new, now), None

    return lax.scan(one_day, now, jnp.arange(max_days))[0]
