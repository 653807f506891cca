"""Simulation-based calibration: does the posterior know how much it knows?

For trials whose population was drawn from the prior, the rank of the true value among posterior draws is uniform when
the posterior is right (Talts et al. 2018, arXiv 1804.06788), and an interval of 80 % holds the truth in 80 % of trials.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

Floats = NDArray[np.float64]

LEVELS = (0.50, 0.80, 0.95)


@dataclass(frozen=True, eq=False)
class Ranks:
    """Ranks of true values among posterior draws.

    Attributes:
        names: quantities.
        ranks: how many draws lie below the truth, shape (n_trials, n_quantities).
        draws: number of draws; ranks run from 0 to `draws`.
    """

    names: tuple[str, ...]
    ranks: NDArray[np.int64]
    draws: int

    def coverage(self, level: float) -> Floats:
        """Share of trials whose central interval of this probability holds the truth, shape (n_quantities,).

        A rank at an end of the interval counts by the part of its cell that the interval covers, so that the expected
        coverage is the level itself whatever the number of draws.
        """
        low, high = (1 - level) / 2 * (self.draws + 1), (1 + level) / 2 * (self.draws + 1)
        covered = np.minimum(self.ranks + 1, high) - np.maximum(self.ranks, low)
        return np.asarray(np.clip(covered, 0.0, 1.0).mean(axis=0))

    def histogram(self, bins: int) -> NDArray[np.int64]:
        """Trials by rank, shape (n_quantities, bins); `draws` + 1 must be a multiple of `bins`."""
        cell = self.ranks * bins // (self.draws + 1)
        return np.stack([np.bincount(column, minlength=bins) for column in cell.T])


def compute_ranks(names: tuple[str, ...], truth: Floats, draws: Floats) -> Ranks:
    """Ranks of the truth.

    Args:
        names: quantities.
        truth: shape (n_trials, n_quantities).
        draws: shape (n_trials, n_draws, n_quantities).
    """
    ranks = (draws < truth[:, None, :]).sum(axis=1)
    return Ranks(names, ranks.astype(np.int64), draws.shape[1])


def uniform_band(trials: int, bins: int, level: float = 0.99) -> tuple[int, int]:
    """Lowest and highest count of one bin that a uniform rank gives with this probability."""
    low, high = binom.interval(level, trials, 1 / bins)
    return int(low), int(high)


def coverage_band(trials: int, level: float, probability: float = 0.99) -> tuple[float, float]:
    """Lowest and highest coverage that a right posterior shows with this probability over so many trials."""
    low, high = binom.interval(probability, trials, level)
    return float(low) / trials, float(high) / trials
