"""`paraprotein simulate`: virtual trials as study tables."""

import multiprocessing
import os
import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from ..api import DEFAULT_SEED
from .arguments import AsJson, ProtocolName, Seed, Trials, load_to_simulate
from .handler import INTERRUPTED, TERMINATED, Terminated, as_json, deliver, say

if TYPE_CHECKING:
    from ..scale import SimulatedFolder, SimulatedRun

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
Cluster = Annotated[str | None, typer.Option("--cluster", metavar="ADDRESS", help="Dask scheduler to send batches to.")]
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
    cluster: Cluster = None,
    certificates: Certificates = None,
    insecure_cluster: InsecureCluster = False,
    shard: ShardText = None,
    json: AsJson = False,
) -> None:
    """Simulate trials of a protocol and write their study tables; repeat the command to go on after an interruption."""
    trial = load_to_simulate(protocol)
    from ..api.simulate import BatchSpread, is_study_folder, write_simulation
    from ..scale import SimulatedFolder
    from .progress import batch_progress

    is_folder = is_study_folder(format, trials, BatchSpread(workers, cluster, shard))
    show_progress = nullcontext() if is_folder else batch_progress()
    say(f"{_count(trials)}, seed {seed}, into {out}")
    try:
        with show_progress as progress:
            done = write_simulation(
                trial, out, trials, seed, inert, format, workers, cluster, shard, certificates=certificates,
                insecure_cluster=insecure_cluster, progress=progress,
            )  # fmt: skip
    except KeyboardInterrupt as error:
        _stop_at_once(is_terminated=isinstance(error, Terminated))
    record = _folder_record(done) if isinstance(done, SimulatedFolder) else _run_record(done, shard)
    deliver(as_json(record) if json else _text(record))


def _folder_record(done: "SimulatedFolder") -> dict[str, Any]:
    return _record(done, asdict(done.record)) | {
        "format": "csv",
        "complete": True,
        "files": sorted(done.record.sha256),
        "was_there": done.was_there,
    }


def _run_record(done: "SimulatedRun", shard: str | None) -> dict[str, Any]:
    counts = {name: done.total(name) for name in ("patients", "screened", "failed")}
    return _record(done, counts) | {
        "format": "parquet",
        "complete": done.is_complete,
        "shard": str(done.shard) if shard else None,
        "batches": len(done.records),
        "batches_found": done.found,
        "batches_redone": list(done.redone),
    }


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
    if "stand_in" in record:
        lines.append(record["stand_in"])
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
