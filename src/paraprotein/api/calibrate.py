"""Which populations agree with published results."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from ..arguments import AnyPath, as_path
from ..errors import UsageError
from ..protocol.published import load_published, read_published
from . import DEFAULT_FOLDER, DEFAULT_SEED, DEFAULT_SIMULATIONS
from .trial import AnyTrial, Trial

PREDICTED = 400
"""Trials of each calibrated variant that the published results are compared with."""


def calibrate(
    protocol: AnyTrial,
    targets: AnyPath | None = None,
    simulations: int = DEFAULT_SIMULATIONS,
    seed: int = DEFAULT_SEED,
    out: AnyPath = DEFAULT_FOLDER,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Calibrate populations to published results: posterior of every variant, ensemble, and what is not known.

    Writes populations/*.yaml with their draws, the proof and calibration.json. Needs the extra `inference`.

    Args:
        protocol: a bundled name, a path, or a `Trial`.
        targets: file of published results; None: `published.yaml` beside the protocol.
        simulations: trials to learn from, over all variants.
        seed: seed of simulation and training.
        out: folder of trials and results; a killed run resumes.
        tell: called with a line of text about each step.

    Returns:
        What calibration.json holds.

    Raises:
        UsageError: no published results, too few simulations, or the extra `inference` is missing.
        StoreError: the folder holds trials of another protocol, prior or seed.

    Example:
        calibrate("imatinib-wm-2007", simulations=4000, out="runs/calibration")
    """
    trial, folder = Trial.of(protocol), as_path(out, "out")
    published = read_published(targets) if targets is not None else load_published(trial.directory)
    if published is None:
        raise UsageError.one("--targets", "no published.yaml lies beside the protocol", "name a file of figures")
    require_inference()
    from ..calibration.calibrate import calibrate as learn
    from ..calibration.calibrate import find_variants
    from ..calibration.predictive import predict
    from ..calibration.record import record_calibration, write_calibration

    tell(f"seed {seed}")
    variants = find_variants(trial)
    result = learn(trial, published, variants, folder / "trials", simulations=simulations, seed=seed, tell=tell)
    tell("predicting trials of the calibrated variants")
    calibrated = tuple(variant.calibrated() for variant in result.variants)
    predictions = predict(trial, calibrated, result.ensemble(), trials=PREDICTED, seed=seed)
    record = record_calibration(result, predictions, trial)
    for path in write_calibration(result, record, folder):
        tell(f"wrote {path}")
    return record


def require_inference() -> None:
    """Refuse to begin without the libraries that learn.

    Raises:
        UsageError: the extra `inference` is not installed.
    """
    if find_spec("optax") is None:
        fix = "install the extra `inference`: pip install 'paraprotein[inference]'"
        raise UsageError.one("calibrate", "the library optax is not installed", fix)
