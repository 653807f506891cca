"""Midranks against SciPy."""

import numpy as np
from scipy import stats

from paraprotein.statistics.ranks import compute_midranks, compute_tie_spans


def test_midranks_equal_scipys_in_every_row() -> None:
    values = np.random.default_rng(1).integers(0, 6, size=(200, 12)).astype(float)
    assert np.array_equal(compute_midranks(values).doubled, 2 * stats.rankdata(values, axis=1))


def test_missing_values_have_no_rank_and_take_none() -> None:
    ranks = compute_midranks(np.array([[3.0, np.nan, 1.0, np.nan, np.inf]]))
    assert ranks.doubled.tolist() == [[4, 0, 2, 0, 6]]
    assert ranks.tie_sum.tolist() == [0]


def test_tie_sum_adds_t_cubed_minus_t() -> None:
    # a pair (8 - 2) and a triple (27 - 3)
    assert compute_midranks(np.array([[1.0, 1.0, 2.0, 2.0, 2.0, 7.0]])).tie_sum.tolist() == [30]


def test_spans_name_first_and_last_of_equal_values() -> None:
    spans = compute_tie_spans(np.array([[1.0, 1.0, 4.0, np.nan, np.nan]]))
    assert spans.first.tolist() == [[0, 0, 2, 3, 4]]
    assert spans.last.tolist() == [[1, 1, 2, 3, 4]]
