"""What families of designs share: a sentence and a builder, and the parts of a single-arm binary design."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..errors import UsageError
from ..stopping.exact import Course, Looks, compute_course
from .result import Boundary, Design, ErrorRate, Scenario
from .wording import Sentence, Value

Values = Mapping[str, Value]


@dataclass(frozen=True)
class Family:
    """A sentence, and the function that builds the design from the sentence's numbers.

    Attributes:
        sentence: the protocol's sentence.
        build: numbers by name, as the sentence names them, to the design.
    """

    sentence: Sentence
    build: Callable[[Values], Design]


def number(values: Values, name: str) -> float:
    """A number among the values.

    Raises:
        UsageError: it is missing or of another kind.
    """
    value = values.get(name)
    if isinstance(value, int | float):
        return value
    raise UsageError.one(name, str(value), "give a number", "design.value")


def whole(values: Values, name: str) -> int:
    """A whole number among the values; errors as in `number`."""
    value = number(values, name)
    if value != int(value):
        raise UsageError.one(name, str(value), "give a whole number", "design.value")
    return int(value)


def bounds(values: Values, name: str) -> tuple[int | None, ...]:
    """A list of whole numbers or None among the values; errors as in `number`."""
    value = values.get(name)
    if not isinstance(value, tuple):
        raise UsageError.one(name, str(value), "give a list of whole numbers", "design.value")
    return tuple(None if item is None else int(item) for item in value)


def wholes(values: Values, name: str) -> tuple[int, ...]:
    """A list of whole numbers among the values, none missing; errors as in `number`."""
    found = bounds(values, name)
    if None in found:
        raise UsageError.one(name, str(found), "give a number at each look", "design.value")
    return tuple(item for item in found if item is not None)


def numbers(values: Values, name: str) -> tuple[float, ...]:
    """A list of numbers among the values; errors as in `number`."""
    value = values.get(name)
    if not isinstance(value, tuple):
        raise UsageError.one(name, str(value), "give a list of numbers", "design.value")
    return tuple(float(item) for item in value if item is not None)


def name_of(values: Values, name: str) -> str:
    """A name among the values."""
    return str(values[name])


def pick(values: Values, *names: str) -> dict[str, Value]:
    """Some of the values, in this order."""
    return {name: values[name] for name in names}


def response_scenario(name: str, course: Course) -> Scenario:
    """Characteristics of a single arm at one response rate."""
    rates = {"response rate": course.rate}
    return Scenario(
        name, rates, course.reject, course.expected_n, course.pet, course.stop_futility, course.stop_efficacy
    )


def response_scenarios(looks: Looks, p0: float, p1: float) -> tuple[Scenario, Scenario]:
    """Characteristics of a single arm under the null hypothesis and the alternative."""
    return (
        response_scenario("null", compute_course(looks, p0)),
        response_scenario("alternative", compute_course(looks, p1)),
    )


def response_boundaries(looks: Looks) -> tuple[Boundary, ...]:
    """The bounds of a single arm with one binary endpoint."""
    return tuple(
        Boundary("responses", n, low, high)
        for n, low, high in zip(looks.n, looks.futility, looks.efficacy, strict=True)
    )


def error_rates(alpha: float, beta: float, scenarios: tuple[Scenario, ...]) -> tuple[ErrorRate, ErrorRate]:
    """Nominal and attained errors; the scenarios begin with the null hypothesis and the alternative."""
    null, alternative = scenarios[:2]
    return ErrorRate("type I", alpha, null.reject), ErrorRate("type II", beta, 1 - alternative.reject)
