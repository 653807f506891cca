"""Study days place records that have no date, and are compared with the dates of the others."""

from datetime import date

import polars as pl
import pytest
from sdtm_study import small_study

from paraprotein.sdtm.intake import Admitted, admit


def with_days(days: list[float | None], dates: list[str | None] | None = None, **dm: object) -> Admitted:
    study = small_study()
    lb = study["LB"].with_columns(pl.Series("LBDY", days))
    study["LB"] = lb.drop("LBDTC") if dates is None else lb.with_columns(pl.Series("LBDTC", dates, dtype=pl.String))
    study["DM"] = study["DM"].with_columns(pl.lit(value).alias(name) for name, value in dm.items())
    return admit(study)


def test_without_dates_the_study_days_place_the_results_and_there_is_no_day_0() -> None:
    found = with_days([-3.0, 1.0, 2.0, 29.0])
    assert found.tables.lb["LBDT"].to_list() == [date(2004, 1, 2), date(2004, 1, 5), date(2004, 2, 3), date(2004, 3, 1)]
    assert found.tables.lb["LBDTC"].to_list()[0] == "2004-01-02"
    assert {finding.rule for finding in found.findings} >= {"dates.study-day"}
    assert not [finding for finding in found.findings if "rename" in finding.fix]


def test_a_date_that_is_there_is_kept() -> None:
    found = with_days([-3.0, 29.0, 1.0, 29.0], ["2004-01-02", None, "2004-02-02", "2004-03-01"])
    assert found.tables.lb["LBDT"].to_list()[:2] == [date(2004, 1, 2), date(2004, 2, 2)]


@pytest.mark.parametrize(
    ("days", "dates", "rule"),
    [
        ([0.0, 1.0, 1.0, 29.0], None, "dates.no-day"),
        ([1.5, 1.0, 1.0, 29.0], None, "dates.no-day"),
        ([-9.0, None, None, None], ["2004-01-02", "2004-02-02", "2004-02-02", "2004-03-01"], "dates.day-apart"),
    ],
)
def test_days_that_are_none_and_days_that_contradict_the_date_are_reported(
    days: list[float | None], dates: list[str | None] | None, rule: str
) -> None:
    (found,) = [finding for finding in with_days(days, dates).findings if finding.rule == rule]
    assert found.severity == "warning"


def test_days_of_a_subject_without_a_first_day_are_reported() -> None:
    study = small_study()
    study["LB"] = study["LB"].drop("LBDTC").with_columns(LBDY=pl.Series([1.0, 2.0, 3.0, 4.0]))
    study["DM"] = study["DM"].with_columns(RFSTDTC=pl.lit(None, pl.String))
    del study["EX"]
    assert "dates.no-reference" in {finding.rule for finding in admit(study).findings}


def test_events_and_doses_are_placed_by_their_days_too() -> None:
    study = small_study()
    study["AE"] = study["AE"].drop("AESTDTC").with_columns(AESTDY=pl.lit(10))
    study["EX"] = study["EX"].drop("EXSTDTC").with_columns(EXSTDY=pl.lit(1))
    tables = admit(study).tables
    assert tables.ae["AESTDT"].to_list() == [date(2004, 1, 14)]
    assert tables.ex["EXSTDT"].to_list() == [date(2004, 1, 5), date(2004, 2, 2)]
