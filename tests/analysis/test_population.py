"""Matrices of trials: width and byte-stable sums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.analysis.subjects import steady_width


@pytest.mark.parametrize(
    ("n", "width"), [(0, 8), (1, 8), (8, 8), (27, 32), (28, 32), (128, 128), (129, 256), (300, 512)]
)
def test_widths(n: int, width: int) -> None:
    assert steady_width(n) == width


@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 2**32))
def test_padding_to_a_steady_width_changes_no_bit_of_a_sum(own: int, largest: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=own)
    alone, together = np.zeros((1, steady_width(own))), np.zeros((1, steady_width(max(own, largest))))
    alone[0, :own] = together[0, :own] = values
    assert alone.sum(axis=1)[0] == together.sum(axis=1)[0]
