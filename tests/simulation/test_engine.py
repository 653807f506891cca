"""What a virtual patient's course must look like, visit by visit, and what may not change it."""

import dataclasses

import jax
import numpy as np
import pytest
from founding_run import SEED, TRIALS
from numpy.typing import NDArray

from paraprotein.dosing.reasons import Reason
from paraprotein.response.status import Status
from paraprotein.response.waldenstrom.progression import ProgressionState
from paraprotein.response.waldenstrom.resolve import WaldenstromCourse as ResponseCourse
from paraprotein.response.waldenstrom.resolve import resolve
from paraprotein.response.waldenstrom.visits import visit_values
from paraprotein.simulation import Simulator
from paraprotein.simulation.cohort import Cohort, enrol
from paraprotein.simulation.engine import Trajectories
from paraprotein.simulation.patient_state import End

Floats = NDArray[np.float64]


def over_visits(result: Trajectories, pick: object) -> Floats:
    """One quantity of every visit as a matrix (n_patients, n_visits); NaN where a patient did not come."""
    matrix = np.full((len(result.cohort), len(result.visits)), np.nan)
    for column, visited in enumerate(result.visits):
        values = pick(visited.seen)  # type: ignore[operator]
        matrix[visited.who, column] = np.where(visited.seen.attended, values, np.nan)
    return matrix


def test_a_patient_is_the_same_in_any_range_of_trials(simulator: Simulator, treated: Trajectories) -> None:
    alone = enrol(simulator.protocol, simulator.population, simulator.model, seed=SEED, trials=range(37, 40))
    course = simulator.engine.run(alone, seed=SEED).course
    same = np.isin(treated.cohort.trial, [37, 38, 39])
    for here, there in zip(jax.tree.leaves(course), jax.tree.leaves(treated.course), strict=True):
        np.testing.assert_array_equal(here, there[same])


def test_another_seed_gives_other_patients(simulator: Simulator, cohort: Cohort) -> None:
    other = enrol(simulator.protocol, simulator.population, simulator.model, seed=SEED + 1, trials=TRIALS)
    assert not np.any(other.parameters["igm"] == cohort.parameters["igm"])


def test_two_trials_share_no_patient(cohort: Cohort) -> None:
    assert len(np.unique(cohort.parameters["igm"])) == len(cohort)


def test_an_inert_drug_meets_the_same_patients_at_baseline(treated: Trajectories, inert: Trajectories) -> None:
    for code, value in treated.visits[0].seen.values.items():
        np.testing.assert_array_equal(value, inert.visits[0].seen.values[code])


def test_an_inert_drug_is_recorded_but_does_nothing_to_mast_cells(inert: Trajectories) -> None:
    dose = over_visits(inert, lambda seen: seen.dose_mg)
    assert np.nanmax(dose[:, 2]) == 600
    np.testing.assert_array_equal(inert.course.state[0], 1.0)


def test_the_drug_lowers_igm_and_tryptase_against_the_inert_one(treated: Trajectories, inert: Trajectories) -> None:
    for code in ("IGM", "TRYPTASE"):
        drug, none = (over_visits(run, lambda seen, c=code: seen.values[c])[:, 3] for run in (treated, inert))
        both = ~np.isnan(drug) & ~np.isnan(none)
        assert np.median(drug[both] / none[both]) < 0.9


def test_the_first_dose_is_400_mg_and_doses_are_permitted_levels(treated: Trajectories) -> None:
    dose = over_visits(treated, lambda seen: seen.dose_mg)
    np.testing.assert_array_equal(dose[:, 0], 400)
    assert set(np.unique(dose[~np.isnan(dose)])) <= {0, 300, 400, 600}


def test_the_rise_to_600_mg_comes_at_the_visit_planned_for_day_28_or_the_next_attended(treated: Trajectories) -> None:
    day = over_visits(treated, lambda seen: seen.day)
    reason = over_visits(treated, lambda seen: seen.reason)
    escalated = reason == Reason.ESCALATED
    assert escalated.sum() > 1000
    assert day[escalated].min() >= 25  # the window of three days may bring the visit of day 28 forward
    assert np.all(escalated.sum(axis=1) <= 1)
    untroubled = ~(np.isin(reason, [Reason.HELD, Reason.REDUCED]).cumsum(axis=1) > 0)
    before = (day >= 25) & (escalated.cumsum(axis=1) == 0) & untroubled
    still_treated = (
        day < np.where(np.isnan(treated.course.treatment_end), np.inf, treated.course.treatment_end)[:, None]
    )
    assert not (before & still_treated).any()


def test_no_dose_rises_after_a_reduction(treated: Trajectories) -> None:
    dose, reason = (over_visits(treated, lambda seen, f=f: getattr(seen, f)) for f in ("dose_mg", "reason"))
    reduced = np.isin(reason, [Reason.REDUCED, Reason.RESUMED_REDUCED]).cumsum(axis=1) > 0
    escalated_later = (reason == Reason.ESCALATED) & reduced
    assert reduced.any()
    assert not escalated_later.any()
    assert np.nanmax(dose[reduced]) <= 400


