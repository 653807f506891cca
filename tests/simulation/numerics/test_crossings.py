"""Time and excess above a level, against brute force on a fine grid."""

import jax.numpy as jnp
import numpy as np
import pytest
from numpy.typing import NDArray

from paraprotein.pharmacology.model import OralKinetics
from paraprotein.simulation.numerics.crossings import curve_of_day, excess_between, point_at, rates_apart, stay_above
from paraprotein.simulation.numerics.kinetics import Amounts

Floats = NDArray[np.float64]
N = 400


def some_patients() -> tuple[OralKinetics, Amounts, Floats]:
    """Slow and fast, before and after weeks of dosing, absorption slower than elimination among them."""
    rng = np.random.default_rng(3)
    absorption = np.where(np.arange(N) % 8 == 0, 2.0, 14.6)
    elimination = np.exp(rng.normal(0.0, 0.8, N))
    elimination[::40] = absorption[::40]
    kinetics = OralKinetics(jnp.asarray(absorption), jnp.asarray(elimination), jnp.full(N, 300.0))
    gut, central = rng.choice([0.0, 400.0, 600.0], N), rng.choice([0.0, 150.0, 500.0], N)
    level = np.exp(rng.normal(np.log(1.2), 0.5, N))
    return kinetics, Amounts(jnp.asarray(gut), jnp.asarray(central)), level


def brute_force(start: float, end: float) -> tuple[Floats, Floats]:
    """Mean and lean of the excess by Bateman's function on midpoints of the square root of time."""
    kinetics, dosed, level = some_patients()
    elimination, volume, gut, central = (
        np.asarray(row)[:, None] for row in (kinetics.elimination, kinetics.volume, dosed.gut, dosed.central)
    )
    absorption = np.asarray(kinetics.absorption)[:, None]
    absorption = np.where(absorption == elimination, absorption * (1 + 1e-7), absorption)
    n = 5000
    z = (np.arange(n) + 0.5) / n
    weights, position = 2 * z / n, z**2
    time = start + (end - start) * position
    eliminated, absorbed = np.exp(-elimination * time), np.exp(-absorption * time)
    amount = central * eliminated + gut * absorption / (absorption - elimination) * (eliminated - absorbed)
    excess = np.maximum(amount / volume - level[:, None], 0.0)
    return excess @ weights, excess @ (3 * weights * (2 * position - 1))


@pytest.mark.parametrize(("start", "end"), [(0.0, 1.0), (0.0, 0.4), (0.4, 1.0)])
def test_the_excess_above_a_level_is_what_a_fine_grid_sees(start: float, end: float) -> None:
    kinetics, dosed, level = some_patients()
    rates = rates_apart(kinetics)
    curve = curve_of_day(rates, dosed)
    dose, next_dose, dawn, dusk = (point_at(rates, jnp.full(N, time)) for time in (0.0, 1.0, start, end))
    stay = stay_above(jnp.asarray(level), curve, dose, next_dose)
    mean, lean, crossed = excess_between(curve, stay, dawn, dusk)
    exact_mean, exact_lean = brute_force(start, end)
    np.testing.assert_allclose(mean, exact_mean, atol=1e-4)
    np.testing.assert_allclose(lean, exact_lean, atol=1e-3)
    never = ~np.asarray(crossed) & (np.asarray(mean) == 0)
    assert 0.1 < np.mean(crossed) < 0.9
    assert np.all(exact_mean[never] < 1e-6)


def test_nobody_without_drug_is_above() -> None:
    kinetics, _, level = some_patients()
    rates = rates_apart(kinetics)
    curve = curve_of_day(rates, Amounts.none(kinetics.volume))
    ends = [point_at(rates, jnp.full(N, time)) for time in (0.0, 1.0)]
    mean, lean, crossed = excess_between(curve, stay_above(jnp.asarray(level), curve, *ends), *ends)
    assert np.all(np.asarray(mean) == 0)
    assert np.all(np.asarray(lean) == 0)
    assert not np.any(crossed)
