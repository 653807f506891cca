"""What courses of all criteria share: checks before they are resolved, and the day on which something first holds."""

import numpy as np
from numpy.typing import NDArray

from ..arrays import BooleanArray, FloatArray
from ..errors import DataError


def check_values(**values: FloatArray) -> None:
    """Refuse negative and infinite measurements; missing ones (NaN) pass.

    Raises:
        DataError: names each kind of measurement that is impossible.
    """
    for name, measured in values.items():
        if np.any(measured < 0) or np.any(np.isinf(measured)):
            raise DataError.one(name, "a value is negative or infinite", "correct the standardised result")


def check_days(day: FloatArray, present: BooleanArray) -> None:
    """Refuse visits of a patient (one row) that are not on rising days or not padded at the end.

    Raises:
        DataError: days fall or repeat, or there is padding between visits.
    """
    both = present[:, 1:] & present[:, :-1]
    if np.any(both & ~(day[:, 1:] > day[:, :-1])) or np.any(present[:, 1:] & ~present[:, :-1]):
        fix = "merge values of one day, sort visits by day and pad at the end"
        raise DataError.one("day", "visits of a patient are not on rising days", fix)


Days = NDArray[np.float64]


def first_day(holds: NDArray[np.bool_], day: Days, axis: int = 1) -> Days:
    """The earliest day on which `holds`, over the visits on `axis`; NaN where it never does."""
    first = np.min(np.where(holds, day, np.inf), axis=axis, initial=np.inf)
    return np.where(np.isinf(first), np.nan, first)
