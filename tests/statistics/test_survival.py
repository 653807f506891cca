"""Kaplan-Meier curves: the Freireich trial, R's survival package, lifelines, closed forms without censoring."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from survival_data import MAINTAINED, MAINTAINED_EVENT, MERCAPTOPURINE, RELAPSED

from paraprotein.errors import UsageError
from paraprotein.statistics.survival import (
    Transform,
    compute_at_risk,
    compute_kaplan_meier,
    compute_restricted_mean,
    compute_reverse_kaplan_meier,
    compute_survival_at,
)


def simulate(n_groups: int, n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whole-day times with ties, events and subjects that do not count."""
    rng = np.random.default_rng(seed)
    time = rng.integers(1, 30, size=(n_groups, n)).astype(float)
    return time, rng.random((n_groups, n)) < 0.6, rng.random((n_groups, n)) < 0.8


def test_the_freireich_trial() -> None:
    """Survival and standard errors as in Klein & Moeschberger 2003, Table 4.1B."""
    curve = compute_kaplan_meier(MERCAPTOPURINE, RELAPSED)
    steps = curve.events[0] > 0
    assert curve.time[0, steps].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk[0, steps].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.survival[0, steps].round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.standard_error[0, steps].round(3).tolist() == [0.076, 0.087, 0.096, 0.107, 0.114, 0.128, 0.135]


def test_survival_and_log_log_limits_equal_lifelines() -> None:
    for time, event, valid in zip(*simulate(20, 28, 1), strict=True):
        curve = compute_kaplan_meier(time, event, valid)
        fitter = KaplanMeierFitter().fit(time[valid], event[valid])
        k = int((curve.at_risk[0] > 0).sum())
        survival = fitter.survival_function_.iloc[1:, 0].to_numpy()
        assert curve.survival[0, :k] == pytest.approx(survival, abs=1e-12)
        limits = fitter.confidence_interval_.iloc[1:].to_numpy()
        inside = (survival > 0) & (survival < 1)
        assert curve.lower[0, :k][inside] == pytest.approx(limits[inside, 0], abs=1e-9)
        assert curve.upper[0, :k][inside] == pytest.approx(limits[inside, 1], abs=1e-9)


def test_without_censoring_survival_and_greenwood_are_binomial() -> None:
    n = 20
    curve = compute_kaplan_meier(np.arange(1.0, n + 1), np.ones(n, bool))
    p = 1 - np.arange(1, n) / n
    assert curve.survival[0, :-1] == pytest.approx(p)
    assert curve.standard_error[0, :-1] == pytest.approx(np.sqrt(p * (1 - p) / n))
    assert curve.survival[0, -1] == 0.0
    assert np.isnan(curve.standard_error[0, -1])


def test_log_and_plain_limits_of_the_leukaemia_data() -> None:
    """R's summary of survfit for the maintained group of `aml`, log scale: at week 18, 0.716 (0.4884, 1.000)."""
    log = compute_kaplan_meier(MAINTAINED, MAINTAINED_EVENT, transform="log")
    at_18 = log.time[0] == 18
    assert round(float(log.survival[0, at_18][0]), 3) == 0.716
    assert round(float(log.standard_error[0, at_18][0]), 4) == 0.1397
    assert round(float(log.lower[0, at_18][0]), 4) == 0.4884
    assert log.upper[0, at_18] == 1.0
    plain = compute_kaplan_meier(MAINTAINED, MAINTAINED_EVENT, transform="plain")
    half = 1.959963984540054 * plain.standard_error[0, at_18]
    assert plain.lower[0, at_18] == pytest.approx(plain.survival[0, at_18] - half)
    assert plain.upper[0, at_18] == pytest.approx(np.minimum(plain.survival[0, at_18] + half, 1.0))


@pytest.mark.parametrize("transform", get_args(Transform))
def test_a_curve_at_0_has_no_limits_on_any_scale(transform: Transform) -> None:
    curve = compute_kaplan_meier([1.0, 2.0], [True, True], transform=transform)
    assert np.isnan([curve.lower[0, 1], curve.upper[0, 1]]).all()


def test_a_patient_censored_on_the_day_of_an_event_was_at_risk() -> None:
    curve = compute_kaplan_meier([5.0, 5.0, 8.0], [True, False, False])
    assert curve.survival[0, 0] == pytest.approx(2 / 3)
    assert curve.censored[0].tolist() == [1, 1, 0]
    assert curve.at_risk[0].tolist() == [3, 1, 0]


