"""The second implementation answers every worked Waldenström case, under five editions of the criteria."""

import pytest
from waldenstrom_cases import Case, read_cases
from waldenstrom_oracle import Course, Findings, Policy, Sample, resolve_course

CASES = read_cases()


@pytest.mark.parametrize("edition", ["ABS", "I2", "I3", "I6", "I11"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_worked_case(case: Case, edition: str) -> None:
    outcome = resolve_course(case.course, edition)
    answer = case.answers[edition]
    assert dict(outcome.resolved) == dict(answer.statuses)
    assert outcome.best == answer.best
    assert outcome.response_day == answer.response_day
    assert outcome.progression_day == answer.progression_day
    assert outcome.censor_day == answer.censor_day


def test_there_are_forty_five_cases_of_five_editions() -> None:
    assert len(CASES) == 45
    assert all(len(case.answers) == 5 for case in CASES)


def test_the_mean_of_two_samples_of_a_day_may_reach_what_the_worse_does_not() -> None:
    w23 = next(case.course for case in CASES if case.name == "W23")
    assert resolve_course(w23, "I6", Policy(duplicates="mean")).best == "MR"
    assert resolve_course(w23, "I6", Policy(duplicates="last")).best == "SD"


def test_without_the_flare_window_the_first_rise_is_a_candidate() -> None:
    w25 = next(case.course for case in CASES if case.name == "W25")
    assert resolve_course(w25, "I6", Policy(flare_days=0)).progression_day == 29


def test_a_baseline_below_quantification_cannot_be_judged() -> None:
    patient = Course((Sample(1, "20", is_below_limit=True), Sample(29, "300")))
    assert resolve_course(patient, "I6").resolved == {29: "NE"}


def test_clinical_progression_counts_even_where_igm_cannot_be_judged() -> None:
    patient = Course((Sample(29, None),), findings={29: Findings(is_clinical_progression=True)})
    assert resolve_course(patient, "I6").progression_day == 29


def test_the_plasma_exchange_window_is_counted_between_dates_because_there_is_no_day_zero() -> None:
    samples = (Sample(-20, "3800"), Sample(18, "1000"), Sample(19, "1000"))
    outcome = resolve_course(Course(samples, plasmapheresis_days=(-10,)), "I6")
    assert outcome.resolved == {18: "NE", 19: "PR"}
