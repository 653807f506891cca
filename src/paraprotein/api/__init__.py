"""The front door: trials, studies, results and the verbs; `paraprotein` hands them out, the command line calls them."""

DEFAULT_SEED = 1
DEFAULT_TRIALS = 1000
"""Simulated trials of `run`."""

DEFAULT_SIMULATIONS = 100_000
"""Trials that `calibrate` learns from."""

DEFAULT_FOLDER = "runs/calibration"
"""Where `calibrate` keeps trials and results."""