def test_times_are_distinct_and_padding_is_at_the_end() -> None:
    curve = compute_kaplan_meier([[4.0, 2.0, 4.0, 9.0]], [[True, True, False, True]], [[True, True, True, False]])
    assert curve.time[0, :2].tolist() == [2.0, 4.0]
    assert np.isnan(curve.time[0, 2:]).all()
    assert np.isnan(curve.survival[0, 2:]).all()
    assert curve.at_risk[0].tolist() == [3, 2, 0, 0]


def test_each_row_is_the_curve_of_its_group_alone() -> None:
    time, event, valid = simulate(50, 20, 2)
    together = compute_kaplan_meier(time, event, valid)
    for row in range(50):
        alone = compute_kaplan_meier(time[row][valid[row]], event[row][valid[row]])
        k = alone.time.shape[1]
        assert np.array_equal(together.survival[row, :k], alone.survival[0], equal_nan=True)
        assert np.array_equal(together.upper[row, :k], alone.upper[0], equal_nan=True)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=1, max_size=12), st.data())
def test_order_of_patients_does_not_matter(records: list[tuple[int, bool]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(records))
    first, second = (compute_kaplan_meier(*zip(*rows, strict=True)) for rows in (records, shuffled))
    assert np.array_equal(first.survival, second.survival, equal_nan=True)
    assert np.array_equal(first.lower, second.lower, equal_nan=True)


def test_numbers_at_risk_count_those_seen_on_the_day_itself() -> None:
    """Freireich trial: 21 at risk at week 0 and 6, 17 at 7, 8 just before 20."""
    assert compute_at_risk(MERCAPTOPURINE, [0, 6, 7, 20, 35, 36]).tolist() == [[21, 21, 17, 8, 1, 0]]


def test_survival_at_a_time_is_that_of_the_last_step() -> None:
    curve = compute_kaplan_meier(MERCAPTOPURINE, RELAPSED)
    survival, lower, upper = compute_survival_at(curve, [0, 6, 8, 24, 35, 36])
    assert survival[0, :5].round(3).tolist() == [1.0, 0.857, 0.807, 0.448, 0.448]
    assert np.isnan(survival[0, 5])
    assert np.isnan(lower[0, 0])
    assert (lower[0, 1:5] < survival[0, 1:5]).all()
    assert (upper[0, 1:5] > survival[0, 1:5]).all()


def test_a_curve_that_came_down_to_0_stays_there() -> None:
    curve = compute_kaplan_meier([1.0, 2.0], [True, True])
    assert compute_survival_at(curve, [5.0])[0] == 0.0


def test_restricted_mean_is_the_area_and_with_all_events_the_mean() -> None:
    times = np.array([2.0, 3.0, 7.0, 8.0])
    mean, error = compute_restricted_mean(compute_kaplan_meier(times, np.ones(4, bool)), 8.0)
    assert mean == pytest.approx(5.0)
    # without censoring Greenwood's variance of the mean is that of the sample with divisor n, over n
    assert error == pytest.approx(np.sqrt(times.var() / 4))
    short, _ = compute_restricted_mean(compute_kaplan_meier(times, np.ones(4, bool)), 4.0)
    assert short == pytest.approx(2 * 1 + 1 * 0.75 + 1 * 0.5)


def test_restricted_mean_beyond_follow_up_is_not_estimable() -> None:
    mean, error = compute_restricted_mean(compute_kaplan_meier([2.0, 3.0], [True, False]), 4.0)
    assert np.isnan(mean[0])
    assert np.isnan(error[0])


def test_follow_up_turns_events_and_censorings_round() -> None:
    follow_up = compute_reverse_kaplan_meier(MERCAPTOPURINE, RELAPSED)
    assert follow_up.events.sum() == 12
    assert np.array_equal(follow_up.survival, compute_kaplan_meier(MERCAPTOPURINE, ~RELAPSED).survival, equal_nan=True)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(UsageError):
        compute_kaplan_meier([1.0, 2.0], [True])
    with pytest.raises(UsageError):
        compute_kaplan_meier([1.0], [True], transform="logit")
    with pytest.raises(UsageError):
        compute_kaplan_meier([1.0], [True], level=95)
