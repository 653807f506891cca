"""Limits of proportions: the abstract's response rates, SciPy, statsmodels, closed forms and exact coverage."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from paraprotein.errors import UsageError
from paraprotein.statistics.proportions import (
    Proportion,
    compute_blaker,
    compute_clopper_pearson,
    compute_jeffreys,
    compute_mid_p,
    compute_standard_error,
    compute_wilson,
)

ALL = [compute_clopper_pearson, compute_wilson, compute_jeffreys, compute_mid_p, compute_blaker]


@pytest.mark.parametrize(
    ("successes", "n", "lower", "upper"),
    [(7, 27, 11.1, 46.3), (2, 27, 0.9, 24.3), (7, 28, 10.7, 44.9), (2, 28, 0.9, 23.5)],
)
def test_exact_limits_of_the_founding_trials_response_rates(successes: int, n: int, lower: float, upper: float) -> None:
    limits = compute_clopper_pearson(successes, n)
    assert round(100 * float(limits.lower), 1) == lower
    assert round(100 * float(limits.upper), 1) == upper


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_both_intervals_equal_scipys_for_every_count(level: float) -> None:
    k, n = np.array([(k, n) for n in (1, 2, 5, 13, 27, 28) for k in range(n + 1)]).T
    exact, wilson = compute_clopper_pearson(k, n, level), compute_wilson(k, n, level)
    for i in range(len(k)):
        test = stats.binomtest(int(k[i]), int(n[i]))
        reference = test.proportion_ci(level, "exact")
        assert (exact.lower[i], exact.upper[i]) == pytest.approx((reference.low, reference.high), abs=1e-10)
        reference = test.proportion_ci(level, "wilson")
        assert (wilson.lower[i], wilson.upper[i]) == pytest.approx((reference.low, reference.high), abs=1e-10)


def test_both_intervals_equal_statsmodels() -> None:
    assert compute_clopper_pearson(7, 27)[1:] == pytest.approx(proportion_confint(7, 27, method="beta"))
    assert compute_wilson(7, 27)[1:] == pytest.approx(proportion_confint(7, 27, method="wilson"))


def test_no_success_has_the_closed_form_limit() -> None:
    # (1 - p)^n = 0.025
    limits = compute_clopper_pearson(0, 10)
    assert limits.lower == 0.0
    assert limits.upper == pytest.approx(1 - 0.025 ** (1 / 10))
    assert compute_clopper_pearson(10, 10).upper == 1.0


def test_nobody_treated_is_not_estimable() -> None:
    for compute in ALL:
        assert np.isnan(compute([0, 1], [0, 2])).tolist() == [[True, False]] * 3
    assert np.isnan(compute_standard_error(0, 0))


def test_standard_error_is_binomial() -> None:
    assert compute_standard_error(7, 27) == pytest.approx(np.sqrt(7 / 27 * 20 / 27 / 27))


@pytest.mark.parametrize("compute", [compute_clopper_pearson, compute_blaker])
def test_exact_limits_cover_at_least_their_level(compute: Callable[..., Proportion]) -> None:
    n = 27
    limits = compute(np.arange(n + 1), n, 0.9)
    for p in np.linspace(0.01, 0.99, 99):
        covered = (limits.lower <= p) & (p <= limits.upper)
        assert stats.binom.pmf(np.arange(n + 1), n, p)[covered].sum() >= 0.9


@pytest.mark.parametrize(("successes", "n"), [(3, 2), (-1, 5)])
def test_impossible_counts_are_refused(successes: int, n: int) -> None:
    with pytest.raises(UsageError):
        compute_clopper_pearson(successes, n)


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_jeffreys_limits_equal_statsmodels_between_the_ends_and_reach_them_there(level: float) -> None:
    found = compute_jeffreys(np.arange(28), 27, level)
    for k in range(28):
        low, high = proportion_confint(k, 27, 1 - level, method="jeffreys")
        assert found.lower[k] == pytest.approx(low if k else 0.0, abs=1e-12)
        assert found.upper[k] == pytest.approx(high if k < 27 else 1.0, abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 27, 120])
def test_at_mid_p_limits_the_tail_with_half_the_count_is_half_the_error(n: int) -> None:
    k = np.arange(n + 1)
    found = compute_mid_p(k, n, 0.9)
    lower, upper = found.lower[1:], found.upper[:-1]
    above = stats.binom.sf(k[1:], n, lower) + stats.binom.pmf(k[1:], n, lower) / 2
    below = stats.binom.cdf(k[:-1] - 1, n, upper) + stats.binom.pmf(k[:-1], n, upper) / 2
    assert above == pytest.approx(0.05, rel=1e-11)
    assert below == pytest.approx(0.05, rel=1e-11)
    assert (found.lower[0], found.upper[-1]) == (0.0, 1.0)
    assert found.upper[0] == pytest.approx(1 - 0.1 ** (1 / n), rel=1e-12)


def accept(k: int, n: int, rates: np.ndarray) -> np.ndarray:
    """Blaker's acceptability by its definition, at each rate."""
    counts = np.arange(n + 1)
    smaller = np.minimum(stats.binom.cdf(counts, n, rates[:, None]), stats.binom.sf(counts - 1, n, rates[:, None]))
    pmf = stats.binom.pmf(counts, n, rates[:, None])
    return (pmf * (smaller <= smaller[:, k : k + 1] * (1 + 1e-12))).sum(axis=1)


