"""One tolerance for every limit: response, grades and dose conditions agree on what equals what."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.comparisons import exceeds, reaches
from paraprotein.dosing import evaluate, parse_condition
from paraprotein.toxicity import grade

POSITIVE = st.floats(1e-3, 1e6)


@given(POSITIVE, st.integers(1, 1000))
def test_a_value_built_of_parts_reaches_its_whole(value: float, parts: int) -> None:
    whole = sum([value / parts] * parts)
    assert reaches(whole, value)
    assert not exceeds(whole, value)
    assert not exceeds(value, whole)


@given(POSITIVE, POSITIVE)
def test_either_a_value_reaches_a_limit_or_the_limit_exceeds_it(value: float, limit: float) -> None:
    assert bool(reaches(value, limit)) != bool(exceeds(limit, value))


def test_a_missing_value_neither_reaches_nor_exceeds() -> None:
    assert not reaches(np.nan, 1.0)
    assert not exceeds(np.nan, 1.0)
    assert not reaches(1.0, np.nan)
    assert not exceeds(1.0, np.nan)


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=20))
def test_both_libraries_compare_alike(pairs: list[tuple[float, float]]) -> None:
    value, limit = np.array(pairs).T
    with jax.enable_x64(True):
        assert jnp.asarray(reaches(jnp.asarray(value), jnp.asarray(limit))).tolist() == reaches(value, limit).tolist()


@pytest.mark.parametrize("value", [0.8 * 3 / 3, 0.1 * 8, 8 / 10])
def test_a_dose_condition_and_a_grade_read_the_same_limit_alike(value: float) -> None:
    """CTCAE 5.0: neutrophils below 1.0 to 0.5 are grade 3; a limit of the value itself is not below it."""
    count = np.array([value + 0.2])
    assert not evaluate(parse_condition("NEUT < 1.0"), {"NEUT": count}, {})[0]
    assert grade("ctcae-5.0", "NEUT", count, 2.0, None, None)[0] == 2.0
