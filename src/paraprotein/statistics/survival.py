"""Kaplan-Meier curves with Greenwood's variance, for many groups at once."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from ..errors import UsageError
from .groups import Booleans, Floats, Integers, as_groups, require_level, require_shape
from .ranks import compute_tie_spans, count_in_span

Transform = Literal["log-log", "log", "plain"]
"""Scale on which the confidence limits are symmetric: log(-log S), log S (R's survfit by default) or S itself."""


@dataclass(frozen=True)
class KaplanMeier:
    """Product-limit curve of each group on its own times, event and censoring times alike.

    Arrays have shape (n_groups, n_times), times ascending, padded at the end with NaN (counts with 0).

    Attributes:
        time: distinct observed times, in the unit given.
        at_risk: subjects with an event or censoring at this time or later.
        events: events at this time.
        censored: subjects censored at this time; a tick where it is not 0.
        survival: probability to be free of the event just after this time.
        standard_error: Greenwood's, of `survival`; NaN once the curve is 0.
        lower: pointwise lower limit of `survival`.
        upper: pointwise upper limit of `survival`.
        level: confidence level of the limits.
        transform: scale of the limits.
    """

    time: Floats
    at_risk: Integers
    events: Integers
    censored: Integers
    survival: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats
    level: float
    transform: Transform


def compute_kaplan_meier(
    time: ArrayLike,
    event: ArrayLike,
    valid: ArrayLike | None = None,
    *,
    level: float = 0.95,
    transform: Transform = "log-log",
) -> KaplanMeier:
    """Kaplan-Meier estimate; at a tied time events come before censorings.

    Times are compared as they are given: supply whole days and scale the answers, because months in floats hide ties.
    Limits are NaN once the curve is 0, where Greenwood's variance of its logarithm is infinite, and log-log ones also
    while it is 1 (as in R's survfit). Log and plain limits are cut at 0 and 1.

    Args:
        time: time to event or censoring, shape (n_groups, n).
        event: same shape, true for an event, false for censoring.
        valid: same shape, false where a subject does not count.
        level: confidence level of the pointwise limits.
        transform: scale of the limits.

    Raises:
        UsageError: shapes differ, the level is not between 0 and 1, or the transform is unknown.

    Source: Kaplan & Meier, J Am Stat Assoc 1958;53:457 (doi 10.1080/01621459.1958.10501452); variance Greenwood 1926;
    log-log limits Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 1980, section 1.3.
    """
    require_level(level)
    times, is_event = as_events(time, event, valid)
    at_risk, events, censored, grid = _count_by_time(times, is_event)
    share = events / np.maximum(at_risk, 1)
    survival = np.where(np.isnan(grid), np.nan, np.cumprod(1 - share, axis=1))
    left = at_risk * (at_risk - events)
    # after the last subject's event the variance of log S is infinite
    terms = np.where(events > 0, np.where(left > 0, events / np.maximum(left, 1), np.inf), 0.0)
    log_error = np.sqrt(np.cumsum(terms, axis=1))
    has_spread = np.isfinite(log_error) & ~np.isnan(grid)
    error = np.where(has_spread, survival * np.where(has_spread, log_error, 0.0), np.nan)
    lower, upper = _limits(survival, np.where(has_spread, log_error, np.nan), level, transform)
    return KaplanMeier(grid, at_risk, events, censored, survival, error, lower, upper, level, transform)


def compute_reverse_kaplan_meier(
    time: ArrayLike,
    event: ArrayLike,
    valid: ArrayLike | None = None,
    *,
    level: float = 0.95,
    transform: Transform = "log-log",
) -> KaplanMeier:
    """Curve of follow-up: censoring is the event and the event is censoring; its median is the median follow-up.

    At a tied time the subject with the event still counts as at risk of censoring, as in R and SAS when the indicator
    is turned round. Arguments and errors as in `compute_kaplan_meier`.

    Source: Schemper & Smith, Control Clin Trials 1996;17:343 (doi 10.1016/0197-2456(96)00075-X).
    """
    is_event = np.asarray(event, dtype=np.bool_)
    return compute_kaplan_meier(time, ~is_event, valid, level=level, transform=transform)


def compute_at_risk(time: ArrayLike, at: ArrayLike, valid: ArrayLike | None = None) -> Integers:
    """Numbers at risk just before each wanted time, for the table under a curve.

    Args:
        time: time to event or censoring, shape (n_groups, n).
        at: wanted times, shape (n_wanted,).
        valid: as `time`, false where a subject does not count.

    Returns:
        Subjects whose time is at or after the wanted one, shape (n_groups, n_wanted).
    """
    wanted = np.asarray(at, dtype=np.float64)
    stays: Booleans = as_groups(time, valid)[:, :, None] >= wanted
    return np.asarray(stays.sum(axis=1), dtype=np.int64)


def compute_survival_at(curve: KaplanMeier, at: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Survival, lower and upper limit at wanted times, each of shape (n_groups, n_wanted).

    Before the first observed time the curve is 1 and its limits are NaN. After the last one it stays 0 when it has
    come down to 0, and is NaN otherwise: nothing was observed there.
    """
    wanted = np.asarray(at, dtype=np.float64)
    reached = (curve.time[:, :, None] <= wanted).sum(axis=1)
    place = np.maximum(reached - 1, 0)
    last = np.fmax.reduce(curve.time, axis=1)[:, None]
    final = np.fmin.reduce(curve.survival, axis=1)[:, None]
    is_observed = (wanted <= last) | (final == 0)
    before = np.where(np.isnan(last), np.nan, 1.0)
    survival, lower, upper = (np.take_along_axis(a, place, axis=1) for a in (curve.survival, curve.lower, curve.upper))
    is_inside = is_observed & (reached > 0)
    return (
        np.where(is_inside, survival, np.where(reached == 0, before, np.nan)),
        np.where(is_inside, lower, np.nan),
        np.where(is_inside, upper, np.nan),
    )


def compute_restricted_mean(curve: KaplanMeier, horizon: float) -> tuple[Floats, Floats]:
    """Area under the curve from 0 to `horizon`, with its standard error; both in the unit of time, (n_groups,).

    NaN where follow-up ends before the horizon with the curve above 0. The variance is Greenwood's, without the
    correction n / (n - 1), as in R's survfit.

    Source: Klein & Moeschberger, Survival Analysis, 2nd edition 2003, section 4.5.
    """
    n_groups = len(curve.time)
    clipped = np.minimum(np.where(np.isnan(curve.time), horizon, curve.time), horizon)
    edges = np.concatenate([np.zeros((n_groups, 1)), clipped, np.full((n_groups, 1), horizon)], axis=1)
    final = np.fmin.reduce(curve.survival, axis=1)
    heights = np.concatenate([np.ones((n_groups, 1)), curve.survival], axis=1)
    areas = np.diff(edges, axis=1) * np.where(np.isnan(heights), final[:, None], heights)
    rest = np.cumsum(areas[:, ::-1], axis=1)[:, ::-1][:, 1:]
    left = curve.at_risk * (curve.at_risk - curve.events)
    variance = (rest**2 * curve.events / np.where(left > 0, left, 1)).sum(axis=1)
    is_covered = (np.fmax.reduce(curve.time, axis=1) >= horizon) | (final == 0)
    return np.where(is_covered, areas.sum(axis=1), np.nan), np.where(is_covered, np.sqrt(variance), np.nan)


def as_events(time: ArrayLike, event: ArrayLike, valid: ArrayLike | None) -> tuple[Floats, Booleans]:
    """Times with NaN where a subject does not count, and the event indicator.

    Raises:
        UsageError: the shapes differ.
    """
    times = as_groups(time, valid)
    is_event = np.atleast_2d(np.asarray(event, dtype=np.bool_))
    require_shape("event", is_event.shape, np.atleast_2d(np.asarray(time)).shape)
    return times, is_event if is_event.shape[1] else np.zeros(times.shape, dtype=np.bool_)


def _count_by_time(times: Floats, is_event: Booleans) -> tuple[Integers, Integers, Integers, Floats]:
    """At risk, events, censored and the distinct times, moved to the left; each of shape (n_groups, n)."""
    order = np.argsort(times, axis=1)
    ordered = np.take_along_axis(times, order, axis=1)
    spans = compute_tie_spans(ordered)
    counts = ~np.isnan(ordered)
    happened = np.take_along_axis(is_event, order, axis=1) & counts
    events = count_in_span(happened, spans)
    opens = counts & (spans.first == np.arange(times.shape[1]))
    to_left = np.argsort(~opens, axis=1, kind="stable")
    size = spans.last - spans.first + 1
    at_risk = counts.sum(axis=1)[:, None] - spans.first
    at_risk, events, size = (
        np.take_along_axis(np.where(opens, a, 0), to_left, axis=1) for a in (at_risk, events, size)
    )
    grid = np.take_along_axis(np.where(opens, ordered, np.nan), to_left, axis=1)
    return at_risk, events, size - events, grid


def _limits(survival: Floats, log_error: Floats, level: float, transform: str) -> tuple[Floats, Floats]:
    z = ndtri(0.5 + level / 2)
    if transform == "plain":
        half = z * survival * log_error
        return np.maximum(survival - half, 0.0), np.minimum(survival + half, 1.0)
    if transform == "log":
        inner = np.where(survival > 0, survival, np.nan)
        return inner * np.exp(-z * log_error), np.minimum(inner * np.exp(z * log_error), 1.0)
    if transform == "log-log":
        inner = np.where((survival > 0) & (survival < 1), survival, np.nan)
        factor = np.exp(z * log_error / np.abs(np.log(inner)))
        return inner**factor, inner ** (1 / factor)
    raise UsageError.one("transform", f"'{transform}'", "write log-log, log or plain")
