"""Virtual trials: a few as a study in memory, any number as files."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..arguments import AnyPath, as_path
from ..errors import UsageError
from ..protocol.explain import stand_in_sentence
from ..simulation import not_simulated, require_executable
from . import DEFAULT_SEED
from .findings import Findings
from .intake import IntakeTerms
from .study import Study
from .trial import AnyTrial, Trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..scale import Cluster, Progress, SimulatedFolder, SimulatedRun


def simulate(protocol: AnyTrial, trials: int = 1, seed: int = DEFAULT_SEED, inert: bool = False) -> Study:
    """Simulate a few trials of a protocol as study tables in memory.

    The tables equal those that `write_simulation` writes and `read_study` reads back.

    Args:
        protocol: a bundled name, a path, or a `Trial`; it names model and population of the virtual patients.
        trials: number of trials; together at most about 8,000 patients. For more, use `write_simulation` or `run`.
        seed: seed; the same seed gives the same patients.
        inert: give a drug without any effect to the same patients.

    Raises:
        UsageError: a protocol that cannot be simulated as it stands, or too many patients for tables in memory.

    Example:
        >>> simulate("imatinib-wm-2007", seed=7)
        <Study IMATINIB-WM-2007 simulated, seed 7: 28 subjects; records: ...>
    """
    from ..scale.plan import plan_batches
    from ..scale.scenario import population_of, prepare_simulation
    from ..sdtm import admit

    trial = Trial.of(protocol)
    warnings = require_executable(trial)
    most = plan_batches(1, trial.protocol.population.enrolled).trials_per_batch
    if not 1 <= trials <= most:
        fix = f"ask for 1 to {most} trials, or use write_simulation for files, run for a summary"
        raise UsageError.one("trials", f"{trials} trials", fix, "simulate.too-many")
    population = population_of(trial)
    virtual = prepare_simulation(trial, population, seed=seed, inert=inert)(range(1, trials + 1))
    terms = IntakeTerms.of(trial.protocol)
    intake = admit(virtual.tables.frames, units=terms.units, marker=terms.marker)
    source = f"{trial.id} simulated, seed {seed}{', inert drug' if inert else ''}"
    stand_in, lacking = stand_in_sentence(trial.protocol), not_simulated(trial)
    findings = Findings((*trial.findings, *warnings, *intake.findings))
    return Study(intake.tables.frames, findings, source, terms, stand_in, lacking)


@dataclass(frozen=True)
class BatchSpread:
    """How the batches of a large simulation are spread; shards run side by side on several machines.

    Attributes:
        workers: worker processes here; 0: none, in this process.
        cluster: address of a Dask scheduler to send batches to.
        shard: `i/N`: do only this share of the batches.
    """

    workers: int = 0
    cluster: str | None = None
    shard: str | None = None

    def __bool__(self) -> bool:
        return bool(self.workers or self.cluster or self.shard)


def write_simulation(
    protocol: AnyTrial,
    out: AnyPath,
    trials: int = 1,
    seed: int = DEFAULT_SEED,
    inert: bool = False,
    format: Literal["csv", "parquet"] | None = None,
    workers: int = 0,
    cluster: str | None = None,
    shard: str | None = None,
    *,
    certificates: AnyPath | None = None,
    insecure_cluster: bool = False,
    progress: "Callable[[Progress], None] | None" = None,
) -> "SimulatedFolder | SimulatedRun":
    """Simulate trials of a protocol and write their study tables; repeat the call to go on after an interruption.

    Args:
        protocol: a bundled name, a path, or a `Trial`.
        out: folder to write.
        trials: number of trials.
        seed: seed; the same seed gives the same bytes.
        inert: give a drug without any effect to the same patients.
        format: `csv`: one folder of study tables. `parquet`: a run directory of batches, for any number of trials.
            None: csv for one trial, parquet for more.
        workers: worker processes here; 0: none, in this process.
        cluster: Dask scheduler to send batches to; it needs `certificates`, or `insecure_cluster`.
        shard: `i/N`: do only this share of the batches.
        certificates: folder with `ca.pem`, `cert.pem` and `key.pem` for the cluster.
        insecure_cluster: reach the cluster without certificates.
        progress: called after each batch of a run directory.

    Raises:
        UsageError: options that do not go together, or a protocol without a model.
        StoreError: the folder holds something else, or cannot be written.

    Example:
        write_simulation("imatinib-wm-2007", "runs/large", trials=10_000, seed=7, workers=8)
    """
    from ..scale import parse_shard, simulate_run, simulate_study_folder

    trial, folder, spread = Trial.of(protocol), as_path(out, "out"), BatchSpread(workers, cluster, shard)
    if not is_study_folder(format, trials, spread):
        share = parse_shard(shard) if shard else None
        return simulate_run(
            trial, trials=trials, seed=seed, out=folder, inert=inert, shard=share, workers=workers,
            cluster=_cluster(cluster, certificates, is_insecure=insecure_cluster), progress=progress,
        )  # fmt: skip
    return simulate_study_folder(trial, trials=trials, seed=seed, out=folder, inert=inert)


def _cluster(address: str | None, certificates: AnyPath | None, *, is_insecure: bool) -> "Cluster | None":
    """The cluster that the arguments mean.

    Raises:
        UsageError: how to reach a cluster, and no cluster.
    """
    from ..scale import Cluster

    if address is not None:
        folder = as_path(certificates, "certificates") if certificates is not None else None
        return Cluster(address, folder, is_insecure)
    if certificates is not None or is_insecure:
        found = "given without --cluster"
        raise UsageError.one("--certificates or --insecure-cluster", found, "add --cluster ADDRESS", "simulate.cluster")
    return None


def is_study_folder(format: Literal["csv", "parquet"] | None, trials: int, spread: BatchSpread) -> bool:
    """Whether trials are written as one folder of study tables rather than as a run directory.

    Raises:
        UsageError: CSV was asked for together with a spread over processes.
    """
    is_folder = format == "csv" or (format is None and trials == 1 and not spread)
    if is_folder and spread:
        found = "given together with --workers, --cluster or --shard"
        raise UsageError.one("--format csv", found, "leave it out: many trials are Parquet", "simulate.format")
    return is_folder
