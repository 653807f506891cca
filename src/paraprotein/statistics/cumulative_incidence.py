"""Cumulative incidence of an event where another one, such as death, can come first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from ..errors import UsageError
from .groups import Booleans, Floats, Integers, require_level


@dataclass(frozen=True)
class CumulativeIncidence:
    """Aalen-Johansen estimate of one group on its own times; every array has shape (n_times,), times ascending.

    Attributes:
        time: distinct observed times, in the unit given.
        at_risk: subjects with neither event nor censoring before this time.
        events: events of interest at this time.
        competing: competing events at this time.
        censored: subjects censored at this time.
        incidence: probability of the event of interest up to and with this time.
        standard_error: of `incidence`, by the delta method.
        lower: pointwise lower limit; NaN while the incidence is 0, and once it is 1.
        upper: pointwise upper limit, likewise.
        level: confidence level of the limits.
    """

    time: Floats
    at_risk: Integers
    events: Integers
    competing: Integers
    censored: Integers
    incidence: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats
    level: float


def compute_cumulative_incidence(
    time: ArrayLike, event: ArrayLike, competing: ArrayLike, *, level: float = 0.95
) -> CumulativeIncidence:
    """Aalen-Johansen cumulative incidence with limits on the scale log(-log(1 - F)); ties: events before censorings.

    Unlike 1 minus Kaplan-Meier, nobody who died can have the event any more.

    Args:
        time: time to the first of event, competing event and censoring, shape (n,).
        event: true for the event of interest.
        competing: true for the competing one.
        level: confidence level of the pointwise limits.

    Raises:
        UsageError: shapes differ, a time is negative or missing, or a subject has both events.

    Source: Aalen & Johansen, Scand J Stat 1978;5:141; variance Marubini & Valsecchi, Analysing Survival Data from
    Clinical Trials and Observational Studies, 1995, section 10.2.

    Example: of four subjects one dies on day 1 and one has the event on day 2, when three are at risk:
        >>> found = compute_cumulative_incidence([1, 2, 3, 3], [0, 1, 0, 0], [1, 0, 0, 0])
        >>> found.incidence.round(4).tolist()
        [0.0, 0.25, 0.25]
    """
    require_level(level)
    times, is_event, is_competing = _checked(time, event, competing)
    grid, place = np.unique(times, return_inverse=True)
    total = np.bincount(place, minlength=grid.size)
    events = np.bincount(place, weights=is_event, minlength=grid.size).astype(np.int64)
    others = np.bincount(place, weights=is_competing, minlength=grid.size).astype(np.int64)
    at_risk = (times.size - np.concatenate([[0], np.cumsum(total)[:-1]])).astype(np.int64) if grid.size else total
    free = np.cumprod(1 - (events + others) / np.maximum(at_risk, 1))
    before: Floats = np.asarray(np.concatenate([[1.0], free[:-1]]) if grid.size else free, dtype=np.float64)
    incidence: Floats = np.cumsum(before * events / np.maximum(at_risk, 1))
    error = np.sqrt(_variance(incidence, before, at_risk, events, events + others))
    lower, upper = _limits(incidence, error, level)
    censored = total - events - others
    return CumulativeIncidence(grid, at_risk, events, others, censored, incidence, error, lower, upper, level)


def _checked(time: ArrayLike, event: ArrayLike, competing: ArrayLike) -> tuple[Floats, Booleans, Booleans]:
    times = np.asarray(time, dtype=np.float64)
    is_event, is_competing = (np.asarray(flags, dtype=np.bool_) for flags in (event, competing))
    if times.ndim != 1 or not times.shape == is_event.shape == is_competing.shape:
        raise UsageError.one("cumulative incidence", "arrays of different shapes", "give one entry per subject in each")
    if np.any(~np.isfinite(times) | (times < 0)):
        raise UsageError.one("cumulative incidence", "a time that is negative or missing", "give times of 0 or more")
    if np.any(is_event & is_competing):
        raise UsageError.one("cumulative incidence", "a subject with both events", "give the first of the two")
    return times, is_event, is_competing


def _variance(incidence: Floats, before: Floats, at_risk: Integers, events: Integers, left: Integers) -> Floats:
    """Variance of the incidence at each time: one term for each earlier time with an event of either kind."""
    n = np.maximum(at_risk, 1).astype(np.float64)
    gap = incidence[:, None] - incidence[None, :]
    # after the last subject's event the incidence no longer changes: 0 times infinity is 0 here
    survivors = np.where(n > left, left / (n * np.maximum(n - left, 1)), 0.0)
    jumps = before**2 * events * (n - events) / n**3
    shared = before * events / n**2
    terms = gap**2 * survivors[None, :] + jumps[None, :] - 2 * gap * shared[None, :]
    summed: Floats = np.where(np.tri(incidence.size, dtype=np.bool_), terms, 0.0).sum(axis=1)
    return np.maximum(summed, 0.0)


def _limits(incidence: Floats, error: Floats, level: float) -> tuple[Floats, Floats]:
    has_limits = (incidence > 0) & (incidence < 1 - 1e-12)
    free = 1 - np.where(has_limits, incidence, 0.5)
    width = ndtri(0.5 + level / 2) * error / (free * -np.log(free))
    lower = np.where(has_limits, 1 - free ** np.exp(-width), np.nan)
    upper = np.where(has_limits, 1 - free ** np.exp(width), np.nan)
    return lower, upper
