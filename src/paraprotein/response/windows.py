"""Spans of days in which a marker value means something else."""

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.float64]


def is_within(day: Days, starts: Days, length: float) -> NDArray[np.bool_]:
    """Whether a day lies in [start, start + length) of any start of its patient.

    Args:
        day: linear days, shape (n_patients, n_visits).
        starts: first days of the windows, shape (n_patients, n_starts), NaN pads.
        length: days; 0 switches the windows off.
    """
    return is_between(day, starts, starts + length)


def is_between(day: Days, starts: Days, ends: Days) -> NDArray[np.bool_]:
    """Whether a day lies in [start, end) of any pair of its patient; shapes as in `is_within`, NaN pads."""
    inside = np.zeros(day.shape, dtype=np.bool_)
    for k in range(starts.shape[1]):
        inside |= (day >= starts[:, k, None]) & (day < ends[:, k, None])
    return inside


def is_rebound_prone(day: Days, hold_starts: Days, restarts: Days, window: float) -> NDArray[np.bool_]:
    """Whether a rebound-prone drug is held, or was restarted less than `window` days ago.

    A hold that never ended (NaN restart beside a start) lasts. A window of 0 switches the rule off.
    """
    if window == 0:
        return np.zeros(day.shape, dtype=np.bool_)
    return is_between(day, hold_starts, np.where(np.isnan(restarts), np.inf, restarts + window))
