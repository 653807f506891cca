"""The benchmark problem's patients and their reference values, for the tests of the numerical engine."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from paraprotein.pharmacology.benchmark import PARAMETERS

Floats = NDArray[np.float64]

DATA = Path(__file__).parents[2] / "benchmarks" / "data"
COLUMNS = ("IGM", "MC", "LPC", "TRYP", "ANC", "HB")
OUTPUT_DAYS = tuple(range(0, 729, 28))
DOSES = np.where(np.arange(728) < 28, 400.0, 600.0)


def patients() -> dict[str, Floats]:
    """The 50 published draws."""
    draws = np.genfromtxt(DATA / "draws.csv", delimiter=",", names=True)
    return {parameter.name: draws[parameter.name] for parameter in PARAMETERS}


def reference() -> Floats:
    """Their values by an independent integrator at rtol 1e-11, shape (50, 27, 6)."""
    rows = np.genfromtxt(DATA / "reference.csv", delimiter=",", names=True)
    return np.stack([rows[name].reshape(50, len(OUTPUT_DAYS)) for name in COLUMNS], axis=-1)


def stacked(seen: dict[str, Floats]) -> Floats:
    """Observables as one array in the order of the reference."""
    return np.stack([np.asarray(seen[name]) for name in COLUMNS], axis=-1)


def errors(values: Floats, truth: Floats) -> Floats:
    """The problem's error: relative to the value, or to 1 % of the patient's baseline where that is more."""
    return np.abs(values - truth) / np.maximum(np.abs(truth), 0.01 * np.abs(truth[:, :1]))
