"""The second implementation answers the worked time-to-event cases and the dose-intensity case."""

from fractions import Fraction

import pytest
from endpoints_oracle import (
    PRIMARY,
    TABLES,
    Analysis,
    FollowUp,
    Schedule,
    Time,
    describe_exposure,
    duration_of_response,
    is_evaluable,
    months,
    progression_free_survival,
    response_day,
    time_to_progression,
)
from waldenstrom_cases import read_cases
from waldenstrom_oracle import resolve_course

WALDENSTROM = {case.name: case.course for case in read_cases()}


def follow(name: str) -> FollowUp:
    """A worked Waldenström case under IWWM-6."""
    course = WALDENSTROM[name]
    outcome = resolve_course(course, "I6")
    return FollowUp(outcome.resolved, outcome.progression_day, course.new_therapy_day)


E02 = FollowUp({57: "SD"}, death_day=75)
E03 = FollowUp({57: "SD"}, death_day=75, is_disease_death=True)
E04 = FollowUp({}, death_day=40)
E07 = FollowUp({29: "SD", 57: "SD", 70: "PD"}, progression_day=70)
E11 = FollowUp({29: "SD"}, death_day=150)


@pytest.mark.parametrize(
    ("patient", "ttp", "pfs"),
    [
        (FollowUp({29: "SD", 57: "SD"}), Time(57, False), Time(57, False)),
        (E02, Time(57, False), Time(75, True)),
        (E03, Time(75, True), Time(75, True)),
        (E04, Time(1, False), Time(40, True)),
        (FollowUp({}, death_day=40, is_disease_death=True), Time(40, True), Time(40, True)),
        (FollowUp({}), Time(1, False), Time(1, False)),
        (follow("W19"), Time(113, True), Time(29, False)),
        (E07, Time(70, True), Time(70, True)),
        (follow("W39"), Time(57, False), Time(57, False)),
        (follow("W14"), Time(57, False), Time(57, False)),
        (follow("W11"), Time(85, True), Time(85, True)),
        (E11, Time(29, False), Time(29, False)),
    ],
    ids=["E01", "E02", "E03", "E04", "E04 disease", "E05", "E06", "E07", "E08", "E09", "E10", "E11"],
)
def test_worked_case(patient: FollowUp, ttp: Time, pfs: Time) -> None:
    assert time_to_progression(patient) == ttp
    assert progression_free_survival(patient) == pfs


def test_e06_the_gap_rule_decides() -> None:
    assert time_to_progression(follow("W19"), TABLES["A"]) == Time(29, False)
    assert progression_free_survival(follow("W19"), PRIMARY) == Time(113, True)


def test_e07_uniform_dates_move_a_progression_to_the_next_planned_visit() -> None:
    assert progression_free_survival(E07, TABLES["B"]) == Time(85, True)


@pytest.mark.parametrize(("day", "planned"), [(29, 29), (30, 57), (57, 57), (2, 29), (58, 85)])
def test_a_finding_between_visits_belongs_to_the_next(day: int, planned: int) -> None:
    assert Schedule().next_planned(day) == planned


@pytest.mark.parametrize(("day", "planned"), [(26, 29), (32, 29), (33, 57), (60, 57), (61, 85)])
def test_a_visit_within_its_window_is_the_planned_one(day: int, planned: int) -> None:
    assert Schedule(visit_window=3).next_planned(day) == planned


def test_e09_the_sensitivity_analysis_takes_the_candidate_for_progression() -> None:
    assert time_to_progression(follow("W14"), Analysis(counts_candidates=True)) == Time(85, True)


def test_e10_duration_and_time_to_response() -> None:
    w11 = follow("W11")
    assert response_day(w11) == 29
    assert duration_of_response(w11) == Time(57, True)
    assert [round(months(days), 2) for days in (85, 29, 57)] == [2.79, 0.95, 1.87]


@pytest.mark.parametrize("table", ["A", "C"])
def test_e11_a_death_long_after_the_last_visit_is_censored(table: str) -> None:
    assert progression_free_survival(E11, TABLES[table]) == Time(29, False)


def test_a_claim_of_progression_counts_in_table_c_alone() -> None:
    patient = FollowUp({29: "SD", 57: "SD"}, undocumented_progression_day=70)
    assert progression_free_survival(patient, TABLES["C"]) == Time(85, True)
    assert progression_free_survival(patient) == Time(57, False)


def test_a_death_ends_a_response_unless_it_is_censored() -> None:
    patient = FollowUp({29: "PR", 57: "PR"}, death_day=75)
    assert duration_of_response(patient) == Time(47, True)
    assert duration_of_response(patient, deaths="none") == Time(29, False)


def test_evaluable_needs_an_assessment_or_an_early_end_by_the_disease() -> None:
    assert is_evaluable(FollowUp({29: "SD"}), is_dosed=True)
    assert not is_evaluable(FollowUp({29: "NE"}), is_dosed=True)
    assert is_evaluable(FollowUp({}, death_day=20, is_disease_death=True), is_dosed=True)
    assert not is_evaluable(FollowUp({29: "SD"}, has_baseline=False), is_dosed=True)
    assert not is_evaluable(FollowUp({29: "SD"}), is_dosed=False)


def test_x01_dose_intensity() -> None:
    taken = [400] * 28 + [600] * 28 + [0] * 14 + [300] * 30
    exposure = describe_exposure(taken, [400] * 28 + [600] * 72)
    assert (exposure.duration_days, exposure.cumulative_mg, exposure.actual_mg_day) == (
        100,
        Fraction(37_000),
        Fraction(370),
    )
    assert exposure.planned_mg == 54_400
    assert exposure.relative_to(600) == Fraction(370, 600)
    shares = (exposure.relative_to_plan(), exposure.relative_to(600), exposure.relative_to(400))
    assert [round(float(100 * share), 1) for share in shares] == [68.0, 61.7, 92.5]
    assert round(float(exposure.average_when_dosed_mg), 1) == 430.2
