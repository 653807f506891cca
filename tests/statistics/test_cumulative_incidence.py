"""Aalen & Johansen, Scand J Stat 1978;5:141, beside an independent implementation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight

from paraprotein.errors import UsageError
from paraprotein.statistics import compute_cumulative_incidence, compute_kaplan_meier

TIMES = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 2)), min_size=1, max_size=40)


@pytest.mark.parametrize("seed", range(5))
def test_incidence_and_error_are_those_of_an_independent_implementation(seed: int) -> None:
    chance = np.random.default_rng(seed)
    time, cause = chance.integers(1, 30, 60).astype(float), chance.integers(0, 3, 60)
    time, cause = np.append(time, 40.0), np.append(cause, 0)  # its error has no value where nobody is left
    found, beside = compute_cumulative_incidence(time, cause == 1, cause == 2), CumIncidenceRight(time, cause)
    place = np.searchsorted(found.time, beside.times)
    np.testing.assert_allclose(found.incidence[place], beside.cinc[0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.standard_error[place], beside.cinc_se[0], rtol=0, atol=1e-12)


@given(data=TIMES)
@settings(max_examples=60, deadline=None)
def test_without_competing_events_it_is_one_minus_kaplan_meier_and_never_above_it_with_them(
    data: list[tuple[int, int]],
) -> None:
    time = np.array([pair[0] for pair in data], dtype=np.float64)
    cause = np.array([pair[1] for pair in data])
    curve = compute_kaplan_meier(time, cause == 1)
    naive = 1 - curve.survival[0][~np.isnan(curve.time[0])]
    alone = compute_cumulative_incidence(time, cause == 1, np.zeros(len(time), np.bool_))
    np.testing.assert_allclose(alone.incidence, naive, rtol=0, atol=1e-12)
    assert np.all(compute_cumulative_incidence(time, cause == 1, cause == 2).incidence <= naive + 1e-12)


@given(data=TIMES)
@settings(max_examples=60, deadline=None)
def test_the_curve_rises_within_its_limits_and_both_causes_never_exceed_one(data: list[tuple[int, int]]) -> None:
    time = np.array([pair[0] for pair in data], dtype=np.float64)
    cause = np.array([pair[1] for pair in data])
    one = compute_cumulative_incidence(time, cause == 1, cause == 2)
    other = compute_cumulative_incidence(time, cause == 2, cause == 1)
    assert np.all(np.diff(one.incidence) >= -1e-12)
    assert np.all(one.incidence + other.incidence <= 1 + 1e-12)
    known = ~np.isnan(one.lower)
    assert np.all(one.lower[known] <= one.incidence[known] + 1e-12)
    assert np.all(one.incidence[known] <= one.upper[known] + 1e-12)


def test_nobody_gives_an_empty_curve() -> None:
    assert compute_cumulative_incidence([], [], []).incidence.size == 0


@pytest.mark.parametrize(
    ("time", "event", "competing"), [([1.0], [1], [1]), ([-1.0], [1], [0]), ([np.nan], [1], [0]), ([1.0], [1, 0], [0])]
)
def test_impossible_input_is_refused(time: list[float], event: list[int], competing: list[int]) -> None:
    with pytest.raises(UsageError):
        compute_cumulative_incidence(time, event, competing)
