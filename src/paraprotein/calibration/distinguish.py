"""Which measurement of a next trial would distinguish the variants."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 8
"""Groups of equal size that a measurement is cut into; trials that cannot estimate it are one more."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Discriminator:
    """One result, and what it says about the variant.

    Attributes:
        id: the result.
        bits: mutual information between the result in one trial and the variant, all equally likely; bits.
        medians: median of the result over predicted trials, one per variant; NaN where never estimable.
    """

    id: str
    bits: float
    medians: tuple[float, ...]


def rank_discriminators(ids: Sequence[str], figures: Sequence[Floats]) -> tuple[Discriminator, ...]:
    """Every result by the information that one trial's value gives about the variant, most informative first.

    Args:
        ids: results.
        figures: predictions of each calibrated variant, each of shape (n_trials, n_figures).
    """
    found = []
    for place, identifier in enumerate(ids):
        columns = [one[:, place] for one in figures]
        if all(np.isnan(column).all() for column in columns):
            continue
        medians = tuple(float(np.nanmedian(c)) if not np.isnan(c).all() else float("nan") for c in columns)
        found.append(Discriminator(identifier, mutual_information(columns), medians))
    return tuple(sorted(found, key=lambda item: -item.bits))


def mutual_information(columns: Sequence[Floats]) -> float:
    """Mutual information in bits between a value and which column it comes from, columns equally likely.

    Values are cut at the pooled quantiles. The estimate is corrected for the number of cells (Miller and Madow), so it
    is near 0, and can be slightly negative, where columns do not differ.
    """
    pooled = np.concatenate(columns)
    edges = np.unique(np.nanquantile(pooled, np.linspace(0, 1, BINS + 1)[1:-1]))
    tables = []
    for column in columns:
        group = np.where(np.isnan(column), len(edges) + 1, np.searchsorted(edges, column, side="right"))
        tables.append(np.bincount(group, minlength=len(edges) + 2) / len(column))
    joint = np.array(tables) / len(columns)
    independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    occupied = joint > 0
    plain = float((joint[occupied] * np.log2(joint[occupied] / independent[occupied])).sum())
    cells = occupied.sum() - (joint.sum(axis=0) > 0).sum() - len(columns) + 1
    corrected: float = plain - float(cells) / (2 * len(pooled) * float(np.log(2)))
    return corrected
