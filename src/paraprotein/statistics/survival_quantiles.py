"""Quantiles of a survival curve, such as the median time to progression."""

from typing import Literal, NamedTuple

import numpy as np

from .groups import Floats, require_level
from .survival import KaplanMeier

FlatRule = Literal["midpoint", "left"]
"""Where the quantile lies when the curve runs level at exactly 1 - p.

midpoint  halfway along the level piece (R's quantile.survfit, SAS); where no drop follows, halfway to the last
          observed time (R's quantile.survfit; its print gives the left end there)
left      at its left end (lifelines): the smallest time with S(t) <= 1 - p
"""

_TOLERANCE = np.sqrt(np.finfo(np.float64).eps)
"""Slack for S = 1 - p, as in R: 100 untied events leave 0.5 + 1e-16 after the 50th."""


class SurvivalQuantile(NamedTuple):
    """Quantile and limits in the unit of time; NaN where not reached; arrays of shape (n_groups,)."""

    estimate: Floats
    lower: Floats
    upper: Floats


def compute_survival_quantile(
    curve: KaplanMeier, probability: float = 0.5, *, flat: FlatRule = "midpoint"
) -> SurvivalQuantile:
    """Time by which a fraction `probability` has had the event, with the interval that the curve's limits cut out.

    The limits are the times at which the lower and the upper confidence limit of the curve come down to
    1 - `probability`; with log-log limits this is Brookmeyer and Crowley's interval on the log-log scale. A limit that
    never comes down, or whose scale is undefined there (a curve at 0), is NaN: not reached.

    Args:
        curve: with the confidence level and scale wanted.
        probability: between 0 and 1, excluded; 0.5 for the median.
        flat: see `FlatRule`.

    Raises:
        UsageError: the probability is not between 0 and 1.

    Source: Brookmeyer & Crowley, Biometrics 1982;38:29 (doi 10.2307/2530286).
    """
    require_level(probability)
    estimate, lower, upper = (
        _time_of_fall(curve.time, values, 1 - probability, flat)
        for values in (curve.survival, curve.lower, curve.upper)
    )
    return SurvivalQuantile(estimate, lower, upper)


def _time_of_fall(time: Floats, values: Floats, target: float, flat: FlatRule) -> Floats:
    """Time at which a falling step function first is at or below `target`; NaN when it never is."""
    is_down = values <= target + _TOLERANCE
    first = np.argmax(is_down, axis=1)[:, None]
    start = np.take_along_axis(time, first, axis=1)[:, 0]
    if flat == "midpoint":
        is_level = np.abs(np.take_along_axis(values, first, axis=1)[:, 0] - target) < _TOLERANCE
        is_past = values < target - _TOLERANCE
        drop = np.take_along_axis(time, np.argmax(is_past, axis=1)[:, None], axis=1)[:, 0]
        end = np.where(is_past.any(axis=1), drop, np.fmax.reduce(time, axis=1))
        start = np.where(is_level, (start + end) / 2, start)
    return np.where(is_down.any(axis=1), start, np.nan)
