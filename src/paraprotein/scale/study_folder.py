"""Simulate a few trials into a plain folder of study tables, as a data manager would hand them over.

The folder holds `dm.csv`, `lb.csv` and so on, `simulation.manifest` (JSON), which says what they are, and the checksums
of all. It appears whole or not at all.
"""

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..arguments import AnyPath, as_path
from ..errors import StoreError, UsageError
from ..protocol import LoadedProtocol
from ..sdtm.files import write_study
from ..storage.seal import check_seal, checksum, read_seal
from ..storage.switch import new_set, settle
from .background import in_background
from .layout import MANIFEST_FILE, explain_disk_errors
from .manifest import RunIdentity, identify
from .parts import PartRecord, SimulatedTrials, SimulateTrials
from .plan import PATIENTS_PER_BATCH, plan_batches
from .scenario import population_of, prepare_simulation

SIMULATION_FILE = "simulation.manifest"


@dataclass(frozen=True)
class SimulatedFolder:
    """A folder of simulated study tables.

    Attributes:
        folder: where it is.
        run: what was simulated.
        record: counts, and checksums of the files.
        was_there: whether this very simulation was in the folder already.
    """

    folder: Path
    run: RunIdentity
    record: PartRecord
    was_there: bool


def simulate_study_folder(
    loaded: LoadedProtocol,
    *,
    trials: int,
    seed: int,
    out: AnyPath,
    inert: bool = False,
    simulate: SimulateTrials | None = None,
) -> SimulatedFolder:
    """Simulate trials 1 to `trials`, at most about 8,000 patients, into the folder `out`.

    Args:
        loaded: the protocol.
        trials: number of trials.
        seed: seed of the run.
        out: a folder that is new, empty, or holds this very simulation.
        inert: give a drug without any effect to the same patients.
        simulate: what simulates trials; None for the trial engine.

    Raises:
        UsageError: too many trials for one folder of CSV files.
        StoreError: the folder holds something else, or cannot be written.
    """
    out = as_path(out, "out")
    enrolled = loaded.protocol.population.enrolled
    most = plan_batches(1, enrolled).trials_per_batch
    plan = plan_batches(trials, enrolled, trials)
    if trials > most:
        found = f"{trials} trials of {enrolled} patients; one folder of tables holds {PATIENTS_PER_BATCH} patients"
        fix = f"choose at most {most} trials, or --format parquet for a run directory"
        raise UsageError.one("--format csv", found, fix, "simulate.too-many")
    population = population_of(loaded)
    run = identify(loaded, population, plan, seed=seed, inert=inert)
    folder = out.resolve()
    with explain_disk_errors(out):
        present = _present(folder, run)
    if present is not None:
        return SimulatedFolder(out, run, present, was_there=True)
    simulate = simulate or prepare_simulation(loaded, population, seed=seed, inert=inert)
    with closing(in_background(map(simulate, [range(1, trials + 1)]))) as studies:
        study = next(studies)
    with explain_disk_errors(out):
        record = _publish(study, folder, run)
    return SimulatedFolder(out, run, record, was_there=False)


@dataclass(frozen=True)
class Simulated:
    """What a simulated study says of itself beside its tables; empty for any other data.

    Attributes:
        stand_in: the sentence on a drug that another one's model stands in for.
        not_simulated: toxicities that its patients could not have.
    """

    stand_in: str = ""
    not_simulated: tuple[str, ...] = ()


def read_simulated(data: Path) -> Simulated:
    """What a folder of study tables, or a run directory, says of its simulation."""
    for name in (SIMULATION_FILE, MANIFEST_FILE):
        try:
            run = json.loads((data / name).read_bytes())["run"]
            return Simulated(str(run.get("stand_in", "")), tuple(map(str, run.get("not_simulated", ()))))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return Simulated()


def _present(folder: Path, run: RunIdentity) -> PartRecord | None:
    """The record of this very simulation; None where the folder is new or empty.

    Raises:
        StoreError: it holds something else.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    settle(folder)
    try:
        content = json.loads((folder / SIMULATION_FILE).read_bytes())
        record = PartRecord(**content["tables"])
        is_same = content["run_digest"] == run.digest
        is_whole = bool(read_seal(folder)) and not check_seal(folder)
    except (OSError, ValueError, KeyError, TypeError):
        is_same = is_whole = False
    if not (is_same and is_whole):
        found = "holds other files, another simulation, or tables that were changed since"
        raise StoreError.one(str(folder), found, "choose an empty or new folder", "store.other-files")
    return record


def _publish(study: SimulatedTrials, folder: Path, run: RunIdentity) -> PartRecord:
    with new_set(folder) as stage:
        record = _record(study, run, write_study(study.tables, stage, "csv"))
        content = {"simulated": True, "run_digest": run.digest, "run": run.record(), "tables": record.as_json()}
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (stage / SIMULATION_FILE).write_text(text, encoding="utf-8")
    return record


def _record(study: SimulatedTrials, run: RunIdentity, paths: tuple[Path, ...]) -> PartRecord:
    return PartRecord(
        batch=1,
        first=1,
        last=run.trials,
        patients=study.tables.dm.height,
        screened=study.screened,
        failed=study.failed,
        sha256={path.name: checksum(path.read_bytes()) for path in paths},
    )
