"""Paired comparisons against SciPy and statsmodels, and the choice of the later value."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from paraprotein.statistics.paired import compute_mcnemar, compute_paired_ratio


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
