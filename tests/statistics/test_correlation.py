"""Spearman's rho against SciPy and all permutations."""

import itertools

import numpy as np
import pytest
from scipy import stats

from paraprotein.errors import UsageError
from paraprotein.statistics.correlation import compute_spearman


def test_rho_and_approximate_p_equal_scipys_with_ties_and_missing_values() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, 12, (100, 27)).astype(float), rng.normal(size=(100, 27))
    second += 0.2 * first
    valid = rng.random((100, 27)) < 0.8
    result = compute_spearman(first, second, valid)
    for i, keep in enumerate(valid):
        expected = stats.spearmanr(first[i][keep], second[i][keep])
        assert result.rho[i] == pytest.approx(expected.statistic, abs=1e-12)
        assert result.p[i] == pytest.approx(expected.pvalue, rel=1e-8)
    assert not result.is_exact.any()


@pytest.mark.parametrize("n", [3, 5, 7])
def test_small_untied_samples_count_all_permutations(n: int) -> None:
    second = np.random.default_rng(n).permutation(n).astype(float)
    result = compute_spearman(np.arange(n), second)
    all_rho = np.array([stats.pearsonr(np.arange(n), p).statistic for p in itertools.permutations(range(n))])
    observed = stats.pearsonr(np.arange(n), second).statistic
    lower, upper = (all_rho <= observed + 1e-12).mean(), (all_rho >= observed - 1e-12).mean()
    assert result.rho == pytest.approx(observed)
    assert result.p == pytest.approx(min(1.0, 2 * min(lower, upper)))
    assert result.is_exact.all()


def test_perfect_order_of_nine_has_two_of_all_permutations() -> None:
    result = compute_spearman(np.arange(9), np.arange(9) ** 3)
    assert result.rho == 1.0
    assert result.p == pytest.approx(2 / 362880)
    assert compute_spearman(np.arange(12), -np.arange(12)).p == 0.0


def test_a_constant_has_no_correlation_and_two_pairs_no_p() -> None:
    result = compute_spearman([[1.0, 1.0, 1.0], [1.0, 2.0, np.nan]], [[1.0, 2.0, 3.0], [5.0, 4.0, 3.0]])
    assert np.isnan(result.rho[0])
    assert np.isnan(result.p).all()
    assert result.rho[1] == -1.0
    assert result.n.tolist() == [3, 2]


def test_any_rising_transformation_keeps_rho() -> None:
    rng = np.random.default_rng(2)
    first, second = rng.lognormal(size=(5, 20)), rng.lognormal(size=(5, 20))
    assert np.array_equal(compute_spearman(first, second).rho, compute_spearman(np.log(first), second**3).rho)


def test_shapes_must_match() -> None:
    with pytest.raises(UsageError):
        compute_spearman([1.0, 2.0], [1.0])
