"""Amounts of drug in closed form. Bateman's function: IUPAC Gold Book 15499 (doi 10.1351/goldbook.15499)."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from paraprotein.pharmacology.model import OralKinetics
from paraprotein.simulation.numerics.kinetics import Amounts, transfer


def of(absorption: float, elimination: float, volume: float = 300.0) -> OralKinetics:
    return OralKinetics(*(jnp.array([value]) for value in (absorption, elimination, volume)))


def after(kinetics: OralKinetics, dose: float, days: float) -> tuple[float, float]:
    gut, central = transfer(kinetics, days).apply(Amounts(jnp.array([dose]), jnp.array([0.0])))
    return float(gut[0]), float(central[0])


def test_one_dose_follows_batemans_function() -> None:
    absorption, elimination = 14.6, 1.0
    for days in (0.01, 0.1, 0.5, 1.0, 3.0):
        gut, central = after(of(absorption, elimination), 400.0, days)
        decay = np.exp(-elimination * days) - np.exp(-absorption * days)
        assert gut == pytest.approx(400 * np.exp(-absorption * days), rel=1e-13)
        assert central == pytest.approx(400 * absorption / (absorption - elimination) * decay, rel=1e-13)


def test_equal_absorption_and_elimination_need_no_special_case() -> None:
    """The limit is dose k t exp(-k t)."""
    assert after(of(2.0, 2.0), 400.0, 0.7)[1] == pytest.approx(400 * 2.0 * 0.7 * np.exp(-1.4), rel=1e-13)


@given(
    absorption=st.floats(0.05, 50),
    elimination=st.floats(0.01, 50),
    days=st.floats(0.001, 5),
    closeness=st.sampled_from([None, 1e-3, 1e-8, 1e-14]),
)
def test_the_closed_form_solves_the_differential_equation(
    absorption: float, elimination: float, days: float, closeness: float | None
) -> None:
    if closeness is not None:
        absorption = elimination * (1 + closeness)
    _, central = after(of(absorption, elimination), 1.0, days)
    whole, _ = quad(lambda s: absorption * np.exp(-absorption * s - elimination * (days - s)), 0, days, epsabs=1e-13)
    assert central == pytest.approx(whole, rel=1e-7, abs=1e-11)


def test_daily_doses_accumulate_to_the_geometric_limit() -> None:
    absorption, elimination, dose = 14.6, 0.7, 400.0
    day = transfer(of(absorption, elimination), 1.0)
    amounts = Amounts(jnp.array([0.0]), jnp.array([0.0]))
    for _ in range(60):
        amounts = day.apply(Amounts(amounts.gut + dose, amounts.central))
    expected = dose * absorption / (absorption - elimination)
    expected *= 1 / np.expm1(elimination) - 1 / np.expm1(absorption)  # Gibaldi and Perrier, multiple oral doses
    assert float(amounts.central[0]) == pytest.approx(expected, rel=1e-12)


def test_all_drug_is_in_the_gut_in_plasma_or_eliminated() -> None:
    """Dose = what is left + elimination rate x area under the amount, the area by SciPy."""
    absorption, elimination, dose = 14.6, 0.9, 600.0
    given_, left, area = 0.0, np.array([0.0, 0.0]), 0.0
    for _ in range(5):
        left[0] += dose
        given_ += dose
        solved = solve_ivp(
            lambda _, a: [-absorption * a[0], absorption * a[0] - elimination * a[1], a[1]],
            (0, 1), [*left, 0.0], rtol=1e-11, atol=1e-11,
        )  # fmt: skip
        area += solved.y[2, -1]
        gut, central = transfer(of(absorption, elimination), 1.0).apply(Amounts(*(jnp.array([a]) for a in left)))
        left = np.array([float(gut[0]), float(central[0])])
    assert left.sum() + elimination * area == pytest.approx(given_, rel=1e-9)
