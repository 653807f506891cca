"""Hand random myeloma patients to the package, many at once, and read its answer one patient at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from courses import MyelomaCourse, RecordedCourse
from myeloma_oracle import Assessment, Recorded
from numpy.typing import NDArray

from paraprotein.response import LABELS, Policies, label_of
from paraprotein.response.myeloma.confirmation import confirm_recorded
from paraprotein.response.myeloma.editions import IMWG_2016
from paraprotein.response.myeloma.resolve import MyelomaCourse as PackageCourse
from paraprotein.response.myeloma.resolve import resolve_myeloma
from paraprotein.response.myeloma.timepoint import MyelomaBaseline, MyelomaVisit

CODES = {label: code.value for code, label in LABELS.items()}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MyelomaAnswer:
    """Raw statuses by visit, best confirmed response, first response and confirmed progression before new therapy."""

    raw: tuple[str, ...]
    best: str
    response_day: int | None
    progression_day: int | None


def number(value: Fraction | None, factor: int = 1) -> float:
    return np.nan if value is None else float(value * factor)


def sign(ife: str | None) -> int:
    return {None: 0, "-": -1, "+": 1}[ife]


def matrix(courses: Sequence[MyelomaCourse], read: Callable[[Assessment], float], fill: float) -> Floats:
    """One value per visit, padded at the end."""
    widest = max((len(course.visits) for course in courses), default=0)
    filled = np.full((len(courses), widest), fill)
    for row, course in enumerate(courses):
        filled[row, : len(course.visits)] = [read(visit) for visit in course.visits]
    return filled


def baselines(courses: Sequence[MyelomaCourse]) -> MyelomaBaseline:
    """Serum in mg/dL, as the package wants it."""

    def column(read: Callable[[Assessment], float]) -> Floats:
        return np.array([read(course.baseline) for course in courses])

    return MyelomaBaseline(
        serum=column(lambda a: number(a.serum, 1000)),
        urine=column(lambda a: number(a.urine)),
        kappa=column(lambda a: number(a.kappa)),
        lambda_=column(lambda a: number(a.lambda_)),
        marrow=column(lambda a: number(a.marrow)),
        circulating=np.full(len(courses), np.nan),
        plasmacytoma=column(lambda a: number(a.spd)),
        several_plasmacytomas=np.zeros(len(courses), np.bool_),
    )


def assessments(courses: Sequence[MyelomaCourse]) -> MyelomaVisit:
    """All visits."""
    nan = np.nan
    return MyelomaVisit(
        day=matrix(courses, lambda a: a.day, nan),
        present=matrix(courses, lambda a: 1, 0) == 1,
        serum=matrix(courses, lambda a: number(a.serum, 1000), nan),
        urine=matrix(courses, lambda a: number(a.urine), nan),
        kappa=matrix(courses, lambda a: number(a.kappa), nan),
        lambda_=matrix(courses, lambda a: number(a.lambda_), nan),
        marrow=matrix(courses, lambda a: number(a.marrow), nan),
        circulating=matrix(courses, lambda a: nan, nan),
        plasmacytoma=matrix(courses, lambda a: number(a.spd), nan),
        serum_immunofixation=matrix(courses, lambda a: sign(a.serum_ife), 0).astype(np.int8),
        urine_immunofixation=matrix(courses, lambda a: sign(a.urine_ife), 0).astype(np.int8),
        clonal_cells=matrix(courses, lambda a: {None: 0, False: -1, True: 1}[a.is_marrow_clonal], 0).astype(np.int8),
        imaging_progression=matrix(courses, lambda a: a.is_imaging_progression, 0) == 1,
    )


def resolve_in_package(courses: Sequence[MyelomaCourse], policies: Policies) -> list[MyelomaAnswer]:
    """The package's answer for each patient."""
    never = [np.nan if course.new_therapy_day is None else float(course.new_therapy_day) for course in courses]
    death = [
        course.visits[-1].day + 10.0 if course.is_disease_death and course.visits else np.nan for course in courses
    ]
    package = PackageCourse(baselines(courses), assessments(courses), np.array(never), np.array(death))
    answer = resolve_myeloma(package, IMWG_2016, policies)
    return [
        MyelomaAnswer(
            tuple(label_of(code) for code in answer.raw[row, : len(course.visits)].tolist()),
            label_of(int(answer.best[row])),
            day_or_none(answer.response_day[row]),
            day_or_none(answer.progression_day[row]),
        )
        for row, course in enumerate(courses)
    ]


def day_or_none(day: float) -> int | None:
    return None if np.isnan(day) else int(day)


@dataclass(frozen=True)
class ConfirmedAnswer:
    """Confirmed category of each record, and the best one."""

    statuses: tuple[str, ...]
    best: str


def confirm_in_package(
    courses: Sequence[RecordedCourse], one_a_day: Sequence[Sequence[Recorded]]
) -> list[ConfirmedAnswer]:
    """The package's confirmation of recorded responses, already one record a day."""
    shape = (len(courses), max((len(records) for records in one_a_day), default=0))
    codes, days, certain = np.zeros(shape, np.int8), np.full(shape, np.nan), np.zeros(shape, np.bool_)
    for row, records in enumerate(one_a_day):
        for column, record in enumerate(records):
            codes[row, column] = CODES[record.status]
            days[row, column] = record.day
            certain[row, column] = record.is_imaging or record.is_death_from_progression
    therapy = np.array([np.nan if course.new_therapy_day is None else course.new_therapy_day for course in courses])
    answer = confirm_recorded(codes, days, therapy.astype(np.float64), certain)
    return [
        ConfirmedAnswer(
            tuple(label_of(code) for code in answer.status[row, : len(records)].tolist()),
            label_of(int(answer.best[row])) or "MISSING",
        )
        for row, records in enumerate(one_a_day)
    ]
