"""Simulate trials whose populations come from the prior: the data that a posterior is learned from.

Trial t has the t-th population of a fixed sequence of prior draws, so a run that was killed, or is made longer later,
continues the same sequence. Parts appear whole or not at all, and each bears its checksum in its name
(`part-00001.CHECKSUM.parquet`): one that is damaged is simulated again.
"""

import io
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..adam.derive import derive_all
from ..analysis.estimates import tabulate_estimates
from ..analysis.plan import estimate_all
from ..analysis.subjects import Subjects as AnalysisPopulation
from ..errors import StoreError
from ..files.plain import Plain
from ..protocol.load import LoadedProtocol
from ..protocol.population import Population
from ..protocol.resolved import canonical_text, digest_of, digest_of_parts
from ..scale.replicates import Progress, figure_matrix
from ..sdtm.tables import StudyTables
from ..simulation import Simulator
from ..storage.disk import TEMPORARY, replace_file
from ..storage.locks import exclusive
from ..storage.seal import checksum
from ..version import __version__
from .measurements import estimate_measurements
from .priors import Coordinate, collect_coordinates, draws_of, values_of, with_draws

BATCH = 250
"""Trials per part."""

MANIFEST = "manifest.json"

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PriorTrials:
    """Pairs of a population drawn from the prior and the results of one trial of it.

    Attributes:
        coordinates: what is learned.
        latent: standard normal coordinates, shape (n_trials, n_coordinates).
        ids: results.
        figures: shape (n_trials, n_figures); NaN where a trial cannot estimate one.
    """

    coordinates: tuple[Coordinate, ...]
    latent: Floats
    ids: tuple[str, ...]
    figures: Floats

    def figure(self, identifier: str) -> Floats:
        """One result over trials."""
        return np.asarray(self.figures[:, self.ids.index(identifier)])

    def part(self, rows: slice) -> "PriorTrials":
        """Some of the trials."""
        return replace(self, latent=self.latent[rows], figures=self.figures[rows])


