"""What a laboratory grading table is made of: limits, routes, scales, editions.

The CTCAE prints each grade as a range, "<10.0 - 8.0 g/dL". A range that follows on from the milder one is fully told by
the limit where it begins, so a grade here is the limit that a value must pass to enter it; the worst grade entered
counts. "<LLN - 10.0" means 10.0 <= x < LLN: the value printed at the far end belongs to the milder grade.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ..sources import Source
from .analytes import SYNONYMS, code_of

Direction = Literal["low", "high"]
"""Which side of normal a scale grades."""

Reference = Literal["value", "LLN", "ULN", "baseline", "infarction"]
"""What a bound is a multiple of: an absolute value, a limit of normal, the patient's own baseline, or the level at
which the maker of a troponin assay speaks of myocardial infarction."""

Applies = Literal[
    "always", "baseline high", "baseline high to 5 ULN", "baseline not high", "baseline low", "fasting", "not fasting",
    "anticoagulated", "not anticoagulated",
]  # fmt: skip
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
        otherwise: absolute bound, in the scale's unit, for a value whose reference is not known; None: there is none.
    """

    of: Reference
    times: float = 1.0
    plus: float = 0.0
    inclusive: bool = False
    printed: Mapping[str, float] = field(default_factory=dict)
    otherwise: float | None = None


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
        ends: beyond this bound the edition leaves the value to another term, and this one has no grade.
    """

    analyte: str
    direction: Direction
    term: str
    unit: str
    routes: tuple[Route, ...]
    ends: Bound | None = None

    @property
    def references(self) -> frozenset[Reference]:
        """Everything that a bound of the scale is a multiple of."""
        return frozenset(bound.of for route in self.routes for limit in route.limits for bound in limit)

    @property
    def needs(self) -> frozenset[Reference]:
        """References without which no value can be graded at all.

        The upper limit of normal where the limits depend on a baseline above it, and the one reference that all bounds
        are multiples of.
        """
        of_baseline = any(route.applies in ("baseline high", "baseline not high") for route in self.routes)
        has_fallback = any(bound.otherwise is not None for r in self.routes for limit in r.limits for bound in limit)
        is_single = len(self.references) == 1 and not has_fallback
        needed: set[Reference] = {each for each in self.references if is_single and each != "value"}
        return frozenset(needed | {"ULN"} if of_baseline else needed)


@dataclass(frozen=True)
class Edition:
    """One published edition of the CTCAE."""

    name: str
    scales: tuple[Scale, ...]
    source: Source

    def scale(self, analyte: str, direction: Direction) -> Scale | None:
        """The scale of an analyte in one direction, None where this edition does not grade it."""
        return next((scale for scale in self.scales_of(analyte) if scale.direction == direction), None)

    def scales_of(self, analyte: str) -> tuple[Scale, ...]:
        """The scales of an analyte, under its own LBTESTCD or a usual synonym: none, one, or low and high."""
        code = code_of(analyte)
        return tuple(scale for scale in self.scales if scale.analyte == code)

    @property
    def analytes(self) -> frozenset[str]:
        """Every LBTESTCD that the edition grades, usual synonyms included."""
        graded = {scale.analyte for scale in self.scales}
        return frozenset(graded | {name for name, code in SYNONYMS.items() if code in graded})


def at(value: float, *, inclusive: bool = False, **printed: float) -> Limit:
    """An absolute bound in the scale's unit; `mmol_L=6.2` adds the bound printed in mmol/L."""
    others = {unit.replace("_", "/"): bound for unit, bound in printed.items()}
    return (Bound("value", value, inclusive=inclusive, printed=others),)


def lln(times: float = 1.0) -> Limit:
    """A multiple of the lower limit of normal."""
    return (Bound("LLN", times),)


def uln(times: float = 1.0, plus: float = 0.0, *, inclusive: bool = False, otherwise: float | None = None) -> Limit:
    """A multiple of the upper limit of normal; `otherwise` is an absolute bound where that limit is not known."""
    return (Bound("ULN", times, plus, inclusive, otherwise=otherwise),)


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


def for_codes(scale: Scale, *codes: str) -> tuple[Scale, ...]:
    """The same scale under every LBTESTCD of one quantity."""
    return tuple(replace(scale, analyte=code) for code in codes)
