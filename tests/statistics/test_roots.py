"""Many roots at once: closed forms, ends, jumps and steep tails."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.statistics.roots import find_root


def test_roots_of_known_functions_are_found_to_the_last_digits() -> None:
    power = np.array([1.0, 2.0, 5.0, 20.0])
    root = find_root(lambda x: x**power - 0.3, np.zeros(4), np.ones(4))
    assert root == pytest.approx(0.3 ** (1 / power), rel=1e-14)


def test_a_function_that_never_crosses_gives_the_end_where_it_is_nearest() -> None:
    low, high = np.zeros(2), np.ones(2)
    assert find_root(lambda x: x + np.array([0.0, -1.5]), low, high).tolist() == [0.0, 1.0]


def test_a_jump_across_zero_is_a_root() -> None:
    assert find_root(lambda x: np.where(x < 0.7, -1.0, 2.0), [0.0], [1.0]) == pytest.approx(0.7, abs=1e-15)


def test_infinite_values_at_the_ends_do_not_stop_the_search() -> None:
    with np.errstate(divide="ignore"):
        root = find_root(lambda x: np.log(x) - np.log1p(-x) - 1.0, [0.0], [1.0])
    assert root == pytest.approx(1 / (1 + np.exp(-1)), rel=1e-14)


@settings(deadline=None)
@given(st.lists(st.floats(1e-9, 1 - 1e-9), min_size=1, max_size=5), st.integers(1, 60))
def test_each_element_is_a_problem_of_its_own(targets: list[float], power: int) -> None:
    wanted = np.array(targets)
    together = find_root(lambda x: x**power - wanted, np.zeros(wanted.size), np.ones(wanted.size))
    assert together == pytest.approx(wanted ** (1 / power), rel=1e-12)
