"""Paired comparisons against SciPy and statsmodels, and the choice of the later value."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from paraprotein.errors import UsageError
from paraprotein.statistics.paired import compute_mcnemar, compute_paired_ratio, select_last, select_nearest


def test_ratio_limits_and_p_equal_scipys_paired_t_on_logs() -> None:
    rng = np.random.default_rng(1)
    before = rng.lognormal(8, 0.5, (30, 27))
    after, valid = before * rng.lognormal(-0.1, 0.2, (30, 27)), rng.random((30, 27)) < 0.8
    result = compute_paired_ratio(before, after, valid, level=0.9)
    for i, keep in enumerate(valid):
        expected = stats.ttest_rel(np.log(after[i][keep]), np.log(before[i][keep]))
        limits = expected.confidence_interval(0.9)
        assert (result.t[i], result.p[i]) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)
        assert result.ratio[i] == pytest.approx(stats.gmean(after[i][keep] / before[i][keep]))
        assert (result.lower[i], result.upper[i]) == pytest.approx(np.exp([limits.low, limits.high]), rel=1e-9)


def test_values_without_a_logarithm_are_counted_and_left_out() -> None:
    result = compute_paired_ratio([100.0, 0.0, 50.0, np.nan], [50.0, 10.0, 25.0, 10.0])
    assert result.ratio == pytest.approx(0.5)
    assert (result.n[0], result.n_unusable[0]) == (2, 1)


def test_one_pair_has_a_ratio_but_no_test_and_equal_changes_have_p_0_or_none() -> None:
    one = compute_paired_ratio([100.0], [80.0])
    assert one.ratio == pytest.approx(0.8)
    assert np.isnan([one.p[0], one.lower[0], one.upper[0]]).all()
    assert compute_paired_ratio([4.0, 4.0], [2.0, 2.0]).p == 0.0
    assert np.isnan(compute_paired_ratio([4.0, 4.0], [4.0, 4.0]).p[0])


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (5, 0), (3, 3), (1, 8), (10, 4)])
def test_mcnemar_is_the_exact_binomial_test(gained: int, lost: int) -> None:
    expected = 1.0 if gained + lost == 0 else mcnemar([[5, gained], [lost, 5]], exact=True).pvalue
    assert compute_mcnemar(gained, lost) == pytest.approx(expected)


DAYS = np.array([[1, 29, 57, 85, 113]] * 3)
VALUES = np.array([[3000, 2900, np.nan, 2500, 2600], [3000, 2800, 2700, np.nan, np.nan], [3000] + [np.nan] * 4])


def test_the_nearest_value_inside_the_window_counts() -> None:
    nearest = select_nearest(DAYS[:, 1:], VALUES[:, 1:], day=85, window=28)
    assert nearest[:2].tolist() == [2500.0, 2700.0]
    assert np.isnan(nearest[2])
    assert np.isnan(select_nearest(DAYS[1], VALUES[1], day=85, window=27))


def test_of_two_equally_near_the_earlier_counts() -> None:
    assert select_nearest([29, 57], [1.0, 2.0], day=43, window=14) == 1.0


def test_the_last_value_up_to_a_day_counts() -> None:
    assert select_last(DAYS, VALUES, until=np.inf).tolist() == [2600.0, 2700.0, 3000.0]
    assert select_last(DAYS, VALUES, until=85).tolist() == [2500.0, 2700.0, 3000.0]
    assert np.isnan(select_last(DAYS, VALUES, until=0)).all()


def test_trials_of_patients_of_visits_keep_their_shape_and_no_visit_is_no_value() -> None:
    days = np.broadcast_to(DAYS, (4, 3, 5))
    assert select_last(days, np.broadcast_to(VALUES, (4, 3, 5)), until=85).shape == (4, 3)
    assert np.isnan(select_nearest(np.empty((2, 0)), np.empty((2, 0)), 85, 14)).tolist() == [True, True]
    with pytest.raises(UsageError):
        select_last(DAYS, VALUES[:, 1:], until=85)
