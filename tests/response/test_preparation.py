"""Baseline choice, one value per day, assay method and the window after plasma exchange."""

import numpy as np
import pytest

from paraprotein.response import (
    ANY_METHOD,
    ClinicalFindings,
    ClinicalRecords,
    Events,
    Exclusion,
    MarkerRecords,
    Policies,
    assemble_course,
    choose_baseline,
    no_events,
    no_findings,
)

POLICIES = Policies()


def records(
    rows: list[tuple[int, int, float]], method: list[int] | None = None, below: list[bool] | None = None
) -> MarkerRecords:
    """Rows of patient, day, value; order as written."""
    n = len(rows)
    return MarkerRecords(
        patient=np.array([row[0] for row in rows], np.int64),
        day=np.array([row[1] for row in rows], np.int64),
        order=np.arange(n, dtype=np.float64),
        value=np.array([row[2] for row in rows], np.float64),
        is_below_limit=np.array(below or [False] * n, np.bool_),
        method=np.array(method or [0] * n, np.int64),
        high_normal=np.full(n, np.nan),
    )


def baseline_of(rows: MarkerRecords, events: Events, policies: Policies = POLICIES) -> list[float]:
    return choose_baseline(rows, events.plasmapheresis_day, policies).value.tolist()


def test_baseline_is_the_last_value_before_the_first_dose() -> None:
    rows = records([(0, 29, 100.0), (0, 1, 3000.0), (0, -21, 3400.0), (1, -5, 2000.0), (1, 29, 50.0)])
    assert baseline_of(rows, no_events(2)) == [3000.0, 2000.0]


def test_of_two_baselines_on_one_day_the_later_one_counts() -> None:
    assert baseline_of(records([(0, 1, 3000.0), (0, 1, 2800.0)]), no_events(1)) == [2800.0]


def test_an_old_missing_or_unquantified_value_is_no_baseline() -> None:
    rows = records(
        [(0, -28, 3000.0), (1, 1, np.nan), (2, 1, 20.0), (3, -27, 3000.0)], below=[False, False, True, False]
    )
    four_weeks = Policies(baseline_days=28.0)
    np.testing.assert_array_equal(baseline_of(rows, no_events(5), four_weeks), [np.nan, np.nan, np.nan, 3000.0, np.nan])


def test_without_a_limit_the_last_value_before_the_first_dose_is_baseline_however_old() -> None:
    rows = records(
        [(0, -400, 3400.0), (0, -200, 3000.0), (1, -200, 2500.0), (1, -10, 20.0)], below=[False] * 3 + [True]
    )
    np.testing.assert_array_equal(baseline_of(rows, no_events(2)), [3000.0, np.nan])


def test_plasma_exchange_spoils_baselines_from_its_day_for_the_window() -> None:
    rows = records([(0, -20, 3800.0), (0, 1, 1900.0)])
    for exchange, expected in ((-10.0, 3800.0), (-27.0, 1900.0), (-26.0, np.nan), (2.0, 1900.0), (1.0, 3800.0)):
        events = no_events(1)._replace(plasmapheresis_day=np.array([[np.nan, exchange]]))
        np.testing.assert_array_equal(baseline_of(rows, events), [expected])


def test_a_preferred_method_wins_over_a_later_value_by_another() -> None:
    rows = records([(0, -7, 3000.0), (0, 1, 2500.0)], method=[0, 1])
    exchange = np.zeros((1, 0))
    assert choose_baseline(rows, exchange, POLICIES, preferred_method=0).value.tolist() == [3000.0]
    assert choose_baseline(rows, exchange, POLICIES).value.tolist() == [2500.0]
    assert choose_baseline(rows, exchange, POLICIES, preferred_method=7).value.tolist() == [2500.0]


@pytest.mark.parametrize(("duplicates", "expected"), [("worst", 2260.0), ("mean", 2250.0), ("last", 2240.0)])
def test_values_of_one_day_become_one(duplicates: str, expected: float) -> None:
    policies = Policies(duplicates=duplicates)
    rows = records([(0, 1, 3000.0), (0, 57, 2260.0), (0, 57, 2240.0), (0, 57, np.nan), (0, 85, 1.0)])
    baseline = choose_baseline(rows, np.zeros((1, 0)), policies)
    course = assemble_course(rows, no_findings(), no_events(1), baseline, policies)
    assert course.visits.marker.tolist() == [[expected, 1.0]]
    assert course.visits.day.tolist() == [[57.0, 85.0]]