def simulate_prior_trials(
    loaded: LoadedProtocol,
    population: Population,
    folder: Path,
    *,
    trials: int,
    seed: int,
    progress: Progress | None = None,
) -> PriorTrials:
    """Simulate one trial for each of `trials` populations from the prior, or continue where an earlier run stopped.

    Args:
        loaded: the protocol.
        population: its priors make the populations.
        folder: parts are kept here.
        trials: number of trials, rounded up to whole batches.
        seed: seed of the sequence.
        progress: called after each batch.

    Raises:
        UsageError: the population states no prior, or the protocol cannot be simulated.
        StoreError: the folder holds trials of another protocol, prior or seed.
    """
    coordinates = collect_coordinates(population)
    batches = -(-trials // BATCH)
    latent = prior_latents(seed, batches, len(coordinates))
    folder.mkdir(parents=True, exist_ok=True)
    with exclusive(folder / (TEMPORARY + "lock"), folder):
        store = _PartStore(folder, _claim(folder, loaded, population, coordinates, seed))
        tables = [store.read(batch) for batch in range(batches)]
        waiting = [batch for batch, table in enumerate(tables) if table is None]
        if waiting:
            simulator = Simulator(loaded, with_draws(population, draws_of(values_of(coordinates, latent))))
        for batch in waiting:
            tables[batch] = store.keep(batch, _simulate(simulator, loaded, seed, batch))
            if progress is not None:
                progress(min((batch + 1) * BATCH, trials), trials)
    return _joined(coordinates, latent, [table for table in tables if table is not None])


def read_prior_trials(population: Population, folder: Path) -> PriorTrials:
    """The trials that a folder already holds, whatever protocol they are of.

    Args:
        population: the population whose priors made them.
        folder: where `simulate_prior_trials` kept them.

    Raises:
        StoreError: the folder holds none, or trials of other priors.
    """
    coordinates = collect_coordinates(population)
    found = _read_manifest(folder / MANIFEST) if (folder / MANIFEST).is_file() else {}
    batches = len({path.name.partition(".")[0] for path in folder.glob("part-*.parquet")})
    if not batches or found.get("prior") != _prior_digest(coordinates):
        fix = "simulate them with `paraprotein calibrate`"
        raise StoreError.one(str(folder), "holds no trials of these priors", fix, "calibration.store")
    store = _PartStore(folder, canonical_text(found))
    tables = [table for batch in range(batches) if (table := store.read(batch)) is not None]
    if len(tables) < batches:
        fix = "repeat the calibration: it simulates damaged parts again"
        raise StoreError.one(str(folder), f"{batches - len(tables)} parts are damaged", fix, "calibration.damaged")
    return _joined(coordinates, prior_latents(int(str(found["seed"])), batches, len(coordinates)), tables)


class _PartStore:
    """The parts of one sequence; what they are made of is in every checksum."""

    def __init__(self, folder: Path, claim: str) -> None:
        self.folder, self._claim = folder, claim

    def read(self, batch: int) -> pl.DataFrame | None:
        """A part whose content has the checksum of its name; None where there is none. Damaged parts are ignored."""
        for path in sorted(self.folder.glob(f"{_stem(batch)}.*.parquet")):
            content = path.read_bytes()
            if path == self._path(batch, content):
                return pl.read_parquet(io.BytesIO(content))
        return None

    def keep(self, batch: int, table: pl.DataFrame) -> pl.DataFrame:
        """Store a part in place of a damaged one."""
        content = _encode(table)
        path = self._path(batch, content)
        for old in self.folder.glob(f"{_stem(batch)}.*"):
            old.unlink()
        replace_file(path, content)
        return table

    def _path(self, batch: int, content: bytes) -> Path:
        digest = checksum(f"{self._claim}\n{batch}\n{checksum(content)}".encode())
        return self.folder / f"{_stem(batch)}.{digest}.parquet"


def _stem(batch: int) -> str:
    return f"part-{batch + 1:05d}"


def _joined(coordinates: tuple[Coordinate, ...], latent: Floats, tables: list[pl.DataFrame]) -> PriorTrials:
    table = pl.concat(tables)
    return PriorTrials(coordinates, latent, tuple(table.columns), table.cast(pl.Float64).to_numpy())


def prior_latents(seed: int, batches: int, size: int) -> Floats:
    """The first populations of a sequence as standard normals, shape (batches * BATCH, size)."""
    return np.concatenate(
        [np.random.default_rng((seed, batch)).standard_normal((BATCH, size)) for batch in range(batches)]
    )


def trial_figures(tables: StudyTables, loaded: LoadedProtocol) -> tuple[tuple[str, ...], Floats]:
    """All results and candidate measurements of every trial: ids, and values of shape (n_figures, n_trials)."""
    adam = derive_all(tables, loaded.protocol)
    ids, values = figure_matrix(estimate_all(adam, loaded.protocol))
    population = AnalysisPopulation.of(adam, loaded.protocol)
    more = tabulate_estimates(population.trials, estimate_measurements(population))
    more_ids, more_values = figure_matrix(more)
    return (*ids, *more_ids), np.concatenate([values, more_values])


def _simulate(simulator: Simulator, loaded: LoadedProtocol, seed: int, batch: int) -> pl.DataFrame:
    first = batch * BATCH
    numbers = range(first + 1, first + BATCH + 1)
    study = simulator.simulate(seed=seed, trials=numbers, draws=np.arange(first, first + BATCH))
    ids, values = trial_figures(study.tables, loaded)
    return pl.DataFrame(values.T.astype(np.float32), schema=list(ids), orient="row")


def _encode(table: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def _claim(
    folder: Path, loaded: LoadedProtocol, population: Population, coordinates: tuple[Coordinate, ...], seed: int
) -> str:
    """Write what the parts are made of, or make sure that it is the same; returns it as text."""
    wanted: dict[str, Plain] = {
        "version": __version__,
        "protocol": digest_of(loaded.protocol.model_copy(update={"virtual_patients": None})),
        "population": population.digest,
        "prior": _prior_digest(coordinates),
        "seed": seed,
        "batch": BATCH,
    }
    path, text = folder / MANIFEST, canonical_text(wanted)
    if not path.is_file():
        replace_file(path, canonical_text({**wanted, "digest": checksum(text.encode())}).encode())
        return text
    found = _read_manifest(path)
    different = [name for name, value in wanted.items() if found.get(name) != value]
    if different:
        fix = "choose another --out, or remove the folder to begin anew"
        raise StoreError.one(str(path), f"holds trials with another {', '.join(different)}", fix, "calibration.store")
    return text


def _read_manifest(path: Path) -> dict[str, Plain]:
    """What the parts of a folder are made of.

    Raises:
        StoreError: the manifest is damaged.
    """
    try:
        found: dict[str, Plain] = json.loads(path.read_bytes())
        stated = found.pop("digest")
        if stated != checksum(canonical_text(found).encode()):
            raise ValueError("changed")
    except (ValueError, KeyError, TypeError, AttributeError):
        fix = "remove the folder to begin anew, or choose another --out"
        raise StoreError.one(str(path), "the manifest is damaged", fix, "calibration.damaged") from None
    return found


def _prior_digest(coordinates: tuple[Coordinate, ...]) -> str:
    """SHA-256 of the priors' numbers; their reasons do not matter."""
    return digest_of_parts([{**asdict(item), "reason": ""} for item in coordinates])
