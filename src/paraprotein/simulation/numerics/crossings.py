"""When in the day the concentration lies above a level, and by how much, in closed form.

Where an effect has a kink (a slope that meets its ceiling) no fixed set of nodes sees it well. The effect is a smooth
one plus jump x (c - level)+, and the mean and the lean of the excess (c - level)+ follow from the two times at which
the concentration crosses the level.
"""

from typing import NamedTuple

import jax.numpy as jnp

from ...arrays import Booleans, Floats
from ...pharmacology.model import OralKinetics
from ...pharmacology.power import log
from .kinetics import Amounts

_EQUAL_RATES = 1e-6
"""Absorption within this fraction of elimination is moved off it by as much; the error is of that order."""

_LOOKS = 2
"""Looks at each crossing; the excess then misses a triangle, which is added, and an error of third order."""

_BRIEF = 0.5
"""Half a stay, times the absorption rate, up to which the parabola is closer to its end than the tail of the day."""

_TINY = 1e-300


class Rates(NamedTuple):
    """Elimination and absorption, their inverses, and the volume. Arrays of shape (n_patients,), 1/day, day, L."""

    elimination: Floats
    absorption: Floats
    per_elimination: Floats
    per_absorption: Floats
    volume: Floats


class Curve(NamedTuple):
    """Concentration over a day, c(t) = slow exp(-k_e t) - fast exp(-k_a t), mg/L."""

    slow: Floats
    fast: Floats
    rates: Rates


class Point(NamedTuple):
    """A time of the day, with both exponentials there."""

    time: Floats
    eliminated: Floats  # exp(-k_e t)
    absorbed: Floats  # exp(-k_a t)


class Look(NamedTuple):
    """The curve at a point against a level."""

    point: Point
    excess: Floats  # concentration less level, mg/L
    slope: Floats  # mg/L per day


class Stay(NamedTuple):
    """The time that the concentration spends above a level; from `rise` to `fall`, empty where it never gets there."""

    rise: Point
    fall: Point
    missed: Floats  # mg/L x day, the small triangles at the two ends
    level: Floats


def rates_apart(kinetics: OralKinetics) -> Rates:
    """Rates with absorption moved off elimination where the two are equal, so that the curve has two exponents."""
    absorption, elimination, volume = kinetics
    least = _EQUAL_RATES * elimination
    absorption = jnp.where(jnp.abs(absorption - elimination) < least, elimination + least, absorption)
    return Rates(elimination, absorption, 1.0 / elimination, 1.0 / absorption, volume)


def curve_of_day(rates: Rates, dosed: Amounts) -> Curve:
    """The curve that follows from the amounts just after the dose."""
    fast = rates.absorption * dosed.gut / (rates.volume * (rates.absorption - rates.elimination))
    return Curve(dosed.central / rates.volume + fast, fast, rates)


def point_at(rates: Rates, time: Floats) -> Point:
    """A time of the day with its exponentials."""
    return Point(time, jnp.exp(-rates.elimination * time), jnp.exp(-rates.absorption * time))


def stay_above(level: Floats, curve: Curve, start: Point, end: Point) -> Stay:
    """When the concentration is above a level, shape (n_patients,), mg/L; `start` and `end` are those of the day.

    Before its peak the curve is concave, so Newton's method comes up to the crossing from the start of the day; after
    it the logarithm is, so Newton's method on the logarithm comes down to the crossing from the end of the day. Where
    the curve barely reaches the level, its parabola at the peak is closer to both crossings, and before them too.

    From the two ends of the day no safeguard is needed: where the function and its second derivative have the same
    sign, Newton's method approaches the root from one side and never passes it (Ortega and Rheinboldt, Iterative
    Solution of Nonlinear Equations in Several Variables, chapter 13, doi 10.1137/1.9780898719468).
    """
    peak = _look(curve, _peak_of(curve), level)
    at_start, at_end = _look(curve, start, level), _look(curve, end, level)
    half_stay = _half_stay_of_parabola(curve, peak)
    rise_time: Floats = jnp.maximum(_up_the_slope(curve, at_start), peak.point.time - half_stay)
    is_brief = half_stay * curve.rates.absorption < _BRIEF
    fall_time: Floats = jnp.where(is_brief, peak.point.time + half_stay, _down_the_tail(at_end, level))
    rise, fall = at_start, at_end
    for look in range(_LOOKS):
        rise = _look(curve, point_at(curve.rates, jnp.clip(rise_time, 0.0, peak.point.time)), level)
        fall = _look(curve, point_at(curve.rates, jnp.clip(fall_time, peak.point.time, 1.0)), level)
        if look < _LOOKS - 1:
            rise_time = rise.point.time - rise.excess / jnp.where(rise.slope > 0.0, rise.slope, jnp.inf)
            fall_time = _down_the_tail(fall, level)
    reaches, begins, ends = peak.excess > 0.0, at_start.excess >= 0.0, at_end.excess >= 0.0
    missed = jnp.where(begins, 0.0, _triangle(rise)) + jnp.where(ends, 0.0, _triangle(fall))
    return Stay(
        rise=_choose(begins | ~reaches, start, rise.point),
        fall=_choose(reaches, _choose(ends, end, fall.point), start),
        missed=jnp.where(reaches, missed, 0.0),
        level=level,
    )


