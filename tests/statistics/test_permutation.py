"""Exact distributions: whole-number counts known from combinatorics, and blocks that change nothing."""

from math import comb

import numpy as np
import pytest

from paraprotein.statistics import permutation
from paraprotein.statistics.permutation import compute_sample_sum_tails, compute_signed_sum_tail


def test_the_whole_range_has_probability_1_even_at_fifty_ranks() -> None:
    ranks = 2 * np.arange(1, 51)[None, :]
    assert compute_signed_sum_tail(ranks, ranks.sum(axis=1))[0] == 1.0
    at_most, below = compute_sample_sum_tails(ranks, np.array([25]), np.array([2 * sum(range(26, 51))]))
    assert at_most[0] == 1.0
    assert below[0] == pytest.approx(1 - 1 / comb(50, 25), rel=1e-15)


def test_the_smallest_sum_has_one_way() -> None:
    ranks = 2 * np.arange(1, 28)[None, :]
    at_most, below = compute_sample_sum_tails(ranks, np.array([7]), np.array([2 * 28]))
    assert at_most[0] == 1 / comb(27, 7)
    assert below[0] == 0.0


def test_the_size_of_blocks_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    doubled = np.sort(rng.integers(1, 20, size=(300, 9)), axis=1) + 2 * np.arange(9)
    limit, size = rng.integers(0, 90, 300), rng.integers(0, 10, 300)
    signed, sampled = compute_signed_sum_tail(doubled, limit), compute_sample_sum_tails(doubled, size, limit)
    monkeypatch.setattr(permutation, "_CELLS", 50)
    assert np.array_equal(compute_signed_sum_tail(doubled, limit), signed)
    assert np.array_equal(compute_sample_sum_tails(doubled, size, limit), sampled)
