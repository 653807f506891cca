"""Limits of proportions: the abstract's response rates, SciPy, statsmodels and closed forms."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from paraprotein.errors import UsageError
from paraprotein.statistics.proportions import compute_clopper_pearson, compute_standard_error, compute_wilson


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
    for compute in (compute_clopper_pearson, compute_wilson):
        assert np.isnan(compute([0, 1], [0, 2])).tolist() == [[True, False]] * 3
    assert np.isnan(compute_standard_error(0, 0))


def test_standard_error_is_binomial() -> None:
    assert compute_standard_error(7, 27) == pytest.approx(np.sqrt(7 / 27 * 20 / 27 / 27))


def test_exact_limits_cover_at_least_their_level() -> None:
    n = 27
    limits = compute_clopper_pearson(np.arange(n + 1), n, 0.9)
    for p in np.linspace(0.01, 0.99, 99):
        covered = (limits.lower <= p) & (p <= limits.upper)
        assert stats.binom.pmf(np.arange(n + 1), n, p)[covered].sum() >= 0.9


@pytest.mark.parametrize(("successes", "n"), [(3, 2), (-1, 5)])
def test_impossible_counts_are_refused(successes: int, n: int) -> None:
    with pytest.raises(UsageError):
        compute_clopper_pearson(successes, n)
