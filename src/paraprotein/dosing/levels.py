"""What must hold of dose levels: they rise, every dose is one of them, a planned rise is higher, a hold has an end.

The protocol is checked by these sentences before it is accepted, and a dose plan built by hand by the same. Each check
yields what was found and how to fix it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

Trouble = tuple[str, str]
"""What was found, and the fix."""


def check_levels_rise(levels_mg: Sequence[float]) -> Iterator[Trouble]:
    """Dose levels are positive and written lowest first, each once.

    Example:
        >>> list(check_levels_rise((600.0, 400.0)))
        [('the dose levels are not in rising order', 'write levels: [400 mg, 600 mg]')]
    """
    if not levels_mg or min(levels_mg) <= 0:
        yield "there are no dose levels, or one is not positive", "write positive doses, lowest first"
    elif any(upper <= lower for lower, upper in pairwise(levels_mg)):
        yield "the dose levels are not in rising order", f"write levels: [{_written(sorted(set(levels_mg)))}]"


def check_dose_is_a_level(dose_mg: float, levels_mg: Sequence[float]) -> Iterator[Trouble]:
    """A dose that is given is one of the levels."""
    if dose_mg not in levels_mg:
        yield (
            f"{dose_mg:g} mg is not one of the dose levels",
            f"write one of: {_written(levels_mg)}, or add it to levels",
        )


def check_rise_is_higher(to_mg: float, start_mg: float, levels_mg: Sequence[float]) -> Iterator[Trouble]:
    """The planned new dose is a level above the first dose."""
    yield from check_dose_is_a_level(to_mg, levels_mg)
    if to_mg in levels_mg and to_mg <= start_mg:
        yield f"{to_mg:g} mg does not exceed the first dose, {start_mg:g} mg", "write a higher level"


def check_hold_has_an_end(action: str, until: str) -> Iterator[Trouble]:
    """A hold, and only a hold, says what ends it."""
    if action == "hold" and not until:
        yield "a hold without an end", "add `until`: a condition such as NEUT >= 1.5"
    elif action != "hold" and until:
        yield f"'until' has no meaning when the action is '{action}'", "remove it, or write hold"


def _written(levels_mg: Sequence[float]) -> str:
    return ", ".join(f"{level:g} mg" for level in levels_mg)
