"""Two independent implementations of four CTCAE versions agree, value by value."""

import pytest
from agreement import compare_ctcae
from courses import from_seed, strategy
from grades_and_samples import Laboratory, build_laboratory
from hypothesis import given, settings


@pytest.mark.parametrize("unit", ["g/L", "g/dL"])
def test_random_laboratory_values(unit: str) -> None:
    values = list(from_seed(2025, 8_000, build_laboratory))
    assert compare_ctcae(values, "g/L" if unit == "g/L" else "g/dL") == []


@settings(max_examples=100, deadline=None)
@given(strategy(build_laboratory))
def test_values_that_hypothesis_looks_for(value: Laboratory) -> None:
    assert compare_ctcae([value]) == []
