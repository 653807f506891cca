"""A calibration as plain values and as files."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..files.plain import Record, plain_record
from ..protocol.explain import stand_in_sentence
from ..protocol.load import LoadedProtocol
from ..storage.switch import new_set
from ..version import made_with
from .calibrate import POOLED_DRAWS, Calibration
from .distinguish import rank_discriminators
from .learned import compare_with_prior
from .population_files import write_population
from .predictive import Predictions, place_published
from .proof import LEVELS, coverage_band

MOST_DISCRIMINATORS = 15


def record_calibration(calibration: Calibration, predictions: Predictions, loaded: LoadedProtocol) -> Record:
    """Everything that a reader asks of a calibration, for JSON; a number that does not exist is None."""
    variants = [
        {
            "name": result.population.name,
            "population_hash": result.population.digest,
            "share": result.probability,
            "share_by_refit": calibration.shares_by_refit()[:, place].tolist(),
            "trials": result.trials,
            "information_gain_nats": result.gain,
            "epochs": [fit.epochs for fit in result.posterior.fits],
            "checked_on": len(result.ranks.ranks),
            "coverage": {f"{level:g}": float(result.ranks.coverage(level).mean()) for level in LEVELS},
            "coverage_band": {f"{level:g}": coverage_band(len(result.ranks.ranks), level) for level in LEVELS},
            "learned": [asdict(row) for row in compare_with_prior(result)],
            "figures": _figures(calibration, predictions, predictions.figures[result.population.name]),
        }
        for place, result in enumerate(calibration.variants)
    ]
    named = [predictions.figures[name] for name in predictions.variants]
    found = rank_discriminators(predictions.ids, named)[:MOST_DISCRIMINATORS] if len(named) > 1 else ()
    record = {
        "study": loaded.protocol.study.id,
        **({"stand_in": sentence} if (sentence := stand_in_sentence(loaded.protocol)) else {}),
        "protocol_hash": loaded.digest,
        "seed": calibration.seed,
        "versions": made_with("jax", "numpy", "polars", "scipy"),
        "targets": [{"id": target.id, "published": target.figure.text} for target in calibration.targets],
        "variants": variants,
        "pooled": _figures(calibration, predictions, predictions.pooled(calibration.seed)),
        "distinguish": [asdict(item) for item in found],
    }
    return plain_record(record)


def _figures(
    calibration: Calibration, predictions: Predictions, figures: NDArray[np.float64]
) -> list[dict[str, object]]:
    return [asdict(row) for row in place_published(calibration.targets, predictions.ids, figures)]


RESULTS = ("populations/", "proof/", "calibration.json")
"""What a calibration leaves in its folder beside the trials."""


def write_calibration(calibration: Calibration, record: Record, folder: Path) -> tuple[Path, ...]:
    """Write populations, proof and `calibration.json` as one set with its checksums; the trials beside them stay.

    Args:
        calibration: what was learned.
        record: the same for readers (`record_calibration`).
        folder: where the trials are too.

    Returns:
        the populations' YAML files and `calibration.json`.

    Raises:
        StoreError: another command writes the folder.
        OSError: the disk is full or refuses; what was there is there as before.
    """
    with new_set(folder, is_former=lambda name: name.startswith(RESULTS)) as stage:
        written = write_populations(calibration, stage / "populations")
        write_proof(calibration, stage / "proof")
        text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        (stage / "calibration.json").write_text(text, encoding="utf-8")
    return (*(folder / path.relative_to(stage) for path in written), folder / "calibration.json")


def write_populations(calibration: Calibration, folder: Path) -> tuple[Path, ...]:
    """Write `NAME-calibrated.yaml` of every variant, and `ensemble.yaml` when there are several, each with its draws.

    Returns:
        the YAML files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for result in calibration.variants:
        one = result.calibrated()
        name = f"{result.population.name}-calibrated"
        written.append(
            write_population(
                folder, name, result.population, one.values, np.full(one.count, 1 / one.count),
                _header(calibration, f"Calibrated population, {result.population.variant} variant"),
            )
        )  # fmt: skip
    if len(calibration.variants) > 1:
        pool = calibration.ensemble(POOLED_DRAWS)
        title = "Calibrated ensemble: " + ", ".join(
            f"{result.population.name} {result.probability:.0%}" for result in calibration.variants
        )
        header = _header(calibration, title)
        written.append(write_population(folder, "ensemble", pool.population, pool.values, pool.weights, header))
    return tuple(written)


def write_proof(calibration: Calibration, folder: Path) -> None:
    """Write the true coordinates of unseen trials and the posterior's draws for each, one `NAME.npz` per variant."""
    folder.mkdir(parents=True, exist_ok=True)
    for result in calibration.variants:
        columns = np.array([item.column for item in result.posterior.coordinates])
        np.savez_compressed(
            folder / f"{result.population.name}.npz",
            columns=columns,
            truth=result.truth,
            guesses=result.guesses.astype(np.float32),
        )


def _header(calibration: Calibration, title: str) -> str:
    simulated = sum(result.trials + len(result.ranks.ranks) for result in calibration.variants)
    return (
        f"{title}\n"
        f"Draws of the posterior given {len(calibration.targets)} results of {calibration.published.source}, from\n"
        f"{simulated:,} simulated trials, seed {calibration.seed}. Made by `paraprotein calibrate`.\n"
        "`prior` is what was believed before; docs/calibration.md says what was learned and what cannot be known.\n"
    )
