"""Compare the two implementations patient by patient; used by the tests and, in bulk, by `validation/qc_agreement.py`.

Every function takes patients and returns those on which the two differ, each with both answers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import amyloidosis_oracle as amyloidosis
import myeloma_oracle as myeloma
import numpy as np
from courses import MyelomaCourse, RecordedCourse
from ctcae_oracle import grade
from grades_and_samples import Amyloid, Laboratory, Survival
from numpy.typing import ArrayLike
from product_amyloidosis import AmyloidAnswer
from product_amyloidosis import resolve_in_package as resolve_amyloidosis
from product_ctcae import grade_in_package
from product_myeloma import ConfirmedAnswer, MyelomaAnswer, confirm_in_package
from product_myeloma import resolve_in_package as resolve_myeloma
from product_statistics import analyse_survival, compare_pairs
from product_waldenstrom import as_recorded, resolve_in_package
from statistics_oracle import kaplan_meier, log_rank, median_limits, median_time, signed_rank
from waldenstrom_oracle import Course, Policy, resolve_course

from paraprotein.response import Policies

READINGS = Policy(is_ife_counted_at_progression=False, is_ife_counted_near_exchange=False)
"""The package's announced readings: a second negative immunofixation must come before progression, and one soon
after plasma exchange says nothing. The text of the criteria excludes neither;
with the oracle's own defaults the two differ there."""


@dataclass(frozen=True)
class Difference:
    """One patient on whom the implementations differ."""

    patient: Any
    oracle: Any
    package: Any


def compare_waldenstrom(courses: Sequence[Course], edition: str, readings: Policy = READINGS) -> list[Difference]:
    """Raw and resolved statuses, best response, response, progression and censoring days."""
    policies = Policies(
        duplicates=readings.duplicates,
        flare_window=readings.flare_days,
        plasmapheresis_window=readings.plasmapheresis_days,
        measurable_min=readings.measurable_min,
        vgpr_normal_igm=readings.is_normal_igm_very_good,
        rebound_window=readings.rebound_days,
        progression_gap=readings.confirm_gap,
        stable_min=readings.stable_days,
        confirm_response="consecutive" if readings.is_next_visit_needed else "none",
    )
    answers = resolve_in_package(courses, edition, policies)
    pairs = ((c, as_recorded(resolve_course(c, edition, readings)), a) for c, a in zip(courses, answers, strict=True))
    return [Difference(course, oracle, package) for course, oracle, package in pairs if oracle != package]


def compare_ctcae(values: Sequence[Laboratory], hemoglobin_unit: Literal["g/L", "g/dL"] = "g/L") -> list[Difference]:
    """Grades, haemoglobin given to the package in either unit."""
    answers = grade_in_package(values, hemoglobin_unit)
    pairs = ((v, grade(v.term, v.version, v.value, v.limits), a) for v, a in zip(values, answers, strict=True))
    return [Difference(value, oracle, package) for value, oracle, package in pairs if oracle != package]


def is_close(first: ArrayLike, second: ArrayLike) -> bool:
    """Equal to nine digits, nan equal to nan."""
    if np.shape(first) != np.shape(second):
        return False
    return np.allclose(first, second, rtol=1e-9, atol=1e-12, equal_nan=True)


def describe_survival(sample: Survival) -> tuple[list[list[float]], list[float], list[float]]:
    """The oracle's curve at event times, median with limits, and log-rank test."""
    steps = kaplan_meier(sample.times, sample.is_event)
    curve = [[s.time, s.at_risk, s.events, float(s.survival), s.lower, s.upper] for s in steps]
    median = [median_time(steps), *median_limits(steps)]
    return curve, median, list(log_rank(sample.times, sample.is_event, sample.is_second_group))


def compare_survival(samples: Sequence[Survival]) -> list[Difference]:
    """Kaplan-Meier curve with limits, its median with limits, log-rank."""
    found = []
    for sample, answer in zip(samples, analyse_survival(samples), strict=True):
        curve, median, test = describe_survival(sample)
        is_same = (
            is_close(np.reshape(curve, (-1, 6)), answer.steps)
            and is_close(median, answer.median)
            and is_close(test, answer.log_rank)
        )
        if not is_same:
            found.append(Difference(sample, (curve, median, test), answer))
    return found


def compare_signed_rank(samples: Sequence[Sequence[Fraction]], zeros: Literal["drop", "pratt"]) -> list[Difference]:
    """Sum of positive ranks and exact p."""
    answers = compare_pairs(samples, zeros)
    found = []
    for sample, answer in zip(samples, answers.tolist(), strict=True):
        statistic, p = signed_rank(sample, zeros)
        if not is_close([float(statistic), float(p)], answer) or math.isnan(answer[1]):
            found.append(Difference(sample, (statistic, p), answer))
    return found


