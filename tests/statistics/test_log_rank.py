"""Log-rank test: the Freireich trial, R's survdiff, lifelines."""

import numpy as np
import pytest
from lifelines.datasets import load_lung
from lifelines.statistics import logrank_test, multivariate_logrank_test
from scipy import stats
from survival_data import (
    MAINTAINED,
    MAINTAINED_EVENT,
    MERCAPTOPURINE,
    NONMAINTAINED,
    NONMAINTAINED_EVENT,
    PLACEBO,
    RELAPSED,
)

from paraprotein.errors import UsageError
from paraprotein.statistics.log_rank import compute_log_rank


def test_the_freireich_trial() -> None:
    """Chi-square 16.79 with 9 relapses against 19.25 expected (Kleinbaum & Klein, Survival Analysis, chapter 2)."""
    result = compute_log_rank([*MERCAPTOPURINE, *PLACEBO], [*RELAPSED, *[True] * 21], [0] * 21 + [1] * 21)
    assert result.chi_square == pytest.approx(16.79, abs=5e-3)
    assert result.observed.tolist() == [[9.0, 21.0]]
    assert result.expected[0] == pytest.approx([19.25, 10.75], abs=5e-3)
    assert result.p == pytest.approx(stats.chi2.sf(16.793, 1), rel=1e-3)


def test_the_leukaemia_data_of_r() -> None:
    """R, survdiff(Surv(time, status) ~ x, aml): expected 10.69 and 7.31, chi-square 3.4, p = 0.0653."""
    time, event = [*MAINTAINED, *NONMAINTAINED], [*MAINTAINED_EVENT, *NONMAINTAINED_EVENT]
    result = compute_log_rank(time, event, [0] * 11 + [1] * 12)
    assert result.expected[0].round(2).tolist() == [10.69, 7.31]
    assert result.chi_square[0].round(1) == 3.4
    assert result.p[0].round(4) == 0.0653


def test_the_lung_data_of_r() -> None:
    """R, survdiff(Surv(time, status) ~ sex, lung): 112 and 53 deaths, expected 91.6 and 73.4, chi-square 10.3."""
    lung = load_lung()
    result = compute_log_rank(lung["time"], lung["status"] == 1, lung["sex"] - 1)
    assert result.observed.tolist() == [[112.0, 53.0]]
    assert result.expected[0].round(1).tolist() == [91.6, 73.4]
    assert result.chi_square[0].round(1) == 10.3


@pytest.mark.parametrize("n_arms", [2, 3, 4])
def test_several_arms_with_ties_equal_lifelines(n_arms: int) -> None:
    rng = np.random.default_rng(n_arms)
    time, event = rng.integers(1, 20, (10, 40)).astype(float), rng.random((10, 40)) < 0.7
    arm, valid = rng.integers(0, n_arms, (10, 40)), rng.random((10, 40)) < 0.9
    result = compute_log_rank(time, event, arm, valid, n_arms=n_arms)
    for i, keep in enumerate(valid):
        expected = multivariate_logrank_test(time[i][keep], arm[i][keep], event[i][keep])
        assert result.chi_square[i] == pytest.approx(expected.test_statistic, rel=1e-8)
        assert result.p[i] == pytest.approx(expected.p_value, rel=1e-8)
        assert result.freedom[i] == n_arms - 1


def test_an_arm_without_patients_leaves_the_test_of_the_others() -> None:
    rng = np.random.default_rng(0)
    time, event, arm = rng.exponential(1, 30), rng.random(30) < 0.7, np.repeat([0, 2], 15)
    result = compute_log_rank(time, event, arm, n_arms=3)
    expected = logrank_test(time[:15], time[15:], event[:15], event[15:])
    assert result.chi_square == pytest.approx(expected.test_statistic)
    assert result.freedom.tolist() == [1]


@pytest.mark.parametrize(
    ("time", "event", "arm"),
    [
        ([1.0, 2.0, 3.0], [True, True, True], [0, 0, 0]),  # one arm only
        ([1.0, 2.0, 3.0], [False, False, False], [0, 1, 1]),  # no event
        ([4.0, 4.0], [True, True], [0, 1]),  # everybody at once
        ([1.0, 5.0, 6.0], [False, True, True], [0, 1, 1]),  # events only after one arm has gone
    ],
)
def test_without_a_comparison_there_is_no_p(time: list[float], event: list[bool], arm: list[int]) -> None:
    result = compute_log_rank(time, event, arm)
    assert np.isnan(result.p[0])
    assert result.freedom[0] == 0


def test_exchanging_the_arms_keeps_the_test() -> None:
    rng = np.random.default_rng(5)
    time, event, arm = rng.integers(1, 9, (20, 15)), rng.random((20, 15)) < 0.6, rng.integers(0, 2, (20, 15))
    forth, back = compute_log_rank(time, event, arm), compute_log_rank(time, event, 1 - arm)
    assert forth.chi_square == pytest.approx(back.chi_square, nan_ok=True)


def test_an_unknown_arm_is_refused_unless_it_does_not_count() -> None:
    with pytest.raises(UsageError):
        compute_log_rank([1.0, 2.0], [True, True], [0, 2])
    assert compute_log_rank([1.0, 2.0, 3.0], [True] * 3, [0, 1, 9], [True, True, False]).freedom == 1
