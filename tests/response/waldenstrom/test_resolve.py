"""What must hold for every course, and the edges of tables."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from random_courses import EDITIONS, SEEDS, random_course, upto

from paraprotein.errors import DataError
from paraprotein.response import (
    Policies,
    Status,
    VisitValues,
    WaldenstromCourse,
    WaldenstromCriteria,
    advance,
    confirm_by_death,
    label_of,
    resolve,
    start,
    visit_values,
    waldenstrom_criteria,
)

POLICIES = Policies()


def one_patient(marker: list[float], baseline: float = 3000.0, **known: object) -> WaldenstromCourse:
    visits = visit_values(1.0 + 28.0 * np.arange(1, len(marker) + 1), np.array([marker]), **known)
    return WaldenstromCourse(np.array([baseline]), np.array([False]), visits, np.array([np.nan]))


def statuses(course: WaldenstromCourse, edition: str = "iwwm-6", policies: Policies = POLICIES) -> list[str]:
    return [label_of(code) for code in resolve(course, waldenstrom_criteria(edition), policies).status[0]]


def in_unit(
    course: WaldenstromCourse, criteria: WaldenstromCriteria, factor: float
) -> tuple[WaldenstromCourse, WaldenstromCriteria, Policies]:
    rise = dataclasses.replace(
        criteria.progression,
        absolute=criteria.progression.absolute * factor,
        absolute_below=criteria.progression.absolute_below * factor,
    )
    visits = course.visits._replace(marker=course.visits.marker * factor)
    scaled = course._replace(baseline=course.baseline * factor, visits=visits)
    return (
        scaled,
        dataclasses.replace(criteria, progression=rise),
        Policies(high_normal=POLICIES.high_normal * factor),
    )


@settings(max_examples=40, deadline=None)
@given(SEEDS, EDITIONS)
def test_the_unit_changes_nothing(seed: int, edition: str) -> None:
    course, criteria = random_course(seed), waldenstrom_criteria(edition)
    expected = resolve(course, criteria, POLICIES)
    for factor in (0.01, 1e-3, 1 / 3):
        found = resolve(*in_unit(course, criteria, factor))
        np.testing.assert_array_equal(found.status, expected.status)
        np.testing.assert_array_equal(found.best, expected.best)


@settings(max_examples=40, deadline=None)
@given(SEEDS, EDITIONS)
def test_a_lower_igm_is_never_worse_at_that_visit(seed: int, edition: str) -> None:
    course, criteria = random_course(seed), waldenstrom_criteria(edition)
    n_visits = course.visits.marker.shape[1]
    expected = resolve(course, criteria, POLICIES).raw
    for v in range(n_visits):
        marker = course.visits.marker.copy()
        marker[:, v] *= np.random.default_rng(seed + v).choice([0.0, 0.3, 0.8, 0.999])
        lower = resolve(course._replace(visits=course.visits._replace(marker=marker)), criteria, POLICIES).raw[:, v]
        assert np.all(lower >= expected[:, v])


@settings(max_examples=40, deadline=None)
@given(SEEDS, EDITIONS)
def test_later_visits_never_change_an_earlier_raw_status(seed: int, edition: str) -> None:
    course, criteria = random_course(seed), waldenstrom_criteria(edition)
    expected = resolve(course, criteria, POLICIES).raw
    for n_visits in range(course.visits.marker.shape[1]):
        found = resolve(upto(course, n_visits), criteria, POLICIES).raw
        np.testing.assert_array_equal(found, expected[:, :n_visits])


@settings(max_examples=40, deadline=None)
@given(SEEDS, EDITIONS)
def test_progression_once_established_is_never_withdrawn(seed: int, edition: str) -> None:
    course, criteria = random_course(seed), waldenstrom_criteria(edition)
    alive = course._replace(disease_death_day=np.full(course.baseline.shape, np.nan))
    final = resolve(alive, criteria, POLICIES).progression_day
    for n_visits in range(course.visits.marker.shape[1]):
        found = resolve(upto(alive, n_visits), criteria, POLICIES).progression_day
        assert np.all(np.isnan(found) | (found == final))


@pytest.mark.parametrize("edition", ["abstract-2007", "iwwm-2", "iwwm-3", "iwwm-6", "iwwm-11"])
def test_compiled_visits_agree_with_the_table(edition: str) -> None:
    course, criteria = random_course(7, n_patients=5000, n_visits=12), waldenstrom_criteria(edition)
    expected = resolve(course, criteria, POLICIES)
    with jax.enable_x64(True):
        visits = VisitValues(*(jnp.asarray(field.T) for field in course.visits))

        @jax.jit
        def run(baseline: jax.Array, enlarged: jax.Array, visits: VisitValues) -> tuple[jax.Array, jax.Array]:
            first = start(baseline, enlarged, POLICIES)
            last, raw = jax.lax.scan(lambda state, visit: advance(state, visit, criteria, POLICIES), first, visits)
            return confirm_by_death(last, jnp.asarray(course.disease_death_day)).progression_day, raw

        progression_day, raw = run(jnp.asarray(course.baseline), jnp.asarray(course.enlarged_at_baseline), visits)
    np.testing.assert_array_equal(np.asarray(raw).T, expected.raw)
    np.testing.assert_array_equal(np.asarray(progression_day), expected.progression_day)
    assert np.isfinite(expected.progression_day).sum() > 500


def test_nine_point_two_to_six_point_nine_g_per_l_is_a_quarter() -> None:
    assert statuses(one_patient([690.0], 920.0)) == ["MR"]
    assert statuses(one_patient([6.9 * 100], 9.2 * 100)) == ["MR"]


def test_a_response_must_be_repeated_under_consecutive_confirmation() -> None:
    consecutive = Policies(confirm_response="consecutive")
    cases = {
        (1500.0, 1400.0): ["PR", "SD"],  # the last response has nothing after it
        (1400.0, 1800.0, 1800.0): ["MR", "MR", "SD"],
        (1400.0, float("nan"), 1400.0): ["PR", "NE", "SD"],  # a missed visit is passed over
        (2200.0, 2500.0): ["SD", "SD"],
        (1400.0, 2500.0): ["SD", "uPD"],
    }
    for marker, expected in cases.items():
        assert statuses(one_patient(list(marker)), policies=consecutive) == expected


def test_best_response_can_need_a_shortest_stable_disease() -> None:
    course = one_patient([2900.0])
    criteria = waldenstrom_criteria("iwwm-6")
    assert resolve(course, criteria, Policies(stable_min=28.0)).best[0] == Status.SD
    assert resolve(course, criteria, Policies(stable_min=29.0)).best[0] == Status.NE


def test_clinical_progression_confirms_a_candidate_even_as_igm_falls() -> None:
    clinical = np.array([[False, True]])
    assert statuses(one_patient([4000.0, 1000.0], clinical_progression=clinical)) == ["PD", "post"]


@pytest.mark.parametrize(("death", "expected"), [(56.0, ["PD", "post"]), (57.0, ["uPD", "PR"]), (28.0, ["uPD", "PR"])])
def test_a_death_from_the_disease_confirms_a_candidate_before_a_value_that_falls_short(
    death: float, expected: list[str]
) -> None:
    """Values dated after a death are an error of the data, of which the check speaks; they refute nothing."""
    course = one_patient([4000.0, 1000.0])._replace(disease_death_day=np.array([death]))
    assert statuses(course) == expected


def test_a_fall_under_new_therapy_refutes_a_candidate() -> None:
    later = np.array([[False, True, True]])
    assert statuses(one_patient([4000.0, 1000.0, 4000.0], on_new_therapy=later)) == [
        "uPD",
        "NEW THERAPY",
        "NEW THERAPY",
    ]


def test_a_rise_while_the_drug_is_held_waits_for_the_end_of_the_window() -> None:
    held = np.array([[True, True, True, False]])
    assert statuses(one_patient([4000.0, 4100.0, 4200.0], in_rebound_window=held[:, :3])) == ["uPD", "uPD", "uPD"]
    assert statuses(one_patient([4000.0, 4100.0, 4200.0, 4100.0], in_rebound_window=held))[0] == "PD"
    assert statuses(one_patient([4000.0, 4100.0, 4200.0, 3000.0], in_rebound_window=held))[0] == "uPD"


def test_the_gap_to_the_second_sample_can_be_set() -> None:
    assert statuses(one_patient([4000.0, 4100.0]), policies=Policies(progression_gap=29.0)) == ["uPD", "uPD"]
    assert statuses(one_patient([4000.0, 4100.0]), policies=Policies(progression_gap=28.0)) == ["PD", "post"]


def test_the_nadir_can_be_one_that_the_next_value_confirms() -> None:
    marker = [1000.0, 2000.0, 2100.0, 2600.0, 2600.0]
    assert statuses(one_patient(marker))[1] == "PD"
    assert statuses(one_patient(marker), policies=Policies(nadir="lowest_confirmed")) == [
        "PR",
        "MR",
        "MR",
        "PD",
        "post",
    ]


def test_a_baseline_below_the_measurable_minimum_is_not_judged() -> None:
    assert statuses(one_patient([100.0], 400.0), policies=Policies(measurable_min=500.0)) == ["NE"]
    assert statuses(one_patient([100.0], 500.0), policies=Policies(measurable_min=500.0)) == ["PR"]


def test_the_laboratory_limit_of_normal_wins_over_the_default() -> None:
    assert statuses(one_patient([240.0], 1800.0, high_normal=np.array([[250.0]])), "iwwm-11") == ["VGPR"]
    assert statuses(one_patient([240.0], 1800.0), "iwwm-11") == ["PR"]
    assert statuses(one_patient([225.0], 1800.0), "iwwm-11", Policies(vgpr_normal_igm=False)) == ["PR"]


def test_nobody_and_nothing_make_empty_results() -> None:
    criteria = waldenstrom_criteria("iwwm-6")
    nobody = resolve(random_course(1, n_patients=0), criteria, POLICIES)
    assert nobody.status.shape == (0, 9)
    nothing = resolve(upto(random_course(1, n_patients=3), 0), criteria, POLICIES)
    assert nothing.best.tolist() == [Status.NE] * 3
    assert nothing.censor_day.tolist() == [1.0] * 3


def test_impossible_values_and_days_are_refused() -> None:
    criteria = waldenstrom_criteria("iwwm-6")
    for course in (one_patient([-1.0]), one_patient([np.inf]), one_patient([1.0], -3.0)):
        with pytest.raises(DataError, match="negative or infinite"):
            resolve(course, criteria, POLICIES)
    twice = WaldenstromCourse(
        np.array([3000.0]), np.array([False]), visit_values(29.0, np.array([[1.0, 2.0]])), np.array([np.nan])
    )
    with pytest.raises(DataError, match="rising days"):
        resolve(twice, criteria, POLICIES)


@pytest.mark.parametrize(
    ("baseline", "value", "expected"),
    [
        (231.0, 230.0, "VGPR"),  # came into the normal range
        (230.0, 230.0, "SD"),  # was within it
        (200.0, 200.0, "SD"),
        (200.0, 140.0, "MR"),
        (200.0, 20.0, "VGPR"),  # by the fall
    ],
)
def test_iwwm11_a_normal_igm_is_a_response_only_where_it_was_above_normal_before(
    baseline: float, value: float, expected: str
) -> None:
    assert statuses(one_patient([value], baseline), "iwwm-11") == [expected]
