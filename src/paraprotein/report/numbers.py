"""Numbers as a reader of a paper expects them: 3,110 mg/dL, 8.4 months, p < 0.001, NE."""

from collections.abc import Mapping
from typing import Any

NOT_ESTIMABLE = "NE"
"""Stands where a figure or a limit cannot be estimated or is not reached."""

MINUS = "−"

_DECIMALS = {"months": 1, "ng/mL": 1, "years": 1, "%": 1, "patients": 1, "therapies": 1, "mg": 0, "mg/day": 0}
"""Most decimals shown for a unit; other units show three significant digits."""

_WHOLE = ("patients", "therapies", "years")
"""Units of counted things: a whole number is shown without decimals."""


def format_value(value: float | None, unit: str, identifier: str = "") -> str:
    """A figure without its unit; `NE` where there is none.

    Args:
        value: the figure; None when it cannot be estimated or is not reached.
        unit: its unit; `1` for a proportion, a ratio or a p value.
        identifier: id of the figure: one that ends with `_p` is a p value.
    """
    if value is None:
        return NOT_ESTIMABLE
    if is_p_value(identifier):
        return format_p(value)
    if unit in _WHOLE and float(value).is_integer():
        return _signed(f"{value:,.0f}")
    return _signed(f"{value:,.{_decimals(unit, value)}f}")


def format_p(value: float) -> str:
    """A p value: two significant digits, never 0."""
    if value < 0.001:
        return "<0.001"
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def format_interval(low: float | None, high: float | None, unit: str, identifier: str = "") -> str:
    """Two limits with the same decimals: `5.5 to 10.3`; `NE` for one that is not reached; empty without both."""
    if low is None and high is None:
        return ""
    if low is None or high is None or is_p_value(identifier) or unit in _WHOLE:
        return f"{format_value(low, unit, identifier)} to {format_value(high, unit, identifier)}"
    decimals = _decimals(unit, max(abs(low), abs(high)))
    return f"{_signed(f'{low:,.{decimals}f}')} to {_signed(f'{high:,.{decimals}f}')}"


def format_published(figure: Mapping[str, Any]) -> str:
    """The published value of a compared figure as the paper gives it: `3,110`, `<0.001`, `not reported`."""
    value = figure["published"]
    if value is None:
        return "not reported"
    relation = "" if figure["relation"] == "=" else figure["relation"].replace("<=", "≤").replace(">=", "≥")
    number = f"{value:g}" if figure["unit"] == "1" else format_value(value, figure["unit"])
    return f"{relation}{number}"


def format_percent(proportion: float | None) -> str:
    """A proportion as a whole percentage, or with one decimal below 1 %."""
    if proportion is None:
        return NOT_ESTIMABLE
    percent = 100 * proportion
    return f"{percent:.1f} %" if 0 < percent < 1 else f"{percent:.0f} %"


def format_fraction(n: int | None, denominator: int | None) -> str:
    """`7/27 (26 %)`; without the percentage where the denominator is 0."""
    if n is None or denominator is None:
        return ""
    share = f" ({format_percent(n / denominator)})" if denominator else ""
    return f"{n}/{denominator}{share}"


def format_unit(unit: str) -> str:
    """The unit behind a number; a bare number has none."""
    return "" if unit == "1" else unit


def is_p_value(identifier: str) -> bool:
    """Whether a figure's id names a p value."""
    return identifier.endswith("_p")


def _decimals(unit: str, value: float) -> int:
    """Decimals for a unit; where it has no rule of its own, as many as leave about three significant digits."""
    if unit == "1":
        return 2
    if unit in _DECIMALS:
        return _DECIMALS[unit]
    size = abs(value)
    return 0 if size >= 100 else 1 if size >= 10 else 2


def _signed(text: str) -> str:
    """The typographic minus; a zero has no sign."""
    if not text.startswith("-"):
        return text
    return MINUS + text[1:] if any(digit in text for digit in "123456789") else text[1:]
