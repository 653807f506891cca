"""One day of a patient: dose, course of the effects, states, amounts before the next dose."""

from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp

from ..arrays import Floats
from ..pharmacology.model import Effects, HintedModel, Hints, Lag, Model, Parameters, State
from .numerics.crossings import Point, point_at, rates_apart
from .numerics.exponential import Weights, exponential_step, step_weights
from .numerics.kinetics import Amounts, Transfer, transfer
from .numerics.kinks import kink_corrections, weighted
from .numerics.mesh import Step


class Line(NamedTuple):
    """An effect over a step of length h: mean + lean (2 t / h - 1). Arrays of shape (n_patients,)."""

    mean: Floats
    lean: Floats


class StepPlan(NamedTuple):
    """What is the same on every day for one step."""

    step: Step
    to_nodes: tuple[Transfer, ...]  # to the concentration at each node, from the amounts just after the dose
    weights: tuple[Weights, ...]  # one per state
    lag_weights: tuple[tuple[Floats, ...], ...]  # one per lag and node


class DayPlan:
    """A day of some patients: what is the same on every day, prepared once, and the day itself."""

    def __init__(self, model: Model, p: Parameters, mesh: tuple[Step, ...]) -> None:
        self.model, self.p = model, p
        self.kinetics = model.kinetics(p)
        self.hints = model.hints(p) if isinstance(model, HintedModel) else Hints((0.0,) * len(model.states))
        self.over_day = transfer(self.kinetics, 1.0)
        self.rates = rates_apart(self.kinetics)
        self.steps = tuple(self._plan(step) for step in mesh)
        self.bounds = tuple(self._bound(time) for time in (0.0, *(step.start + step.length for step in mesh)))

    def advance(self, amounts: Amounts, y: State, dose_mg: Floats) -> tuple[Amounts, State, Effects]:
        """Amounts and states at the start of the next day, before its dose, and the average effects of the day."""
        dosed = Amounts(amounts.gut + dose_mg, amounts.central)
        sampled = [(plan.step, plan.to_nodes) for plan in self.steps]
        kinks = [
            (kink.effect, kink_corrections(kink, self.rates, dosed, tuple(sampled), self.bounds))
            for kink in self.hints.kinks
        ]
        average: Effects = tuple(jnp.zeros(()) for _ in self.model.effect_names)
        for i, plan in enumerate(self.steps):
            course = [self.model.effects(t.absorb(dosed), self.p) for t in plan.to_nodes]
            lines = [
                Line(weighted(plan.step.mean, effect), weighted(plan.step.lean, effect))
                for effect in zip(*course, strict=True)
            ]
            for effect, corrections in kinks:
                mean, lean = corrections[i]
                lines[effect] = Line(lines[effect].mean + mean, lines[effect].lean + lean)
            y = self._step(plan, y, lines, course)
            average = tuple(a + plan.step.length * line.mean for a, line in zip(average, lines, strict=True))
        return self.over_day.apply(dosed), y, average

    def _plan(self, step: Step) -> StepPlan:
        volume = self.kinetics.volume
        transfers = (transfer(self.kinetics, t) for t in step.nodes)
        to_nodes = tuple(Transfer(t.gut, t.absorbed / volume, t.central / volume) for t in transfers)
        weights = tuple(step_weights(loss, step.length) for loss in self.hints.turnover)
        return StepPlan(step, to_nodes, weights, tuple(_lag_weights(lag, step) for lag in self.hints.lags))

    def _bound(self, time: float) -> Point:
        return point_at(self.rates, 0.0 * self.kinetics.volume + time)

    def _step(self, plan: StepPlan, y: State, lines: list[Line], course: list[Effects]) -> State:
        """States at the end of a step; a state that lags behind an effect is in closed form, as a line to the rest."""
        ends, lagging = {}, {}
        for lag, weights in zip(self.hints.lags, plan.lag_weights, strict=True):
            values = [effects[lag.effect] for effects in course]
            ends[lag.state], lagging[lag.state] = _follow(
                lag.rate * plan.step.length, y[lag.state], lines[lag.effect], weighted(weights, values)
            )

        def rest(position: float) -> Callable[[State], State]:
            effects = tuple(line.mean + position * line.lean for line in lines)
            follows = {state: line.mean + position * line.lean for state, line in lagging.items()}

            def of(u: State) -> State:
                u = tuple(follows.get(i, value) for i, value in enumerate(u))
                rates = self.model.derivatives(u, effects, self.p)
                return tuple(r + loss * v for r, loss, v in zip(rates, self.hints.turnover, u, strict=True))

            return of

        y = exponential_step((rest(-1.0), rest(0.0), rest(1.0)), y, plan.weights)
        return tuple(ends.get(i, value) for i, value in enumerate(y))


def _lag_weights(lag: Lag, step: Step) -> tuple[Floats, ...]:
    """Weight of the effect at each node in the lagging state at the end of the step."""
    pull = lag.rate * step.length
    return tuple(w * pull * jnp.exp(-pull * (1.0 - at)) for w, at in zip(step.mean, step.positions, strict=True))


def _follow(pull: Floats | float, start: Floats, effect: Line, gained: Floats) -> tuple[Floats, Line]:
    """A lagging state at the end of a step, and its line over it.

    Integrating y' = k (e - y) and t y' over the step gives the mean and the lean of y exactly from its two ends.

    Args:
        pull: rate of the lag times the length of the step.
        start: the state at the start.
        effect: the effect that it follows.
        gained: what the effect adds to the state by the end of the step.
    """
    end = jnp.exp(-pull) * start + gained
    mean = effect.mean - (end - start) / pull
    lean = effect.lean - 3.0 * (start + end - 2.0 * mean) / pull
    return end, Line(mean, lean)
