"""Thresholds of the response criteria: falls, rises, progression, the nadir; compared by `comparisons`."""

from collections.abc import Sequence
from enum import IntEnum

from ..arrays import BooleanArray, FloatArray, IntegerArray, namespace_of
from ..comparisons import exceeds, reaches
from .criteria import Nadir, Rise


def has_fallen(value: FloatArray, baseline: FloatArray | float, fraction: float) -> BooleanArray:
    """Whether `value` lost at least `fraction` of `baseline`; 0.25 means 4 v <= 3 B."""
    return reaches((1.0 - fraction) * baseline, value)


def has_risen(value: FloatArray, nadir: FloatArray | float, fraction: float) -> BooleanArray:
    """Whether `value` gained at least `fraction` of `nadir`; 0.25 means 4 v >= 5 N and v > N."""
    return reaches(value, (1.0 + fraction) * nadir) & (value > nadir)


def has_progressed(value: FloatArray, nadir: FloatArray | float, rise: Rise) -> BooleanArray:
    """Whether `value` reaches the rise that is progression, by percentage and absolutely."""
    reached = has_risen(value, nadir, rise.fraction)
    if rise.absolute == 0:
        return reached
    enough = exceeds if rise.more_than_absolute else reaches
    return reached & (enough(value - nadir, rise.absolute) | (nadir >= rise.absolute_below))


def lowered_nadir(
    nadir: FloatArray, previous: FloatArray, value: FloatArray, counts: BooleanArray, rule: Nadir
) -> FloatArray:
    """The nadir after a value; `previous` is the last valid value before it (NaN: none), `counts` whether it is valid.

    A nadir of NaN (no baseline) takes the first value that the rule allows.
    """
    xp = namespace_of(value)
    # two consecutive values confirm the larger of the two; a missing partner makes NaN, which is never lower
    candidate = value if rule == "lowest" else xp.maximum(value, previous)
    lower = (candidate < nadir) | (xp.isnan(nadir) & ~xp.isnan(candidate))
    return xp.where(counts & lower, candidate, nadir)


def first_that_holds(asked: Sequence[tuple[BooleanArray, IntEnum]], otherwise: IntEnum) -> IntegerArray:
    """Code (int8) of the first clause whose condition holds, element by element; conditions are boolean arrays."""
    first = asked[0][0]
    xp = namespace_of(first)
    clause = xp.full(first.shape, otherwise.value, dtype=xp.int8)
    for holds, code in reversed(asked):
        clause = xp.where(holds, code.value, clause)
    return clause
