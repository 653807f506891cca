"""Replicates of a run: the same figures whatever the batches, and the first trial shown whole."""

import numpy as np
import pytest
from fake_trials import founding

from paraprotein.analysis.plan import analyze
from paraprotein.scale import replicates, use_compilation_cache
from paraprotein.simulation import Simulator, not_simulated

SEED, TRIALS = 2007, 5


@pytest.fixture(scope="module", autouse=True)
def _compile_once(request: pytest.FixtureRequest) -> object:
    """Keep what is compiled between the simulators of these tests, and between test runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARAPROTEIN_CACHE", str(request.config.cache.mkdir("compiled")))
        use_compilation_cache()
        yield


@pytest.fixture(scope="module")
def simulator() -> Simulator:
    return Simulator(founding())


@pytest.fixture(scope="module")
def whole() -> replicates.Replicates:
    return replicates.replicate(founding(), trials=TRIALS, seed=SEED)


def test_figures_do_not_depend_on_the_batches(whole: replicates.Replicates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicates, "BATCH", 2)
    told: list[tuple[int, int]] = []
    parts = replicates.replicate(founding(), trials=TRIALS, seed=SEED, progress=lambda *done: told.append(done))
    assert told == [(2, TRIALS), (4, TRIALS), (5, TRIALS)]
    np.testing.assert_array_equal(parts.treated, whole.treated)
    np.testing.assert_array_equal(parts.no_drug, whole.no_drug)
    assert (parts.screened, parts.failed) == (whole.screened, whole.failed)


@pytest.mark.parametrize("inert", [False, True])
def test_the_example_is_the_first_trial_alone(whole: replicates.Replicates, simulator: Simulator, inert: bool) -> None:
    alone = analyze(
        simulator.simulate(seed=SEED, trials=range(1, 2), inert=inert).tables,
        founding(),
        not_collected=not_simulated(founding()),
    )
    example = whole.example_no_drug if inert else whole.example
    assert example.to_json() == alone.to_json()
    first = whole.no_drug[:, 0] if inert else whole.treated[:, 0]
    np.testing.assert_array_equal(first, alone.estimates["VALUE"].fill_null(np.nan).to_numpy())
