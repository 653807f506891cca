"""What a laboratory grading table is made of: limits, routes, scales, editions.

The CTCAE prints each grade as a range, "<10.0 - 8.0 g/dL". A range that follows on from the milder one is fully told by
the limit where it begins, so a grade here is the limit that a value must pass to enter it; the worst grade entered
counts. "<LLN - 10.0" means 10.0 <= x < LLN: the value printed at the far end belongs to the milder grade.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..sources import Source

Direction = Literal["low", "high"]
"""Which side of normal a scale grades."""

Reference = Literal["value", "LLN", "ULN", "baseline"]
"""What a bound is a multiple of: an absolute value, a limit of normal, or the patient's own baseline."""

Applies = Literal["always", "baseline high", "baseline not high", "baseline low"]
"""Whose values a route grades. high: baseline above ULN; low: baseline below LLN; a missing baseline is neither."""


@dataclass(frozen=True)
class Bound:
    """`times` x the reference, plus `plus`: `Bound("ULN", 3.0)` is 3 x ULN.

    Attributes:
        of: what the bound is a multiple of; `"value"` means `times` itself is the bound.
        times: multiple, or the absolute value in the scale's unit.
        plus: amount added, in the scale's unit.
        inclusive: the bound itself belongs to the grade ("1.5 - 3.0 x baseline" begins at 1.5 x baseline).
        printed: the same absolute bound as the edition prints it in other units, by unit.
    """

    of: Reference
    times: float = 1.0
    plus: float = 0.0
    inclusive: bool = False
    printed: Mapping[str, float] = field(default_factory=dict)


Limit = tuple[Bound, ...]
"""Where a grade begins: every bound must be passed; the empty tuple means the edition has no such grade."""

NO_GRADE: Limit = ()


@dataclass(frozen=True)
class Route:
    """One way to reach grades 1 to 4; where an edition gives several, the worst counts."""

    limits: tuple[Limit, Limit, Limit, Limit]
    applies: Applies = "always"


@dataclass(frozen=True)
class Scale:
    """One laboratory term of one edition.

    Attributes:
        analyte: LBTESTCD.
        direction: side of normal that is graded.
        term: the edition's term.
        unit: unit of absolute bounds; "" where all bounds are relative, so that any unit will do.
        routes: ways to reach a grade.
    """

    analyte: str
    direction: Direction
    term: str
    unit: str
    routes: tuple[Route, ...]

    @property
    def needs_high_normal(self) -> bool:
        """Whether the limits depend on a baseline above normal, which nobody can tell without an ULN."""
        return any(route.applies in ("baseline high", "baseline not high") for route in self.routes)


@dataclass(frozen=True)
class Edition:
    """One published edition of the CTCAE."""

    name: str
    scales: tuple[Scale, ...]
    source: Source

    def scale(self, analyte: str, direction: Direction) -> Scale | None:
        """The scale of an analyte in one direction, None where this edition does not grade it."""
        found = (scale for scale in self.scales if scale.analyte == analyte and scale.direction == direction)
        return next(found, None)


def at(value: float, **printed: float) -> Limit:
    """An absolute bound in the scale's unit; `mmol_L=6.2` adds the bound printed in mmol/L."""
    return (Bound("value", value, printed={unit.replace("_", "/"): bound for unit, bound in printed.items()}),)


def lln(times: float = 1.0) -> Limit:
    """A multiple of the lower limit of normal."""
    return (Bound("LLN", times),)


def uln(times: float = 1.0, plus: float = 0.0) -> Limit:
    """A multiple of the upper limit of normal."""
    return (Bound("ULN", times, plus),)


def baseline(times: float = 1.0, plus: float = 0.0, inclusive: bool = False) -> Limit:
    """A multiple of the patient's baseline."""
    return (Bound("baseline", times, plus, inclusive),)


def one_route(*limits: Limit) -> tuple[Route, ...]:
    """A scale with the same limits for everybody; grades not given do not exist."""
    return (route(*limits),)


def route(*limits: Limit, applies: Applies = "always") -> Route:
    """Grades 1, 2, ... begin at these limits; grades not given do not exist."""
    first, second, third, fourth = [*limits, NO_GRADE, NO_GRADE, NO_GRADE][:4]
    return Route((first, second, third, fourth), applies)


def by_baseline(normal: tuple[Limit, ...], high: tuple[Limit, ...]) -> tuple[Route, ...]:
    """Limits for a baseline that was not above normal, and for one that was."""
    return (route(*normal, applies="baseline not high"), route(*high, applies="baseline high"))
