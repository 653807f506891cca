"""Carry patients from the start of one day to the start of another.

Two modes share one code. `advance` steps whole days under the day's average of the drug effects; `advance_within_day`
cuts each day into steps that are short after the dose and follows the course of the effects within each. In both the
drug itself is in closed form. Every operation is elementwise over patients, so a patient's result depends neither on
the batch nor on the place in it; a failed integration shows as a state that is not finite.
"""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from ..pharmacology.model import Effects, Model, Parameters, State
from .exponential import Weights, exponential_step, step_weights
from .kinetics import Amounts, Transfer, transfer
from .mesh import Step, day_mesh

Array = Any

AVERAGED = day_mesh((0.0, 1.0), n_nodes=12, degree=0, crowded=True)
"""Mesh of the default mode: one step a day under the average of the effects."""

WITHIN_DAY = day_mesh((0.0, 0.15, 0.45, 1.0), n_nodes=5, degree=2, crowded=False)
"""Mesh of the reference mode: steps graded towards the dose, effects of second degree within each."""


@partial(jax.jit, static_argnames=("model", "max_days"))
def advance(
    model: Model, p: Parameters, amounts: Amounts, y: State, dose_mg: Array, days: Array, max_days: int
) -> tuple[Amounts, State, Effects]:
    """Advance each patient by whole days under the day's average of the drug effects.

    Args:
        model: the disease under the drug; static.
        p: parameters, each of shape (n_patients,).
        amounts: drug at the start of the first day, before its dose, mg.
        y: states at that time.
        dose_mg: dose given at the start of each of the days, shape (n_patients,); 0 holds the drug.
        days: how many days each patient advances, integers of shape (n_patients,); 0 leaves a patient as it is.
        max_days: no patient advances further; static.

    Returns:
        Amounts and states at the start of the day after, before its dose, and the average effects of the last day
        (zero where no day passed).
    """
    return advance_on_mesh(model, p, amounts, y, dose_mg, days, max_days, AVERAGED)


@partial(jax.jit, static_argnames=("model", "max_days"))
def advance_within_day(
    model: Model, p: Parameters, amounts: Amounts, y: State, dose_mg: Array, days: Array, max_days: int
) -> tuple[Amounts, State, Effects]:
    """As `advance`, following the effects within each day: the reference that `advance` is checked against."""
    return advance_on_mesh(model, p, amounts, y, dose_mg, days, max_days, WITHIN_DAY)


def advance_on_mesh(
    model: Model,
    p: Parameters,
    amounts: Amounts,
    y: State,
    dose_mg: Array,
    days: Array,
    max_days: int,
    mesh: tuple[Step, ...],
) -> tuple[Amounts, State, Effects]:
    """As `advance`, on any mesh of the day."""
    plan = _DayPlan(model, p, mesh)

    def one_day(carry: tuple[Amounts, State, Effects], day: Array) -> tuple[tuple[Amounts, State, Effects], None]:
        new = plan.advance(carry[0], carry[1], dose_mg)
        passes = day < days
        return jax.tree.map(lambda to, old: jnp.where(passes, to, old), new, carry), None

    none = tuple(0.0 * dose_mg for _ in model.effect_names)
    (amounts, y, effects), _ = lax.scan(one_day, (amounts, y, none), jnp.arange(max_days))
    return amounts, y, effects


class _DayPlan:
    """All that is the same on every day: transfer of drug to each node, and weights of each step."""

    def __init__(self, model: Model, p: Parameters, mesh: tuple[Step, ...]) -> None:
        self.model, self.p, self.mesh = model, p, mesh
        kinetics = model.kinetics(p)
        self.volume = kinetics.volume
        self.over_day = transfer(kinetics, 1.0)
        self.to_nodes: list[list[Transfer]] = [[transfer(kinetics, t) for t in step.nodes] for step in mesh]
        turnover = getattr(model, "turnover", None)
        self.loss: State = turnover(p) if turnover is not None else (0.0,) * len(model.states)
        self.weights: list[tuple[Weights, ...]] = [
            tuple(step_weights(loss, step.length) for loss in self.loss) for step in mesh
        ]

    def advance(self, amounts: Amounts, y: State, dose_mg: Array) -> tuple[Amounts, State, Effects]:
        """One day: dose, course of the effects, states, amounts before the next dose."""
        dosed = Amounts(amounts.gut + dose_mg, amounts.central)
        mean: Effects = tuple(0.0 for _ in self.model.effect_names)
        for step, transfers, weights in zip(self.mesh, self.to_nodes, self.weights, strict=True):
            course = [self.model.effects(t.absorb(dosed) / self.volume, self.p) for t in transfers]
            y = self._step(
                y, weights, tuple(_weighted(course, w) for w in (step.at_start, step.at_middle, step.at_end))
            )
            mean = tuple(m + step.length * e for m, e in zip(mean, _weighted(course, step.mean), strict=True))
        return self.over_day.apply(dosed), y, mean

    def _step(self, y: State, weights: tuple[Weights, ...], effects: tuple[Effects, ...]) -> State:
        def rest(at: Effects) -> Any:
            def of(u: State) -> State:
                rates = self.model.derivatives(u, at, self.p)
                return tuple(rate + loss * v for rate, loss, v in zip(rates, self.loss, u, strict=True))

            return of

        first, middle, last = (rest(at) for at in effects)
        return exponential_step((first, middle, last), y, weights)


def _weighted(course: list[Effects], weights: tuple[float, ...]) -> Effects:
    """Weighted sum over the nodes of each effect."""
    return tuple(
        sum(w * value for w, value in zip(weights, values, strict=True)) for values in zip(*course, strict=True)
    )
