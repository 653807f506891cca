"""`paraprotein calibrate`: which populations agree with published figures."""

from pathlib import Path
from typing import Annotated

import typer

from ..api import DEFAULT_FOLDER, DEFAULT_SEED, DEFAULT_SIMULATIONS
from .arguments import ProtocolName, load_to_simulate


def calibrate(
    protocol: ProtocolName,
    targets: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Published figures; left out: published.yaml by the protocol.")
    ] = None,
    simulations: Annotated[
        int, typer.Option(min=1, help="Trials to learn from, over all variants.")
    ] = DEFAULT_SIMULATIONS,
    seed: Annotated[int, typer.Option(min=0, help="Seed of simulation and training.")] = DEFAULT_SEED,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of trials and results; a killed run resumes.")
    ] = Path(DEFAULT_FOLDER),
) -> None:
    """Calibrate populations to published figures: posterior of every variant, ensemble, and what is not known.

    Writes populations/*.yaml with their draws and calibration.json. Needs the extra `inference`.
    """
    from ..api.calibrate import calibrate as calibrate_trial
    from .handler import log_run, say

    trial = load_to_simulate(protocol)
    calibrate_trial(trial, targets, simulations, seed, out, tell=say)
    log_run(out, "calibrate", protocol=trial.digest, seed=seed, simulations=simulations)
