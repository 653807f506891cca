"""What a fixed set of nodes misses of an effect with a kink.

Gauss nodes converge geometrically for a smooth effect, but only algebraically for one with a kink, so that more nodes
help little (Trefethen, SIAM Rev 2008;50:67, doi 10.1137/060659831). The kinked part is a multiple of (c - level)+,
whose integral is known in closed form: what the nodes saw of it is taken out, and the exact value put in.
"""

from collections.abc import Iterable

import jax
import jax.numpy as jnp
from jax import lax

from ...arrays import Floats
from ...pharmacology.model import Kink
from .crossings import Point, Rates, curve_of_day, excess_between, stay_above
from .kinetics import Amounts, Transfer
from .mesh import Step

Corrections = tuple[tuple[Floats, Floats], ...]
"""What to add to the mean and the lean of the effect, for each step of the day; arrays of shape (n_patients,)."""


def kink_corrections(
    kink: Kink,
    rates: Rates,
    dosed: Amounts,
    steps: tuple[tuple[Step, tuple[Transfer, ...]], ...],
    bounds: tuple[Point, ...],
) -> Corrections:
    """Exact excess above the kink less what the nodes saw of it; zero in a step without a crossing.

    Args:
        kink: where the slope of the effect jumps.
        rates: kinetics of the patients.
        dosed: amounts just after the dose.
        steps: each step of the day with the transfers from the dose to the concentration at its nodes.
        bounds: the ends of the steps, one more than there are steps.
    """

    def exact() -> Corrections:
        curve = curve_of_day(rates, dosed)
        stay = stay_above(kink.concentration, curve, bounds[0], bounds[-1])
        corrections = []
        for (step, to_nodes), start, end in zip(steps, bounds[:-1], bounds[1:], strict=True):
            mean, lean, crossed = excess_between(curve, stay, start, end)
            seen = [jnp.maximum(t.absorb(dosed) - kink.concentration, 0.0) for t in to_nodes]
            jump = jnp.where(crossed, kink.jump, 0.0)
            corrections.append((jump * (mean - weighted(step.mean, seen)), jump * (lean - weighted(step.lean, seen))))
        return tuple(corrections)

    def none() -> Corrections:
        return tuple((0.0 * dosed.gut, 0.0 * dosed.gut) for _ in steps)

    if jax.default_backend() != "cpu":
        return exact()
    # a lane in which all drug in plasma at once would not reach the level saves the work: the zeros are exact
    may_reach = jnp.any(dosed.gut + dosed.central > kink.concentration * rates.volume)
    corrections: Corrections = lax.cond(may_reach, exact, none)
    return corrections


def weighted(weights: Iterable[Floats | float], values: Iterable[Floats]) -> Floats:
    """Weighted sum over the nodes of a step."""
    return sum((w * value for w, value in zip(weights, values, strict=True)), start=jnp.zeros(()))
