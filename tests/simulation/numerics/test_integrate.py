"""The numerical engine on the benchmark problem: accuracy, order, and what a result may not depend on."""

from functools import cache, partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from benchmark_problem import DOSES, OUTPUT_DAYS, errors, patients, reference, stacked
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from paraprotein.pharmacology.benchmark import BenchmarkModel
from paraprotein.pharmacology.imatinib_wm import ImatinibWaldenstrom
from paraprotein.pharmacology.model import Model
from paraprotein.protocol import load_protocol
from paraprotein.protocol.load_population import load_population
from paraprotein.simulation.numerics.compilation import LANE
from paraprotein.simulation.numerics.integrate import AVERAGED, WITHIN_DAY, advance, advance_on_mesh
from paraprotein.simulation.numerics.kinetics import Amounts
from paraprotein.simulation.numerics.mesh import Step, halved
from paraprotein.simulation.regimen import simulate_regimen

Floats = NDArray[np.float64]
MODEL = BenchmarkModel()
POPULATION = load_population("mixed", load_protocol("imatinib-wm-2007").directory)


@cache
def two_years(mesh: tuple[Step, ...]) -> Floats:
    """Errors of the 50 patients, shape (50, 27, 6)."""
    return errors(stacked(simulate_regimen(MODEL, patients(), DOSES, OUTPUT_DAYS, mesh)), reference())


def test_the_averaged_engine_keeps_its_promise() -> None:
    """At most 1e-3 for 99 % of the values and 1e-2 at worst; here even 99 % of the patients stay below 1e-3."""
    error = two_years(AVERAGED)
    assert np.quantile(error.max(axis=(1, 2)), 0.99) < 1e-3
    assert error.max() < 2e-3


def test_the_within_day_engine_keeps_its_promise() -> None:
    """At most 5e-4 for 99 % of the values and 5e-3 at worst; here every value stays below 5e-4."""
    assert two_years(WITHIN_DAY).max() < 5e-4


def test_halving_the_steps_divides_the_error_by_four_or_more() -> None:
    """A line stands for the effects: its error falls with the square of the step, that of the states faster."""
    coarse, fine = (np.median(two_years(mesh).max(axis=(1, 2))) for mesh in (AVERAGED, halved(AVERAGED)))
    assert np.log2(coarse / fine) > 1.9


def start(p: dict[str, Floats]) -> tuple[Amounts, tuple[Floats, ...]]:
    nobody = np.zeros_like(p["V"])
    return Amounts(nobody, nobody), tuple(np.asarray(value) for value in MODEL.initial(p))


