"""Episodes of a bedside sign from its grade at each visit."""

import numpy as np
from numpy.typing import NDArray

from .engine import Trajectories

Positions = NDArray[np.int64]
Days = NDArray[np.float64]
Episodes = tuple[Positions, Days, Days, NDArray[np.int64]]
"""Patients, first day, day of the first visit without the sign, worst grade."""


def sign_episodes(result: Trajectories, code: str) -> Episodes:
    """One episode per run of attended visits with grade 1 or worse; a missed visit neither ends nor begins one.

    Returns:
        Position of the patient in the cohort, first day, day of the first visit without the sign (NaN while it lasts),
        worst grade.
    """
    n = len(result.cohort)
    episodes: list[Episodes] = []
    began, grade = np.full(n, np.nan), np.zeros(n, dtype=np.int64)
    for visited in result.visits:
        seen = np.flatnonzero(visited.seen.attended)
        patient, now = visited.who[seen], visited.seen.signs[code][seen].astype(np.int64)
        day = np.asarray(visited.seen.day)[seen]
        over = (now == 0) & ~np.isnan(began[patient])
        _close(patient[over], day[over], began, grade, episodes)
        starts = (now > 0) & np.isnan(began[patient])
        began[patient[starts]] = day[starts]
        grade[patient] = np.maximum(grade[patient], now)
    lasting = np.flatnonzero(~np.isnan(began))
    _close(lasting, np.full(len(lasting), np.nan), began, grade, episodes)
    patient, first, last, worst = (np.concatenate(column) for column in zip(*episodes, strict=True))
    order = np.lexsort((first, patient))
    return patient[order], first[order], last[order], worst[order]


def _close(patient: Positions, day: Days, began: Days, grade: Positions, episodes: list[Episodes]) -> None:
    """Move the open episodes of some patients to the list, in place."""
    episodes.append((patient.copy(), began[patient], day.copy(), grade[patient]))
    began[patient], grade[patient] = np.nan, 0
