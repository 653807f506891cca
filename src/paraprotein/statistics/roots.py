"""Many roots at once: bracketed, derivative-free, exact at the ends."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .groups import Floats

_STEPS = 200  # interpolation needs about 10; halving alone, as at a jump, about 60 for a root of ordinary size
_EPSILON = float(np.finfo(np.float64).eps)


class _Bracket(NamedTuple):
    """The newest point a, the point b across the root, the last point c that was given up, and their values."""

    a: Floats
    b: Floats
    c: Floats
    fa: Floats
    fb: Floats
    fc: Floats


def find_root(rising: Callable[[Floats], Floats], low: ArrayLike, high: ArrayLike) -> Floats:
    """Where a function that changes sign once, from below 0 to above, reaches 0, to the last digits of a float.

    Args:
        rising: takes and gives arrays of the shape of `low` and `high`, each element a problem of its own; a jump
            across 0 counts as a root.
        low: left ends; the answer where the function is 0 or more already there.
        high: right ends; the answer where the function is below 0 still there.

    Source: Chandrupatla, Adv Eng Softw 1997;28:145 (doi 10.1016/s0965-9978(96)00051-8).

    Example:
        >>> find_root(lambda x: x**2 - np.array([2.0, 9.0]), [0.0, 0.0], [2.0, 2.0]).round(6).tolist()
        [1.414214, 2.0]
    """
    left, right = (np.array(end, np.float64) for end in np.broadcast_arrays(low, high))
    at_left, at_right = rising(left), rising(right)
    is_at_end = (at_left >= 0) | (at_right < 0)
    bracket = _Bracket(left, right, right, at_left, at_right, at_right)
    share = np.full(left.shape, 0.5)
    for _ in range(_STEPS):
        width = bracket.b - bracket.a
        smallest = 2 * _EPSILON * np.abs(_best(bracket)) / np.maximum(np.abs(width), np.finfo(np.float64).tiny)
        if np.all(is_at_end | (smallest > 0.5) | (np.minimum(np.abs(bracket.fa), np.abs(bracket.fb)) == 0)):
            break
        point = bracket.a + np.clip(share, smallest, np.maximum(1 - smallest, 0.5)) * width
        bracket = _narrow(bracket, point, rising(point))
        share = _interpolate(bracket)
    return np.where(at_left >= 0, left, np.where(at_right < 0, right, _best(bracket)))


def _best(bracket: _Bracket) -> Floats:
    return np.where(np.abs(bracket.fa) < np.abs(bracket.fb), bracket.a, bracket.b)


def _narrow(old: _Bracket, point: Floats, value: Floats) -> _Bracket:
    is_same_side = (value >= 0) == (old.fa >= 0)
    b, fb = np.where(is_same_side, old.b, old.a), np.where(is_same_side, old.fb, old.fa)
    c, fc = np.where(is_same_side, old.a, old.b), np.where(is_same_side, old.fa, old.fb)
    return _Bracket(point, b, c, value, fb, fc)


def _interpolate(bracket: _Bracket) -> Floats:
    """Share of the way from a to b: inverse quadratic interpolation where it is safe, else one half."""
    a, b, c, fa, fb, fc = bracket
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        is_safe = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
        step = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    return np.where(is_safe & np.isfinite(step), step, 0.5)
