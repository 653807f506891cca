"""Rates of events per time at risk, with exact limits."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from ..errors import UsageError
from .groups import Floats, require_level


class PoissonRate(NamedTuple):
    """Events per unit of time and limits; NaN where nobody was at risk. Each has the shape of the input."""

    estimate: Floats
    lower: Floats
    upper: Floats


def compute_poisson_rate(events: ArrayLike, time: ArrayLike, level: float = 0.95) -> PoissonRate:
    """Rate of a Poisson count with exact two-sided limits of equal tails.

    Args:
        events: whole numbers, any shape.
        time: total time at risk in any unit, broadcast against `events`.
        level: confidence level.

    Returns:
        Per unit of `time`; the lower limit without an event is 0.

    Raises:
        UsageError: a negative count or time, or a level outside 0 to 1.

    Source: Garwood, Biometrika 1936;28:437 (doi 10.1093/biomet/28.3-4.437), as quantiles of the gamma distribution.
    """
    require_level(level)
    count, total = np.broadcast_arrays(np.asarray(events, dtype=np.float64), np.asarray(time, dtype=np.float64))
    if np.any(count < 0) or np.any(total < 0):
        raise UsageError.one("rate", "a negative count or time at risk", "give counts and times of 0 or more")
    tail = (1 - level) / 2
    lower = np.where(count > 0, gammaincinv(np.maximum(count, 1), tail), 0.0)
    upper = gammaincinv(count + 1, 1 - tail)
    exposed = np.where(total > 0, total, np.nan)
    return PoissonRate(count / exposed, lower / exposed, upper / exposed)
