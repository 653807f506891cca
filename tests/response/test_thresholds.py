"""Thresholds are inclusive, on measured values, and forgive the error of a float."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.comparisons import exceeds, reaches
from paraprotein.response.thresholds import has_fallen, has_risen

TENTHS = st.integers(0, 200_000)


@given(TENTHS, TENTHS, st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(9, 10)]))
def test_a_fall_agrees_with_exact_arithmetic(value: int, baseline: int, fraction: Fraction) -> None:
    exact = value <= (1 - fraction) * baseline
    assert bool(has_fallen(value / 10, baseline / 10, float(fraction))) == exact
    assert bool(has_fallen(value / 1000, baseline / 1000, float(fraction))) == exact


@given(TENTHS, TENTHS)
def test_a_rise_agrees_with_exact_arithmetic(value: int, nadir: int) -> None:
    assert bool(has_risen(value / 10, nadir / 10, 0.25)) == (4 * value >= 5 * nadir and value > nadir)


def test_a_quarter_of_9_2_g_per_l_is_reached_although_floats_miss_it() -> None:
    assert 1 - 6.9 / 9.2 < 0.25
    assert has_fallen(6.9, 9.2, 0.25)


def test_equal_reaches_but_does_not_exceed() -> None:
    assert reaches(0.1 + 0.2, 0.3)
    assert not exceeds(0.1 + 0.2, 0.3)
    assert exceeds(0.3001, 0.3)


def test_missing_values_reach_nothing() -> None:
    missing = np.array([np.nan, 1.0, np.nan])
    other = np.array([1.0, np.nan, np.nan])
    assert not np.any(reaches(missing, other) | exceeds(missing, other))
    assert not np.any(has_fallen(missing, other, 0.25) | has_risen(missing, other, 0.25))
