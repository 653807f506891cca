"""How often the protocol's stopping rules would have stopped the simulated trials, and after how many patients."""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from ..files.plain import Record
from ..protocol.schema import Protocol
from ..protocol.stopping_rules import rule_key, stopping_boundaries
from ..statistics import compute_clopper_pearson, compute_replicate_summary
from .replicates import Replicates

LEVEL = 0.95
"""Confidence level of the Monte Carlo interval of a share of trials."""


@dataclass(frozen=True)
class StoppedTrials:
    """What one rule did to the simulated trials of one arm.

    Attributes:
        trials: simulated trials.
        stopped: trials that reached the boundary.
        share: their proportion; None without trials.
        low: lower Monte Carlo limit of the proportion (Clopper-Pearson, 95 %).
        high: upper limit.
        patients: median of the patients treated when the boundary was reached, over the trials that reached it.
        patients_low: lower end of the middle 90 % of these trials.
        patients_high: upper end.
    """

    trials: int
    stopped: int
    share: float | None
    low: float | None
    high: float | None
    patients: float | None
    patients_low: float | None
    patients_high: float | None


def summarise_stopping(replicates: Replicates, protocol: Protocol) -> list[Record]:
    """One record per stopping rule: rule, event, boundary, and `simulated` and `no_drug` as `StoppedTrials`."""
    boundaries = stopping_boundaries(protocol)
    records: list[Record] = []
    for rule in protocol.stopping or ():
        treated, no_drug = replicates.of(f"stop_{rule_key(rule)}_after")
        records.append(
            {
                "rule": rule.name,
                "event": rule.event,
                "within_days": rule.within,
                "boundary": boundaries[rule.name],
                "simulated": asdict(stopped_trials(treated)),
                "no_drug": asdict(stopped_trials(no_drug)),
            }
        )
    return records


def stopped_trials(patients: NDArray[np.float64]) -> StoppedTrials:
    """Summarise one arm.

    Args:
        patients: treated patients when each trial reached the boundary, shape (n_trials,); NaN where it did not.
    """
    stopped = int((~np.isnan(patients)).sum())
    limits = compute_clopper_pearson(stopped, patients.size, LEVEL)
    when = compute_replicate_summary(patients)
    share, low, high, *spread = (
        _known(value)
        for value in (limits.estimate, limits.lower, limits.upper, when.median[0], when.low[0], when.high[0])
    )
    return StoppedTrials(patients.size, stopped, share, low, high, *spread)


def _known(value: float | NDArray[np.float64]) -> float | None:
    number = float(value)
    return number if np.isfinite(number) else None
