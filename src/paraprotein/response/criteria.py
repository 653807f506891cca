"""What editions of the response criteria of all diseases state: a rise from a nadir, the growth of a lesion."""

from dataclasses import dataclass
from typing import Literal

Nadir = Literal["lowest", "lowest_confirmed"]
"""lowest: smallest valid value so far · lowest_confirmed: smallest value that two consecutive values both reach"""


@dataclass(frozen=True)
class Rise:
    """The rise of a marker that is progression, measured from its nadir.

    `absolute` applies while the nadir is below `absolute_below` (infinite: always); with `more_than_absolute` a rise of
    exactly that much is not enough.
    """

    fraction: float
    absolute: float = 0.0
    absolute_below: float = float("inf")
    more_than_absolute: bool = False
    second_sample_days: float = 1.0  # shortest time to the sample that confirms; 1 = another day


@dataclass(frozen=True)
class LesionGrowth:
    """Growth of one lesion that is progression, measured from the smallest longest diameter it ever had."""

    fraction: float  # rise of the longest diameter
    short_axis_above_cm: float  # short axis that the lesion must have had before, strict
