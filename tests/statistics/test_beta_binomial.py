"""Posterior and predictive summaries: SciPy, closed forms, Lee and Liu's published example."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from paraprotein.errors import UsageError
from paraprotein.statistics.beta_binomial import (
    compute_posterior,
    compute_posterior_probability,
    compute_predictive,
    compute_predictive_success,
)


@pytest.mark.parametrize("prior", [(0.5, 0.5), (1.0, 1.0), (0.2, 0.8), (3.0, 7.0)])
def test_mean_median_and_equal_tails_equal_scipys(prior: tuple[float, float]) -> None:
    k = np.arange(28)
    found = compute_posterior(k, 27, prior, 0.9)
    beta = stats.beta(prior[0] + k, prior[1] + 27 - k)
    assert found.mean == pytest.approx(beta.mean())
    assert found.median == pytest.approx(beta.median())
    assert found.lower == pytest.approx(beta.ppf(0.05), abs=1e-12)
    assert found.upper == pytest.approx(beta.ppf(0.95))


@pytest.mark.parametrize(("successes", "n", "prior"), [(7, 27, (1, 1)), (2, 27, (0.5, 0.5)), (26, 27, (0.6, 0.4))])
def test_the_densest_interval_is_the_shortest(successes: int, n: int, prior: tuple[float, float]) -> None:
    found = compute_posterior(successes, n, prior, 0.9)
    beta = stats.beta(prior[0] + successes, prior[1] + n - successes)
    best = optimize.minimize_scalar(
        lambda tail: beta.ppf(tail + 0.9) - beta.ppf(tail), bounds=(0, 0.1), options={"xatol": 1e-12}
    )
    assert found.densest_upper - found.densest_lower == pytest.approx(best.fun, abs=1e-9)
    assert beta.cdf(found.densest_upper) - beta.cdf(found.densest_lower) == pytest.approx(0.9, abs=1e-12)
    assert beta.pdf(found.densest_lower) == pytest.approx(beta.pdf(found.densest_upper), rel=1e-9)


def test_without_a_responder_the_densest_interval_starts_at_zero() -> None:
    found = compute_posterior([0, 10], 10, (1, 1))
    assert found.densest_lower[0] == 0.0
    assert found.densest_upper[0] == pytest.approx(1 - 0.05 ** (1 / 11))
    assert found.densest_upper[1] == 1.0


def test_a_flat_density_has_equal_tails_and_one_that_rises_to_both_ends_no_densest_interval() -> None:
    flat = compute_posterior(0, 0, (1, 1))
    assert (float(flat.densest_lower), float(flat.densest_upper)) == pytest.approx((0.025, 0.975))
    assert np.isnan(compute_posterior(0, 0, (0.5, 0.5)).densest_lower)


def test_the_probability_above_a_rate_is_an_integral_of_the_density() -> None:
    beta = stats.beta(16.6, 7.4)
    area, _ = integrate.quad(beta.pdf, 0.6, 1.0)
    assert compute_posterior_probability(16, 23, 0.6, (0.6, 0.4)) == pytest.approx(area, abs=1e-9)


@pytest.mark.parametrize("future", [0, 1, 13, 60])
def test_the_predictive_distribution_equals_scipys(future: int) -> None:
    found = compute_predictive([0, 7, 27], 27, future, (0.5, 0.5))
    for row, k in zip(found, (0, 7, 27), strict=True):
        expected = stats.betabinom.pmf(np.arange(future + 1), future, 0.5 + k, 27.5 - k)
        assert row == pytest.approx(expected, abs=1e-12)


def test_lee_and_lius_example_has_its_predictive_probability() -> None:
    """Lee & Liu 2008: 16 of 23, 40 at the end, Beta(.6, .4), success when P(rate > .60) is above .90: .5656."""
    prior = (0.6, 0.4)
    needed = int((compute_posterior_probability(np.arange(41), 40, 0.6, prior) <= 0.9).sum())
    assert needed == 28
    assert compute_predictive_success(16, 23, 40, needed, prior) == pytest.approx(0.5656, abs=5e-5)


def test_predictive_success_is_certain_once_reached_and_impossible_out_of_reach() -> None:
    found = compute_predictive_success([[6, 0], [1, 5]], [[20, 25], [10, 29]], 29, 6)
    assert found[0].tolist() == pytest.approx([1.0, 0.0])
    assert 0 < found[1, 0] < 1
    assert found[1, 1] == 0.0


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 30), st.integers(0, 40), st.floats(0.1, 5), st.floats(0.1, 5))
def test_predictions_are_a_martingale(k: int, more: int, future: int, a: float, b: float) -> None:
    """What one more patient is expected to make of the prediction is the prediction."""
    n = k + more
    now = compute_predictive_success(k, n, n + 1 + future, k + future // 2, (a, b))
    rate = (a + k) / (a + b + n)
    failed, responded = compute_predictive_success([k, k + 1], n + 1, n + 1 + future, k + future // 2, (a, b))
    assert now == pytest.approx(rate * responded + (1 - rate) * failed, abs=1e-9)


@settings(deadline=None)
@given(st.integers(1, 60), st.data(), st.floats(0.3, 4), st.floats(0.3, 4))
def test_intervals_hold_their_probability(n: int, data: st.DataObject, a: float, b: float) -> None:
    k = data.draw(st.integers(0, n))
    found = compute_posterior(k, n, (a, b), 0.8)
    beta = stats.beta(a + k, b + n - k)
    assert found.lower < found.median < found.upper
    if not np.isnan(found.densest_lower):
        assert beta.cdf(found.densest_upper) - beta.cdf(found.densest_lower) == pytest.approx(0.8, abs=1e-9)
        assert found.densest_upper - found.densest_lower <= found.upper - found.lower + 1e-9


def test_impossible_requests_are_refused() -> None:
    for refused in (
        lambda: compute_posterior(3, 2),
        lambda: compute_posterior(1, 2, prior=(0, 1)),
        lambda: compute_posterior(1, 2, level=95),
        lambda: compute_predictive(1, 2, future=-1),
        lambda: compute_predictive_success(1, 20, n_final=10, needed=2),
    ):
        with pytest.raises(UsageError):
            refused()
