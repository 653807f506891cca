"""One patient's course under one edition, as plain rows for sentences."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..lesions import Enlargement
from ..policies import Policies
from .criteria import WaldenstromCriteria
from .resolve import WaldenstromCourse, resolve
from .visits import Exclusion, VisitValues


class PatientFacts(NamedTuple):
    """What is known and what was decided; arrays of shape (n_visits,), padding removed."""

    criteria: WaldenstromCriteria
    policies: Policies
    baseline: float
    enlarged_at_baseline: bool
    day: NDArray[np.float64]
    value: NDArray[np.float64]
    is_valid: NDArray[np.bool_]  # the value may be compared
    immunofixation: NDArray[np.int8]
    marrow_normal: NDArray[np.bool_]
    extramedullary: NDArray[np.int8]  # carried forward
    clinical_progression: NDArray[np.bool_]
    in_rebound_window: NDArray[np.bool_]
    high_normal: NDArray[np.float64]
    nadir: NDArray[np.float64]
    clause: NDArray[np.int8]
    raw: NDArray[np.int8]
    status: NDArray[np.int8]
    progression_day: float
    confirmation_day: float
    disease_death_day: float


def facts_of(
    course: WaldenstromCourse, patient: int, criteria: WaldenstromCriteria, policies: Policies
) -> PatientFacts:
    """Resolve one patient and lay the course out in rows."""
    rows = slice(patient, patient + 1)
    visits = VisitValues._make(field[rows] for field in course.visits)
    one = WaldenstromCourse(
        course.baseline[rows], course.enlarged_at_baseline[rows], visits, course.disease_death_day[rows]
    )
    resolved = resolve(one, criteria, policies)
    there = visits.present[0]
    visit = VisitValues._make(field[0][there] for field in visits)
    high_normal = np.where(np.isnan(visit.high_normal), policies.high_normal, visit.high_normal)
    return PatientFacts(
        criteria=criteria,
        policies=policies,
        baseline=float(one.baseline[0]),
        enlarged_at_baseline=bool(one.enlarged_at_baseline[0]),
        day=np.asarray(visit.day),
        value=np.asarray(visit.marker),
        is_valid=np.asarray(~np.isnan(visit.marker) & (visit.exclusion == Exclusion.USABLE)),
        immunofixation=np.asarray(visit.immunofixation, dtype=np.int8),
        marrow_normal=np.asarray(visit.marrow_normal),
        extramedullary=_carry(np.asarray(visit.extramedullary, dtype=np.int8)),
        clinical_progression=np.asarray(visit.clinical_progression),
        in_rebound_window=np.asarray(visit.in_rebound_window),
        high_normal=high_normal,
        nadir=resolved.nadir[0][there],
        clause=resolved.clause[0][there],
        raw=resolved.raw[0][there],
        status=resolved.status[0][there],
        progression_day=float(resolved.progression_day[0]),
        confirmation_day=float(resolved.confirmation_day[0]),
        disease_death_day=float(one.disease_death_day[0]),
    )


def _carry(codes: NDArray[np.int8]) -> NDArray[np.int8]:
    """Each code, or the last one before it that was assessed."""
    if not codes.size:
        return codes
    assessed = np.where(codes != Enlargement.NOT_ASSESSED, np.arange(codes.size), -1)
    last = np.maximum.accumulate(assessed)
    return np.where(last >= 0, codes[last], np.int8(Enlargement.NOT_ASSESSED))
