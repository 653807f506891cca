"""What was assumed, what was learned and what stays unknown: prior and posterior of every number side by side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .calibrate import VariantResult
from .proof import LEVELS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Learned:
    """One number before and after the calibration.

    Attributes:
        column: parameter, spread or hazard.
        unit: its unit.
        prior: 5th, 50th and 95th percentile before.
        posterior: the same after.
        shrinkage: 1 - posterior variance / prior variance, on the scale where the prior is normal: 1 when the results
            settle the number, 0 when they say nothing of it.
        shift: how far its mean moved, in standard deviations of the prior.
        disagreement: largest difference of the posterior mean between refits, in standard deviations of the prior.
        coverage: share of unseen trials whose 50, 80 and 95 % intervals hold the truth.
        reason: why the prior is what it is.
    """

    column: str
    unit: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    shrinkage: float
    shift: float
    disagreement: float
    coverage: tuple[float, ...]
    reason: str


PERCENTILES = np.array([0.05, 0.5, 0.95])


def compare_with_prior(result: VariantResult) -> tuple[Learned, ...]:
    """Every coordinate of a calibrated variant, the best learned first."""
    latent, coordinates = result.latent, result.posterior.coordinates
    blocks = latent.reshape(len(result.posterior.fits), -1, len(coordinates)).mean(axis=1)
    coverage = np.stack([result.ranks.coverage(level) for level in LEVELS])
    before = np.random.default_rng(0).standard_normal(100_000)
    rows = []
    for place, item in enumerate(coordinates):
        column = latent[:, place]
        rows.append(
            Learned(
                item.column,
                item.unit,
                _percentiles(item.from_normal(before)),
                _percentiles(item.from_normal(column)),
                float(1 - column.var()),
                float(column.mean()),
                float(np.ptp(blocks[:, place])),
                tuple(float(value) for value in coverage[:, place]),
                item.reason,
            )
        )
    return tuple(sorted(rows, key=lambda row: -row.shrinkage))


def _percentiles(values: Floats) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, PERCENTILES)
    return float(low), float(middle), float(high)
