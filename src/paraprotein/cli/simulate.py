"""`paraprotein simulate`: virtual trials as study tables."""

import multiprocessing
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from ..errors import UsageError
from .arguments import AsJson, ProtocolName, load_named
from .handler import INTERRUPTED, TERMINATED, Terminated, as_json, deliver, say
from .run import DEFAULT_SEED, Seed, Trials

if TYPE_CHECKING:
    from ..protocol import LoadedProtocol
    from ..scale import Cluster, SimulatedFolder, SimulatedRun

OutFolder = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="Folder to write; the same command goes on there.")
]
Inert = Annotated[bool, typer.Option("--inert", help="Give a drug without any effect to the same patients.")]
Format = Annotated[
    Literal["csv", "parquet"] | None,
    typer.Option(
        "--format",
        help="csv: one folder of study tables, for `paraprotein analyze`. parquet: a run directory of batches, for "
        "any number of trials. Without it: csv for one trial, parquet for more.",
    ),
]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Worker processes here; 0: none, in this process.")]
ClusterAddress = Annotated[
    str | None, typer.Option("--cluster", metavar="ADDRESS", help="Dask scheduler to send batches to.")
]
Certificates = Annotated[
    Path | None,
    typer.Option("--certificates", metavar="DIR", help="Folder with ca.pem, cert.pem and key.pem for --cluster."),
]
InsecureCluster = Annotated[
    bool,
    typer.Option("--insecure-cluster", help="Use --cluster without certificates, on a network that you trust."),
]
ShardText = Annotated[
    str | None,
    typer.Option("--shard", metavar="i/N", help="Do only this share of the batches; shards run side by side."),
]


def simulate(
    protocol: ProtocolName,
    out: OutFolder,
    trials: Trials = 1,
    seed: Seed = DEFAULT_SEED,
    inert: Inert = False,
    format: Format = None,
    workers: Workers = 0,
    cluster: ClusterAddress = None,
    certificates: Certificates = None,
    insecure_cluster: InsecureCluster = False,
    shard: ShardText = None,
    json: AsJson = False,
) -> None:
    """Simulate trials of a protocol and write their study tables; repeat the command to go on after an interruption."""
    loaded = load_named(protocol)
    place = _cluster(cluster, certificates, is_insecure=insecure_cluster)
    spread: dict[str, Any] = {"workers": workers, "cluster": place, "shard": shard}
    is_folder = format == "csv" or (format is None and trials == 1 and not any(spread.values()))
    if is_folder and any(spread.values()):
        found = "given together with --workers, --cluster or --shard"
        raise UsageError.one("--format csv", found, "leave it out: many trials are Parquet", "simulate.format")
    try:
        record = (
            _study_folder(loaded, trials=trials, seed=seed, out=out, inert=inert)
            if is_folder
            else _run_directory(loaded, trials=trials, seed=seed, out=out, inert=inert, **spread)
        )
    except KeyboardInterrupt as error:
        _stop_at_once(is_terminated=isinstance(error, Terminated))
    deliver(as_json(record) if json else _text(record))


def _cluster(address: str | None, certificates: Path | None, *, is_insecure: bool) -> "Cluster | None":
    """The cluster that the options name.

    Raises:
        UsageError: how to reach a cluster, and no cluster.
    """
    from ..scale import Cluster

    if address is not None:
        return Cluster(address, certificates, is_insecure)
    if certificates is not None or is_insecure:
        found = "given without --cluster"
        raise UsageError.one("--certificates or --insecure-cluster", found, "add --cluster ADDRESS", "simulate.cluster")
    return None


def _study_folder(loaded: "LoadedProtocol", **options: Any) -> dict[str, Any]:
    from ..scale import simulate_study_folder

    _announce(options)
    done = simulate_study_folder(loaded, **options)
    return _record(done, asdict(done.record)) | {
        "format": "csv",
        "complete": True,
        "files": sorted(done.record.sha256),
        "was_there": done.was_there,
    }


def _run_directory(loaded: "LoadedProtocol", *, shard: str | None, **options: Any) -> dict[str, Any]:
    from ..scale import parse_shard, simulate_run
    from .progress import batch_progress

    share = parse_shard(shard) if shard else None
    _announce(options)
    with batch_progress() as progress:
        done = simulate_run(loaded, shard=share, progress=progress, **options)
    counts = {name: done.total(name) for name in ("patients", "screened", "failed")}
    return _record(done, counts) | {
        "format": "parquet",
        "complete": done.is_complete,
        "shard": str(done.shard) if shard else None,
        "batches": len(done.records),
        "batches_found": done.found,
        "batches_redone": list(done.redone),
    }


def _announce(options: dict[str, Any]) -> None:
    say(f"{_count(options['trials'])}, seed {options['seed']}, into {options['out']}")


def _record(done: "SimulatedRun | SimulatedFolder", counts: dict[str, Any]) -> dict[str, Any]:
    return {
        "folder": str(done.folder),
        "study": done.run.study,
        "protocol_digest": done.run.protocol_digest,
        "population_digest": done.run.population_digest,
        "seed": done.run.seed,
        "trials": done.run.trials,
        "inert": done.run.inert,
        "versions": dict(done.run.versions),
        **{name: counts[name] for name in ("patients", "screened", "failed")},
    }


def _text(record: dict[str, Any]) -> str:
    drug = ", inert drug" if record["inert"] else ""
    share = f" (shard {record['shard']})" if record.get("shard") else ""
    lines = [
        f"{record['study']}: {_count(record['trials'])}, seed {record['seed']}{drug}",
        f"{record['patients']} patients of {record['screened']} screened{share}; "
        f"{record['failed']} failed to integrate and are in the tables as OTHER",
    ]
    if record["format"] == "csv":
        lines.append(f"{record['folder']}: {', '.join(record['files'])}")
        lines.append("this simulation was there already" if record["was_there"] else "written")
    else:
        redone = record["batches_redone"]
        lines.append(
            f"{record['folder']}: {record['batches']} batches, {record['batches_found']} of them there before"
            + (f", damaged and redone: {', '.join(map(str, redone))}" if redone else "")
        )
        lines.append("complete" if record["complete"] else "not complete yet: other shards are missing")
    return "\n".join(lines)


def _count(trials: int) -> str:
    return f"{trials} trial{'' if trials == 1 else 's'}"


def _stop_at_once(*, is_terminated: bool) -> NoReturn:
    """End the process now; what is stored is whole, and waiting for a compiler would take many seconds."""
    word = "terminated" if is_terminated else "interrupted"
    say(f"{word}; finished batches are kept, repeat the same command to go on")
    sys.stdout.flush()
    sys.stderr.flush()
    for process in multiprocessing.active_children():  # workers that were still starting
        process.kill()
    os._exit(TERMINATED if is_terminated else INTERRUPTED)
