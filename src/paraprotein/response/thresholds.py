"""Threshold comparisons as a person with the paper makes them.

A fall from 9.2 to 6.9 g/L is 25 %, although in binary floats 1 - 6.9 / 9.2 is 0.2499999999999999. All comparisons use
the measured values, never a rounded percentage, and forgive one part in 10^9: far below any assay, far above the error
of a float. Arguments are numbers or arrays that broadcast; a missing value (NaN) reaches nothing.
"""

from typing import Any

Array = Any
"""A NumPy or JAX array."""

TOLERANCE = 1e-9
"""Relative tolerance of every threshold comparison."""


def reaches(value: Array, limit: Array) -> Array:
    """Whether `value` is at least `limit`."""
    return value - limit >= -TOLERANCE * (abs(value) + abs(limit))


def exceeds(value: Array, limit: Array) -> Array:
    """Whether `value` is truly above `limit`; equal to it is not enough."""
    return value - limit > TOLERANCE * (abs(value) + abs(limit))


def has_fallen(value: Array, baseline: Array, fraction: float) -> Array:
    """Whether `value` lost at least `fraction` of `baseline`; 0.25 means 4 v <= 3 B."""
    return reaches((1.0 - fraction) * baseline, value)


def has_risen(value: Array, nadir: Array, fraction: float) -> Array:
    """Whether `value` gained at least `fraction` of `nadir`; 0.25 means 4 v >= 5 N and v > N."""
    return reaches(value, (1.0 + fraction) * nadir) & (value > nadir)
