"""Two independent implementations of five Waldenström editions agree, patient by patient."""

from dataclasses import replace
from itertools import cycle

import pytest
from agreement import READINGS, compare_waldenstrom
from courses import build_held_patient, build_patient, from_seed, strategy
from hypothesis import given, settings
from waldenstrom_cases import read_cases
from waldenstrom_oracle import EDITIONS, Course, Findings, Policy, Sample


@pytest.mark.parametrize("edition", EDITIONS)
def test_random_patients(edition: str) -> None:
    assert compare_waldenstrom(list(from_seed(2007, 600, build_patient)), edition) == []


@pytest.mark.parametrize("edition", EDITIONS)
@settings(max_examples=25, deadline=None)
@given(course=strategy(build_patient))
def test_patients_that_hypothesis_looks_for(edition: str, course: Course) -> None:
    assert compare_waldenstrom([course], edition) == []


@pytest.mark.parametrize("edition", ["I6", "I11"])
@pytest.mark.parametrize(
    "policy",
    [
        Policy(0, 0, "mean", False, False),
        Policy(56, 35, "last", False, False, measurable_min=600, is_normal_igm_very_good=False),
    ],
    ids=["no windows, mean of a day", "other windows, last of a day, limits"],
)
def test_random_patients_under_other_policies(edition: str, policy: Policy) -> None:
    assert compare_waldenstrom(list(from_seed(11, 300, build_patient)), edition, policy) == []


HELD = replace(READINGS, rebound_days=28)
CONFIRMED = replace(READINGS, is_next_visit_needed=True, stable_days=42, confirm_gap=14)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("policy", [HELD, CONFIRMED], ids=["rebound", "next visit, gap, stable disease"])
def test_random_patients_whose_drug_was_held(edition: str, policy: Policy) -> None:
    assert compare_waldenstrom(list(from_seed(28, 400, build_held_patient)), edition, policy) == []


@settings(max_examples=25, deadline=None)
@given(course=strategy(build_held_patient))
def test_held_patients_that_hypothesis_looks_for(course: Course) -> None:
    assert compare_waldenstrom([course], "I6", replace(CONFIRMED, rebound_days=28)) == []


def test_worked_cases() -> None:
    courses = [case.course for case in read_cases()]
    assert [compare_waldenstrom(courses, edition) for edition in EDITIONS] == [[]] * 5


def complete(second: Findings, exchanges: tuple[int, ...] = ()) -> Course:
    """A complete response on day 85 and another negative immunofixation on day 113."""
    first = Findings(ife="-", is_marrow_normal=True)
    samples = (Sample(1, "3000"), Sample(85, "150"), Sample(113, "160"))
    return Course(samples, {85: first, 113: second}, plasmapheresis_days=exchanges)


@pytest.mark.parametrize(
    "course",
    [
        complete(Findings(ife="-", is_clinical_progression=True)),
        complete(Findings(ife="-"), exchanges=(100,)),
    ],
    ids=["on the day of progression", "soon after plasma exchange"],
)
def test_where_the_text_is_silent_the_readings_differ_as_announced(course: Course) -> None:
    assert compare_waldenstrom([course], "I6", READINGS) == []
    (difference,) = compare_waldenstrom([course], "I6", Policy())
    assert (difference.oracle.best, difference.package.best) == ("CR", "VGPR")


@pytest.mark.parametrize("edition", EDITIONS)
def test_values_dated_after_a_death_from_the_disease(edition: str) -> None:
    """An error of the data: they confirm nothing that the death has not, and refute nothing."""
    patients = from_seed(5, 400, build_patient)
    early = [
        replace(p, death_day=day, is_disease_death=True)
        for p, day in zip(patients, cycle((20, 60, 85, 113)), strict=False)
    ]
    assert compare_waldenstrom(early, edition) == []
