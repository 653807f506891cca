"""`paraprotein calibrate`: which populations agree with published figures."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from .arguments import ProtocolName, load_named
from .handler import log_run, say

if TYPE_CHECKING:
    from ..protocol import LoadedProtocol
    from ..protocol.published import Published

PREDICTED = 400
"""Trials of each calibrated variant that the published figures are compared with."""


def calibrate(
    protocol: ProtocolName,
    targets: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Published figures; left out: published.yaml by the protocol.")
    ] = None,
    simulations: Annotated[int, typer.Option(min=1, help="Trials to learn from, over all variants.")] = 100_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of simulation and training.")] = 1,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of trials and results; a killed run resumes.")
    ] = Path("runs/calibration"),
) -> None:
    """Calibrate populations to published figures: posterior of every variant, ensemble, and what is not known.

    Writes populations/*.yaml with their draws and calibration.json. Needs the extra `inference`.
    """
    from ..protocol.published import load_published, read_published

    loaded = load_named(protocol)
    published = read_published(targets) if targets else load_published(loaded.directory)
    if published is None:
        raise UsageError.one("--targets", "no published.yaml lies beside the protocol", "name a file of figures")
    _require_optax()
    say(f"seed {seed}")
    _calibrate(loaded, published, simulations, seed, out)


def _calibrate(loaded: "LoadedProtocol", published: "Published", simulations: int, seed: int, out: Path) -> None:
    from ..calibration.calibrate import calibrate as learn
    from ..calibration.calibrate import find_variants
    from ..calibration.predictive import predict
    from ..calibration.record import write_calibration

    def tell(words: str) -> None:
        say(words)

    result = learn(
        loaded, published, find_variants(loaded), out / "trials", simulations=simulations, seed=seed, tell=tell
    )
    tell("predicting trials of the calibrated variants")
    variants = tuple(variant.calibrated() for variant in result.variants)
    predictions = predict(loaded, variants, result.ensemble(), trials=PREDICTED, seed=seed)
    for path in write_calibration(result, predictions, loaded, out):
        tell(f"wrote {path}")
    log_run(out, "calibrate", protocol=loaded.digest, seed=seed, simulations=simulations)


def _require_optax() -> None:
    if find_spec("optax") is None:
        fix = "install the extra `inference`: pip install 'paraprotein[inference]'"
        raise UsageError.one("calibrate", "the library optax is not installed", fix)
