"""The course of response of many patients with myeloma: every visit, confirmed by the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..course import check_days, check_values
from ..policies import Policies
from ..status import Status
from .confirmation import confirm_recorded
from .criteria import MyelomaCriteria
from .timepoint import (
    LAST_CERTAIN,
    MARKERS,
    MEASUREMENTS,
    MYELOMA_STATUS,
    MyelomaBaseline,
    MyelomaClause,
    MyelomaVisit,
    follow_myeloma,
    judge_myeloma,
    measured_by,
    start_myeloma,
)

Codes = NDArray[np.int8]
Days = NDArray[np.float64]


class MyelomaCourse(NamedTuple):
    """Everything that is known of the patients: NumPy arrays, patients in rows, visits in columns in day order."""

    baseline: MyelomaBaseline  # fields of shape (n_patients,)
    visits: MyelomaVisit  # fields of shape (n_patients, n_visits)
    new_therapy_day: Days  # (n_patients,); NaN: none
    disease_death_day: Days  # (n_patients,); NaN: none


@dataclass(frozen=True)
class MyelomaResolved:
    """Response and progression of every patient with myeloma; NaN days mean "did not happen".

    Attributes:
        raw: status of each visit by itself, shape (n_patients, n_visits).
        status: confirmed category at each visit, carried forward; NEW_THERAPY on and after new therapy; NONE pads.
        clause: the clause that decided the raw status, code of `MyelomaClause`.
        nadir: marker of `myeloma_timepoint.MARKERS` -> the nadir that the visit is compared with, same shape; NaN: no
            nadir yet.
        by_next: what the next assessment made of each visit, before it is carried forward, same shape.
        next_day: day of that next assessment that could be evaluated, same shape.
        best: best confirmed response, shape (n_patients,); NE when none.
        response_day: first visit whose confirmed category is PR or better.
        progression_day: day of confirmed progression (the first of the pair).
        censor_day: last visit before progression and new therapy that could be judged; day 1 when there is none.
    """

    raw: Codes
    status: Codes
    clause: Codes
    nadir: Mapping[str, NDArray[np.float64]]
    by_next: Codes
    next_day: Days
    best: Codes
    response_day: Days
    progression_day: Days
    censor_day: Days


def resolve_myeloma(course: MyelomaCourse, criteria: MyelomaCriteria, policies: Policies) -> MyelomaResolved:
    """Resolve the courses of n_patients patients over n_visits visits.

    The last evaluable visit needs no second one when it shows progression and the patient died of the disease.

    Raises:
        DataError: a measurement is negative or infinite, or the visits of a patient are not on rising days.
    """
    check_values(**{name: getattr(course.baseline, name) for name in MEASUREMENTS})
    check_values(**{name: getattr(course.visits, name) for name in MEASUREMENTS})
    check_days(course.visits.day, course.visits.present)
    clause, nadir = _clauses(course, criteria, policies)
    raw = MYELOMA_STATUS[clause]
    day, present = np.asarray(course.visits.day), np.asarray(course.visits.present)
    is_certain = (clause <= LAST_CERTAIN) & (clause != MyelomaClause.NO_VISIT)
    is_certain |= _is_last_before_death(raw, course.disease_death_day)
    gap = policies.progression_gap or 0.0
    confirmed = confirm_recorded(raw, day, course.new_therapy_day, is_certain, gap)

    under_new_therapy = present & (day >= course.new_therapy_day[:, None])
    status = np.where(under_new_therapy, np.int8(Status.NEW_THERAPY), confirmed.status)
    progression_day = confirmed.progression_day
    judged = (raw >= Status.SD) & ~under_new_therapy & ~(day >= progression_day[:, None])
    responded = (status >= Status.PR) & ~(day >= progression_day[:, None])
    first = np.min(np.where(responded, day, np.inf), axis=1, initial=np.inf)
    return MyelomaResolved(
        raw=raw,
        status=status,
        clause=clause,
        nadir=nadir,
        by_next=confirmed.by_next,
        next_day=confirmed.next_day,
        best=np.maximum(confirmed.best, np.int8(Status.NE)),
        response_day=np.where(np.isinf(first), np.nan, first),
        progression_day=progression_day,
        censor_day=np.max(np.where(judged, day, 1.0), axis=1, initial=1.0),
    )


def _clauses(
    course: MyelomaCourse, criteria: MyelomaCriteria, policies: Policies
) -> tuple[Codes, dict[str, NDArray[np.float64]]]:
    """The clause of every visit, and the nadir of every marker before it; the loop runs over visits only."""
    measured = measured_by(course.baseline, criteria)
    state = start_myeloma(course.baseline, measured)
    by_visit = MyelomaVisit(*(np.ascontiguousarray(field.T) for field in course.visits))
    clause = np.zeros(by_visit.serum.shape, dtype=np.int8)
    nadir = {marker: np.full(clause.shape, np.nan) for marker in MARKERS}
    for v in range(clause.shape[0]):
        visit = MyelomaVisit(*(field[v] for field in by_visit))
        clause[v] = judge_myeloma(state, visit, course.baseline, measured, criteria)
        for marker in MARKERS:
            nadir[marker][v] = state.nadir[marker]
        state = follow_myeloma(state, visit, measured, criteria, policies)
    return np.ascontiguousarray(clause.T), {marker: values.T for marker, values in nadir.items()}


def _is_last_before_death(raw: Codes, disease_death_day: Days) -> NDArray[np.bool_]:
    """The last visit that could be evaluated, of patients who died of the disease."""
    evaluated = raw >= Status.PD
    still_to_come = np.cumsum(evaluated[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(evaluated & (still_to_come == 1) & ~np.isnan(disease_death_day)[:, None])
