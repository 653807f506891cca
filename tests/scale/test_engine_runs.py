"""The trial engine itself through the store: kill -9, other batches, the same bytes."""

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from fake_trials import bytes_of, founding, wait_until

from paraprotein.scale import open_run, simulate_run
from paraprotein.scale.layout import part_folder
from paraprotein.scale.parts import ALWAYS
from paraprotein.scale.scenario import population_of, prepare_simulation

SEED, TRIALS, PER_BATCH = 2007, 9, 2

KILLED = """
import sys
from pathlib import Path
from paraprotein.protocol import load_protocol
from paraprotein.scale import simulate_run
loaded = load_protocol("imatinib-wm-2007")
simulate_run(loaded, trials={trials}, seed={seed}, out=Path(sys.argv[1]), trials_per_batch={size})
"""


@pytest.fixture(scope="module", autouse=True)
def _compile_once(request: pytest.FixtureRequest) -> object:
    """Keep what is compiled between the processes of these tests, and between test runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARAPROTEIN_CACHE", str(request.config.cache.mkdir("compiled")))  # type: ignore[union-attr]
        yield


def test_a_killed_run_of_the_engine_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    loaded, killed, whole = founding(), tmp_path / "killed", tmp_path / "whole"
    script = KILLED.format(trials=TRIALS, seed=SEED, size=PER_BATCH)
    with subprocess.Popen([sys.executable, "-c", script, str(killed)], env=os.environ) as process:
        assert wait_until(lambda: part_folder(killed, 2).exists() or process.poll() is not None, 300)
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = simulate_run(loaded, trials=TRIALS, seed=SEED, out=killed, trials_per_batch=PER_BATCH)
    assert done.found >= 2
    simulate_run(loaded, trials=TRIALS, seed=SEED, out=whole, trials_per_batch=PER_BATCH)
    assert bytes_of(killed) == bytes_of(whole)

    other = tmp_path / "other"
    simulate_run(loaded, trials=TRIALS, seed=SEED, out=other, trials_per_batch=TRIALS)
    batches, alone = list(open_run(whole).batches()), next(open_run(other).batches())
    for domain in ALWAYS:  # a trial does not know in which batch it is
        assert pl.concat([batch[domain] for batch in batches]).equals(alone[domain])


def test_the_work_travels_to_another_process_and_is_the_same_there() -> None:
    loaded = founding()
    work = prepare_simulation(loaded, population_of(loaded), seed=SEED, inert=True)
    arrived = pickle.loads(pickle.dumps(work))
    assert arrived == work
    assert arrived.scenario.population.draws is None or arrived.scenario.population.draws.weights.size
    assert hash(arrived) == hash(work)
