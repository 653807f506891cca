"""Run batches on Dask workers: processes of this machine, or a cluster.

Workers simulate and send the finished files back; only this process writes to the run directory, so workers need no
shared disk. Dask hands a dead worker's batches to another one. Needs the extra `cluster`.
"""

import logging
import os
import signal
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from typing import Any

from ..errors import StoreError, UsageError
from .parts import Part, SimulateTrials, make_part
from .plan import Batch
from .versions import installed_versions

LOOPBACK = "127.0.0.1"
DEATHS_ALLOWED = 5
"""Workers that may die over one batch before the run gives up."""

CONNECT_S = 10
CLOSE_S = 30


def run_on_workers(simulate: SimulateTrials, batches: Sequence[Batch], workers: int) -> Iterator[Part]:
    """Simulate batches on worker processes of this machine, which listen on the loopback interface only."""
    _require_dask()
    with _local_client(min(workers, len(batches))) as client:
        yield from _distribute(client, simulate, batches)


def run_on_cluster(simulate: SimulateTrials, batches: Sequence[Batch], address: str) -> Iterator[Part]:
    """Simulate batches on the workers of a running Dask scheduler, for example `tcp://node1:8786`.

    Raises:
        UsageError: no scheduler answers there.
    """
    distributed = _require_dask()
    try:
        client = distributed.Client(address, timeout=CONNECT_S)
    except (OSError, ValueError) as error:
        fix = "start a scheduler (`dask scheduler`) and give its address, such as tcp://node1:8786"
        raise UsageError.one("--cluster", f"no Dask scheduler answers at {address}", fix, "simulate.cluster") from error
    with client:
        yield from _distribute(client, simulate, batches)


def _distribute(client: Any, simulate: SimulateTrials, batches: Sequence[Batch]) -> Iterator[Part]:
    """Parts as they are finished; only as many batches are under way as keep the workers busy."""
    distributed = _require_dask()
    waiting, run = iter(batches), uuid.uuid4().hex  # two runs may share a cluster, and Dask one result for one key
    expected = _essential(installed_versions())
    under_way = distributed.as_completed([], loop=client.loop, with_results=True)

    def submit() -> None:
        wanted = 2 * max(1, sum(client.nthreads().values())) - under_way.count()
        for _, batch in zip(range(wanted), waiting, strict=False):
            under_way.add(client.submit(_simulate_batch, simulate, batch, key=f"batch-{batch.number:06d}-{run}"))

    submit()
    try:
        for _, outcome in under_way:
            if isinstance(outcome, BaseException):  # cancelled, because the scheduler is gone
                raise outcome
            part, versions = outcome
            _check_versions(expected, _essential(versions))
            yield part
            submit()
    except distributed.KilledWorker as error:
        found = f"its worker process died {DEATHS_ALLOWED} times"
        fix = "look at the workers' log; give them more memory, then repeat the same command"
        raise StoreError.one(str(error.args[0])[: len("batch-000000")], found, fix, "simulate.worker") from error
    except (OSError, distributed.CancelledError) as error:
        fix = "start it again and repeat the same command: finished batches are safe"
        raise StoreError.one(
            "Dask scheduler", f"the connection was lost ({error})", fix, "simulate.scheduler"
        ) from error


def _simulate_batch(simulate: SimulateTrials, batch: Batch) -> tuple[Part, dict[str, str]]:
    """What a worker does."""
    return make_part(batch, simulate(batch.trials)), installed_versions()


def _check_versions(expected: dict[str, str], found: dict[str, str]) -> None:
    """A worker with other versions would make other bytes.

    Raises:
        UsageError: it has.
    """
    other = [f"{name} {found.get(name)} (here {number})" for name, number in expected.items() if found[name] != number]
    if other:
        fix = "install the same versions on every worker"
        raise UsageError.one("--cluster", f"a worker has {', '.join(other)}", fix, "simulate.versions")


def _essential(versions: dict[str, str]) -> dict[str, str]:
    return {name: number for name, number in versions.items() if name != "python"}


@contextmanager
def _local_client(workers: int) -> Iterator[Any]:
    """A client of worker processes of our own, which are gone when the block ends, at once if it ends with an error."""
    distributed = _require_dask()
    import dask

    settings = {"distributed.scheduler.allowed-failures": DEATHS_ALLOWED - 1, "distributed.scheduler.http.routes": []}
    with dask.config.set(settings), _loop_deaf_to_interrupts() as loop:
        cluster = distributed.LocalCluster(
            loop=loop,
            n_workers=workers,
            threads_per_worker=1,  # the engine uses threads of its own
            processes=True,
            host=LOOPBACK,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": f"{LOOPBACK}:0"},  # any free port; nothing is served there
            memory_limit=0,  # a batch's memory is bounded by its size; Dask would spill it to disk
            silence_logs=logging.CRITICAL,
        )
        try:
            with distributed.Client(cluster) as client:
                yield client
        except BaseException:
            _kill(cluster)
            raise
        else:
            cluster.close(timeout=CLOSE_S)


@contextmanager
def _loop_deaf_to_interrupts() -> Iterator[Any]:
    """The event loop that starts the workers, in a thread that blocks Ctrl-C.

    A terminal sends Ctrl-C to every process of the command. Workers inherit what the thread that starts them blocks, so
    this process alone hears it, and ends them.
    """
    runner: Any = _require_dask().utils.LoopRunner()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        runner.start()
        _start_quiet_tracker()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    try:
        yield runner.loop
    finally:
        runner.stop()


def _start_quiet_tracker() -> None:
    """Start the process that cleans up after killed workers; that it had something to clean is no news."""
    name, before = "PYTHONWARNINGS", os.environ.get("PYTHONWARNINGS")
    os.environ[name] = "ignore::UserWarning:multiprocessing.resource_tracker"
    try:
        resource_tracker.ensure_running()
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _kill(cluster: Any) -> None:
    """End the workers now: a worker that compiles would answer a polite request only seconds later."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # connections to the dead are no news
    for nanny in cluster.workers.values():
        nanny.auto_restart = False
        if nanny.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(nanny.pid, signal.SIGKILL)
    with suppress(TimeoutError):  # the scheduler may wait for the dead; it ends with this process
        cluster.close(timeout=1)


def _require_dask() -> Any:
    """The module `distributed`.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import distributed
    except ImportError as error:
        fix = "install it with: pip install 'paraprotein[cluster]'"
        raise UsageError.one("--workers, --cluster", "Dask is not installed", fix, "simulate.extra") from error
    return distributed
