"""Medians of survival curves: values printed by R's survival package, and the level curve by every rule."""

import numpy as np
import pytest
from lifelines.datasets import load_lung
from survival_data import MAINTAINED, MAINTAINED_EVENT, MERCAPTOPURINE, NONMAINTAINED, NONMAINTAINED_EVENT, RELAPSED

from paraprotein.errors import UsageError
from paraprotein.statistics.survival import compute_kaplan_meier, compute_reverse_kaplan_meier
from paraprotein.statistics.survival_quantiles import compute_survival_quantile


def test_the_freireich_trial() -> None:
    """Median 23 weeks, log-log limits 13 and not reached."""
    median = compute_survival_quantile(compute_kaplan_meier(MERCAPTOPURINE, RELAPSED))
    assert (median.estimate[0], median.lower[0]) == (23.0, 13.0)
    assert np.isnan(median.upper[0])


def test_the_lung_data_of_r() -> None:
    """R, survfit(Surv(time, status) ~ 1, lung): median 310 (285, 363) by default, 310 (284, 361) on the log-log scale;
    ~ sex: men 270 (212, 310), women 426 (348, 550)."""
    lung = load_lung()
    time, event, is_man = lung["time"].to_numpy(), lung["status"].to_numpy() == 1, lung["sex"].to_numpy() == 1
    by_log = compute_survival_quantile(compute_kaplan_meier(time, event, transform="log"))
    assert np.concatenate(by_log).tolist() == [310, 285, 363]
    by_log_log = compute_survival_quantile(compute_kaplan_meier(time, event))
    assert np.concatenate(by_log_log).tolist() == [310, 284, 361]
    both = compute_kaplan_meier([time, time], [event, event], [is_man, ~is_man], transform="log")
    assert np.stack(compute_survival_quantile(both), axis=1).tolist() == [[270, 212, 310], [426, 348, 550]]


def test_the_leukaemia_data_of_r() -> None:
    """R, survfit(Surv(time, status) ~ x, aml): maintained 31 (18, NA), nonmaintained 23 (8, NA), log scale."""
    for time, event, expected in (
        (MAINTAINED, MAINTAINED_EVENT, (31.0, 18.0)),
        (NONMAINTAINED, NONMAINTAINED_EVENT, (23.0, 8.0)),
    ):
        median = compute_survival_quantile(compute_kaplan_meier(time, event, transform="log"))
        assert (median.estimate[0], median.lower[0]) == expected
        assert np.isnan(median.upper[0])


def test_a_curve_level_at_one_half_has_its_median_in_the_middle_or_at_the_left() -> None:
    curve = compute_kaplan_meier([1.0, 2.0, 5.0, 6.0], [True] * 4)
    assert compute_survival_quantile(curve).estimate == 3.5
    assert compute_survival_quantile(curve, flat="left").estimate == 2.0


def test_a_curve_level_at_one_half_to_the_end_ends_at_the_last_observed_time() -> None:
    """quantile(survfit(Surv(c(1, 2, 5, 6), c(1, 1, 0, 0)) ~ 1), 0.5) is the middle of 2 and 6."""
    curve = compute_kaplan_meier([1.0, 2.0, 5.0, 6.0], [True, True, False, False])
    assert compute_survival_quantile(curve).estimate == 4.0
    assert compute_survival_quantile(curve, flat="left").estimate == 2.0


def test_censoring_on_the_level_piece_does_not_end_it() -> None:
    curve = compute_kaplan_meier([1.0, 2.0, 3.0, 6.0], [True, True, False, True])
    assert compute_survival_quantile(curve).estimate == 4.0


@pytest.mark.parametrize("n", [10, 28, 100, 1000])
def test_one_half_is_recognised_through_rounding(n: int) -> None:
    curve = compute_kaplan_meier(np.arange(1.0, n + 1), np.ones(n, bool))
    assert compute_survival_quantile(curve).estimate == n / 2 + 0.5


def test_other_quantiles_without_censoring_are_order_statistics() -> None:
    curve = compute_kaplan_meier(np.arange(1.0, 11.0), np.ones(10, bool))
    assert compute_survival_quantile(curve, 0.25).estimate == 3.0
    assert compute_survival_quantile(curve, 0.75).estimate == 8.0


def test_a_median_that_is_not_reached_is_nan_beside_one_that_is() -> None:
    curve = compute_kaplan_meier([[1.0, 2.0, 3.0]] * 2, [[True, False, False], [True, True, False]])
    assert np.isnan(compute_survival_quantile(curve).estimate).tolist() == [True, False]


def test_median_follow_up_of_a_trial_without_events_is_the_median_time() -> None:
    follow_up = compute_reverse_kaplan_meier([3.0, 6.3, 9.0], [False] * 3)
    assert compute_survival_quantile(follow_up).estimate == 6.3


def test_the_interval_covers_the_true_median_about_as_often_as_it_says() -> None:
    """Exponential times with censoring, 4,000 trials of 27; 0.015 is the Monte Carlo error at z = 4.4."""
    rng = np.random.default_rng(11)
    event_time, censor_time = rng.exponential(1.0, (4000, 27)), rng.exponential(2.0, (4000, 27))
    curve = compute_kaplan_meier(np.minimum(event_time, censor_time), event_time <= censor_time)
    median = compute_survival_quantile(curve)
    truth = np.log(2)
    covered = ~(median.lower > truth) & ~(median.upper < truth)
    assert abs(covered.mean() - 0.95) < 0.015


def test_a_probability_is_not_a_percentage() -> None:
    with pytest.raises(UsageError):
        compute_survival_quantile(compute_kaplan_meier([1.0], [True]), 50)
