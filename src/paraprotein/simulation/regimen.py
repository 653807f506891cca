"""Patients under a regimen that is prescribed day by day: the static engine."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ..arrays import FloatArray, Floats, IntegerArray
from ..errors import UsageError
from ..pharmacology.model import Model, Parameters
from .day import DayPlan
from .numerics.compilation import in_lanes
from .numerics.integrate import AVERAGED, Now, pass_days
from .numerics.kinetics import Amounts
from .numerics.mesh import Step


def simulate_regimen(
    model: Model, p: Parameters, doses: FloatArray, output_days: Sequence[int], mesh: tuple[Step, ...] = AVERAGED
) -> dict[str, FloatArray]:
    """True observables of patients whose doses are prescribed; differentiable in `p` and `doses`.

    Args:
        model: the disease under the drug.
        p: parameters, each of shape (n_patients,).
        doses: mg given at the start of each day, shape (n_days,) for all patients or (n_patients, n_days) for each.
        output_days: days at whose start, before the dose, patients are observed; increasing, the last after day 0.
        mesh: mesh of the day.

    Returns:
        By code, values of shape (n_patients, n_outputs), before assay error.

    Raises:
        UsageError: the output days do not increase, or reach beyond the doses.
    """
    days = tuple(int(day) for day in output_days)
    if not days or days[0] < 0 or days[-1] == 0 or any(later <= day for day, later in pairwise(days)):
        raise UsageError.one(
            "output_days", f"{list(days)}", "give whole days, each later than the one before, the last after day 0"
        )
    if days[-1] > jnp.shape(doses)[-1]:
        fix = f"give a dose, 0 included, for each of the {days[-1]} days"
        raise UsageError.one("doses", f"doses end after {jnp.shape(doses)[-1]} days", fix)
    seen: dict[str, FloatArray] = _simulate(model, dict(p), jnp.asarray(doses), days, mesh)
    return seen


@partial(jax.jit, static_argnames=("model", "days", "mesh"))
def _simulate(
    model: Model, p: Parameters, doses: FloatArray, days: tuple[int, ...], mesh: tuple[Step, ...]
) -> dict[str, FloatArray]:
    starts = np.array([0, *(day for day in days[:-1] if day > 0)])
    spans = np.diff(np.append(starts, days[-1]))
    longest = int(spans.max())
    windows = np.minimum(starts[:, None] + np.arange(longest), max(doses.shape[-1] - 1, 0))  # (n_intervals, longest)

    def some(p: Parameters, doses: FloatArray) -> dict[str, FloatArray]:
        plan = DayPlan(model, p, mesh)
        nobody = 0.0 * plan.kinetics.volume
        start: Now = Amounts.none(nobody), model.initial(p), tuple(nobody for _ in model.effect_names)

        def interval(now: Now, x: tuple[FloatArray, IntegerArray]) -> tuple[Now, dict[str, Floats]]:
            window, span = x
            now = pass_days(plan, now, lambda day: window[day], span, longest)
            return now, model.observe(now[1], now[2], p)

        _, seen = lax.scan(interval, start, (jnp.moveaxis(doses, 0, -1)[windows], spans))
        if days[0] == 0:
            before = model.observe(start[1], start[2], p)
            seen = {code: jnp.concatenate([before[code][None], values]) for code, values in seen.items()}
        return {code: values.T for code, values in seen.items()}

    if doses.ndim == 1:
        return in_lanes(lambda p: some(p, doses), p)
    return in_lanes(some, p, doses)
