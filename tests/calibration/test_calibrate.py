"""The whole way from trials to files, on trials made up here; and the store that survives a kill."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from paraprotein.calibration import calibrate as room
from paraprotein.calibration import posterior, prior_trials
from paraprotein.calibration.calibrate import calibrate, find_variants
from paraprotein.calibration.prior_trials import BATCH, PriorTrials, read_prior_trials, simulate_prior_trials
from paraprotein.calibration.priors import collect_coordinates
from paraprotein.calibration.record import write_populations, write_proof
from paraprotein.cli import app
from paraprotein.errors import StoreError, UsageError
from paraprotein.protocol.load import LoadedProtocol, load_protocol
from paraprotein.protocol.load_population import load_population
from paraprotein.protocol.published import Published, load_published


@pytest.fixture(scope="module")
def founding() -> LoadedProtocol:
    return load_protocol("imatinib-wm-2007")


@pytest.fixture(scope="module")
def published(founding: LoadedProtocol) -> Published:
    found = load_published(founding.directory)
    assert found is not None
    return found


def made_up(
    loaded: LoadedProtocol, population: Any, folder: Path, *, trials: int, seed: int, progress: Any
) -> PriorTrials:
    """Responders follow the first coordinate; niche trials have fewer."""
    coordinates = collect_coordinates(population)
    rng = np.random.default_rng(seed)
    latent = rng.standard_normal((trials, len(coordinates)))
    rate = 1 / (1 + np.exp(1 - latent[:, 0] + 2 * (population.name == "niche")))
    return PriorTrials(coordinates, latent, ("igm_fall_25",), rng.binomial(27, rate).astype(float)[:, None])


def test_trials_become_populations(
    founding: LoadedProtocol, published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "simulate_prior_trials", made_up)
    monkeypatch.setattr(posterior, "make_flow", partial(posterior.make_flow, layers=1, width=8))
    monkeypatch.setattr(room, "fit_posterior", partial(room.fit_posterior, refits=2, most_epochs=2))
    monkeypatch.setattr(room, "fit_variants", partial(room.fit_variants, refits=1, most_epochs=20))
    variants = [load_population(name, founding.directory) for name in ("mixed", "niche")]
    result = calibrate(founding, published, variants, tmp_path, simulations=4 * BATCH, seed=1)
    assert [target.id for target in result.targets] == ["igm_fall_25"]
    shares = [variant.probability for variant in result.variants]
    assert sum(shares) == pytest.approx(1)
    assert shares[0] > 0.6  # 7 of 27 is what mixed trials report, niche trials report 3 or so
    names = [path.name for path in write_populations(result, tmp_path / "populations")]
    assert names == ["mixed-calibrated.yaml", "niche-calibrated.yaml", "ensemble.yaml"]
    ensemble = load_population("populations/ensemble.yaml", tmp_path)
    assert ensemble.draws is not None
    assert len(ensemble.draws.weights) == 2 * room.POOLED_DRAWS
    write_proof(result, tmp_path / "proof")
    saved = np.load(tmp_path / "proof" / "niche.npz")
    assert saved["truth"].shape[0] == saved["guesses"].shape[0] == 0.1 * 2 * BATCH


def test_variants_are_the_uncalibrated_populations_with_priors(founding: LoadedProtocol) -> None:
    assert [one.name for one in find_variants(founding)] == ["direct", "fading", "mixed", "niche"]


def test_too_few_simulations_are_refused(founding: LoadedProtocol, published: Published, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ask for at least 2000"):
        calibrate(founding, published, find_variants(founding), tmp_path, simulations=100, seed=1)


class Counted:
    """Stands for the simulator: counts the batches it is asked for."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def __call__(self, simulator: Any, loaded: Any, seed: int, batch: int) -> pl.DataFrame:
        self.batches.append(batch)
        return pl.DataFrame({"orr": np.full(BATCH, float(batch), dtype=np.float32)})


