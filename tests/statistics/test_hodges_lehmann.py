"""Hodges-Lehmann estimate: Hollander & Wolfe's example and Walsh averages by hand."""

import numpy as np
import pytest
from scipy import stats

from paraprotein.statistics.hodges_lehmann import compute_hodges_lehmann
from paraprotein.statistics.signed_rank import compute_signed_rank

DIFFERENCES = np.array([0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01])


def test_the_depression_example() -> None:
    """Hollander & Wolfe 1973, p. 35 and 37: estimate 0.46, 96.1 % interval from 0.010 to 0.786."""
    result = compute_hodges_lehmann(DIFFERENCES)
    assert result.estimate == pytest.approx(0.46)
    assert result.lower == pytest.approx(0.010)
    assert result.upper == pytest.approx(0.786)


def test_estimate_is_the_median_of_walsh_averages() -> None:
    # of 1, 2, 6: averages 1, 1.5, 2, 3.5, 4, 6
    assert compute_hodges_lehmann([[1.0, 2.0, 6.0, np.nan]]).estimate == pytest.approx(2.75)


def test_five_pairs_cannot_reach_95_percent_and_six_can() -> None:
    # two-sided p of five equal signs is 2/32, of six 2/64
    five, six = compute_hodges_lehmann(np.arange(1.0, 6.0)), compute_hodges_lehmann(np.arange(1.0, 7.0))
    assert np.isnan(five.lower[0])
    assert np.isnan(five.upper[0])
    assert (six.lower[0], six.upper[0]) == (1.0, 6.0)


@pytest.mark.parametrize("n", [10, 27])
def test_the_interval_holds_the_shifts_that_the_exact_test_does_not_reject(n: int) -> None:
    values = np.random.default_rng(n).normal(0.3, 1.0, n)
    result = compute_hodges_lehmann(values)
    just = 1e-6
    for limit, inward in ((result.lower[0], just), (result.upper[0], -just)):
        assert compute_signed_rank(values - limit - inward).p > 0.05
        assert compute_signed_rank(values - limit + inward).p <= 0.05


def test_above_fifty_pairs_the_limits_follow_the_normal_approximation() -> None:
    values = np.sort(np.random.default_rng(0).normal(size=80))
    result = compute_hodges_lehmann(values)
    i, j = np.triu_indices(80)
    averages = np.sort((values[i] + values[j]) / 2)
    k = int(np.floor(80 * 81 / 4 - stats.norm.ppf(0.975) * np.sqrt(80 * 81 * 161 / 24)))
    assert result.lower == averages[k - 1]
    assert result.upper == averages[-k]
