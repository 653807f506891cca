"""Prescribed doses: their bookkeeping, their agreement with the visit-by-visit engine, and derivatives."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from benchmark_problem import Floats, patients

from paraprotein.errors import UsageError
from paraprotein.pharmacology.benchmark import BenchmarkModel
from paraprotein.simulation.numerics.integrate import advance
from paraprotein.simulation.numerics.kinetics import Amounts
from paraprotein.simulation.numerics.mesh import day_mesh
from paraprotein.simulation.regimen import simulate_regimen

MODEL = BenchmarkModel()
DAYS = (0, 7, 21)
SPARSE = day_mesh((0.0, 1.0), 4)  # derivatives take long to compile, and are those of any mesh


def test_one_regimen_for_all_is_the_same_regimen_for_each() -> None:
    p = patients()
    doses = np.where(np.arange(21) < 10, 400.0, 600.0)
    shared = simulate_regimen(MODEL, p, doses, DAYS)
    own = simulate_regimen(MODEL, p, np.tile(doses, (50, 1)), DAYS)
    for code, values in shared.items():
        assert values.shape == (50, 3)
        np.testing.assert_allclose(values, own[code], rtol=1e-14)


def decided(dose: Floats, anc: Floats) -> Floats:
    """Hold below 1.0, resume at 300 mg from 1.5 on."""
    return np.where(anc < 1.0, 0.0, np.where((dose == 0) & (anc >= 1.5), 300.0, dose))


def test_two_hundred_dose_histories_decided_at_visits_are_reproduced() -> None:
    """Weekly visits hold on low neutrophils and resume at 300 mg; the realised doses, replayed, are decided again."""
    weeks, n = 12, 200
    p = {name: np.tile(values, 4) for name, values in patients().items()}
    p["SLN"] = p["SLN"] * np.linspace(1, 6, n)
    amounts = Amounts(np.zeros(n), np.zeros(n))
    y = tuple(np.asarray(value) for value in MODEL.initial(p))
    dose, history, seen = np.full(n, 400.0), [], []
    for _ in range(weeks):
        amounts, y, effects = advance(MODEL, p, amounts, y, dose, np.full(n, 7), max_days=7)
        anc = np.asarray(MODEL.observe(y, effects, p)["ANC"])
        history.append(np.repeat(dose[:, None], 7, axis=1))
        seen.append(anc)
        dose = decided(dose, anc)
    realised = np.concatenate(history, axis=1)
    assert len(np.unique(realised, axis=0)) > 5
    replayed = simulate_regimen(MODEL, p, realised, tuple(range(0, 7 * weeks + 1, 7)))
    np.testing.assert_allclose(replayed["ANC"][:, 1:], np.stack(seen, axis=1), rtol=1e-12)
    again = np.full(n, 400.0)
    for week in range(1, weeks):
        again = decided(again, np.asarray(replayed["ANC"])[:, week])
        np.testing.assert_array_equal(again, realised[:, 7 * week])


@pytest.mark.parametrize("days", [(), (0,), (7, 7), (14, 7), (-1, 7), (0, 22)])
def test_impossible_output_days_are_refused(days: tuple[int, ...]) -> None:
    with pytest.raises(UsageError):
        simulate_regimen(MODEL, patients(), np.zeros(21), days)


def summary(scales: dict[str, jax.Array], doses: jax.Array) -> jax.Array:
    """Mean log paraprotein ratio, log hemoglobin ratio and log neutrophil ratio of 50 patients after three weeks."""
    p = {name: jnp.asarray(values) * scales.get(name, 1.0) for name, values in patients().items()}
    seen = simulate_regimen(MODEL, p, doses, DAYS, SPARSE)
    ratios = [jnp.mean(jnp.log(seen[code][:, -1] / seen[code][:, 0])) for code in ("IGM", "HB", "ANC")]
    return ratios[0] + 2.0 * ratios[1] + 3.0 * ratios[2]


def test_derivatives_by_parameters_and_doses_are_those_of_finite_differences() -> None:
    """Typical values (one scale for all) and the dose of each day: reverse mode, forward mode, central differences."""
    scales = {name: jnp.array(1.0) for name in ("CL", "V", "IC50", "KP", "SLN", "SLH", "ANC0")}
    doses = jnp.full(21, 400.0)
    by_scale, by_dose = jax.jit(jax.grad(summary, argnums=(0, 1)))(scales, doses)
    value = jax.jit(summary)
    step = 1e-5
    for name, slope in by_scale.items():
        up, down = (float(value(scales | {name: jnp.array(1.0 + sign * step)}, doses)) for sign in (1, -1))
        assert float(slope) == pytest.approx((up - down) / (2 * step), rel=1e-4, abs=1e-8), name
    along = ({name: jnp.array(float(name == "CL")) for name in scales}, 0.0 * doses)
    forward = jax.jit(lambda: jax.jvp(summary, (scales, doses), along)[1])()
    assert float(forward) == pytest.approx(float(by_scale["CL"]), rel=1e-10)
    for day in (0, 10, 20):
        up, down = (float(value(scales, doses.at[day].add(sign * 0.1))) for sign in (1, -1))
        assert float(by_dose[day]) == pytest.approx((up - down) / 0.2, rel=1e-4, abs=1e-9), day
