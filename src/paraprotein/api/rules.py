"""Published rules for arrays: response to a course of a marker, and grades of laboratory values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import UsageError
from ..response import (
    LABELS,
    MarkerRecords,
    Policies,
    Status,
    WaldenstromResolved,
    assemble_course,
    choose_baseline,
    no_events,
    no_findings,
    resolve,
    waldenstrom_criteria,
)
from ..response.preparation import ANY_METHOD
from ..toxicity import Circumstances
from ..toxicity import grade as grade_laboratory
from ..toxicity.limits import Direction

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MarkerResponse:
    """The response of one patient to a course of serum IgM.

    Attributes:
        baseline: value before treatment, mg/dL; NaN when none can be used.
        day: days of the visits after day 1, shape (n_visits,).
        status: response at each visit after confirmation, as written in tables: `PR`, `SD`, `uPD`, `post`, ...
        best: best response.
        response_day: first day with a response (MR or better) that counts; NaN: none.
        progression_day: day of confirmed progression; NaN: none.
        confirmation_day: day on which progression was established; NaN: not.
    """

    baseline: float
    day: Floats
    status: tuple[str, ...]
    best: str
    response_day: float
    progression_day: float
    confirmation_day: float


def respond(
    igm: ArrayLike, day: ArrayLike, criteria: str = "iwwm-6", policies: Policies | None = None
) -> MarkerResponse:
    """Response of one patient by serum IgM alone: no lesions, marrow, immunofixation or new therapy are known.

    Without immunofixation no complete response can be reached. A study with all its tables goes through `analyze`.

    Args:
        igm: serum IgM, mg/dL, shape (n,); NaN is a missed visit.
        day: days since the first dose plus 1, whole numbers, shape (n,), in any order: values on or before day 1 are
            candidates for the baseline (the last one counts), later ones are visits.
        criteria: edition of the criteria in Waldenström's macroglobulinemia, such as `iwwm-6`.
        policies: choices that the papers leave open; None: their defaults.

    Raises:
        UsageError: shapes differ, days are not whole numbers, or no such edition.
        DataError: a value is negative or infinite.

    Source: the edition's own, `criteria_named(criteria).sources`.

    Example:
        >>> course = respond([4000, 2900, 1900, 1800], [1, 29, 57, 85])
        >>> course.status, course.best, course.response_day
        (('MR', 'PR', 'PR'), 'PR', 29.0)
    """
    values, days = np.asarray(igm, np.float64), np.asarray(day, np.float64)
    if values.ndim != 1 or values.shape != days.shape:
        found = f"shapes {values.shape} and {days.shape}"
        raise UsageError.one("igm, day", found, "give one value for each day, in one dimension", "respond.shape")
    if np.any(np.isnan(days)) or np.any(days != np.floor(days)):
        raise UsageError.one("day", "not all are whole numbers", "count days; day 1 is the first dose", "respond.day")
    edition, chosen = waldenstrom_criteria(criteria), policies or Policies()
    count = values.size
    records = MarkerRecords(
        patient=np.zeros(count, np.int64),
        day=days.astype(np.int64),
        order=np.arange(count, dtype=np.float64),
        value=values,
        is_below_limit=np.zeros(count, np.bool_),
        method=np.full(count, ANY_METHOD, np.int64),
        high_normal=np.full(count, np.nan),
    )
    events = no_events(1)
    baseline = choose_baseline(records, events.plasmapheresis_day, chosen)
    course = assemble_course(records, no_findings(), events, baseline, chosen)
    resolved = resolve(course, edition, chosen)
    return _written(resolved, float(baseline.value[0]), np.asarray(course.visits.day[0][course.visits.present[0]]))


def _written(resolved: WaldenstromResolved, baseline: float, day: Floats) -> MarkerResponse:
    status = tuple(LABELS[Status(int(code))] for code in resolved.status[0][: day.size])
    return MarkerResponse(
        baseline=baseline,
        day=day,
        status=status,
        best=LABELS[Status(int(resolved.best[0]))],
        response_day=float(resolved.response_day[0]),
        progression_day=float(resolved.progression_day[0]),
        confirmation_day=float(resolved.confirmation_day[0]),
    )


def grade(
    values: ArrayLike,
    analyte: str,
    edition: str = "ctcae-5.0",
    *,
    low_normal: ArrayLike | None = None,
    high_normal: ArrayLike | None = None,
    baseline: ArrayLike | None = None,
    direction: Direction | None = None,
    unit: str = "",
    fasting: ArrayLike | None = None,
    anticoagulated: ArrayLike | None = None,
) -> Floats:
    """CTCAE grade 0 to 4 of laboratory values, NaN where it cannot be told.

    Args:
        values: results, any shape; NaN is missing.
        analyte: LBTESTCD, such as `HGB`.
        edition: `ctcae-3.0`, `ctcae-4.03`, `ctcae-5.0`, ...
        low_normal: lower limit of normal; this and the next two broadcast against `values` and share their unit.
        high_normal: upper limit of normal.
        baseline: the patient's value before treatment.
        direction: `low` or `high`; None means the cytopenia for blood counts, else the only direction there is.
        unit: unit of all values; "" is the scale's own (hemoglobin g/dL, counts 10^9/L).
        fasting: whether the patient had fasted, for glucose; None: not known to have, so grades 1 and 2 are not given.
        anticoagulated: whether the patient was on an anticoagulant, for INR; None: not.

    Raises:
        UsageError: unknown edition or unit, or an analyte graded both ways without `direction`.

    Source: NCI CTCAE, in the edition named.

    Example:
        >>> grade([7.9, 9.5, 13.0], "HGB", low_normal=12.0)
        array([3., 2., 0.])
    """
    known = [None if each is None else np.asarray(each, np.float64) for each in (low_normal, high_normal, baseline)]
    graded = grade_laboratory(
        edition,
        analyte,
        np.asarray(values, np.float64),
        *known,
        direction=direction,
        unit=unit,
        circumstances=Circumstances(fasting=_flags(fasting), anticoagulated=_flags(anticoagulated)),
    )
    return np.asarray(graded)


def _flags(stated: ArrayLike | None) -> NDArray[np.bool_] | None:
    return None if stated is None else np.asarray(stated, np.bool_)