MYELOMA_READINGS = myeloma.Readings(
    is_every_marker_needed=True,
    is_very_good_with_plasmacytoma=True,
    can_later_value_stand_for_baseline=True,
)
"""The package's readings, announced beside its rules."""


def answer_myeloma(course: MyelomaCourse, readings: myeloma.Readings) -> MyelomaAnswer:
    """The oracle's answer in the package's words: PR or better is a response, nobody assessed is NE."""
    records = myeloma.grade_course(course.baseline, course.visits, readings)
    if course.is_disease_death:
        records = myeloma.with_disease_death(records)
    confirmed = myeloma.confirm_course(records, course.new_therapy_day, readings.progression_gap)
    counted = [
        (record.day, status)
        for record, status in zip(records, confirmed, strict=True)
        if course.new_therapy_day is None or record.day < course.new_therapy_day
    ]
    progression = next((day for day, status in counted if status == "PD"), None)
    response = next((day for day, status in counted if status in ("sCR", "CR", "VGPR", "PR")), None)
    best = myeloma.find_best(records, course.new_therapy_day, readings.progression_gap)
    return MyelomaAnswer(
        tuple(record.status for record in records), "NE" if best == "MISSING" else best, response, progression
    )


def compare_myeloma(
    courses: Sequence[MyelomaCourse], readings: myeloma.Readings = MYELOMA_READINGS
) -> list[Difference]:
    """Unconfirmed categories, confirmed best response, first response, progression."""
    answers = resolve_myeloma(courses, Policies(nadir=readings.nadir, progression_gap=readings.progression_gap))
    pairs = ((course, answer_myeloma(course, readings), a) for course, a in zip(courses, answers, strict=True))
    return [Difference(course, oracle, package) for course, oracle, package in pairs if oracle != package]


def compare_confirmation(courses: Sequence[RecordedCourse]) -> list[Difference]:
    """Confirmed category at each recorded response, and the best one."""
    one_a_day = [myeloma.keep_worst_of_day(course.records) for course in courses]
    found = []
    for course, records, answer in zip(courses, one_a_day, confirm_in_package(courses, one_a_day), strict=True):
        therapy = course.new_therapy_day
        oracle = ConfirmedAnswer(tuple(myeloma.confirm_course(records, therapy)), myeloma.find_best(records, therapy))
        if oracle != answer:
            found.append(Difference(course, oracle, answer))
    return found


AMYLOIDOSIS_READINGS = amyloidosis.Readings(
    can_progress_without_response=True,
    is_fall_scored_while_kidney_worsens=True,
    is_egfr_needed=True,
)
"""The package's readings, announced beside its rules."""

AMYLOIDOSIS_WORDS = {"PR": "RESPONSE", "LOW-PR": "RESPONSE", "STABLE": "NR"}


def answer_amyloidosis(patient: Amyloid, readings: amyloidosis.Readings) -> AmyloidAnswer:
    """The oracle's answer in the package's words."""
    blood = amyloidosis.grade_haematologic_course(patient.chains[0], patient.chains[1:], readings)
    kidney = amyloidosis.grade_renal(*patient.kidney, readings)
    is_worse = kidney == "PROGRESSION"
    heart = amyloidosis.grade_cardiac(*patient.heart, is_renal_worse=is_worse, readings=readings)
    liver = amyloidosis.grade_liver(*patient.liver)
    graded_heart = amyloidosis.grade_cardiac_depth(*patient.heart, is_renal_worse=is_worse)
    graded_kidney = amyloidosis.grade_renal_depth(*patient.kidney, readings)
    statuses = (heart, kidney, liver, graded_heart, graded_kidney)
    organs = (AMYLOIDOSIS_WORDS.get(status, status) for status in statuses)
    return AmyloidAnswer(tuple(AMYLOIDOSIS_WORDS.get(status, status) for status in blood), *organs)


def compare_amyloidosis(
    patients: Sequence[Amyloid], readings: amyloidosis.Readings = AMYLOIDOSIS_READINGS
) -> list[Difference]:
    """Blood up to its first progression, heart, kidney and liver, heart and kidney by grades."""
    policies = Policies(pr_strict=readings.is_pr_strict, cr_uninvolved_ratio=readings.is_uninvolved_ratio_complete)
    answers = zip(patients, resolve_amyloidosis(patients, policies), strict=True)
    pairs = ((patient, answer_amyloidosis(patient, readings), answer) for patient, answer in answers)
    return [Difference(patient, oracle, package) for patient, oracle, package in pairs if oracle != package]