def excess_between(curve: Curve, stay: Stay, start: Point, end: Point) -> tuple[Floats, Floats, Booleans]:
    """Mean and lean of the excess (c - level)+ between two points, mg/L, and whether the level is crossed between."""
    rise, fall = (_within(point, start, end) for point in (stay.rise, stay.fall))
    (area, moment), (area_rise, moment_rise) = _integrals(curve, fall), _integrals(curve, rise)
    area = area - area_rise - stay.level * (fall.time - rise.time)
    area = area + jnp.where(fall.time > rise.time, stay.missed, 0.0)
    moment = moment - moment_rise - stay.level * (fall.time**2 - rise.time**2) / 2
    per_length = 1.0 / (end.time - start.time)
    mean = area * per_length
    centre = 2 * (moment - start.time * area) * per_length**2
    crossed = (fall.time > rise.time) & ((rise.time > start.time) | (fall.time < end.time))
    return mean, 3 * (centre - mean), crossed


def _peak_of(curve: Curve) -> Point:
    """The highest concentration of the day; its start where the concentration only falls."""
    rates = curve.rates
    ratio = curve.fast * rates.absorption / (curve.slow * rates.elimination)
    rises = (ratio > 0.0) & (ratio < jnp.inf)
    time = log(jnp.where(rises, ratio, 1.0)) / (rates.absorption - rates.elimination)
    return point_at(rates, jnp.clip(time, 0.0, 1.0))


def _look(curve: Curve, point: Point, level: Floats) -> Look:
    slow, fast = curve.slow * point.eliminated, curve.fast * point.absorbed
    return Look(point, slow - fast - level, curve.rates.absorption * fast - curve.rates.elimination * slow)


def _up_the_slope(curve: Curve, start: Look) -> Floats:
    """When the level would be crossed if the rise slowed down with absorption alone."""
    rises = jnp.where(start.slope > 0.0, start.slope, jnp.inf)
    share = 1.0 + jnp.minimum(start.excess, 0.0) * curve.rates.absorption / rises
    return -log(jnp.maximum(share, _TINY)) * curve.rates.per_absorption


def _half_stay_of_parabola(curve: Curve, peak: Look) -> Floats:
    """Half the time above the level if the curve bent everywhere as it does at its peak; infinite without a peak."""
    fast = curve.fast * peak.point.absorbed * curve.rates.absorption**2
    slow = curve.slow * peak.point.eliminated * curve.rates.elimination**2
    bend = fast - slow
    is_peak = (bend > 0.0) & (peak.excess > 0.0)
    return jnp.sqrt(jnp.where(is_peak, 2.0 * peak.excess / bend, jnp.inf))


def _down_the_tail(look: Look, level: Floats) -> Floats:
    """When the level would be crossed if the concentration fell exponentially as it does here."""
    concentration = jnp.maximum(look.excess + level, _TINY)
    decline = jnp.where(look.slope < 0.0, look.slope, -jnp.inf)
    return look.point.time - log(concentration / level) * concentration / decline


def _triangle(look: Look) -> Floats:
    """The excess between a point close to the crossing and the crossing itself, to second order."""
    steep = jnp.abs(look.slope)
    return look.excess**2 / (2 * jnp.where(steep > 0.0, steep, jnp.inf))


def _integrals(curve: Curve, point: Point) -> tuple[Floats, Floats]:
    """Antiderivatives of c and of t c."""
    rates = curve.rates
    slow = curve.slow * point.eliminated * rates.per_elimination
    fast = curve.fast * point.absorbed * rates.per_absorption
    moment = fast * (point.time + rates.per_absorption) - slow * (point.time + rates.per_elimination)
    return fast - slow, moment


def _within(point: Point, start: Point, end: Point) -> Point:
    return _choose(point.time <= start.time, start, _choose(point.time >= end.time, end, point))


def _choose(condition: Booleans, yes: Point, no: Point) -> Point:
    return Point(*(jnp.where(condition, a, b) for a, b in zip(yes, no, strict=True)))
