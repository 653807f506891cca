"""Simulate many trials into a run directory that survives a kill."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..arguments import AnyPath, as_path
from ..errors import UsageError
from ..protocol import LoadedProtocol
from .background import in_background
from .lock import hold
from .manifest import Manifest, RunIdentity, identify
from .parts import Part, PartRecord, SimulateTrials, make_part
from .plan import WHOLE, Batch, Shard, plan_batches
from .scenario import population_of, prepare_simulation
from .store import RunDirectory, make_folder
from .workers import Cluster, run_on_cluster


@dataclass(frozen=True)
class Progress:
    """How far a run, or a shard of it, has come.

    Attributes:
        batches: batches of this shard.
        batches_done: those stored.
        trials: trials of this shard.
        trials_done: those stored.
        failed: patients whose integration broke down so far.
    """

    batches: int
    batches_done: int
    trials: int
    trials_done: int
    failed: int


@dataclass(frozen=True)
class SimulatedRun:
    """What a call of `simulate_run` leaves behind.

    Attributes:
        folder: the run directory.
        run: what the run is.
        shard: the share of batches that this call was asked for.
        records: counts and checksums of this shard's parts, in order.
        found: parts that were there already, and whole.
        redone: batches whose parts were damaged and have been made again.
        is_complete: whether the whole run is there, not only this shard.
    """

    folder: Path
    run: RunIdentity
    shard: Shard
    records: tuple[PartRecord, ...]
    found: int
    redone: tuple[int, ...]
    is_complete: bool

    def total(self, count: str) -> int:
        """Sum of `patients`, `screened` or `failed` over this shard."""
        return Manifest(self.run, self.records).total(count)


def simulate_run(
    loaded: LoadedProtocol,
    *,
    trials: int,
    seed: int,
    out: AnyPath,
    inert: bool = False,
    shard: Shard | None = None,
    workers: int = 0,
    cluster: Cluster | None = None,
    progress: Callable[[Progress], None] | None = None,
    simulate: SimulateTrials | None = None,
    trials_per_batch: int | None = None,
) -> SimulatedRun:
    """Simulate trials 1 to `trials` into the run directory `out`; the same call goes on where a killed one stopped.

    Whatever the number of workers or shards, the order of batches and the interruptions, the folder ends with the
    same bytes.

    Args:
        loaded: the protocol.
        trials: number of trials.
        seed: seed of the run.
        out: run directory; new, empty, or of this very run.
        inert: give a drug without any effect to the same patients.
        shard: do only this share of the batches; shards of one folder may run at the same time.
        workers: worker processes on this machine; 0 for none, in this process.
        cluster: a Dask scheduler whose workers do the batches; needs the extra `cluster`.
        progress: called at the start and after each stored batch.
        simulate: what simulates a batch; None for the trial engine.
        trials_per_batch: size of a batch; None for the size that follows from the protocol.

    Raises:
        UsageError: an argument cannot be used, a cluster has no certificates, or the extra `cluster` is missing.
        StoreError: the folder holds another run, is in use, or cannot be written; what was stored is safe.
    """
    if workers and cluster:
        raise UsageError.one("--workers", "given together with --cluster", "give one of the two", "simulate.workers")
    out = as_path(out, "out")
    population = population_of(loaded)
    plan = plan_batches(trials, loaded.protocol.population.enrolled, trials_per_batch)
    run = identify(loaded, population, plan, seed=seed, inert=inert)
    simulate = simulate or prepare_simulation(loaded, population, seed=seed, inert=inert)
    batches = plan.batches(shard or WHOLE)
    make_folder(out)
    with hold(out, range(batches[0].number, batches[-1].number + 1) if batches else range(0)) as lock:
        directory = RunDirectory(out, run, lock)
        survey = directory.survey(batches)
        tally = _Tally(batches, list(survey.present), progress or (lambda _: None))
        with closing(_parts(simulate, survey.missing, workers, cluster)) as parts:
            for part in parts:
                directory.keep(part)
                tally.add(part.record)
        manifest = directory.finish()
    records = tuple(sorted(tally.records, key=lambda record: record.batch))
    return SimulatedRun(
        out, run, shard or WHOLE, records, len(survey.present), survey.damaged, is_complete=manifest.is_complete
    )


class _Tally:
    """Records of what is stored, and whoever wants to know of them."""

    def __init__(self, batches: Sequence[Batch], records: list[PartRecord], tell: Callable[[Progress], None]) -> None:
        self.batches, self.records, self._tell = batches, records, tell
        self._report()

    def add(self, record: PartRecord) -> None:
        self.records.append(record)
        self._report()

    def _report(self) -> None:
        self._tell(
            Progress(
                batches=len(self.batches),
                batches_done=len(self.records),
                trials=sum(len(batch.trials) for batch in self.batches),
                trials_done=sum(record.last - record.first + 1 for record in self.records),
                failed=sum(record.failed for record in self.records),
            )
        )


def _parts(
    simulate: SimulateTrials, batches: Sequence[Batch], workers: int, cluster: Cluster | None
) -> Generator[Part]:
    """Finished parts of the batches, in whatever order."""
    if not batches:
        return
    if cluster:
        yield from run_on_cluster(simulate, batches, cluster)
    elif workers:
        from .processes import run_on_processes

        yield from run_on_processes(simulate, batches, workers)
    else:
        yield from in_background(make_part(batch, simulate(batch.trials)) for batch in batches)
