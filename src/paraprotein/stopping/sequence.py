"""When a study reached its stopping boundary."""

from typing import Any, NamedTuple


class Stop(NamedTuple):
    """What a rule says of each study; arrays of shape (n_studies,).

    Attributes:
        stops: the boundary was reached.
        day: first day on which it was; NaN where it was not.
        evaluated: patients evaluated by that day, or in all where the study was not stopped.
        events: those of them with the event.
    """

    stops: Any
    day: Any
    evaluated: Any
    events: Any


def compute_stop(known_day: Any, event: Any, bounds: Any) -> Stop:
    """Ask the rule each day on which the outcome of a patient becomes known; all outcomes of a day count together.

    Args:
        known_day: day on which each patient's outcome became known, NaN where it is not; (n_studies, n_patients).
        event: the outcome is the event; same shape, not read where `known_day` is NaN.
        bounds: boundary by patients evaluated, see `boundary`; beyond its end nothing stops.
    """
    xp = known_day.__array_namespace__()
    n_patients = known_day.shape[1]
    pending = xp.isnan(known_day)
    day = xp.where(pending, xp.inf, known_day)
    order = xp.argsort(day, axis=1, stable=True)
    day = xp.take_along_axis(day, order, axis=1)
    known = xp.isfinite(day)
    happened = xp.take_along_axis(xp.astype(event & ~pending, known_day.dtype), order, axis=1)
    evaluated = xp.cumulative_sum(xp.astype(known, known_day.dtype), axis=1)
    events = xp.cumulative_sum(happened, axis=1)
    padded = xp.concat([bounds[: n_patients + 1], xp.full((max(0, n_patients + 1 - bounds.shape[0]),), xp.inf)])
    bound = xp.take(padded, xp.astype(evaluated, xp.int32))
    closes_day = xp.concat([day[:, 1:] > day[:, :-1], xp.ones((day.shape[0], 1), dtype=xp.bool)], axis=1)
    crossed = known & closes_day & (events >= bound)
    stops = xp.any(crossed, axis=1)
    last = xp.full(stops.shape, n_patients - 1)
    place = xp.where(stops, xp.argmax(xp.astype(crossed, xp.int8), axis=1), last)[:, None]

    def there(values: Any) -> Any:
        return xp.take_along_axis(values, place, axis=1)[:, 0]

    return Stop(stops, xp.where(stops, there(day), xp.nan), there(evaluated), there(events))
