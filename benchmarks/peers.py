"""The benchmark problem by other integrators: diffrax, vectorised over patients, and SciPy, one patient at a time."""

from typing import Any

import diffrax
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from problem import COLUMNS, DOSES, OUTPUT_DAYS, Floats
from scipy.integrate import solve_ivp

from paraprotein.pharmacology.benchmark import BenchmarkModel
from paraprotein.simulation.numerics.compilation import compiled

MODEL = BenchmarkModel()
DOPRI5 = diffrax.Dopri5()


def rates(_: Any, y: Any, p: Any) -> Any:
    """Drug and disease together; the states are gut, plasma, and those of the model."""
    gut, central, *disease = y
    absorption, elimination, volume = MODEL.kinetics(p)
    effects = MODEL.effects(central / volume, p)
    return (
        -absorption * gut,
        absorption * gut - elimination * central,
        *MODEL.derivatives(tuple(disease), effects, p),
    )


def by_diffrax(
    patients: dict[str, Floats],
    *,
    rtol: float,
    solver: diffrax.AbstractSolver[Any] = DOPRI5,
    output_days: tuple[int, ...] = OUTPUT_DAYS,
) -> Any:
    """A compiled function without arguments that returns values of shape (n, n_outputs, 6), before the day's dose.

    Each day is solved anew after its dose, with step-size control.
    """
    last = output_days[-1]
    keep = np.array(output_days) - 1

    def of_one(p: Any) -> Any:
        def one_day(y: Any, dose: Any) -> Any:
            y = (y[0] + dose, *y[1:])
            solution = diffrax.diffeqsolve(
                diffrax.ODETerm(rates), solver, 0.0, 1.0, 0.01, y, p,
                stepsize_controller=diffrax.PIDController(rtol=rtol, atol=1e-3 * rtol),
                saveat=diffrax.SaveAt(t1=True), max_steps=100_000, adjoint=diffrax.DirectAdjoint(),
            )  # fmt: skip
            y = tuple(value[-1] for value in solution.ys)
            observed = MODEL.observe(y[2:], (), p)
            return y, jnp.stack([observed[name] for name in COLUMNS])

        first = MODEL.initial(p)
        start = (jnp.zeros(()), jnp.zeros(()), *first)
        _, seen = lax.scan(one_day, start, jnp.asarray(DOSES[:last]))
        baseline = MODEL.observe(first, (), p)
        seen = jnp.concatenate([jnp.stack([baseline[name] for name in COLUMNS])[None], seen])
        return seen[keep + 1]

    solve = compiled(jax.vmap(of_one))
    return lambda: jax.block_until_ready(solve({name: jnp.asarray(values) for name, values in patients.items()}))


def by_scipy(patients: dict[str, Floats], *, rtol: float) -> Floats:
    """Values of shape (n, 27, 6) by LSODA, restarted after each dose."""
    return np.stack(
        [_one_by_scipy({k: v[i : i + 1] for k, v in patients.items()}, rtol) for i in range(len(patients["V"]))]
    )


def _one_by_scipy(p: dict[str, Floats], rtol: float) -> Floats:
    def flat(_: float, y: Floats) -> Floats:
        return np.array([float(rate[0]) for rate in rates(0.0, tuple(y[:, None]), p)])

    def observed(y: Floats) -> list[float]:
        values = MODEL.observe(tuple(y[2:, None]), (), p)
        return [float(values[name][0]) for name in COLUMNS]

    y = np.array([0.0, 0.0, *(float(value[0]) for value in MODEL.initial(p))])
    seen = [observed(y)]
    for day, dose in enumerate(DOSES, start=1):
        y[0] += dose
        y = solve_ivp(flat, (0.0, 1.0), y, method="LSODA", rtol=rtol, atol=1e-3 * rtol).y[:, -1]
        if day in OUTPUT_DAYS:
            seen.append(observed(y))
    return np.array(seen)
