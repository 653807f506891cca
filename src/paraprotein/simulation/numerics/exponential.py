"""Exponential Runge-Kutta step of order four for states with a first-order loss.

Each state is written y' = -k y + N(y); the loss is integrated exactly, however fast it is against the step, and the
rest as in the classical Runge-Kutta method, which is what remains where k = 0. Any k is right; a good one is accurate.
Where k h is large the order can fall from four towards two, so a fast loss does not excuse long steps (Hochbruck and
Ostermann, Acta Numer 2010;19:209, doi 10.1017/S0962492910000048).

Source: Cox and Matthews, J Comput Phys 2002;176:430, equations 26-29 (doi 10.1006/jcph.2002.6995).
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from ...arrays import FloatArray, Floats, namespace_of

State = tuple[Floats, ...]

_SERIES_BELOW, _SERIES_TERMS = 1.0, 18


class Weights(NamedTuple):
    """Weights of one state for one step length; floats, or arrays of shape (n_patients,)."""

    keep: Floats | float  # exp(-k h)
    keep_half: Floats | float  # exp(-k h / 2)
    half: Floats | float  # weight of a rate held over half the step
    first: Floats | float
    middle: Floats | float
    last: Floats | float


def step_weights(loss: Floats | float, length: float) -> Weights:
    """Weights for the loss rate k (per day; a number or shape (n_patients,)) and the step length in days."""
    keep_half, half, _, _ = _phi(-loss * length / 2)
    keep, phi1, phi2, phi3 = _phi(-loss * length)
    return Weights(
        keep=keep,
        keep_half=keep_half,
        half=length / 2 * half,
        first=length * (phi1 - 3 * phi2 + 4 * phi3),
        middle=2 * length * (phi2 - 2 * phi3),
        last=length * (4 * phi3 - phi2),
    )


def exponential_step(
    rest: tuple[Callable[[State], State], Callable[[State], State], Callable[[State], State]],
    y: State,
    weights: tuple[Weights, ...],
) -> State:
    """One step of all states.

    Args:
        rest: N(y) at the start, the middle and the end of the step.
        y: states at the start.
        weights: weights of each state.

    Returns:
        States at the end.
    """
    at_start, at_middle, at_end = rest
    n0 = at_start(y)
    ya = tuple(w.keep_half * u + w.half * n for w, u, n in zip(weights, y, n0, strict=True))
    na = at_middle(ya)
    yb = tuple(w.keep_half * u + w.half * n for w, u, n in zip(weights, y, na, strict=True))
    nb = at_middle(yb)
    yc = tuple(w.keep_half * a + w.half * (2.0 * b - n) for w, a, b, n in zip(weights, ya, nb, n0, strict=True))
    nc = at_end(yc)
    return tuple(
        w.keep * u + w.first * n + w.middle * (a + b) + w.last * c
        for w, u, n, a, b, c in zip(weights, y, n0, na, nb, nc, strict=True)
    )


def _phi(z: Floats | float) -> tuple[Floats | float, Floats | float, Floats | float, Floats | float]:
    """exp(z) and the functions phi_1, phi_2, phi_3; floats of a float."""
    if isinstance(z, float):
        phi1, phi2, phi3 = _phi_of(np.asarray(z))
        return math.exp(z), float(phi1), float(phi2), float(phi3)
    return jnp.exp(z), *_phi_of(z)


def _phi_of(z: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """phi_1, phi_2, phi_3; Taylor series near 0, where the closed forms cancel.

    Each division by a small z multiplies the rounding error: at z = -1e-4 the closed form of phi_3 keeps seven digits
    (Kassam and Trefethen, SIAM J Sci Comput 2005;26:1214, doi 10.1137/S1064827502410633). Near 0 the series gives
    phi_3, and phi_2 = z phi_3 + 1/2 and phi_1 = z phi_2 + 1 follow without loss; elsewhere phi_1 comes first.
    """
    xp = namespace_of(z)
    near = xp.abs(z) < _SERIES_BELOW
    # `where` computes both branches: each gets a harmless argument, for a NaN in the unused one would reach derivatives
    away, small = xp.where(near, -1.0, z), xp.where(near, z, 0.0)
    phi3 = 0.0 * small
    for k in reversed(range(_SERIES_TERMS)):
        phi3 = phi3 * small + 1.0 / math.factorial(k + 3)
    phi1_away = xp.expm1(away) / away
    phi2_away = (phi1_away - 1.0) / away
    phi3 = xp.where(near, phi3, (phi2_away - 0.5) / away)
    phi2 = xp.where(near, small * phi3 + 0.5, phi2_away)
    phi1 = xp.where(near, small * phi2 + 1.0, phi1_away)
    return phi1, phi2, phi3
