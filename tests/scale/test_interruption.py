"""Killed at any moment, a run goes on with the same command and ends with the same bytes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from fake_trials import (
    PER_BATCH,
    SEED,
    TRIALS,
    bytes_of,
    fake_study,
    founding,
    journal_of,
    start_run,
    uninterrupted,
    wait_for_batches,
    wait_until,
)

from paraprotein.errors import StoreError
from paraprotein.scale import Shard, SimulatedRun, background, simulate_run


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return uninterrupted(tmp_path_factory.mktemp("uninterrupted"))


def finish(out: Path, shard: Shard | None = None) -> SimulatedRun:
    return simulate_run(
        founding(), trials=TRIALS, seed=SEED, out=out, shard=shard, simulate=fake_study, trials_per_batch=PER_BATCH
    )


def test_kill_9_in_mid_run_loses_nothing_that_was_finished(tmp_path: Path, expected: dict[str, bytes]) -> None:
    out = tmp_path / "run"
    for stored in (1, 3, 4):  # killed three times, each time a little further
        with start_run(out, seconds=0.1) as process:
            wait_for_batches(process, stored)
            process.send_signal(signal.SIGKILL)
            process.wait()
    done = finish(out)
    assert done.found >= 4
    assert done.redone == ()
    assert bytes_of(out) == expected
    begun = [line.split()[0] for line in journal_of(out).read_text().splitlines()]
    assert begun.count("1") == 1  # the first batch was never done again


def test_two_runs_in_one_folder_exclude_each_other_and_two_shards_do_not(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    out = tmp_path / "run"
    with start_run(out, seconds=0.1) as process:
        wait_for_batches(process, 0)
        for shard in (None, Shard(2, 2)):
            with pytest.raises(StoreError, match=f"another run is at work here .*process {process.pid} on"):
                finish(out, shard)
        assert process.wait(30) == 0
    assert bytes_of(out) == expected


def test_ctrl_c_ends_within_two_seconds_and_keeps_what_is_finished(tmp_path: Path, expected: dict[str, bytes]) -> None:
    out = tmp_path / "run"
    with start_run(out, seconds=4.0) as process:
        wait_for_batches(process, 1)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 130
        assert time.monotonic() - began < 2
    assert finish(out).found == 1
    assert bytes_of(out) == expected


def test_ctrl_c_leaves_no_worker(tmp_path: Path, expected: dict[str, bytes]) -> None:
    out = tmp_path / "run"
    with start_run(out, seconds=4.0, workers=2) as process:
        assert wait_until(lambda: journal_of(out).exists(), 60)
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 2
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 130
        assert time.monotonic() - began < 2
    assert wait_until(lambda: not any(child.is_running() for child in family), 2)
    finish(out)
    assert bytes_of(out) == expected


def test_ctrl_c_ends_the_command_while_the_engine_compiles(tmp_path: Path) -> None:
    out = tmp_path / "run"
    environment = {**os.environ, "PARAPROTEIN_CACHE": ""}  # so that it does compile
    script = "from paraprotein.cli import main; main()"
    command = [sys.executable, "-c", script, "simulate", "imatinib-wm-2007", "--trials", "2000", "--out", str(out)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert wait_until(lambda: (out / "parts").exists(), 60)
        time.sleep(3)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
        assert time.monotonic() - began < 2
        assert process.stderr is not None
        assert b"repeat the same command to go on" in process.stderr.read()
    assert bytes_of(out / "parts") == {}


@pytest.mark.parametrize("seconds", [0.5, 1.5])
def test_ctrl_c_while_workers_start_says_one_line_and_leaves_nobody(tmp_path: Path, seconds: float) -> None:
    out = tmp_path / "run"
    words = ["simulate", "imatinib-wm-2007", "--trials", "2000", "--workers", "2", "--out", str(out)]
    command = [sys.executable, "-m", "paraprotein", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert wait_until(lambda: (out / "parts").exists(), 60)
        time.sleep(seconds)
        family = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr is not None
        said = process.stderr.read()
    assert b"repeat the same command to go on" in said
    assert b"Traceback" not in said
    assert b"leaked" not in said
    assert wait_until(lambda: not any(child.is_running() for child in family), 2)


def test_ctrl_c_while_the_command_loads_is_quiet() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "paraprotein", "--help"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr is not None
        for line in process.stderr:  # the log of imports says when the command line itself is being loaded
            if "paraprotein.errors" in line:
                os.killpg(process.pid, signal.SIGINT)
                break
        rest = process.stderr.read()
        assert process.wait(30) == 130
    assert "Traceback" not in rest


def test_an_error_on_the_other_thread_is_raised_here() -> None:
    made = background.in_background(1 // number for number in (1, 0))
    assert next(made) == 1
    with pytest.raises(ZeroDivisionError):
        next(made)


def test_nothing_is_made_after_the_generator_is_closed() -> None:
    begun: list[int] = []

    def item(number: int) -> int:
        begun.append(number)
        return number

    made = background.in_background(map(item, range(100)))
    assert next(made) == 0
    made.close()
    time.sleep(0.5)
    assert len(begun) <= 4
