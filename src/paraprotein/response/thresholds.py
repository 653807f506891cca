"""Threshold comparisons as a person with the paper makes them.

A fall from 9.2 to 6.9 g/L is 25 %, although in binary floats 1 - 6.9 / 9.2 is 0.2499999999999999. All comparisons use
the measured values, never a rounded percentage, and forgive one part in 10^9: far below any assay, far above the error
of a float. Arguments are numbers or arrays that broadcast; a missing value (NaN) reaches nothing.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import overload

from ..arrays import BooleanArray, FloatArray, IntegerArray, absolute, namespace_of
from .criteria import Nadir, Rise

TOLERANCE = 1e-9
"""Relative tolerance of every threshold comparison."""


@overload
def reaches(value: FloatArray, limit: FloatArray | float) -> BooleanArray: ...
@overload
def reaches(value: float, limit: FloatArray) -> BooleanArray: ...
def reaches(value: FloatArray | float, limit: FloatArray | float) -> BooleanArray | bool:
    """Whether `value` is at least `limit`."""
    return value - limit >= -TOLERANCE * (absolute(value) + absolute(limit))


@overload
def exceeds(value: FloatArray, limit: FloatArray | float) -> BooleanArray: ...
@overload
def exceeds(value: float, limit: FloatArray) -> BooleanArray: ...
def exceeds(value: FloatArray | float, limit: FloatArray | float) -> BooleanArray | bool:
    """Whether `value` is truly above `limit`; equal to it is not enough."""
    return value - limit > TOLERANCE * (absolute(value) + absolute(limit))


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
