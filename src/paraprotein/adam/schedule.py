"""Planned visits: the next, the last, and when more than one was missed."""

from dataclasses import dataclass

import polars as pl

from ..protocol.schema import Visits


@dataclass(frozen=True)
class PlannedVisits:
    """Visits on days 1, 1 + every, 1 + 2 every, ...

    Attributes:
        every: days between visits.
        window: a visit may fall this many days earlier or later.
    """

    every: float
    window: float = 0.0

    @classmethod
    def of(cls, visits: Visits) -> "PlannedVisits":
        """The schedule of a protocol."""
        return cls(visits.every, visits.window)

    @property
    def longest_gap(self) -> float:
        """Days between two assessments beyond which more than one visit was missed.

        Two intervals and the width of the window: a window of 3 days to either side is 7 days wide, so visits every
        28 days give 63.
        """
        return 2 * self.every + 2 * self.window + 1

    def next_visit(self, day: pl.Expr) -> pl.Expr:
        """Planned day of the visit to which a finding belongs: the visit in whose window it falls, else the next."""
        number = ((day - 1 - self.window) / self.every).ceil().clip(lower_bound=1)
        return self._day(number)

    def visit_after(self, day: pl.Expr) -> pl.Expr:
        """Planned day of the first visit on or after a study day that is no visit itself."""
        return self._day(((day - 1) / self.every).ceil().clip(lower_bound=1))

    def planned_visit(self, day: pl.Expr) -> pl.Expr:
        """Planned day of the visit in whose window a study day falls; null between visits and before the first."""
        number = ((day - 1) / self.every).round()
        off_plan = (day - self._day(number)).abs()
        return pl.when((off_plan <= self.window) & (number >= 1)).then(self._day(number))

    def _day(self, number: pl.Expr) -> pl.Expr:
        return (1 + self.every * number).round().cast(pl.Int32)