def test_a_run_that_was_killed_continues_and_refuses_another_seed(
    founding: LoadedProtocol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted()
    monkeypatch.setattr(prior_trials, "_simulate", counted)
    monkeypatch.setattr(prior_trials, "Simulator", lambda loaded, population: None)
    population = load_population("mixed", founding.directory)
    whole = simulate_prior_trials(founding, population, tmp_path, trials=3 * BATCH, seed=4)
    (second,) = tmp_path.glob("part-00002.*.parquet")
    second.unlink()
    again = simulate_prior_trials(founding, population, tmp_path, trials=3 * BATCH, seed=4)
    assert counted.batches == [0, 1, 2, 1]
    np.testing.assert_array_equal(whole.figures, again.figures)
    longer = simulate_prior_trials(founding, population, tmp_path, trials=4 * BATCH, seed=4)
    np.testing.assert_array_equal(longer.latent[: 3 * BATCH], whole.latent)
    np.testing.assert_array_equal(read_prior_trials(population, tmp_path).latent, longer.latent)
    with pytest.raises(StoreError, match="another seed"):
        simulate_prior_trials(founding, population, tmp_path, trials=BATCH, seed=5)
    with pytest.raises(StoreError, match="no trials of these priors"):
        read_prior_trials(load_population("niche", founding.directory), tmp_path)


def test_a_flipped_bit_in_any_part_is_redone_and_in_the_manifest_refused(
    founding: LoadedProtocol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted()
    monkeypatch.setattr(prior_trials, "_simulate", counted)
    monkeypatch.setattr(prior_trials, "Simulator", lambda loaded, population: None)
    population = load_population("mixed", founding.directory)
    whole = simulate_prior_trials(founding, population, tmp_path, trials=2 * BATCH, seed=4)
    parts = sorted(tmp_path.glob("part-*"))
    for place, path in enumerate(parts):
        counted.batches.clear()
        flip(path, 100)
        with pytest.raises(StoreError, match="damaged"):
            read_prior_trials(population, tmp_path)
        again = simulate_prior_trials(founding, population, tmp_path, trials=2 * BATCH, seed=4)
        assert counted.batches == [place]
        np.testing.assert_array_equal(whole.figures, again.figures)
    assert sorted(tmp_path.glob("part-*")) == parts
    flip(tmp_path / prior_trials.MANIFEST, 20)
    with pytest.raises(StoreError, match="manifest is damaged"):
        simulate_prior_trials(founding, population, tmp_path, trials=2 * BATCH, seed=4)
    with pytest.raises(StoreError, match="manifest is damaged"):
        read_prior_trials(population, tmp_path)


def test_a_part_under_the_number_of_another_is_redone(
    founding: LoadedProtocol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted()
    monkeypatch.setattr(prior_trials, "_simulate", counted)
    monkeypatch.setattr(prior_trials, "Simulator", lambda loaded, population: None)
    population = load_population("mixed", founding.directory)
    simulate_prior_trials(founding, population, tmp_path, trials=2 * BATCH, seed=4)
    first, second = sorted(tmp_path.glob("part-*"))
    second.unlink()
    first.rename(tmp_path / first.name.replace("00001", "00002"))
    simulate_prior_trials(founding, population, tmp_path, trials=2 * BATCH, seed=4)
    assert counted.batches == [0, 1, 0, 1]


def flip(path: Path, byte: int) -> None:
    content = bytearray(path.read_bytes())
    content[byte] ^= 4
    path.write_bytes(content)


def test_the_verb_says_what_is_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["calibrate", "imatinib-wm-2007", "--targets", str(tmp_path / "none.yaml")])
    assert result.exit_code == 2
    few = ["calibrate", "imatinib-wm-2007", "--simulations", "10", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, few)
    assert result.exit_code == 2
    assert "at least 2000" in result.stderr


def test_the_bundled_files_say_what_made_them(founding: LoadedProtocol) -> None:
    folder = founding.directory / "populations"
    for name in ("ensemble", "mixed-calibrated", "niche-calibrated", "direct-calibrated", "fading-calibrated"):
        assert "paraprotein calibrate" in (folder / f"{name}.yaml").read_text()
        assert (folder / f"{name}.csv").stat().st_size < 200_000
        population = load_population(name, founding.directory)
        assert population.draws is not None
        assert population.parameters["igm"].provenance.standing == "calibrated"
