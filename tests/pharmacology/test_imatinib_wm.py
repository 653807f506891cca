"""The founding model at rest, under steady drug, and without it."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from paraprotein.pharmacology.imatinib_wm import ImatinibWaldenstrom
from paraprotein.pharmacology.model import Model

MODEL: Model = ImatinibWaldenstrom()
STATE = {state.name: i for i, state in enumerate(MODEL.states)}

TYPICAL = {
    "clearance": 12.0, "volume": 300.0, "absorption": 0.609, "agp": 1.0,
    "ic50_mast_cell": 22.7, "mast_cell_turnover": 0.021, "mast_cell_kill": 0.3,
    "tryptase": 6.7, "tryptase_insensitive": 0.2, "niche_half": 0.5,
    "growth": 0.0005, "niche_dependence": 0.0081, "direct_kill": 0.0024, "ic50_lpc": 49.0,
    "resistant_share": 0.21, "growth_resistant": 0.0058, "fading": 0.0,
    "igm": 31.1, "igm_turnover": 0.136,
    "neutrophils": 3.3, "neutrophil_mtt": 88.7, "neutrophil_feedback": 0.161, "neutrophil_ratio": 0.986,
    "platelets": 220.0, "platelet_transit": 0.170, "platelet_loss": 0.213, "platelet_feedback": 0.62,
    "platelet_ratio": 0.82, "other_white": 1.7, "other_white_fall": 0.25,
    "hemoglobin": 11.4, "erythroid_effect": 0.11, "erythroid_feedback": 0.3, "erythroid_delay": 6.0,
    "marrow_displacement": 0.09, "fluid_rate": 0.05, "fluid_tendency": 1.0,
}  # fmt: skip


def patient(**changes: float) -> dict[str, NDArray[np.float64]]:
    return {name: np.array([value]) for name, value in {**TYPICAL, **changes}.items()}


def no_effects() -> tuple[NDArray[np.float64], ...]:
    return tuple(np.zeros(1) for _ in MODEL.effect_names)


def integrate(p: dict[str, NDArray[np.float64]], concentration_mg_l: float, days: float) -> NDArray[np.float64]:
    """States after `days` at a constant concentration, by an integrator that the engine does not use."""
    effects = MODEL.effects(np.array([concentration_mg_l]), p)

    def rhs(_: float, y: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate(MODEL.derivatives(tuple(np.array([v]) for v in y), effects, p))

    start = np.concatenate(MODEL.initial(p))
    return np.asarray(solve_ivp(rhs, (0, days), start, method="LSODA", rtol=1e-9, atol=1e-12).y[:, -1])


def test_a_population_file_has_a_value_for_each_declared_parameter_and_no_other() -> None:
    assert set(TYPICAL) == {parameter.name for parameter in MODEL.parameters}


def test_without_drug_everything_but_the_clone_and_its_consequences_rests() -> None:
    p = patient()
    rates = dict(zip(STATE, MODEL.derivatives(MODEL.initial(p), no_effects(), p), strict=True))
    moving = {name for name, rate in rates.items() if abs(rate[0]) > 1e-12}
    assert moving == {"log_lpc_sensitive", "lpc_resistant"}


def test_a_clone_that_does_not_grow_leaves_every_state_at_rest() -> None:
    p = patient(growth=0.0, growth_resistant=0.0)
    start = np.concatenate(MODEL.initial(p))
    np.testing.assert_allclose(integrate(p, 0.0, 365.0), start, rtol=1e-9, atol=1e-9)


def test_effects_are_exactly_zero_without_drug() -> None:
    assert all(effect[0] == 0.0 for effect in MODEL.effects(np.array([0.0]), patient()))


def test_untreated_igm_of_the_typical_patient_doubles_within_the_candidate_range() -> None:
    # No doubling time of relapsed symptomatic WM is published; candidates of the founding work are 7 to 16 months.
    p = patient()
    at_7, at_16 = (integrate(p, 0.0, months * 30.4375)[STATE["igm_clonal"]] / 31.1 for months in (7, 16))
    assert at_7 < 2.0 < at_16


def test_an_untreated_clone_grows_exponentially_while_the_marrow_has_room() -> None:
    p = patient(resistant_share=0.0)
    sensitive = np.exp(integrate(p, 0.0, 100.0)[STATE["log_lpc_sensitive"]])
    room = 1.0 - 1.0 / 20.0
    logistic = 20.0 / (1.0 + 19.0 * np.exp(-0.0005 * 100.0))
    assert sensitive == pytest.approx(logistic, rel=1e-6)
    assert sensitive < np.exp(0.0005 * room * 100.0) * 1.001


def test_neutrophils_settle_at_the_declared_ratio_under_reference_exposure() -> None:
    p = patient(neutrophil_ratio=0.7, growth=0.0, growth_resistant=0.0)
    concentration = reference_concentration_mg_l()
    settled = integrate(p, concentration, 2000.0)
    assert settled[STATE["neutrophils"]] / 3.3 == pytest.approx(0.7, rel=1e-4)


def test_platelets_settle_at_the_declared_ratio_under_reference_exposure() -> None:
    p = patient(growth=0.0, growth_resistant=0.0)
    settled = integrate(p, reference_concentration_mg_l(), 2000.0)
    assert settled[STATE["platelets"]] / 220.0 == pytest.approx(0.82, rel=1e-4)


def test_mast_cells_settle_where_support_balances_loss() -> None:
    p = patient(growth=0.0, growth_resistant=0.0)
    block = 45.0 / (45.0 + 22.7)
    settled = integrate(p, reference_concentration_mg_l(), 2000.0)
    assert settled[STATE["mast_cells"]] == pytest.approx((1 - block) / (1 + 0.3 * block), rel=1e-6)


def test_a_marrow_freed_of_the_clone_makes_no_more_hemoglobin_than_a_healthy_one() -> None:
    p = patient(direct_kill=0.1, resistant_share=0.0, marrow_displacement=0.3, erythroid_effect=0.0)
    freed = integrate(p, reference_concentration_mg_l(), 2000.0)
    assert np.exp(freed[STATE["log_lpc_sensitive"]]) < 1e-6
    assert freed[STATE["hemoglobin"]] == pytest.approx(15.0, rel=1e-3)


def test_more_hemoglobin_than_a_healthy_marrow_makes_is_kept() -> None:
    p = patient(direct_kill=0.1, resistant_share=0.0, marrow_displacement=0.3, erythroid_effect=0.0, hemoglobin=16.0)
    freed = integrate(p, reference_concentration_mg_l(), 2000.0)
    assert freed[STATE["hemoglobin"]] == pytest.approx(16.0, rel=1e-3)


def test_tryptase_halves_within_twelve_weeks_at_full_dose() -> None:
    # The abstract: 6.7 to 3 ng/mL; the source simulation: 6.6 to 3.1 at week 12.
    p = patient()
    state = tuple(np.array([v]) for v in integrate(p, reference_concentration_mg_l() * 1.4, 84.0))
    tryptase = MODEL.observe(state, no_effects(), p)["TRYPTASE"][0]
    assert 2.5 < tryptase < 3.5


@pytest.mark.parametrize(("off", "kept"), [("niche_dependence", "direct_kill"), ("direct_kill", "niche_dependence")])
def test_each_variant_lowers_igm_by_its_own_mechanism_alone(off: str, kept: str) -> None:
    both_off = integrate(patient(niche_dependence=0.0, direct_kill=0.0), 1.5, 168.0)[STATE["igm_clonal"]]
    one = integrate(patient(**{off: 0.0, kept: 0.01}), 1.5, 168.0)[STATE["igm_clonal"]]
    assert one < 0.9 * both_off


def test_a_fading_effect_lets_igm_return_while_the_drug_goes_on() -> None:
    p = patient(resistant_share=0.0, direct_kill=0.01, growth=0.0021, fading=0.01)
    course = [integrate(p, 1.5, day)[STATE["igm_clonal"]] for day in (84.0, 168.0, 700.0)]
    assert course[1] < 31.1
    assert course[2] > course[1]


def test_published_trough_quartiles_at_400_mg() -> None:
    """Larson et al., Blood 2008;111:4022: quartiles 647, 879, 1170 ng/mL at day 29 (n = 351).

    The spread of unbound clearance, volume and AGP is that of the population files; 15 % noise is the visit's own.
    """
    n, rng = 40_000, np.random.default_rng(7)
    z = rng.standard_normal((4, n))
    volume = 300.0 * np.exp(0.31 * (0.8 * z[0] + 0.6 * z[1]))
    p = patient() | {
        "clearance": 12.0 * np.exp(0.22 * z[0]),
        "volume": volume,
        "agp": np.exp(np.sqrt(np.log(1 + 0.30**2)) * z[2]),
    }
    ka, ke, v = MODEL.kinetics(p)
    trough = 400.0 / v * ka / (ka - ke) * (1 / np.expm1(ke) - 1 / np.expm1(ka)) * 1000.0
    quartiles = np.percentile(trough * np.exp(0.15 * z[3]), [25, 50, 75])
    np.testing.assert_allclose(quartiles, [647.0, 879.0, 1170.0], rtol=0.05)


def reference_concentration_mg_l() -> float:
    """Total concentration at which unbound drug is 45 ng/mL and AGP 1 g/L: the model's reference exposure."""
    unbound = 45.0
    return (unbound + 493.6 / 42.0 * 1000.0 * unbound / (319.0 + unbound)) / 1000.0
