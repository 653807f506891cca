"""Comparisons as a person with the paper makes them, for every rule of the house.

A fall from 9.2 to 6.9 g/L is 25 %, although in binary floats 1 - 6.9 / 9.2 is 0.2499999999999999; 3 x 0.1 is 0.3, and a
unit there and back changes nothing. All comparisons use the measured values, never a rounded percentage, and forgive
one part in 10^9: far below any assay, far above the error of a float. admiral's `derive_var_atoxgr_dir` compares after
`signif(x, 15)` for the same reason; results that were converted and rounded to 12 digits must compare equal too.
Arguments are numbers or arrays that broadcast; a missing value (NaN) reaches nothing and exceeds nothing.
"""

from typing import overload

from .arrays import BooleanArray, NumberArray, absolute

TOLERANCE = 1e-9
"""Relative tolerance of every comparison with a limit."""


@overload
def reaches(value: NumberArray, limit: NumberArray | float) -> BooleanArray: ...
@overload
def reaches(value: float, limit: NumberArray) -> BooleanArray: ...
@overload
def reaches(value: float, limit: float) -> bool: ...
def reaches(value: NumberArray | float, limit: NumberArray | float) -> BooleanArray | bool:
    """Whether `value` is at least `limit`.

    Example:
        >>> 1 - 6.9 / 9.2 >= 0.25, reaches(1 - 6.9 / 9.2, 0.25)
        (False, True)
    """
    return value - limit >= -TOLERANCE * (absolute(value) + absolute(limit))


@overload
def exceeds(value: NumberArray, limit: NumberArray | float) -> BooleanArray: ...
@overload
def exceeds(value: float, limit: NumberArray) -> BooleanArray: ...
@overload
def exceeds(value: float, limit: float) -> bool: ...
def exceeds(value: NumberArray | float, limit: NumberArray | float) -> BooleanArray | bool:
    """Whether `value` is truly above `limit`; equal to it is not enough.

    Example:
        >>> 3 * 0.1 > 0.3, exceeds(3 * 0.1, 0.3)
        (True, False)
    """
    return value - limit > TOLERANCE * (absolute(value) + absolute(limit))
