"""Intervals of constant dose from what each visit decided."""

import numpy as np
from numpy.typing import NDArray

from ..dosing.reasons import Reason
from .engine import Trajectories

Floats = NDArray[np.float64]


def dose_intervals(result: Trajectories) -> tuple[NDArray[np.int64], Floats, Floats, Floats, list[str | None]]:
    """One interval per constant dose, a hold being an interval of dose 0.

    Returns:
        Position of the patient in the cohort, first and last day (since first dose), dose in mg, and why the dose is
        what it is (None where nothing changed it), sorted by patient and day.
    """
    who, day, dose, why = (np.concatenate(parts) for parts in zip(*_changes(result), strict=True))
    order = np.lexsort((day, who))
    who, day, dose, why = who[order], day[order], dose[order], why[order]
    end = np.where(np.isnan(result.course.treatment_end), result.course.last_contact, result.course.treatment_end)
    treated = day < np.maximum(end[who], 1)
    who, day, dose, why = who[treated], day[treated], dose[treated], why[treated]
    first_of_patient = np.append(True, who[1:] != who[:-1])
    changes = first_of_patient | np.append(True, dose[1:] != dose[:-1])
    who, day, dose, why = who[changes], day[changes], dose[changes], why[changes]
    last_of_patient = np.append(who[1:] != who[:-1], True)[: len(who)]
    last = np.where(last_of_patient, np.maximum(end[who], 1), np.append(day[1:], 0)) - 1
    return who, day, last, dose, _sentences(result, why)


def _changes(result: Trajectories) -> list[tuple[NDArray[np.int64], Floats, Floats, NDArray[np.int64]]]:
    """Dose from each attended visit on, with the code of its reason and rule packed into one integer."""
    parts = []
    for visited in result.visits:
        seen = np.flatnonzero(visited.seen.attended)
        packed = np.asarray(visited.seen.reason)[seen].astype(np.int64) * 1000 + np.asarray(visited.seen.rule)[seen] + 1
        parts.append(
            (visited.who[seen], np.asarray(visited.seen.day)[seen], np.asarray(visited.seen.dose_mg)[seen], packed)
        )
    return parts


def _sentences(result: Trajectories, why: NDArray[np.int64]) -> list[str | None]:
    codes, inverse = np.unique(why, return_inverse=True)
    plan = result.rules.dose_plan
    texts = []
    for code in codes:
        reason, rule = Reason(int(code) // 1000), int(code) % 1000 - 1
        texts.append(None if reason in (Reason.UNCHANGED, Reason.STARTED) else plan.sentence(reason, rule))
    return [texts[i] for i in inverse]