def test_only_values_by_the_method_of_the_baseline_are_used() -> None:
    rows = records(
        [(0, 1, 3000.0), (0, 29, 1400.0), (0, 57, 1500.0), (0, 57, 2200.0), (0, 85, 2000.0)],
        method=[0, 1, 1, 0, ANY_METHOD],
    )
    baseline = choose_baseline(rows, np.zeros((1, 0)), POLICIES)
    visits = assemble_course(rows, no_findings(), no_events(1), baseline, POLICIES).visits
    assert visits.marker.tolist() == [[1400.0, 2200.0, 2000.0]]
    assert visits.exclusion.tolist() == [[Exclusion.OTHER_METHOD, Exclusion.USABLE, Exclusion.USABLE]]


def test_windows_start_with_their_event_and_end_before_their_length() -> None:
    rows = records([(0, day, 3000.0) for day in (1, 19, 20, 47, 48, 112, 113)])
    events = no_events(1)._replace(
        plasmapheresis_day=np.array([[20.0]]), anti_cd20_day=np.array([1.0]), new_therapy_day=np.array([112.0])
    )
    baseline = choose_baseline(rows, events.plasmapheresis_day, POLICIES)
    visits = assemble_course(rows, no_findings(), events, baseline, POLICIES).visits
    assert (visits.exclusion == Exclusion.PLASMAPHERESIS).tolist() == [[False, True, True, False, False, False]]
    assert visits.in_flare_window.tolist() == [[True, True, True, True, True, False]]
    assert visits.on_new_therapy.tolist() == [[False, False, False, False, True, True]]


def test_a_held_drug_rebounds_until_the_window_after_its_restart_ends() -> None:
    rows = records([(0, day, 3000.0) for day in (29, 57, 85, 90, 200)])
    events = no_events(1)._replace(hold_start=np.array([[50.0, 200.0]]), restart=np.array([[60.0, np.nan]]))
    baseline = choose_baseline(rows, events.plasmapheresis_day, POLICIES)
    on = assemble_course(rows, no_findings(), events, baseline, Policies(rebound_window=28.0)).visits
    assert on.in_rebound_window.tolist() == [[False, True, True, False, True]]
    off = assemble_course(rows, no_findings(), events, baseline, POLICIES).visits
    assert not off.in_rebound_window.any()


def test_findings_make_visits_and_the_worse_of_one_day_stands() -> None:
    def found(*rows: tuple[int, int, int]) -> ClinicalRecords:
        columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return ClinicalRecords(columns[:, 0], columns[:, 1], columns[:, 2].astype(np.int8))

    findings = ClinicalFindings(
        immunofixation=found((0, 29, -1), (0, 29, 1), (1, 57, -1)),
        marrow_normal=found((0, 29, 1), (1, 57, 1), (1, 57, 0)),
        extramedullary=found((0, 29, 4), (0, 29, 0), (1, 57, 4), (1, 57, 2)),
        clinical_progression=found((1, 57, 0), (1, 57, 1), (1, 1, 1)),
    )
    rows = records([(0, 1, 3000.0), (1, 1, 3000.0), (1, 29, 2900.0)])
    baseline = choose_baseline(rows, np.zeros((2, 0)), POLICIES)
    visits = assemble_course(rows, findings, no_events(2), baseline, POLICIES).visits
    assert visits.present.tolist() == [[True, False], [True, True]]
    assert visits.immunofixation.tolist() == [[1, 0], [0, -1]]
    assert visits.marrow_normal.tolist() == [[True, False], [False, False]]
    assert visits.extramedullary.tolist() == [[4, 0], [0, 2]]
    assert visits.clinical_progression.tolist() == [[False, False], [False, True]]


def test_nobody_makes_an_empty_course() -> None:
    rows = records([])
    baseline = choose_baseline(rows, np.zeros((0, 0)), POLICIES)
    course = assemble_course(rows, no_findings(), no_events(0), baseline, POLICIES)
    assert course.visits.marker.shape == (0, 0)
