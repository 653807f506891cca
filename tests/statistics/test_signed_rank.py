"""Signed-rank test: all signs enumerated, Hollander & Wolfe's example, SciPy, and the zeros and ties of real data."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from paraprotein.errors import UsageError
from paraprotein.statistics.signed_rank import ZeroRule, compute_signed_rank

# Hollander & Wolfe 1973, p. 29: Hamilton depression scale factor of nine patients, before and after a tranquillizer
BEFORE = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30])
AFTER = np.array([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])


def enumerate_signs(differences: list[int], zeros: ZeroRule) -> float:
    """Two-sided p by listing every assignment of signs to the midranks."""
    kept = np.array([d for d in differences if d != 0 or zeros == "pratt"])
    if len(kept) == 0:
        return 1.0
    ranks = stats.rankdata(np.abs(kept))[kept != 0]
    observed = ranks[kept[kept != 0] > 0].sum()
    sums = np.array(list(itertools.product((0, 1), repeat=len(ranks)))) @ ranks if len(ranks) else np.zeros(1)
    return float(min(1.0, 2 * min((sums <= observed).mean(), (sums >= observed).mean())))


def test_the_depression_example() -> None:
    """R's help for wilcox.test gives V = 40 and a one-sided p of 0.01953 for these data."""
    result = compute_signed_rank(BEFORE - AFTER)
    assert result.positive_sum == 40.0
    assert result.negative_sum == 5.0
    assert result.p == pytest.approx(2 * 0.01953125)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(-6, 6), min_size=1, max_size=10), st.sampled_from(["wilcoxon", "pratt"]))
def test_p_counts_all_signs_with_ties_and_zeros(differences: list[int], zeros: ZeroRule) -> None:
    result = compute_signed_rank(differences, zeros=zeros)
    assert result.p == pytest.approx(enumerate_signs(differences, zeros), abs=1e-14)


def test_untied_p_equals_scipys_exact_p_for_27_and_50_pairs() -> None:
    rng = np.random.default_rng(2)
    for n in (27, 50):
        values = rng.normal(0.2, 1.0, size=(20, n))
        expected = [stats.wilcoxon(row, method="exact").pvalue for row in values]
        assert compute_signed_rank(values).p == pytest.approx(expected, rel=1e-10)


def test_the_smallest_p_of_27_falls_is_exact() -> None:
    assert compute_signed_rank(-np.arange(1.0, 28.0)).p == pytest.approx(2.0**-26, rel=1e-15)


@pytest.mark.parametrize(("zeros", "scipy_name"), [("wilcoxon", "wilcox"), ("pratt", "pratt")])
def test_the_normal_approximation_is_scipys_with_continuity(zeros: ZeroRule, scipy_name: str) -> None:
    values = np.round(np.random.default_rng(5).normal(1.0, 5.0, size=(30, 70)))
    result = compute_signed_rank(values, zeros=zeros, largest_exact=0)
    expected = [
        stats.wilcoxon(row, zero_method=scipy_name, correction=True, method="asymptotic").pvalue for row in values
    ]
    assert result.p == pytest.approx(expected, rel=1e-9)
    assert not result.is_exact.any()


def test_the_switch_to_the_approximation_comes_after_fifty_nonzero_pairs() -> None:
    rng = np.random.default_rng(8)
    values = rng.normal(size=(1, 52))
    values[0, 0] = 0.0
    assert not compute_signed_rank(values).is_exact[0]
    values[0, 1] = 0.0
    assert compute_signed_rank(values).is_exact[0]
    exact, approximate = compute_signed_rank(values), compute_signed_rank(values, largest_exact=10)
    assert exact.p == pytest.approx(approximate.p, abs=0.01)


def test_rounding_to_the_datas_decimals_exposes_ties() -> None:
    before, after = np.array([5.3, 0.2, 1.0, 9.0]), np.array([5.2, 0.1, 1.5, 7.0])
    assert (before - after)[0] != (before - after)[1]
    tied = compute_signed_rank(before - after, decimals=1)
    assert tied.p == pytest.approx(enumerate_signs([1, 1, -5, 20], "wilcoxon"))
    assert tied.positive_sum == 1.5 + 1.5 + 4.0
    # a difference of rounding error is no difference
    assert compute_signed_rank([0.1 + 0.2 - 0.3, 1.0], decimals=1).n_zero == 1


def test_no_difference_anywhere_is_p_1_and_no_pair_is_not_estimable() -> None:
    result = compute_signed_rank([[0.0, 0.0, np.nan], [np.nan, np.nan, np.nan]])
    assert result.p[0] == 1.0
    assert np.isnan(result.p[1])
    assert result.n.tolist() == [2, 0]
    assert result.n_zero.tolist() == [2, 0]


def test_a_group_has_the_same_p_alone_and_among_ten_thousand() -> None:
    rng = np.random.default_rng(9)
    values = np.round(rng.normal(1.0, 6.0, size=(3000, 28)))
    values[rng.random(values.shape) < 0.1] = np.nan
    together = compute_signed_rank(values).p
    for row in (0, 17, 2999):
        assert compute_signed_rank(values[row]).p[0] == together[row]


def test_padding_and_order_change_nothing() -> None:
    values = np.array([[3.0, -1.0, 2.0, 2.0, -5.0]])
    padded = np.concatenate([values[:, ::-1], np.full((1, 60), 7.0)], axis=1)
    valid = np.arange(65)[None, :] < 5
    assert compute_signed_rank(padded, valid).p == compute_signed_rank(values).p


def test_turning_all_signs_keeps_p() -> None:
    values = np.round(np.random.default_rng(4).normal(1, 3, size=(50, 15)))
    assert np.array_equal(compute_signed_rank(values).p, compute_signed_rank(-values).p)


def test_unknown_rules_are_refused() -> None:
    with pytest.raises(UsageError):
        compute_signed_rank([1.0], zeros="drop")
    with pytest.raises(UsageError):
        compute_signed_rank([1.0], largest_exact=51)
