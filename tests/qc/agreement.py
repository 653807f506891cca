"""Compare the two implementations patient by patient; used by the tests and, in bulk, by `validation/qc_agreement.py`.

Every function takes patients and returns those on which the two differ, each with both answers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from ctcae_oracle import grade
from grades_and_samples import Laboratory, Survival
from numpy.typing import ArrayLike
from product_ctcae import grade_in_package
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


def compare_waldenstrom(courses: Sequence[Course], edition: str, policy: Policy = READINGS) -> list[Difference]:
    """Raw and resolved statuses, best response, response, progression and censoring days."""
    policies = Policies(
        duplicates=policy.duplicates,
        flare_window=policy.flare_days,
        plasmapheresis_window=policy.plasmapheresis_days,
    )
    answers = resolve_in_package(courses, edition, policies)
    pairs = ((c, as_recorded(resolve_course(c, edition, policy)), a) for c, a in zip(courses, answers, strict=True))
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