def test_scipy_agrees_on_a_month_with_a_hold() -> None:
    """An independent integrator through a week of 400 mg, a week without and a week of 600 mg; three patients."""
    p = {name: values[:3] for name, values in patients().items()}
    doses = np.repeat([400.0, 0.0, 600.0], 7)
    seen = stacked(simulate_regimen(MODEL, p, doses, (0, 7, 14, 21), WITHIN_DAY))
    for i in range(3):
        mine = {name: values[i : i + 1] for name, values in p.items()}
        kinetics = MODEL.kinetics(mine)
        absorption, elimination, volume = (float(value[0]) for value in kinetics)

        def rates(_: float, y: Floats, mine=mine, k=(absorption, elimination, volume)) -> Floats:  # type: ignore[no-untyped-def]
            effects = MODEL.effects(np.array([y[1] / k[2]]), mine)
            disease = MODEL.derivatives(tuple(y[2:, None]), effects, mine)
            return np.array([-k[0] * y[0], k[0] * y[0] - k[1] * y[1], *(float(rate[0]) for rate in disease)])

        y = np.array([0.0, 0.0, *(float(value[0]) for value in MODEL.initial(mine))])
        for day, dose in enumerate(doses):
            y[0] += dose
            y = solve_ivp(rates, (0, 1), y, method="LSODA", rtol=1e-9, atol=1e-10).y[:, -1]
            if day % 7 == 6:
                observed = MODEL.observe(tuple(y[2:, None]), (), mine)
                truth = np.array([float(observed[name][0]) for name in ("IGM", "MC", "LPC", "TRYP", "ANC", "HB")])
                np.testing.assert_allclose(seen[i, (day + 1) // 7], truth, rtol=5e-4)


def test_without_drug_the_baseline_stays() -> None:
    """All states but the growing cells and what they make rest at their untreated steady state."""
    p = patients()
    seen = simulate_regimen(MODEL, p, np.zeros(364), (0, 364))
    for name in ("MC", "TRYP", "ANC", "HB"):
        values = np.asarray(seen[name])
        np.testing.assert_allclose(values[:, 1], values[:, 0], rtol=1e-12)


def test_patients_with_fewer_days_wait_and_the_rest_is_the_same() -> None:
    p = patients()
    amounts, y = start(p)
    dose = np.full(50, 400.0)
    days = np.arange(50) % 8
    some = advance(MODEL, p, amounts, y, dose, days, max_days=7)
    all_seven = advance(MODEL, p, amounts, y, dose, np.full(50, 7), max_days=7)
    for before, after, seven in zip((*amounts, *y), (*some[0], *some[1]), (*all_seven[0], *all_seven[1]), strict=True):
        np.testing.assert_array_equal(np.asarray(after)[days == 0], before[days == 0])
        np.testing.assert_array_equal(np.asarray(after)[days == 7], np.asarray(seven)[days == 7])
    assert np.all(np.asarray(some[2][0])[days == 0] == 0)
    assert np.all(np.asarray(some[2][0])[days > 0] > 0)


def test_a_week_at_once_is_seven_single_days_to_the_bit() -> None:
    """Nothing is remembered from day to day but amounts and states, so visits may cut time anywhere."""
    p = patients()
    amounts, y = start(p)
    dose = np.full(50, 600.0)
    week, single = np.full(50, 7), np.full(50, 1)
    at_once = advance(MODEL, p, amounts, y, dose, week, max_days=7)
    for _ in range(7):
        amounts, y, effects = advance(MODEL, p, amounts, y, dose, single, max_days=7)
    for one, other in zip(jax.tree.leaves(at_once), jax.tree.leaves((amounts, y, effects)), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_patient_does_not_depend_on_the_company() -> None:
    """Bit for bit the same alone, first, last, and in a batch of another size."""
    p = patients()
    order = np.random.default_rng(1).permutation(np.tile(np.arange(50), 3))[: LANE + 37]

    def run(who: NDArray[np.int64]) -> list[Floats]:
        mine = {name: values[who] for name, values in p.items()}
        amounts, y = start(mine)
        result = advance(MODEL, mine, amounts, y, np.where(who % 2, 400.0, 600.0), np.full(len(who), 5), max_days=7)
        return [np.asarray(leaf) for leaf in jax.tree.leaves(result)]

    whole, shuffled, alone = run(np.arange(50)), run(order), run(np.array([17]))
    for all_, mixed, one in zip(whole, shuffled, alone, strict=True):
        np.testing.assert_array_equal(mixed, all_[order])
        np.testing.assert_array_equal(one[0], all_[17])


def test_a_failed_integration_is_not_finite_and_stays_alone() -> None:
    p = patients()
    amounts, y = start(p)
    broken = [value.copy() for value in y]
    broken[9][4] = np.nan  # neutrophils of one patient
    broken[12][5] = -1.0  # hemoglobin of another: its power is no number
    _, after, _ = advance(MODEL, p, amounts, tuple(broken), np.full(50, 400.0), np.full(50, 3), max_days=3)
    finite = np.all(np.isfinite(np.stack(after)), axis=0)
    assert np.flatnonzero(~finite).tolist() == [4, 5]


def test_given_drug_is_left_or_eliminated() -> None:
    """Doses = what is left + clearance x area under the concentration, the area from a linear effect."""

    class Area(BenchmarkModel):
        """Counts concentration instead of KIT inhibition."""

        def effects(self, concentration, p):  # type: ignore[no-untyped-def]
            return (concentration, *super().effects(concentration, p)[1:])

    p = {name: jnp.asarray(values) for name, values in patients().items()}
    amounts, y = start(patients())
    model, one = Area(), np.full(50, 1)
    area = 0.0
    for dose in (400.0, 600.0, 0.0, 600.0):
        amounts, y, effects = advance(model, p, amounts, y, np.full(50, dose), one, max_days=1)
        area = area + np.asarray(effects[0])
    eliminated = 24 * patients()["CL"] * area
    np.testing.assert_allclose(np.asarray(amounts.gut + amounts.central) + eliminated, 1600.0, rtol=1e-4)


def test_an_accelerator_takes_all_patients_at_once_and_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Off the processor nothing is cut into lanes and no work is skipped; the numbers are the same to 1e-12."""
    p = patients()
    amounts, y = start(p)
    arguments = (MODEL, p, amounts, y, np.full(50, 600.0), np.full(50, 5), 7)
    lanes = advance(*arguments)
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    flat = jax.jit(partial(advance_on_mesh, MODEL, max_days=7, mesh=AVERAGED))(*arguments[1:-1])
    for one, other in zip(jax.tree.leaves(lanes), jax.tree.leaves(flat), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13)


def test_a_clone_that_dies_or_escapes_within_a_day_is_followed() -> None:
    """The far tails of wide population spreads: rates of 4 and 6 per day at a step of one day."""
    model: Model = ImatinibWaldenstrom()
    typical = {name: parameter.typical for name, parameter in POPULATION.parameters.items()}
    p = {name: np.full(3, value) for name, value in typical.items()}
    p["direct_kill"], p["fading"] = np.array([4.0, 0.01, 4.0]), np.array([0.0, 6.0, 6.0])
    p["resistant_share"] = np.array([0.2, 0.0, 0.0])
    nobody = np.zeros(3)
    begin = tuple(np.asarray(value) for value in model.initial(p))
    _, y, _ = advance(model, p, Amounts(nobody, nobody), begin, np.full(3, 400.0), np.full(3, 28), max_days=28)
    _, fine, _ = advance_on_mesh(
        model, p, Amounts(nobody, nobody), begin, np.full(3, 400.0), np.full(3, 28), 28, halved(halved(WITHIN_DAY))
    )
    assert np.all(np.isfinite(np.asarray(y)))
    seen, truth = (model.observe(state, model.effects(nobody, p), p) for state in (y, fine))
    for code in ("IGM", "TRYPTASE", "NEUT", "PLAT", "HGB"):
        np.testing.assert_allclose(seen[code][:2], truth[code][:2], rtol=3e-3)
        # both at once, and all within the first hours of the first day: a day's step is coarse but does not break
        np.testing.assert_allclose(seen[code][2], truth[code][2], rtol=0.1)