def test_visits_fall_within_their_windows_and_three_percent_are_missed(treated: Trajectories) -> None:
    attended = []
    for visited in treated.visits[1:]:
        planned = treated.schedule.day[visited.index]
        assert np.all(np.abs(visited.seen.day[visited.seen.attended] - planned) <= 3)
        still_there = treated.course.last_contact[visited.who] > planned + 3
        attended.append(visited.seen.attended[still_there])
    came = np.concatenate(attended)
    assert came.mean() == pytest.approx(0.97, abs=4 * np.sqrt(0.97 * 0.03 / len(came)))


def test_nothing_is_seen_after_death_data_cut_or_withdrawal(treated: Trajectories) -> None:
    day = np.nanmax(over_visits(treated, lambda seen: seen.day), axis=1)
    cohort = treated.cohort
    assert np.all(day <= np.minimum(cohort.cut_day, cohort.death_day))
    left = treated.course.end == End.WITHDRAWAL
    np.testing.assert_array_equal(treated.course.treatment_end[left], cohort.withdrawal_day[left])
    assert np.all(day[left] <= cohort.withdrawal_day[left])


def test_every_patient_ends_once_with_a_reason_or_is_ongoing_at_the_data_cut(treated: Trajectories) -> None:
    course = treated.course
    ongoing = course.end == End.ONGOING
    np.testing.assert_array_equal(course.last_contact[ongoing], treated.cohort.cut_day[ongoing])
    assert not np.isnan(course.treatment_end[~ongoing]).any()
    assert not np.isnan(course.last_contact).any()
    assert set(np.unique(course.end)) >= {End.COMPLETED, End.PROGRESSION, End.TOXICITY, End.WITHDRAWAL, End.DEATH}


def test_treatment_never_outlasts_two_years(treated: Trajectories) -> None:
    assert np.nanmax(treated.course.treatment_end) <= 731


def test_withdrawal_follows_its_hazard(cohort: Cohort) -> None:
    # 8 % a month against 3.6 % who never come: the share who would leave within 12 months
    expected = 1 - (1 - 0.036) * np.exp(-0.08 * 12)
    within = (cohort.withdrawal_day <= 12 * 30.4375).mean()
    standard_error = np.sqrt(expected * (1 - expected) / len(cohort))
    assert within == pytest.approx(expected, abs=4 * standard_error + 0.003)


def test_the_day_s_progression_is_what_the_analysis_derives_from_the_record(treated: Trajectories) -> None:
    """The engine judged on the day; `resolve` judges the finished record. 2,240 patients with assay noise."""
    day, marker = (over_visits(treated, pick) for pick in (lambda s: s.day, lambda s: s.values["IGM"]))
    attended = ~np.isnan(day[:, 1:])
    present = np.flip(np.flip(attended, axis=1).cumsum(axis=1) > 0, axis=1)  # a missed visit has no value
    planned = np.broadcast_to(treated.schedule.day[1 : day.shape[1]], attended.shape)
    n = len(treated.cohort)
    course = ResponseCourse(
        baseline=marker[:, 0],
        enlarged_at_baseline=np.zeros(n, dtype=bool),
        visits=visit_values(np.where(attended, day[:, 1:], planned) + 1.0, marker[:, 1:], present=present),
        disease_death_day=np.full(n, np.nan),
    )
    resolved = resolve(course, treated.rules.criteria, treated.rules.policies)
    on_the_day: ProgressionState = treated.course.progression
    np.testing.assert_array_equal(resolved.progression_day, on_the_day.progression_day)
    raw = over_visits(treated, lambda seen: seen.status)[:, 1:]
    np.testing.assert_array_equal(resolved.raw[attended], raw[attended].astype(resolved.raw.dtype))
    assert (~np.isnan(resolved.progression_day)).sum() > 500
    assert (resolved.status == Status.UPD).any()


def test_treatment_ends_on_the_visit_that_establishes_progression(treated: Trajectories) -> None:
    ended = treated.course.end == End.PROGRESSION
    confirmed = treated.course.progression.confirmation_day[ended] - 1
    np.testing.assert_array_equal(treated.course.treatment_end[ended], confirmed)


def test_a_failed_integration_is_a_counted_outcome(simulator: Simulator, cohort: Cohort) -> None:
    broken = {name: values.copy() for name, values in cohort.parameters.items()}
    broken["hemoglobin"][5] = np.nan
    result = simulator.engine.run(dataclasses.replace(cohort, parameters=broken), seed=SEED)
    assert result.course.end[5] == End.FAILED
    assert (result.course.end == End.FAILED).sum() == 1
