"""Numbers as a paper prints them."""

import pytest

from paraprotein.report.numbers import (
    format_fraction,
    format_interval,
    format_p,
    format_percent,
    format_published,
    format_value,
)


@pytest.mark.parametrize(
    ("value", "unit", "identifier", "expected"),
    [
        (3110.0, "mg/dL", "igm_baseline_median", "3,110"),
        (7.0, "patients", "igm_fall_25", "7"),
        (7.5, "patients", "igm_fall_25", "7.5"),
        (8.4, "months", "ttp_median", "8.4"),
        (0.002, "1", "igm_best_p", "0.002"),
        (2.98e-8, "1", "tryptase_p", "<0.001"),
        (-236.0, "mg/dL", "igm_best_change", "−236"),
        (-0.01, "months", "", "0.0"),
        (0.86, "1", "igm_best_ratio", "0.86"),
        (None, "months", "os_median", "NE"),
    ],
)
def test_a_figure_is_written_as_the_field_writes_it(
    value: float | None, unit: str, identifier: str, expected: str
) -> None:
    assert format_value(value, unit, identifier) == expected


@pytest.mark.parametrize(
    ("p", "expected"), [(0.0, "<0.001"), (0.000999, "<0.001"), (0.001, "0.001"), (0.0502, "0.050"), (0.5, "0.50")]
)
def test_a_p_value_is_never_0(p: float, expected: str) -> None:
    assert format_p(p) == expected


def test_both_limits_have_the_same_decimals() -> None:
    assert format_interval(-676.0, 30.5, "mg/dL") == "−676 to 30"
    assert format_interval(5.52, None, "months") == "5.5 to NE"
    assert format_interval(None, None, "months") == ""


def test_fractions_show_their_denominator() -> None:
    assert format_fraction(7, 27) == "7/27 (26 %)"
    assert format_fraction(0, 0) == "0/0"
    assert format_percent(0.004) == "0.4 %"


def test_a_published_bound_keeps_its_sign() -> None:
    assert format_published({"published": 0.001, "relation": "<", "unit": "1"}) == "<0.001"
    assert format_published({"published": 0.05, "relation": ">=", "unit": "1"}) == "≥0.05"
    assert format_published({"published": None, "relation": "=", "unit": "months"}) == "not reported"
