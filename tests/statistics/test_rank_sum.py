"""Rank-sum test: all assignments enumerated, Hollander & Wolfe's example, SciPy."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from paraprotein.errors import UsageError
from paraprotein.statistics.rank_sum import compute_rank_sum

# Hollander & Wolfe 1973, p. 69: permeability of the human chorioamnion at term and at 12 to 26 weeks
AT_TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]


def enumerate_samples(first: list[int], second: list[int]) -> float:
    """Two-sided p by listing every assignment of the midranks to the samples."""
    ranks = stats.rankdata([*first, *second])
    observed = ranks[: len(first)].sum()
    sums = np.array([ranks[list(chosen)].sum() for chosen in itertools.combinations(range(len(ranks)), len(first))])
    return float(min(1.0, 2 * min((sums <= observed).mean(), (sums >= observed).mean())))


def test_the_permeability_example() -> None:
    """R's help for wilcox.test gives W = 35 and a one-sided p of 0.1272 for these data."""
    result = compute_rank_sum([*AT_TERM, *EARLY], [True] * 10 + [False] * 5)
    assert result.u == 35.0
    assert round(float(result.p[0]) / 2, 4) == 0.1272


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=6),
    st.lists(st.integers(0, 5), min_size=1, max_size=6),
)
def test_p_counts_all_assignments_with_ties(first: list[int], second: list[int]) -> None:
    result = compute_rank_sum([*first, *second], [True] * len(first) + [False] * len(second))
    assert result.p == pytest.approx(enumerate_samples(first, second), abs=1e-12)


def test_untied_p_equals_scipys_exact_p_for_7_responders_and_20_others() -> None:
    values = np.random.default_rng(2).normal(size=(25, 27))
    values[:, :7] += 0.8
    is_first = np.broadcast_to(np.arange(27) < 7, values.shape)
    expected = [stats.mannwhitneyu(row[:7], row[7:], method="exact").pvalue for row in values]
    assert compute_rank_sum(values, is_first).p == pytest.approx(expected, rel=1e-10)
    assert compute_rank_sum(values, ~is_first).p == pytest.approx(expected, rel=1e-10)


def test_the_normal_approximation_is_scipys_with_ties_and_continuity() -> None:
    values = np.round(np.random.default_rng(3).normal(5, 4, size=(30, 60)))
    is_first = np.random.default_rng(4).random(values.shape) < 0.4
    result = compute_rank_sum(values, is_first)
    assert not result.is_exact.any()
    for row, first, p, u in zip(values, is_first, result.p, result.u, strict=True):
        expected = stats.mannwhitneyu(row[first], row[~first], method="asymptotic")
        assert (u, p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)


def test_a_group_has_the_same_p_alone_and_among_others_of_every_size() -> None:
    rng = np.random.default_rng(6)
    values, is_first = np.round(rng.normal(0, 4, size=(2000, 28))), rng.random((2000, 28)) < 0.3
    valid = rng.random((2000, 28)) < 0.9
    together = compute_rank_sum(values, is_first, valid).p
    for row in (0, 100, 1999):
        alone = compute_rank_sum(values[row][valid[row]], is_first[row][valid[row]])
        assert alone.p[0] == together[row]


def test_an_empty_sample_is_not_estimable_and_equal_values_are_no_difference() -> None:
    result = compute_rank_sum([[1.0, 2.0], [3.0, 3.0]], [[True, True], [True, False]])
    assert np.isnan(result.p[0])
    assert np.isnan(result.u[0])
    assert result.p[1] == 1.0
    assert compute_rank_sum(np.full(60, 3.0), np.arange(60) < 20).p == 1.0


def test_rounding_exposes_ties_between_values() -> None:
    assert compute_rank_sum([0.1 + 0.2, 0.3], [True, False], decimals=1).u == 0.5


def test_shapes_must_match() -> None:
    with pytest.raises(UsageError):
        compute_rank_sum([1.0, 2.0], [True])
    with pytest.raises(UsageError):
        compute_rank_sum([1.0, 2.0], [True, False], largest_exact=99)
