"""CDISC SDTM Implementation Guide 3.4, section 4.4: ISO 8601 dates, complete, partial and impossible."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.sdtm.dates import parse_dates


@pytest.mark.parametrize(
    ("text", "day", "standing"),
    [
        ("2004-03-15", date(2004, 3, 15), "complete"),
        ("2004-03-15T10:30", date(2004, 3, 15), "complete"),
        ("2004-03-15T10:30:59.5+01:00", date(2004, 3, 15), "complete"),
        ("2004-03-15T-:30", date(2004, 3, 15), "complete"),
        ("2004-02-29", date(2004, 2, 29), "complete"),
        ("2004", None, "partial"),
        ("2004-03", None, "partial"),
        ("2004---15", None, "partial"),
        ("--03-15", None, "partial"),
        ("-----T10:30", None, "partial"),
        ("2003-02-29", None, "impossible"),
        ("2004-13-01", None, "impossible"),
        ("2004-03-15T25:00", None, "impossible"),
        ("15MAR2004", None, "impossible"),
        ("03/15/2004", None, "impossible"),
        ("20040315", None, "impossible"),
        ("2004-3-15", None, "impossible"),
        ("UNKNOWN", None, "impossible"),
    ],
)
def test_each_text_is_complete_partial_or_impossible(text: str, day: date | None, standing: str) -> None:
    assert parse_dates(pl.Series([text])).row(0) == (day, standing)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2200, 1, 1))), max_size=20))
def test_every_calendar_day_reads_back_in_its_place(days: list[date | None]) -> None:
    text = pl.Series([day.isoformat() if day else None for day in days], dtype=pl.String)
    assert parse_dates(text)["date"].to_list() == days


@settings(deadline=None)
@given(st.lists(st.text(max_size=25), max_size=10))
def test_any_text_has_a_standing(texts: list[str]) -> None:
    assert parse_dates(pl.Series(texts, dtype=pl.String))["standing"].null_count() == 0
