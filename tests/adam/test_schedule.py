"""Planned visits every 28 days with a window of 3 days to either side."""

import polars as pl
import pytest

from paraprotein.adam.schedule import PlannedVisits

SCHEDULE = PlannedVisits(every=28.0, window=3.0)


def ask(question: str, day: int) -> int | None:
    expression = getattr(SCHEDULE, question)(pl.col("ADY"))
    return pl.DataFrame({"ADY": [day]}).select(expression).item()


def test_more_than_one_visit_was_missed_after_63_days() -> None:
    assert SCHEDULE.longest_gap == 63


@pytest.mark.parametrize(("day", "visit"), [(2, 29), (29, 29), (32, 29), (33, 57), (70, 85), (88, 85), (89, 113)])
def test_a_finding_belongs_to_the_visit_in_whose_window_it_falls_else_to_the_next(day: int, visit: int) -> None:
    assert ask("next_visit", day) == visit


@pytest.mark.parametrize(("day", "visit"), [(1, 29), (29, 29), (30, 57), (57, 57), (87, 113)])
def test_an_event_that_is_no_visit_goes_to_the_next_planned_day(day: int, visit: int) -> None:
    assert ask("visit_after", day) == visit


@pytest.mark.parametrize(("day", "visit"), [(26, 29), (32, 29), (33, None), (70, None), (2, None)])
def test_only_days_inside_a_window_are_planned_visits(day: int, visit: int | None) -> None:
    assert ask("planned_visit", day) == visit
