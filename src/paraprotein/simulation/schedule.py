"""The visits that a protocol plans, as arrays."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..protocol.schema import Protocol


@dataclass(frozen=True)
class Schedule:
    """Planned visits after the first dose.

    Attributes:
        day: planned whole days since first dose, shape (n_visits,), first entry 0 (before the first dose).
        measured: which assay is due at which visit, shape (n_visits, n_assays), assays in the protocol's order.
        window_days: a visit may fall this many days earlier or later; never for the first.
    """

    day: NDArray[np.int64]
    measured: NDArray[np.bool_]
    window_days: int

    @property
    def longest_interval(self) -> int:
        """Most days between two consecutive visits, windows included."""
        return int(np.diff(self.day).max(initial=0)) + 2 * self.window_days


def plan_visits(protocol: Protocol) -> Schedule:
    """Lay out visits until the longest treatment plus follow-up, with the assays that are due at each.

    An assay with its own interval adds visits of its own where it is due between the regular ones.
    """
    regular = whole_days(protocol.visits.every)
    longest, follow_up = protocol.treatment.stop.after, protocol.visits.follow_up
    intervals = [regular if assay.every == "visit" else whole_days(assay.every) for assay in protocol.assays.values()]
    last = math.floor(longest / regular) * regular
    end = last + math.floor((follow_up + protocol.visits.window) / regular) * regular
    days = sorted({day for interval in (regular, *intervals) for day in range(0, end + 1, interval)})
    measured = [[day % interval == 0 for interval in intervals] for day in days]
    return Schedule(np.array(days), np.array(measured), whole_days(protocol.visits.window))


def whole_days(days: float) -> int:
    """The nearest whole number of days; a half counts up."""
    return math.floor(days + 0.5)
