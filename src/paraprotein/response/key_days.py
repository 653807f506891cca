"""The day on which something first holds."""

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.float64]


def first_day(holds: NDArray[np.bool_], day: Days, axis: int = 1) -> Days:
    """The earliest day on which `holds`, over the visits on `axis`; NaN where it never does."""
    first = np.min(np.where(holds, day, np.inf), axis=axis, initial=np.inf)
    return np.where(np.isinf(first), np.nan, first)
