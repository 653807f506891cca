"""The few kinds of result that endpoints are made of."""

from collections.abc import Iterator

import numpy as np

from ..statistics import (
    compute_clopper_pearson,
    compute_kaplan_meier,
    compute_maximum,
    compute_median,
    compute_minimum,
    compute_reverse_kaplan_meier,
    compute_survival_quantile,
)
from ..units import MONTH_DAYS
from .estimates import Estimate
from .subjects import Booleans, Floats, count

LEVEL = 0.95
"""Confidence level of every interval."""


def estimate_count(identifier: str, counted: Booleans, among: Booleans, missing: str = "") -> Estimate:
    """Patients counted among a population, with Clopper-Pearson limits of the proportion.

    Args:
        identifier: stable id.
        counted: who has the property, shape (n_trials, n_subjects).
        among: the denominator.
        missing: why nothing could be counted where the denominator is 0.
    """
    n, denominator = count(counted & among), count(among)
    limits = compute_clopper_pearson(n, denominator, LEVEL)
    value = np.where(denominator > 0, n, np.nan)
    reason = missing or "nobody is in the population"
    return Estimate(identifier, value, "count", n, denominator, limits.lower, limits.upper, LEVEL, reason)


def estimate_spread(prefix: str, values: Floats, among: Booleans, missing: str) -> Iterator[Estimate]:
    """Median, smallest and largest value: ids `<prefix>_median`, `_min`, `_max`."""
    known = among & ~np.isnan(values)
    n, denominator = count(known), count(among)
    for ending, compute in (("median", compute_median), ("min", compute_minimum), ("max", compute_maximum)):
        identifier = f"{prefix}_{ending}"
        yield Estimate(identifier, compute(values, known), _ORDER[ending], n, denominator, missing=missing)


_ORDER = {"median": "median", "min": "minimum", "max": "maximum"}


def estimate_survival_median(
    identifier: str, days: Floats, event: Booleans, at_risk: Booleans, *, reverse: bool = False, missing: str
) -> Estimate:
    """Kaplan-Meier median in months with its log-log interval; NaN where the curve never falls to one half.

    Args:
        identifier: stable id.
        days: time to event or censoring, whole days, shape (n_trials, n_subjects).
        event: True for an event.
        at_risk: who is counted.
        reverse: the median of follow-up: events and censoring change places.
        missing: why nobody is at risk.
    """
    valid = at_risk & ~np.isnan(days)
    compute = compute_reverse_kaplan_meier if reverse else compute_kaplan_meier
    median = compute_survival_quantile(compute(days, event, valid, level=LEVEL, transform="log-log"))
    method = "reverse-kaplan-meier" if reverse else "kaplan-meier"
    n, denominator = count(valid & (event ^ reverse)), count(valid)
    low, value, high = (np.asarray(days) / MONTH_DAYS for days in (median.lower, median.estimate, median.upper))
    unreached = "the curve does not come down to one half"
    return Estimate(identifier, value, method, n, denominator, low, high, LEVEL, missing, unreached)
