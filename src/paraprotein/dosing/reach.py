"""What a condition of a dose rule can come to: values that make it true, and what a healthy value does to it.

A rule that no patient can fire, or that every patient fires, is a slip of the pen or of a unit. Conditions are turned
into regions, one interval for each value that a comparison names, and the regions are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType

import numpy as np

from ..sources import Source
from .conditions import Comparison, Condition, evaluate

KRATZ = Source(
    "kratz2004",
    "Kratz et al., N Engl J Med 2004;351:1548, laboratory reference values",
    doi="10.1056/NEJMcpc049016",
    note="values inside the reference intervals; recalled. Extremes are ours, beyond what any patient shows",
)


@dataclass(frozen=True)
class Plausible:
    """Values of one test, in its standard unit (`units.STANDARD_UNITS`).

    Attributes:
        low: no patient lies below.
        normal: a value of a healthy person.
        high: no patient lies above.
    """

    low: float
    normal: float
    high: float


PLAUSIBLE: Mapping[str, Plausible] = MappingProxyType(
    {
        "NEUT": Plausible(0.0, 4.0, 500.0),
        "WBC": Plausible(0.0, 7.0, 2000.0),
        "LYM": Plausible(0.0, 2.0, 2000.0),
        "PLAT": Plausible(0.0, 250.0, 10_000.0),
        "HGB": Plausible(1.0, 14.0, 30.0),
        "ALT": Plausible(0.0, 20.0, 100_000.0),
        "AST": Plausible(0.0, 20.0, 100_000.0),
        "ALP": Plausible(0.0, 70.0, 50_000.0),
        "GGT": Plausible(0.0, 25.0, 50_000.0),
        "LDH": Plausible(0.0, 160.0, 100_000.0),
        "BILI": Plausible(0.0, 0.6, 100.0),
        "CREAT": Plausible(0.0, 0.9, 50.0),
        "ALB": Plausible(0.3, 4.2, 10.0),
        "CA": Plausible(1.0, 9.5, 40.0),
        "GLUC": Plausible(1.0, 90.0, 5000.0),
        "K": Plausible(0.5, 4.2, 20.0),
        "MG": Plausible(0.1, 2.0, 50.0),
        "PHOS": Plausible(0.1, 3.5, 50.0),
        "SODIUM": Plausible(70.0, 140.0, 250.0),
    }
)
"""Tests in which a healthy value is no reason to change a dose. Source: `KRATZ`."""

HIGHEST_GRADE = 5.0


@dataclass(frozen=True)
class Interval:
    """Values from `low` to `high`; an open end does not belong to it."""

    low: float
    high: float
    is_low_open: bool = False
    is_high_open: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no value lies in it."""
        return self.low > self.high or (self.low == self.high and (self.is_low_open or self.is_high_open))

    def __and__(self, other: "Interval") -> "Interval":
        """The values of both."""
        low, is_low_open = max((self.low, self.is_low_open), (other.low, other.is_low_open))
        high, is_closed = min((self.high, not self.is_high_open), (other.high, not other.is_high_open))
        return Interval(low, high, is_low_open, not is_closed)


Region = Mapping[str, Interval]
"""One interval for each value or grade that an alternative of a condition names: all must hold at once."""


def regions_of(condition: Condition, limits: Mapping[str, float]) -> tuple[Region, ...]:
    """Where a condition holds: one region per alternative that some patient can reach; none where nobody can.

    Args:
        condition: the condition.
        limits: `NEUT.LLN` or `BILI.ULN` -> the limit of normal in the standard unit, where it is known.
    """
    found = (_region(alternative, limits) for alternative in condition.alternatives)
    return tuple(region for region in found if not any(interval.is_empty for interval in region.values()))


def overlap(first: tuple[Region, ...], second: tuple[Region, ...]) -> bool:
    """Whether some patient makes both true."""
    return any(_common(one, other) for one in first for other in second)


def is_within(inner: tuple[Region, ...], outer: tuple[Region, ...]) -> bool:
    """Whether every patient in the first regions is in one of the second; False where that cannot be shown simply."""
    return all(any(_covers(other, one) for other in outer) for one in inner)


def holds_when_healthy(condition: Condition, limits: Mapping[str, float]) -> bool:
    """Whether a condition holds for a patient without any toxicity whose tests are all normal.

    A test that is not in `PLAUSIBLE`, such as a marker of the disease, counts as not known and decides nothing.
    """
    values: dict[str, np.ndarray] = {}
    for item in condition.comparisons:
        typical = PLAUSIBLE[item.name].normal if item.name in PLAUSIBLE else np.nan
        values[item.name] = values[f"{item.name}.baseline"] = np.asarray(typical)
        for of in ("LLN", "ULN"):
            values[f"{item.name}.{of}"] = np.asarray(limits.get(f"{item.name}.{of}", np.nan))
    grades = {item.name: np.zeros(()) for item in condition.comparisons}
    return bool(evaluate(condition, values, grades))


def _region(alternative: tuple[Comparison, ...], limits: Mapping[str, float]) -> dict[str, Interval]:
    region: dict[str, Interval] = {}
    for item in alternative:
        key, limit = _subject(item, limits)
        region[key] = region.get(key, _possible(item, key)) & _side(item, limit)
    return region


def _subject(item: Comparison, limits: Mapping[str, float]) -> tuple[str, float]:
    """What is compared and with what: a value with a known limit of normal is compared by its value."""
    if item.is_grade:
        return f"{item.name} grade", item.limit
    name = f"{item.name}.{item.of}"
    if item.of == "value":
        return item.name, item.limit
    return (item.name, item.limit * limits[name]) if name in limits else (name, item.limit)


def _possible(item: Comparison, key: str) -> Interval:
    if item.is_grade:
        return Interval(0.0, HIGHEST_GRADE)
    if key in PLAUSIBLE:
        return Interval(PLAUSIBLE[key].low, PLAUSIBLE[key].high)
    return Interval(0.0, inf)


def _side(item: Comparison, limit: float) -> Interval:
    """The values on the right side of a limit; grades are whole numbers."""
    is_open = item.operator in ("<", ">")
    if item.is_grade:
        limit, is_open = _whole(item.operator, limit), False
    if item.operator.startswith("<"):
        return Interval(-inf, limit, is_high_open=is_open)
    return Interval(limit, inf, is_low_open=is_open)


def _whole(operator: str, limit: float) -> float:
    """The last grade on the right side: `> 2` begins at 3, `< 2` ends at 1."""
    nearest = {"<": np.ceil(limit) - 1, "<=": np.floor(limit), ">": np.floor(limit) + 1, ">=": np.ceil(limit)}
    return float(nearest[operator])


def _common(one: Region, other: Region) -> bool:
    shared = one.keys() & other.keys()
    return not any((one[key] & other[key]).is_empty for key in shared)


def _covers(outer: Region, inner: Region) -> bool:
    return all(key in inner and (inner[key] & interval) == inner[key] for key, interval in outer.items())
