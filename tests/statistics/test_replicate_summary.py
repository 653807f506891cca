"""Summaries over simulated trials: counts, missing and unreached statistics, published results and bounds."""

import numpy as np
import pytest
from scipy import stats

from paraprotein.errors import UsageError
from paraprotein.statistics.replicates import compute_position, compute_quantile_error, compute_replicate_summary


def test_median_and_interval_of_a_hundred_trials() -> None:
    summary = compute_replicate_summary(np.arange(1.0, 101.0))
    assert (summary.median[0], summary.low[0], summary.high[0]) == (50.5, 5.5, 95.5)
    assert compute_replicate_summary(np.arange(1.0, 101.0), rule="linear").low == pytest.approx(5.95)


@pytest.mark.parametrize("n_trials", [10, 99, 100, 1000])
def test_the_interval_of_a_count_holds_at_least_its_share_of_trials(n_trials: int) -> None:
    counts = stats.binom.rvs(27, 0.1, size=(50, n_trials), random_state=1).astype(float)
    summary = compute_replicate_summary(counts)
    inside = (counts >= summary.low[:, None]) & (counts <= summary.high[:, None])
    assert (inside.mean(axis=1) >= 0.90).all()


def test_trials_without_the_statistic_are_counted_and_unreached_ones_take_part() -> None:
    summary = compute_replicate_summary([[1.0, 2.0, np.inf, np.inf, np.nan], [1.0, 2.0, 3.0, np.nan, np.nan]])
    assert summary.n.tolist() == [4, 3]
    assert summary.n_not_estimable.tolist() == [1, 2]
    assert summary.n_not_reached.tolist() == [2, 0]
    assert summary.median.tolist() == [np.inf, 2.0]
    assert np.isnan(summary.median_error).tolist() == [True, False]


def test_quantile_error_is_the_asymptotic_one_in_large_samples() -> None:
    """sqrt(p (1 - p) / n) / density at the quantile, averaged over 200 samples of 2,000 normal values."""
    values = np.random.default_rng(1).normal(size=(200, 2000))
    for probability in (0.05, 0.5, 0.95):
        density = stats.norm.pdf(stats.norm.ppf(probability))
        expected = np.sqrt(probability * (1 - probability) / 2000) / density
        assert compute_quantile_error(values, probability).mean() == pytest.approx(expected, rel=0.05)


def test_quantile_error_is_the_spread_of_the_quantile_over_repeated_runs() -> None:
    values = np.random.default_rng(2).exponential(size=(3000, 101))
    spread = np.median(values, axis=1).std()
    assert compute_quantile_error(values, 0.5).mean() == pytest.approx(spread, rel=0.06)


def test_quantile_error_of_equal_values_is_0_and_of_one_value_unknown() -> None:
    assert compute_quantile_error([4.0] * 10, 0.5) == pytest.approx(0.0, abs=1e-7)
    assert np.isnan(compute_quantile_error([4.0], 0.5)[0])


def test_the_percentile_of_a_count_shares_out_its_ties() -> None:
    # 2 below, 4 equal, 4 above
    position = compute_position([5, 6, 7, 7, 7, 7, 8, 9, 9, 10], 7)
    assert position.percentile == 40.0
    assert position.is_inside.all()


def test_a_figure_equal_to_an_end_of_the_interval_is_inside() -> None:
    values = np.arange(0.0, 21.0)
    low, high = compute_replicate_summary(values).low[0], compute_replicate_summary(values).high[0]
    assert compute_position(values, low).is_inside[0]
    assert compute_position(values, high).is_inside[0]
    assert not compute_position(values, high + 1).is_inside[0]
    assert not compute_position(values, low - 1).is_inside[0]


def test_simulated_values_are_compared_as_the_paper_rounds() -> None:
    values = [8.36, 8.44, 8.2, 8.6]
    assert compute_position(values, 8.4, decimals=1).percentile == 50.0
    assert compute_position(values, 8.2, decimals=1).percentile == 12.5
    assert compute_position(values, 8.4).percentile == 50.0
    assert compute_position([0.1 + 0.2] * 4, 0.3).percentile == 50.0


def test_p_below_a_bound_counts_the_trials_below_it_as_equal() -> None:
    p_values = [0.0001, 0.0005, 0.002, 0.01, 0.2]
    position = compute_position(p_values, 0.001, relation="<")
    assert position.percentile == pytest.approx(20.0)
    assert position.is_inside.all()
    assert not compute_position(np.linspace(0.01, 1, 100), 0.001, relation="<").is_inside[0]
    assert compute_position([0.001] * 10, 0.001, relation="<").percentile == 0.0
    assert compute_position([0.001] * 10, 0.001, relation="<=").percentile == 50.0


def test_p_above_a_bound_mirrors_it() -> None:
    position = compute_position([0.01, 0.2, 0.6, 0.9], 0.05, relation=">")
    assert position.percentile == pytest.approx(62.5)
    assert position.is_inside.all()
    assert not compute_position([0.01, 0.02], 0.05, relation=">").is_inside[0]
    assert compute_position([0.05] * 4, 0.05, relation=">=").percentile == 50.0


def test_missing_trials_do_not_move_the_percentile_and_without_trials_nothing_is_inside() -> None:
    position = compute_position([[1.0, 2.0, 3.0, np.nan], [np.nan] * 4], 2.0)
    assert position.percentile[0] == 50.0
    assert position.is_inside.tolist() == [True, False]
    assert np.isnan(position.percentile[1])
    assert compute_position([0.2, np.nan], 0.05, relation=">").percentile == 50.0


def test_an_unreached_time_lies_above_every_published_one() -> None:
    assert compute_position([1.0, np.inf, np.inf, np.inf], 8.4).percentile == 25.0


def test_unknown_relations_are_refused() -> None:
    with pytest.raises(UsageError):
        compute_position([1.0], 1.0, relation="~")
    with pytest.raises(UsageError):
        compute_replicate_summary([1.0], level=90)
