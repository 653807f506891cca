"""Thall & Simon 1994, Lee & Liu 2008, and Zhou, Lee & Yuan 2017."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, betabinom

from paraprotein.stopping.bop2 import Bop2Problem, bop2_bounds, compute_bop2, search_bop2
from paraprotein.stopping.exact import compute_course
from paraprotein.stopping.posterior import Standard, probability_above, thall_simon_looks
from paraprotein.stopping.predictive import (
    predictive_looks,
    predictive_probability,
    search_predictive,
    threshold_ranges,
)

LOOKS = tuple(range(10, 41, 5))


def test_the_predictive_probability_of_lee_and_lius_example() -> None:
    assert predictive_probability(16, 23, 40, 0.60, (0.6, 0.4), 0.90) == pytest.approx(0.5656, abs=5e-5)


def test_the_predictive_probability_is_a_sum_over_the_patients_to_come() -> None:
    further = np.arange(18)
    success = beta.sf(0.60, 0.6 + 16 + further, 0.4 + 40 - 16 - further) > 0.90
    expected = betabinom.pmf(further, 17, 0.6 + 16, 0.4 + 7)[success].sum()
    assert predictive_probability(16, 23, 40, 0.60, (0.6, 0.4), 0.90) == pytest.approx(expected, abs=1e-12)


def test_the_boundaries_and_errors_of_lee_and_lius_design_of_36_patients() -> None:
    looks = predictive_looks((*range(10, 36), 36), 0.20, (0.2, 0.8), 0.001, 0.90)
    last = {bound: n for n, bound in zip(looks.n, looks.futility, strict=True)}
    first = {bound: min(n for n, b in zip(looks.n, looks.futility, strict=True) if b == bound) for bound in last}
    assert first == {0: 10, 1: 17, 2: 21, 3: 24, 4: 27, 5: 29, 6: 31, 7: 33, 8: 34, 9: 35, 10: 36}
    null = compute_course(looks, 0.20)
    assert null.reject == pytest.approx(0.0878, abs=5e-5)
    assert null.expected_n == pytest.approx(27.67, abs=0.005)
    assert compute_course(looks, 0.40).reject == pytest.approx(0.906, abs=5e-4)


def test_the_search_finds_36_patients_and_the_papers_range_of_the_posterior_threshold() -> None:
    looks = search_predictive(0.20, 0.40, 0.10, 0.10, (0.2, 0.8))
    assert looks is not None
    assert looks.n_max == 36
    _, (low, high) = threshold_ranges(looks, 0.20, (0.2, 0.8))
    assert (low, high) == pytest.approx((0.852, 0.922), abs=0.001)
    assert compute_course(looks, 0.20).reject <= 0.10
    assert compute_course(looks, 0.40).reject >= 0.90


def test_no_threshold_of_a_fine_grid_has_a_smaller_expected_size_than_the_search() -> None:
    prior = (0.2, 0.8)
    found = search_predictive(0.20, 0.50, 0.10, 0.10, prior, first=5, n_max=20)
    assert found is not None
    best = compute_course(found, 0.20).expected_n
    for theta_l in np.linspace(0.0005, 0.4, 60):
        for theta_t in (0.80, 0.86, 0.90, 0.94, 0.97):
            looks = predictive_looks((*range(5, 20), 20), 0.20, prior, float(theta_l), theta_t)
            if compute_course(looks, 0.20).reject <= 0.10 and compute_course(looks, 0.50).reject >= 0.90:
                assert compute_course(looks, 0.20).expected_n >= best - 1e-9


def test_thresholds_within_their_ranges_give_the_bounds_back() -> None:
    looks = search_predictive(0.20, 0.40, 0.10, 0.10, (0.2, 0.8))
    assert looks is not None
    (low, high), (from_, below) = threshold_ranges(looks, 0.20, (0.2, 0.8))
    assert predictive_looks(looks.n, 0.20, (0.2, 0.8), (low + high) / 2, (from_ + below) / 2) == looks


def test_a_size_that_cannot_hold_the_errors_has_no_design() -> None:
    assert search_predictive(0.20, 0.40, 0.05, 0.05, (0.2, 0.8), n_max=20) is None


def test_an_upper_threshold_stops_for_efficacy() -> None:
    looks = predictive_looks((10, 20, 30), 0.20, (0.2, 0.8), 0.01, 0.95, upper=0.99)
    assert looks.efficacy[0] is not None
    assert predictive_probability(looks.efficacy[0], 10, 30, 0.20, (0.2, 0.8), 0.95) > 0.99


@pytest.mark.parametrize("prior", [(8.0, 32.0), (0.5, 0.5), (1.0, 1.0), (300.0, 700.0)])
def test_two_beta_rates_are_compared_as_by_numerical_integration(prior: tuple[float, float]) -> None:
    at = list(beta.ppf([0.001, 0.5, 0.999], *prior))
    expected, _ = quad(lambda p: beta.pdf(p, *prior) * beta.sf(p + 0.1, 7, 9), 0, 0.9, points=at[:2], limit=200)
    found = probability_above(7, 9, Standard(None, prior), 0.1)
    assert float(found) == pytest.approx(expected, abs=1e-9)


def test_a_standard_known_almost_exactly_is_a_known_rate() -> None:
    known = probability_above(np.arange(1.0, 9), 10.0, Standard(0.2), 0.1)
    assert probability_above(np.arange(1.0, 9), 10.0, Standard(None, (2e5, 8e5)), 0.1) == pytest.approx(known, abs=1e-4)


def test_thall_and_simons_bounds_are_where_the_posterior_crosses_its_limits() -> None:
    looks = thall_simon_looks((10, 20, 30), (0.4, 1.6), Standard(0.2), 0.15, 0.05, 0.95)
    for n, low, high in zip(looks.n[:-1], looks.futility[:-1], looks.efficacy[:-1], strict=True):
        assert low is not None
        assert high is not None
        assert beta.sf(0.35, 0.4 + low, 1.6 + n - low) < 0.05 <= beta.sf(0.35, 0.4 + low + 1, 1.6 + n - low - 1)
        assert beta.sf(0.20, 0.4 + high, 1.6 + n - high) > 0.95 >= beta.sf(0.20, 0.4 + high - 1, 1.6 + n - high + 1)


def test_bop2_bounds_of_a_response_rate_of_20_percent() -> None:
    problem = Bop2Problem("efficacy", (0.2, 0.8), LOOKS, (0.2, 0.8))
    assert bop2_bounds(problem, 0.9, 1.0) == ((1, 2, 3, 5, 7, 9, 11),)


def test_bop2_bounds_of_efficacy_and_toxicity() -> None:
    cells = (0.15, 0.30, 0.15, 0.40)
    efficacy, safe = bop2_bounds(Bop2Problem("efficacy and toxicity", cells, LOOKS, cells), 0.7, 0.8)
    assert efficacy == (3, 5, 8, 11, 13, 16, 19)
    assert [n - x for n, x in zip(LOOKS, safe, strict=True)] == [5, 6, 7, 8, 9, 10, 11]


def test_one_bop2_endpoint_is_a_design_with_looks() -> None:
    problem = Bop2Problem("efficacy", (0.2, 0.8), LOOKS, (0.2, 0.8))
    bounds = bop2_bounds(problem, 0.9, 1.0)
    nested = Bop2Problem("nested", (0.2, 0.0, 0.8), LOOKS, (0.2, 1e-12, 0.8))
    # with no partial responses both counts of a nested endpoint are the same count
    assert compute_bop2(problem, bounds, (0.4, 0.6)).reject == pytest.approx(
        compute_bop2(nested, (bounds[0], bounds[0]), (0.4, 0.0, 0.6)).reject, abs=1e-12
    )


def test_the_bop2_search_finds_the_most_power_of_its_grid() -> None:
    problem = Bop2Problem("efficacy", (0.2, 0.8), (10, 20, 30), (0.2, 0.8))
    thresholds, exponents = [0.6, 0.7, 0.8, 0.9, 0.95], [0.0, 0.5, 1.0]
    choice = search_bop2(problem, (0.4, 0.6), 0.10, thresholds, exponents)
    assert choice is not None
    attained = []
    for threshold in thresholds:
        for exponent in exponents:
            bounds = bop2_bounds(problem, threshold, exponent)
            if compute_bop2(problem, bounds, (0.2, 0.8)).reject <= 0.10:
                attained.append(compute_bop2(problem, bounds, (0.4, 0.6)).reject)
    assert choice.power == max(attained)
    assert bop2_bounds(problem, choice.threshold, choice.exponent) == choice.bounds


def test_no_parameters_hold_an_error_that_is_too_small() -> None:
    problem = Bop2Problem("efficacy", (0.2, 0.8), (5, 10), (0.2, 0.8))
    assert search_bop2(problem, (0.4, 0.6), 1e-9, [0.5, 0.9], [1.0]) is None
