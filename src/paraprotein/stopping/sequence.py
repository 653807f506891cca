"""When a study reached its stopping boundary."""

from typing import NamedTuple

from ..arrays import (
    ArrayOf,
    BooleansByStudy,
    BooleansByStudyPatient,
    Element,
    FloatArray,
    FloatsByStudy,
    FloatsByStudyPatient,
    IntegerArray,
    Namespace,
    namespace_of,
)


class Stop(NamedTuple):
    """What a rule says of each study; arrays of shape (n_studies,).

    Attributes:
        stops: the boundary was reached.
        day: first day on which it was; NaN where it was not.
        evaluated: patients evaluated by that day, or in all where the study was not stopped.
        events: those of them with the event.
    """

    stops: BooleansByStudy
    day: FloatsByStudy
    evaluated: FloatsByStudy
    events: FloatsByStudy


def compute_stop(known_day: FloatsByStudyPatient, event: BooleansByStudyPatient, bounds: FloatArray) -> Stop:
    """Ask the rule each day on which the outcome of a patient becomes known; all outcomes of a day count together.

    Args:
        known_day: day on which each patient's outcome became known, NaN where it is not; (n_studies, n_patients).
        event: the outcome is the event; same shape, not read where `known_day` is NaN.
        bounds: boundary by patients evaluated, see `boundary`; beyond its end nothing stops.
    """
    xp = namespace_of(known_day)
    n_patients = known_day.shape[1]
    pending = xp.isnan(known_day)
    day = xp.where(pending, xp.inf, known_day)
    order = xp.argsort(day, axis=1, stable=True)
    day = _picked(xp, day, order)
    known = xp.isfinite(day)
    happened = _picked(xp, event & ~pending, order)
    evaluated = xp.cumulative_sum(xp.asarray(known, dtype=float), axis=1)
    events = xp.cumulative_sum(xp.asarray(happened, dtype=float), axis=1)
    beyond = xp.full((max(0, n_patients + 1 - bounds.shape[0]),), xp.inf, dtype=float)
    padded = xp.concat([bounds[: n_patients + 1], beyond], axis=0)
    bound = padded[xp.asarray(evaluated, dtype=xp.int32)]
    last_of_all = xp.full((day.shape[0], 1), True, dtype=xp.bool_)
    closes_day = xp.concat([day[:, 1:] > day[:, :-1], last_of_all], axis=1)
    crossed = known & closes_day & (events >= bound)
    stops = xp.any(crossed, axis=1)
    last = xp.full(stops.shape, n_patients - 1, dtype=xp.int32)
    place = xp.where(stops, xp.argmax(xp.asarray(crossed, dtype=xp.int8), axis=1), last)[:, None]
    stop_day, evaluated, events = (_picked(xp, values, place)[:, 0] for values in (day, evaluated, events))
    return Stop(stops, xp.where(stops, stop_day, xp.nan), evaluated, events)


def _picked(xp: Namespace, values: ArrayOf[Element], columns: IntegerArray) -> ArrayOf[Element]:
    """In each row the entries of some columns."""
    return values[xp.arange(values.shape[0])[:, None], columns]
