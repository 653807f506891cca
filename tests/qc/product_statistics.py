"""Hand random samples to the package's statistics, one group a sample, and read the answers in the oracle's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from grades_and_samples import Survival
from numpy.typing import NDArray

from paraprotein.statistics import (
    compute_kaplan_meier,
    compute_log_rank,
    compute_signed_rank,
    compute_survival_quantile,
)

Floats = NDArray[np.float64]


def pad(rows: Sequence[Sequence[float]]) -> tuple[Floats, NDArray[np.bool_]]:
    """Rows of unequal length as a matrix, and where it is filled."""
    matrix = np.zeros((len(rows), max(len(row) for row in rows)))
    valid = np.zeros(matrix.shape, np.bool_)
    for index, row in enumerate(rows):
        matrix[index, : len(row)] = row
        valid[index, : len(row)] = True
    return matrix, valid


@dataclass(frozen=True)
class SurvivalAnswer:
    """One sample: curve as (time, at risk, events, survival, lower, upper), median with limits, chi-square and p."""

    steps: Floats
    median: Floats
    log_rank: Floats


def analyse_survival(samples: Sequence[Survival]) -> list[SurvivalAnswer]:
    """Kaplan-Meier with log-log limits, the median at the left end of a level piece, and the log-rank test."""
    time, valid = pad([sample.times for sample in samples])
    event, _ = pad([sample.is_event for sample in samples])
    arm, _ = pad([sample.is_second_group for sample in samples])
    curve = compute_kaplan_meier(time, event, valid)
    median = np.stack(compute_survival_quantile(curve, flat="left"), axis=1)
    test = compute_log_rank(time, event, arm, valid)
    columns = (curve.time, curve.at_risk, curve.events, curve.survival, curve.lower, curve.upper)
    table = np.stack([column.astype(np.float64) for column in columns], axis=2)
    return [
        SurvivalAnswer(table[row][curve.events[row] > 0], median[row], np.array([test.chi_square[row], test.p[row]]))
        for row in range(len(samples))
    ]


def compare_pairs(samples: Sequence[Sequence[Fraction]], zeros: str) -> Floats:
    """(W+, p) of each sample."""
    matrix, valid = pad([[float(value) for value in sample] for sample in samples])
    answer = compute_signed_rank(matrix, valid, zeros="pratt" if zeros == "pratt" else "wilcoxon")
    return np.stack([answer.positive_sum, answer.p], axis=1)
