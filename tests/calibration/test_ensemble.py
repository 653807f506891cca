"""Calibrated populations as files, pooled variants, and virtual patients made from them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from paraprotein.calibration.ensemble import CalibratedVariant, pool_variants
from paraprotein.calibration.population_files import weighted_median, write_population
from paraprotein.calibration.priors import collect_coordinates, draws_of, values_of
from paraprotein.errors import UsageError
from paraprotein.pharmacology.registry import model_named
from paraprotein.protocol.load import load_protocol
from paraprotein.protocol.load_population import load_population
from paraprotein.simulation.cohort import enrol
from paraprotein.simulation.parameters import draw_parameters, latent_count

NAMES = ("mixed", "niche", "direct", "fading")


def calibrated(name: str, draws: int = 6, probability: float = 0.25) -> CalibratedVariant:
    population = load_population(name, Path())
    coordinates = collect_coordinates(population)
    latent = np.random.default_rng(len(name)).standard_normal((draws, len(coordinates)))
    return CalibratedVariant(population, values_of(coordinates, latent), probability)


def test_the_ensemble_switches_off_what_a_variant_does_not_have() -> None:
    pool = pool_variants([calibrated(name) for name in NAMES])
    blocks = {name: slice(6 * place, 6 * place + 6) for place, name in enumerate(NAMES)}
    assert (pool.values["direct_kill"][blocks["niche"]] == 0).all()
    assert (pool.values["niche_dependence"][blocks["direct"]] == 0).all()
    assert (pool.values["resistant_share"][blocks["fading"]] == 0).all()
    assert (pool.values["fading"] > 0).tolist() == [False] * 18 + [True] * 6
    assert (pool.values["direct_kill"][blocks["mixed"]] > 0).all()
    assert pool.weights.sum() == pytest.approx(1)


def test_shares_become_weights() -> None:
    pool = pool_variants([calibrated("mixed", 4, 0.9), calibrated("niche", 2, 0.1)])
    np.testing.assert_allclose(pool.weights, [0.225] * 4 + [0.05] * 2)


def test_variants_of_different_models_cannot_be_pooled() -> None:
    one = calibrated("mixed")
    other = replace(one, population=replace(one.population, model="another"))
    with pytest.raises(UsageError, match="models another, imatinib-wm"):
        pool_variants([one, other])


def test_a_written_population_loads_with_its_draws_and_its_priors(tmp_path: Path) -> None:
    pool = pool_variants([calibrated(name) for name in NAMES])
    write_population(tmp_path, "pool", pool.population, pool.values, pool.weights, "Made by a test\n\nof files")
    loaded = load_population("pool", tmp_path)
    assert loaded.draws is not None
    np.testing.assert_allclose(loaded.draws.weights, pool.weights, rtol=1e-3)
    for column in ("igm", "fading", "clearance"):
        np.testing.assert_allclose(loaded.draws.typical[column], pool.values[column], rtol=1e-3)
    np.testing.assert_allclose(loaded.draws.spread["igm"], pool.values["igm.spread"], rtol=1e-3)
    assert set(loaded.draws.conduct) == {"withdrawal_per_month"}
    assert loaded.parameters["igm"].provenance.standing == "calibrated"
    assert loaded.parameters["igm_turnover"].provenance.standing == "verified"
    assert loaded.parameters["igm"].prior == pool.population.parameters["igm"].prior
    assert loaded.correlations == pool.population.correlations


def test_patients_of_a_draw_without_a_mechanism_have_none_of_it() -> None:
    pool = pool_variants([calibrated(name) for name in NAMES])
    model = model_named("imatinib-wm")
    population = replace(pool.population, draws=draws_of(pool.values, pool.weights))
    latent = np.random.default_rng(1).standard_normal((24, latent_count(model)))
    patients = draw_parameters(population, model, latent, np.arange(24))
    assert (patients["fading"] > 0).tolist() == [False] * 18 + [True] * 6
    assert all(np.isfinite(values).all() for values in patients.values())


def test_a_factor_on_withdrawal_moves_the_day_of_leaving() -> None:
    loaded = load_protocol("imatinib-wm-2007")
    population = load_population("mixed", Path())
    values = {"conduct.withdrawal_per_month": np.array([1.0, 2.0, 0.0])}
    model = model_named("imatinib-wm")
    same = {
        factor: enrol(
            loaded.protocol, replace(population, draws=draws_of(values)), model, seed=1, trials=range(1, 11),
            draws=np.full(10, place),
        ).withdrawal_day
        for place, factor in enumerate((1.0, 2.0, 0.0))
    }  # fmt: skip
    plain = enrol(loaded.protocol, population, model, seed=1, trials=range(1, 11)).withdrawal_day
    np.testing.assert_array_equal(same[1.0], plain)
    assert (same[2.0] <= same[1.0]).all()
    assert (same[2.0] < same[1.0]).mean() > 0.8
    assert (same[0.0] > 10**6).mean() > 0.9  # all but those who leave before the first visit


@pytest.mark.parametrize(("weights", "median"), [([1, 1, 1], 2.0), ([5, 1, 1], 1.0), ([1, 1, 5], 3.0)])
def test_the_median_of_draws_follows_their_weights(weights: list[float], median: float) -> None:
    assert weighted_median(np.array([1.0, 2.0, 3.0]), np.array(weights, dtype=float)) == median
