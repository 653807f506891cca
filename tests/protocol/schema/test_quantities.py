"""A quantity carries its unit; whoever forgets it is told which one is wanted."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from paraprotein.protocol.schema.quantities import Days, Interval, Milligrams, Probability, Proportion


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Days, "28 days", 28.0),
        (Days, "4 weeks", 28.0),
        (Days, "2 years", 730.5),
        (Days, "0 days", 0.0),
        (Milligrams, "0.4 g", 400.0),
        (Proportion, "8 %", 0.08),
        (Proportion, "250 %", 2.5),
    ],
)
def test_a_quantity_is_held_in_one_unit(kind: Any, text: str, expected: float) -> None:
    assert TypeAdapter(kind).validate_python(text) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Days, 28, "in day"),
        (Days, "28", "in day"),
        (Days, "28 mg", "in day"),
        (Days, True, "in day"),
        (Days, "-3 days", "0 or more"),
        (Days, "1e999 days", "0 or more"),
        (Interval, "0 days", "more than 0"),
        (Milligrams, "400 milligrammes", "in mg"),
        (Probability, "101 %", "at most 1"),
    ],
)
def test_what_is_wrong_names_the_unit_or_the_range(kind: Any, value: object, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        TypeAdapter(kind).validate_python(value)
