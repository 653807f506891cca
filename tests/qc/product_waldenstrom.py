"""Hand the random Waldenström patients to the package, many at once, and read its answer one patient at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from waldenstrom_oracle import EMD_RANK, Course, Findings, Outcome, date_of

from paraprotein.response import ClinicalFindings as FindingTables
from paraprotein.response import (
    ClinicalRecords,
    Events,
    MarkerRecords,
    Policies,
    Status,
    WaldenstromResolved,
    assemble_course,
    choose_baseline,
    label_of,
    no_events,
    resolve,
    waldenstrom_criteria,
)
from paraprotein.units import conversion_factor

EDITION_NAMES = {"ABS": "abstract-2007", "I2": "iwwm-2", "I3": "iwwm-3", "I6": "iwwm-6", "I11": "iwwm-11"}
METHODS = {"IGM": 0, "SPEP": 1}


def linear(study_day: int) -> int:
    """The package counts days without a gap: the day before the first dose is 0."""
    return date_of(study_day) + 1


@cache
def factor(unit: str) -> float:
    return conversion_factor(unit, "mg/dL")


def marker_records(courses: Sequence[Course]) -> MarkerRecords:
    """All laboratory records as the package takes them: decimal text read as floats, units converted by the package."""
    rows = [
        (
            patient,
            linear(sample.day),
            order,
            np.nan if sample.amount is None else float(sample.amount) * factor(sample.unit),
            sample.is_below_limit,
            METHODS[sample.method],
            float(course.upper_limit),
        )
        for patient, course in enumerate(courses)
        for order, sample in enumerate(course.samples)
    ]
    patients, days, orders, values, below, methods, uppers = zip(*rows, strict=True) if rows else ((),) * 7
    return MarkerRecords(
        np.array(patients, np.int64),
        np.array(days, np.int64),
        np.array(orders, np.float64),
        np.array(values, np.float64),
        np.array(below, np.bool_),
        np.array(methods, np.int64),
        np.array(uppers, np.float64),
    )


def finding_records(courses: Sequence[Course], code_of: Callable[[Findings], int | None]) -> ClinicalRecords:
    """One kind of finding of all patients."""
    rows = [
        (patient, linear(day), code)
        for patient, course in enumerate(courses)
        for day, findings in course.findings.items()
        if (code := code_of(findings)) is not None
    ]
    patients, days, codes = zip(*rows, strict=True) if rows else ((), (), ())
    return ClinicalRecords(np.array(patients, np.int64), np.array(days, np.int64), np.array(codes, np.int8))


def all_findings(courses: Sequence[Course]) -> FindingTables:
    """Immunofixation, marrow, nodes and spleen, clinical progression."""
    return FindingTables(
        immunofixation=finding_records(courses, lambda f: None if f.ife is None else (-1 if f.ife == "-" else 1)),
        marrow_normal=finding_records(
            courses, lambda f: None if f.is_marrow_normal is None else int(f.is_marrow_normal)
        ),
        extramedullary=finding_records(courses, lambda f: None if f.emd is None else EMD_RANK[f.emd] + 1),
        clinical_progression=finding_records(courses, lambda f: int(f.is_clinical_progression)),
    )


def days_of(courses: Sequence[Course], day_of: Callable[[Course], int | None]) -> np.ndarray:
    """One day per patient, NaN where it did not happen."""
    days = (day_of(course) for course in courses)
    return np.array([np.nan if day is None else linear(day) for day in days])


def all_events(courses: Sequence[Course]) -> Events:
    """What happened to the patients."""
    widest = max((len(course.plasmapheresis_days) for course in courses), default=0)
    exchanges = np.full((len(courses), widest), np.nan)
    for patient, course in enumerate(courses):
        for column, day in enumerate(course.plasmapheresis_days):
            exchanges[patient, column] = linear(day)
    most = max((len(course.holds) for course in courses), default=0)
    holds = np.full((2, len(courses), most), np.nan)
    for patient, course in enumerate(courses):
        for column, (start, back) in enumerate(course.holds):
            holds[0, patient, column] = linear(start)
            holds[1, patient, column] = np.nan if back is None else linear(back)
    return no_events(len(courses))._replace(
        hold_start=holds[0],
        restart=holds[1],
        plasmapheresis_day=exchanges,
        anti_cd20_day=days_of(courses, lambda course: course.anti_cd20_day),
        new_therapy_day=days_of(courses, lambda course: course.new_therapy_day),
        disease_death_day=days_of(courses, lambda course: course.death_day if course.is_disease_death else None),
        enlarged_at_baseline=np.array([course.has_baseline_emd for course in courses], np.bool_),
    )


def resolve_in_package(courses: Sequence[Course], edition: str, policies: Policies | None = None) -> list[Outcome]:
    """The package's answer for each patient, in the words of the second implementation."""
    policies = policies or Policies()
    records, events = marker_records(courses), all_events(courses)
    baseline = choose_baseline(records, events.plasmapheresis_day, policies)
    prepared = assemble_course(records, all_findings(courses), events, baseline, policies)
    resolved = resolve(prepared, waldenstrom_criteria(EDITION_NAMES[edition]), policies)
    return [read_outcome(resolved, prepared.visits.day, patient) for patient in range(len(courses))]


def read_day(days: np.ndarray, patient: int) -> int | None:
    return None if np.isnan(days[patient]) else int(days[patient])


def read_outcome(resolved: WaldenstromResolved, days: np.ndarray, patient: int) -> Outcome:
    """One patient's row of the package's answer."""
    counted = ~np.isin(resolved.raw[patient], (Status.NONE, Status.NEW_THERAPY))
    visit_days = days[patient][counted].astype(int).tolist()
    raw = [label_of(code) for code in resolved.raw[patient][counted].tolist()]
    statuses = [label_of(code) for code in resolved.status[patient][counted].tolist()]
    progression_day = read_day(resolved.progression_day, patient)
    return Outcome(
        raw=dict(zip(visit_days, raw, strict=True)),
        resolved=dict(zip(visit_days, statuses, strict=True)),
        best=label_of(int(resolved.best[patient])),
        response_day=read_day(resolved.response_day, patient),
        progression_day=progression_day,
        censor_day=None if progression_day is not None else read_day(resolved.censor_day, patient),
    )


def as_recorded(outcome: Outcome) -> Outcome:
    """The second implementation's answer with a candidate written as progression, as raw statuses are reported."""
    raw = {day: "PD" if status == "PD?" else status for day, status in outcome.raw.items()}
    return Outcome(
        raw,
        dict(outcome.resolved),
        outcome.best,
        outcome.response_day,
        outcome.progression_day,
        outcome.censor_day,
    )