@pytest.mark.parametrize(("n", "level"), [(1, 0.95), (2, 0.9), (5, 0.95), (12, 0.9), (27, 0.95)])
def test_blakers_limits_are_the_first_and_last_accepted_rate(n: int, level: float) -> None:
    rates = np.linspace(0, 1, 2001)
    found = compute_blaker(np.arange(n + 1), n, level)
    for k in range(n + 1):
        accepted = rates[accept(k, n, rates) > 1 - level]
        assert found.lower[k] - 1e-9 <= accepted[0] <= found.lower[k] + 5.1e-4
        assert found.upper[k] - 5.1e-4 <= accepted[-1] <= found.upper[k] + 1e-9


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_just_outside_blakers_limits_no_rate_is_accepted(level: float) -> None:
    n, step = 19, 1e-9
    found = compute_blaker(np.arange(n + 1), n, level)
    for k in range(1, n):
        outside = np.array([found.lower[k] - step, found.upper[k] + step])
        inside = np.array([found.lower[k] + step, found.upper[k] - step])
        assert (accept(k, n, outside) <= 1 - level).all()
        assert (accept(k, n, inside) > 1 - level - 1e-7).all()


def test_blakers_interval_of_one_patient_has_a_closed_form() -> None:
    """One response of one: the acceptability is the rate itself, up to one half."""
    assert compute_blaker(1, 1).lower == pytest.approx(0.05, rel=1e-12)
    assert compute_blaker(0, 1).upper == pytest.approx(0.95, rel=1e-12)


@settings(deadline=None)
@given(st.integers(1, 150), st.data(), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]))
def test_every_interval_holds_its_estimate_mirrors_and_rises(n: int, data: st.DataObject, level: float) -> None:
    k = data.draw(st.integers(0, n))
    for compute in ALL:
        found, mirrored = compute([k, min(k + 1, n)], n, level), compute(n - k, n, level)
        assert (found.lower <= found.estimate + 1e-12).all()
        assert (found.estimate <= found.upper + 1e-12).all()
        assert found.lower[0] == pytest.approx(1 - float(mirrored.upper), abs=1e-11)
        assert found.lower[0] <= found.lower[1] + 1e-12
        assert found.upper[0] <= found.upper[1] + 1e-12


@settings(deadline=None)
@given(st.integers(1, 150), st.data(), st.sampled_from([0.5, 0.9, 0.99]))
def test_blakers_interval_lies_within_clopper_and_pearsons(n: int, data: st.DataObject, level: float) -> None:
    k = data.draw(st.integers(0, n))
    blaker, exact = compute_blaker(k, n, level), compute_clopper_pearson(k, n, level)
    assert exact.lower - 1e-12 <= blaker.lower
    assert blaker.upper <= exact.upper + 1e-12
