"""Sentences that can be read back: one template writes the words and finds the numbers in them again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

Value = float | int | str | tuple[float | int | None, ...] | None
"""A number of a design, a list of them by look, or a choice by name."""

_FIELD = re.compile(r"\{(\w+):(\w+)\}")
NO_BOUND = "no bound"
"""How a sentence writes a look without a bound."""

_NUMBER = r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?"
_ITEM = rf"(?:-?\d+|{NO_BOUND})(?: \(\d+ times\))?"
_SIZE = r"\d+(?: to \d+)?"
_PATTERNS = {
    "rate": rf"({_NUMBER}) %",
    "number": rf"({_NUMBER})",
    "whole": r"(-?\d+)",
    "wholes": rf"({_ITEM}(?:, {_ITEM})*)",
    "sizes": rf"({_SIZE}(?:, {_SIZE})*)",
    "numbers": rf"({_NUMBER}(?:, {_NUMBER})*)",
    "rates": rf"({_NUMBER} %(?:, {_NUMBER} %)*)",
    "name": r"([A-Za-z][A-Za-z' -]*?)",
}


@dataclass(frozen=True)
class Sentence:
    """A sentence with fields `{name:kind}`.

    Kinds: `rate` (0.05 is written 5 %), `number`, `whole`, `wholes` (a list; None is "no bound"), `sizes` (a
    list that rises), `numbers`, `rates` and `name`.

    Attributes:
        template: the words with their fields.

    Example:
        >>> words = Sentence("{r1:whole} of {n1:whole} at {p0:rate}")
        >>> words.read(words.write({"r1": 1, "n1": 10, "p0": 0.07}))
        {'r1': 1, 'n1': 10, 'p0': 0.07}
    """

    template: str

    def write(self, values: Mapping[str, Value]) -> str:
        """The sentence with these numbers, every digit kept."""
        return _FIELD.sub(lambda match: _write(values[match[1]], match[2]), self.template)

    def read(self, text: str) -> dict[str, Value] | None:
        """The numbers of the first such sentence in a text; None when there is none. Line breaks count as spaces."""
        match = self._pattern.search(" ".join(text.split()))
        if match is None:
            return None
        return {name: _read(found, kind) for (name, kind), found in zip(self._fields, match.groups(), strict=True)}

    @cached_property
    def _fields(self) -> list[tuple[str, str]]:
        return [(match[1], match[2]) for match in _FIELD.finditer(self.template)]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = _FIELD.split(self.template)  # text, name, kind, text, name, kind, ...
        pieces = [re.escape(words[0])]
        for kind, after in zip(words[2::3], words[3::3], strict=True):
            pieces += [_PATTERNS[kind], re.escape(after)]
        return re.compile("".join(pieces))


def percent(rate: float) -> str:
    """A rate in percent with every digit it has: 0.07 is `7 %`, never 7.000000000000001 %."""
    return f"{_plain(Decimal(repr(float(rate))) * 100)} %"


def simplest_between(low: float, high: float) -> float:
    """The number above `low` and below `high` with the fewest decimals; of those the one nearest to their middle."""
    for digits in range(1, 18):
        scale = 10.0**digits
        middle = round((low + high) / 2 * scale) / scale
        nearby = (middle, round(middle - 1 / scale, digits), round(middle + 1 / scale, digits))
        inside = [value for value in nearby if low < value < high]
        if inside:
            return inside[0]
    return (low + high) / 2


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _write(value: Value, kind: str) -> str:
    if isinstance(value, tuple) and kind in ("wholes", "sizes"):
        return ", ".join(write_runs(value, 4 if kind == "sizes" else len(value) + 1))
    if isinstance(value, tuple):
        single = kind.removesuffix("s")
        return ", ".join(NO_BOUND if item is None else _write(item, single) for item in value)
    if kind == "rate" and isinstance(value, int | float):
        return percent(value)
    if kind == "number" and isinstance(value, int | float):
        return _plain(Decimal(repr(value)))
    return str(value)


def write_runs(values: tuple[float | int | None, ...], longest: int) -> list[str]:
    """Whole numbers of a list: so many in a row as `10 to 36`, three or more alike as `0 (3 times)`."""
    words = []
    place = 0
    while place < len(values):
        value = values[place]
        alike = next((i for i, other in enumerate(values[place:]) if other != value), len(values) - place)
        rises = 1
        while value is not None and place + rises < len(values) and values[place + rises] == value + rises:
            rises += 1
        single = NO_BOUND if value is None else str(value)
        if rises >= longest:
            words.append(f"{single} to {values[place + rises - 1]}")
            place += rises
        elif alike >= 3:
            words.append(f"{single} ({alike} times)")
            place += alike
        else:
            words.append(single)
            place += 1
    return words


def _read_run(item: str) -> list[int | None]:
    if " to " in item:
        low, high = item.split(" to ")
        return list(range(int(low), int(high) + 1))
    single, _, times = item.partition(" (")
    value = None if single == NO_BOUND else int(single)
    return [value] * (int(times.removesuffix(" times)")) if times else 1)


def _read(text: str, kind: str) -> Value:
    if kind in ("wholes", "sizes"):
        return tuple(number for item in text.split(", ") for number in _read_run(item))
    if kind.endswith("s"):
        single = kind.removesuffix("s")
        items = text.split(", ")
        return tuple(None if item == NO_BOUND else _read_number(item, single) for item in items)
    return text if kind == "name" else _read_number(text, kind)


def _read_number(text: str, kind: str) -> float | int:
    if kind == "rate":
        return float(Decimal(text.removesuffix(" %")) / 100)
    return int(text) if kind == "whole" else float(text)
