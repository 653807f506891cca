"""Real Dask schedulers and workers: the same batches, the same bytes, whoever dies."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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

from paraprotein.errors import StoreError, UsageError
from paraprotein.scale import simulate_run, workers

HERE = str(Path(__file__).parent)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return uninterrupted(tmp_path_factory.mktemp("uninterrupted"))


def workers_of(out: Path) -> set[int]:
    """Processes that began a batch of this run."""
    journal = journal_of(out)
    return {int(line.split()[1]) for line in journal.read_text().splitlines()} if journal.exists() else set()


def test_a_killed_worker_of_this_machine_changes_no_byte(tmp_path: Path, expected: dict[str, bytes]) -> None:
    out = tmp_path / "run"
    with start_run(out, seconds=0.5, workers=2) as process:
        wait_for_batches(process, 1)
        family = psutil.Process(process.pid).children(recursive=True)
        listening = [
            connection.laddr.ip
            for member in [psutil.Process(process.pid), *family]
            for connection in member.net_connections()
            if connection.status == psutil.CONN_LISTEN
        ]
        assert set(listening) == {"127.0.0.1"}
        os.kill(min(workers_of(out)), signal.SIGKILL)
        assert process.wait(60) == 0
    assert bytes_of(out) == expected
    assert wait_until(lambda: not any(member.is_running() for member in family), 5)


@contextmanager
def dask(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler or worker as a cluster's administrator starts it."""
    environment = {**os.environ, "PYTHONPATH": HERE}
    command = [sys.executable, "-m", "dask", *words]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The address and process of a scheduler with two workers that nobody restarts."""
    address_file = folder / "scheduler.json"
    where = ("--scheduler-file", str(address_file), "--host", "127.0.0.1", "--no-dashboard")
    worker = ("worker", *where, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    with dask("scheduler", *where, "--port", "0") as scheduler, dask(*worker), dask(*worker):
        assert wait_until(address_file.exists, 60)
        yield json.loads(address_file.read_text())["address"], scheduler


def test_a_killed_worker_of_a_cluster_changes_no_byte(tmp_path: Path, expected: dict[str, bytes]) -> None:
    out = tmp_path / "run"
    with cluster(tmp_path) as (address, _), start_run(out, seconds=0.5, cluster=address) as process:
        assert wait_until(lambda: len(workers_of(out)) == 2, 60)
        os.kill(min(workers_of(out)), signal.SIGKILL)
        assert process.wait(60) == 0
    assert len(workers_of(out)) == 2
    assert bytes_of(out) == expected


def test_a_lost_scheduler_ends_the_run_with_a_reason_and_what_is_finished_is_kept(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    out = tmp_path / "run"
    with cluster(tmp_path) as (address, scheduler), start_run(out, seconds=0.5, cluster=address) as process:
        wait_for_batches(process, 1)
        scheduler.kill()
        assert process.wait(60) == 1
        assert process.stderr is not None
        assert "repeat the same command: finished batches are safe" in process.stderr.read()
    simulate(out)
    assert bytes_of(out) == expected


def test_no_scheduler_at_the_address_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CONNECT_S", 1)
    began = time.monotonic()
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        simulate(tmp_path, cluster="tcp://127.0.0.1:1")
    assert time.monotonic() - began < 15


def test_without_dask_the_message_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'paraprotein\[cluster\]'"):
        simulate(tmp_path, workers=2)


def test_a_worker_with_other_versions_is_refused() -> None:
    here = {"jax": "1", "polars": "2"}
    workers._check_versions(here, here)
    with pytest.raises(UsageError, match=r"a worker has polars 3 \(here 2\)"):
        workers._check_versions(here, {"jax": "1", "polars": "3"})


class _Deadly:
    """Ends the worker's process: what a batch does that needs more memory than there is."""

    def __call__(self, trials: range) -> Any:
        os._exit(9)


def test_a_batch_that_ends_every_worker_ends_the_run_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "DEATHS_ALLOWED", 1)
    with pytest.raises(StoreError, match=r"batch-000001: its worker process died 1 times"):
        simulate(tmp_path, trials=PER_BATCH, workers=1, simulate=_Deadly())


def simulate(out: Path, **changed: Any) -> None:
    options: dict[str, Any] = {"trials": TRIALS, "seed": SEED, "simulate": fake_study, "trials_per_batch": PER_BATCH}
    simulate_run(founding(), out=out, **(options | changed))
