"""Study days have no 0; durations count both ends; months are 30.4375 days (admiralonco)."""

from datetime import date

import polars as pl
import pytest

from paraprotein.adam.days import date_of, duration_days, gap_days, study_day

FIRST_DOSE = date(2004, 1, 5)


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2004, 1, 5), 1), (date(2004, 1, 4), -1), (date(2004, 3, 1), 57), (None, None)]
)
def test_study_day_skips_zero(day: date | None, expected: int | None) -> None:
    table = pl.DataFrame({"ADT": [day], "TRTSDT": [FIRST_DOSE]}, schema={"ADT": pl.Date, "TRTSDT": pl.Date})
    assert table.select(study_day(pl.col("ADT"), pl.col("TRTSDT"))).item() == expected


def test_a_gap_across_the_first_dose_is_counted_from_dates() -> None:
    table = pl.DataFrame({"a": [date(2004, 1, 4)], "b": [date(2004, 1, 6)]})
    assert table.select(gap_days(pl.col("b"), pl.col("a"))).item() == 2
    assert table.select(duration_days(pl.col("a"), pl.col("b"))).item() == 3


def test_the_date_of_a_day_is_the_inverse_of_the_day_of_a_date() -> None:
    table = pl.DataFrame({"day": list(range(1, 400)), "TRTSDT": [FIRST_DOSE] * 399})
    dates = table.with_columns(ADT=date_of(pl.col("TRTSDT"), pl.col("day")))
    assert dates.select(study_day(pl.col("ADT"), pl.col("TRTSDT")))["ADT"].to_list() == list(range(1, 400))
