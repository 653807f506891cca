"""The benchmark problem: regimen, published patients with their reference values, random patients of its law."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from paraprotein.pharmacology.benchmark import PARAMETERS

Floats = NDArray[np.float64]

DATA = Path(__file__).parent / "data"
COLUMNS = ("IGM", "MC", "LPC", "TRYP", "ANC", "HB")
OUTPUT_DAYS = tuple(range(0, 729, 28))
DOSES = np.where(np.arange(728) < 28, 400.0, 600.0)

LAW: Mapping[str, tuple[float, float]] = {
    "CL": (14.3, 0.36), "V": (347.0, 0.63), "IC50": (0.70, 0.50), "DMC": (1.6, 0.30), "KP": (0.0006, 0.20),
    "DLPC": (0.35, 0.60), "IGM0": (3110.0, 0.60), "TRY0": (6.7, 0.50), "ANC0": (3.5, 0.35), "SLN": (0.04, 0.60),
    "HB0": (12.0, 0.10), "SLH": (0.15, 0.50),
}  # fmt: skip
"""Median and coefficient of variation of each parameter, log-normal and independent."""


def published_patients() -> dict[str, Floats]:
    """The 50 draws that come with reference values."""
    draws = np.genfromtxt(DATA / "draws.csv", delimiter=",", names=True)
    return {parameter.name: draws[parameter.name] for parameter in PARAMETERS}


def published_reference() -> Floats:
    """Their values by an independent integrator at rtol 1e-11, atol 1e-13; shape (50, 27, 6)."""
    rows = np.genfromtxt(DATA / "reference.csv", delimiter=",", names=True)
    return np.stack([rows[name].reshape(50, len(OUTPUT_DAYS)) for name in COLUMNS], axis=-1)


def random_patients(n: int, seed: int) -> dict[str, Floats]:
    """Patients of the problem's law."""
    rng = np.random.default_rng(seed)
    return {
        name: median * np.exp(np.sqrt(np.log1p(cv**2)) * rng.standard_normal(n)) for name, (median, cv) in LAW.items()
    }


def stacked(seen: Mapping[str, Floats]) -> Floats:
    """Observables by code as one array, in the order of the reference."""
    return np.stack([np.asarray(seen[name]) for name in COLUMNS], axis=-1)


def errors(values: Floats, truth: Floats) -> Floats:
    """The problem's error: relative to the value, or to 1 % of the patient's baseline where that is more."""
    return np.abs(values - truth) / np.maximum(np.abs(truth), 0.01 * np.abs(truth[:, :1]))
