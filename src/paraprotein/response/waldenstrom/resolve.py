"""The course of response of many patients under one Waldenström edition: every visit, best response, key days.

Interpretations chosen where the papers are silent:

- Complete response needs a second negative immunofixation at any other visit that is used (before progression and
  before new therapy), before or after, far enough away. Without it the visit counts one level lower, by name.
- A visit in the flare window that shows a rise, an unconfirmed progression and a visit without a usable value are not
  adequate assessments: they neither count for best response nor move the day of censoring.
- Under `confirm_response: consecutive` the next visit that can be judged (flare visits are passed over) decides: if it
  is as good the response is confirmed, if it is lower (SD included) the lower one counts, and a candidate progression,
  new therapy or the end of data leaves stable disease.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..course import check_days, check_values, first_day
from ..policies import Policies
from ..status import Status
from .criteria import WaldenstromCriteria
from .progression import confirm_by_death, follow, judge, start
from .visits import VisitValues

Codes = NDArray[np.int8]
Days = NDArray[np.float64]


NO_SOURCES = np.zeros((0, 0), dtype=np.int64)
"""Of a course that was not made from records."""


class WaldenstromCourse(NamedTuple):
    """Everything that is known of the patients: NumPy arrays, patients in rows, visits in columns in day order."""

    baseline: NDArray[np.float64]  # (n_patients,), mg/dL; NaN when missing
    enlarged_at_baseline: NDArray[np.bool_]  # (n_patients,)
    visits: VisitValues  # fields of shape (n_patients, n_visits)
    disease_death_day: Days  # (n_patients,); NaN: no death from the disease
    source: NDArray[np.int64] = NO_SOURCES  # index of each visit's marker record, -1 for none; no rule reads it


@dataclass(frozen=True)
class WaldenstromResolved:
    """Response and progression of every patient; NaN days mean "did not happen".

    Attributes:
        raw: status of each visit by itself, shape (n_patients, n_visits); PD by a rise of IgM is still a candidate.
        status: status after confirmation; NONE pads.
        clause: the clause that decided the raw status, code of `clauses.Clause`.
        nadir: the nadir that each visit was compared with, mg/dL.
        best: best response, shape (n_patients,): SD or better, PD or NE.
        response_day: first visit with a response (MR or better) that counts.
        major_response_day: first visit with PR or better that counts.
        progression_day: day of confirmed or clinical progression (the first of the pair).
        confirmation_day: day on which progression was established.
        censor_day: last adequate assessment without progression; day 1 when there is none.
    """

    raw: Codes
    status: Codes
    clause: Codes
    nadir: NDArray[np.float64]
    best: Codes
    response_day: Days
    major_response_day: Days
    progression_day: Days
    confirmation_day: Days
    censor_day: Days


def resolve(course: WaldenstromCourse, criteria: WaldenstromCriteria, policies: Policies) -> WaldenstromResolved:
    """Resolve the courses of n_patients patients over n_visits visits.

    Raises:
        DataError: a marker is negative or infinite, or the visits of a patient are not on rising days.
    """
    check_values(baseline=course.baseline, marker=course.visits.marker)
    check_days(course.visits.day, course.visits.present)
    # visits in front, so that each step reads contiguous memory
    by_visit = VisitValues._make(np.ascontiguousarray(field.T) for field in course.visits)
    day = np.asarray(by_visit.day)
    n_visits, n_patients = day.shape
    raw = np.empty((n_visits, n_patients), dtype=np.int8)
    clause = np.empty_like(raw)
    nadir = np.empty((n_visits, n_patients))
    state = start(course.baseline, course.enlarged_at_baseline, policies)
    for v in range(n_visits):
        visit = VisitValues._make(field[v] for field in by_visit)
        died_before = course.disease_death_day < visit.day  # a value dated after the death cannot refute a candidate
        if died_before.any():
            state = confirm_by_death(state, np.where(died_before, course.disease_death_day, np.nan))
        judgement = judge(state, visit, criteria, policies)
        raw[v], clause[v], nadir[v] = judgement.status, judgement.clause, state.nadir
        state = follow(state, visit, judgement, criteria, policies)
    state = confirm_by_death(state, course.disease_death_day)

    progression_day, confirmation_day = np.asarray(state.progression_day), np.asarray(state.confirmation_day)
    status = _resolve_progression(raw, day, progression_day)
    status = _confirm_complete(status, by_visit, criteria)
    if policies.confirm_response == "consecutive":
        status = _confirm_consecutive(status)
    best, days = _summarise(status, day, policies)
    return WaldenstromResolved(
        raw=raw.T,
        status=status.T,
        clause=clause.T,
        nadir=nadir.T,
        best=best,
        response_day=days[0],
        major_response_day=days[1],
        progression_day=progression_day,
        confirmation_day=confirmation_day,
        censor_day=days[2],
    )


def _resolve_progression(raw: Codes, day: Days, progression_day: Days) -> Codes:
    """Candidates become PD or uPD, and what follows progression becomes POST."""
    candidate = np.where(day == progression_day, np.int8(Status.PD), np.int8(Status.UPD))
    status = np.where(raw == Status.PD, candidate, raw)
    skipped = (raw == Status.NONE) | (raw == Status.NEW_THERAPY)
    return np.where((day > progression_day) & ~skipped, np.int8(Status.POST), status)


def _confirm_complete(status: Codes, visits: VisitValues, criteria: WaldenstromCriteria) -> Codes:
    """Complete responses without a second negative immunofixation far enough away go one level down."""
    if criteria.complete is None or not status.size:
        return status
    used = (status != Status.NONE) & (status != Status.NEW_THERAPY) & (status != Status.POST) & (status != Status.PD)
    negative = used & (visits.immunofixation == -1)
    first = np.min(np.where(negative, visits.day, np.inf), axis=0)
    last = np.max(np.where(negative, visits.day, -np.inf), axis=0)
    gap = criteria.complete.second_immunofixation_days
    has_second = (visits.day - first >= gap) | (last - visits.day >= gap)
    lower = np.int8(criteria.levels[0].status)
    return np.where((status == Status.CR) & ~has_second, lower, status)


def _confirm_consecutive(status: Codes) -> Codes:
    """Responses that the next visit which can be judged does not uphold become what it upholds."""
    confirmed = status.copy()
    following = np.full(status.shape[1], Status.NONE, dtype=np.int8)
    for v in reversed(range(status.shape[0])):
        upheld = np.where(following >= Status.SD, np.minimum(status[v], following), np.int8(Status.SD))
        confirmed[v] = np.where(status[v] >= Status.MR, upheld, status[v])
        following = np.where(status[v] >= Status.UPD, status[v], following)
    return confirmed


def _summarise(status: Codes, day: Days, policies: Policies) -> tuple[Codes, tuple[Days, Days, Days]]:
    """Best response, and the days of first response, first major response and censoring."""
    too_short = (status == Status.SD) & (day - 1 < policies.stable_min)
    counts = (status >= Status.PD) & ~too_short
    best = np.max(np.where(counts, status, np.int8(Status.NE)), axis=0, initial=np.int8(Status.NE))
    adequate = status >= Status.SD
    censor = np.max(np.where(adequate, day, 1.0), axis=0, initial=1.0)
    return best, (first_day(status >= Status.MR, day, 0), first_day(status >= Status.PR, day, 0), censor)
