"""A partial date still tells before or after."""

from datetime import date

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, frames

from paraprotein.adam.adae.adae import derive_adae
from paraprotein.adam.adsl.adsl import derive_adsl
from paraprotein.sdtm.dates import earliest_day, latest_day
from paraprotein.sdtm.intake import admit


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2012-02-07", date(2012, 2, 7), date(2012, 2, 7)),
        ("2012-02-07T09:30", date(2012, 2, 7), date(2012, 2, 7)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2011-02", date(2011, 2, 1), date(2011, 2, 28)),
        ("2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("2012---15", date(2012, 1, 1), date(2012, 12, 31)),
        ("--02-07", None, None),
        (None, None, None),
    ],
)
def test_the_first_and_last_day_that_a_date_can_mean(text: str | None, first: date | None, last: date | None) -> None:
    frame = pl.DataFrame({"TEXT": [text]}, schema={"TEXT": pl.String})
    assert frame.select(earliest_day(pl.col("TEXT"))).item() == first
    assert frame.select(latest_day(pl.col("TEXT"))).item() == last


@pytest.mark.parametrize(
    ("start", "flags"),
    [
        ("2003", ("Y", None)),  # all of 2003 lies before the first dose on 5 January 2004
        ("2003-12", ("Y", None)),
        ("2004-01", (None, "Y")),  # may have begun under treatment
        ("2004", (None, "Y")),
        ("2005", (None, None)),  # after the window
        (None, (None, "Y")),
    ],
)
def test_the_known_part_of_a_start_decides_whether_an_event_is_emergent(
    start: str | None, flags: tuple[str | None, str | None]
) -> None:
    raw = frames({"S1": Patient(igm={1: 3000.0}, events=(("Rash", 1, 2, None),))})
    raw["AE"] = raw["AE"].with_columns(AESTDTC=pl.lit(start, pl.String))
    tables = admit(raw).tables
    event = derive_adae(tables, derive_adsl(tables), PROTOCOL)
    assert event.select("PREFL", "TRTEMFL").row(0) == flags
