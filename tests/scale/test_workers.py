"""Worker processes, and real Dask schedulers and workers: the same batches, the same bytes, whoever dies."""

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
from paraprotein.scale import Cluster, processes, simulate_run, workers

HERE = str(Path(__file__).parent)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return uninterrupted(tmp_path_factory.mktemp("uninterrupted"))


def workers_of(out: Path) -> set[int]:
    """Processes that began a batch of this run."""
    journal = journal_of(out)
    return {int(line.split()[1]) for line in journal.read_text().splitlines()} if journal.exists() else set()


def test_a_killed_worker_of_this_machine_changes_no_byte_and_nothing_listens(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    out = tmp_path / "run"
    with start_run(out, seconds=0.5, workers=2) as process:
        wait_for_batches(process, 1)
        family = psutil.Process(process.pid).children(recursive=True)
        sockets = [
            connection
            for member in [psutil.Process(process.pid), *family]
            for connection in member.net_connections()
            if connection.status == psutil.CONN_LISTEN
        ]
        assert sockets == []
        os.kill(min(workers_of(out)), signal.SIGKILL)
        assert process.wait(60) == 0
    assert bytes_of(out) == expected
    assert wait_until(lambda: not any(member.is_running() for member in family), 5)


def test_workers_end_with_their_leader_when_it_is_killed(tmp_path: Path, expected: dict[str, bytes]) -> None:
    out = tmp_path / "run"
    with start_run(out, seconds=0.5, workers=2) as process:
        wait_for_batches(process, 1)
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
    assert wait_until(lambda: not any(member.is_running() for member in family), 5)
    simulate(out, workers=2)
    assert bytes_of(out) == expected


@contextmanager
def dask(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler or worker as a cluster's administrator starts it."""
    path = os.pathsep.join(filter(None, (HERE, os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path}
    command = [sys.executable, "-m", "dask", *words]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of an authority of these tests alone."""
    folder = tmp_path_factory.mktemp("certificates")
    new = ("-newkey", "rsa:2048", "-nodes")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n", encoding="utf-8")
    for words in (
        ("req", "-x509", *new, "-keyout", "authority.pem", "-out", "ca.pem", "-subj", "/CN=tests"),
        ("req", *new, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=127.0.0.1"),
        ("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "authority.pem", "-CAcreateserial",
         "-out", "cert.pem", "-extfile", "names"),
    ):  # fmt: skip
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
    return folder


@contextmanager
def cluster(folder: Path, certificates: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The address and process of a scheduler with two workers that nobody restarts."""
    address_file = folder / "scheduler.json"
    tls = ("--tls-ca-file", f"{certificates}/ca.pem", "--tls-cert", f"{certificates}/cert.pem")
    where = ("--scheduler-file", str(address_file), "--host", "127.0.0.1", "--no-dashboard", "--protocol", "tls", *tls)
    where += ("--tls-key", f"{certificates}/key.pem")
    worker = ("worker", *where, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    with dask("scheduler", *where, "--port", "0") as scheduler, dask(*worker), dask(*worker):
        assert wait_until(lambda: address_file.exists() and address_file.read_text().rstrip().endswith("}"), 60)
        yield json.loads(address_file.read_text())["address"], scheduler


def test_a_killed_worker_of_a_cluster_changes_no_byte(
    tmp_path: Path, expected: dict[str, bytes], certificates: Path
) -> None:
    out = tmp_path / "run"
    with (
        cluster(tmp_path, certificates) as (address, _),
        start_run(out, 0.5, cluster=(address, str(certificates))) as process,
    ):
        assert wait_until(lambda: len(workers_of(out)) == 2, 60)
        os.kill(min(workers_of(out)), signal.SIGKILL)
        assert process.wait(60) == 0, process.stderr.read() if process.stderr else ""
    assert len(workers_of(out)) == 2
    assert bytes_of(out) == expected


def test_a_lost_scheduler_ends_the_run_with_a_reason_and_what_is_finished_is_kept(
    tmp_path: Path, expected: dict[str, bytes], certificates: Path
) -> None:
    out = tmp_path / "run"
    with (
        cluster(tmp_path, certificates) as (address, scheduler),
        start_run(out, 0.5, cluster=(address, str(certificates))) as process,
    ):
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
        simulate(tmp_path, cluster=Cluster("tcp://127.0.0.1:1", is_insecure=True))
    assert time.monotonic() - began < 15


def test_a_cluster_without_certificates_is_refused_unless_that_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="whoever reaches such a scheduler can run programs"):
        simulate(tmp_path, cluster=Cluster("tcp://127.0.0.1:1"))
    with pytest.raises(UsageError, match=r"without ca\.pem, cert\.pem, key\.pem"):
        simulate(tmp_path, cluster=Cluster("tls://127.0.0.1:1", tmp_path))
    for name in ("ca", "cert", "key"):
        (tmp_path / f"{name}.pem").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="write the address as tls://"):
        simulate(tmp_path, cluster=Cluster("tcp://127.0.0.1:1", tmp_path))


def test_a_scheduler_with_certificates_refuses_a_command_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certificates: Path
) -> None:
    monkeypatch.setattr(workers, "CONNECT_S", 2)
    with cluster(tmp_path, certificates) as (address, _), pytest.raises(UsageError, match="no Dask scheduler answers"):
        simulate(tmp_path / "run", cluster=Cluster(address.replace("tls://", "tcp://"), is_insecure=True))


def test_the_number_of_workers_changes_no_byte(tmp_path: Path, expected: dict[str, bytes]) -> None:
    for count in (1, 3):
        simulate(tmp_path / str(count), workers=count)
        assert bytes_of(tmp_path / str(count)) == expected


class _Wrong:
    """Fails in words."""

    def __call__(self, trials: range) -> Any:
        raise UsageError.one("dose", "none", "write one")


def test_an_error_in_a_worker_is_raised_in_the_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="dose: none"):
        simulate(tmp_path, workers=1, simulate=_Wrong())


def test_without_dask_the_message_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'paraprotein\[cluster\]'"):
        simulate(tmp_path, cluster=Cluster("tcp://127.0.0.1:1", is_insecure=True))


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
    monkeypatch.setattr(processes, "DEATHS_ALLOWED", 1)
    with pytest.raises(StoreError, match=r"batch-000001: its worker process died 1 times"):
        simulate(tmp_path, trials=PER_BATCH, workers=1, simulate=_Deadly())


def simulate(out: Path, **changed: Any) -> None:
    options: dict[str, Any] = {"trials": TRIALS, "seed": SEED, "simulate": fake_study, "trials_per_batch": PER_BATCH}
    simulate_run(founding(), out=out, **(options | changed))
