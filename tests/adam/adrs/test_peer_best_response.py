"""Best response and its date as a peer derives them, the R package admiral (pharmaverse), `derive_extreme_event()`.

Restated from its reference: events stand in an order, the first that any record of the subject meets gives the value,
and of the records that meet it the earliest gives the date; the last events catch who has no evaluable record, and who
has none at all (MISSING, without a date here, where the peer puts the first dose).
"""

import random

import polars as pl
from hand_built import Patient, build

from paraprotein.adam.derive import derive_all
from paraprotein.protocol.load import load_protocol

EVENTS = ("sCR", "CR", "VGPR", "PR", "MR", "SD", "PD")
PROTOCOL = load_protocol("imatinib-wm-2007").protocol


def extreme_event(visits: list[tuple[str, int, bool]]) -> tuple[str, int | None]:
    """Value and study day from (category, day, counts) of one subject, in order of days."""
    for event in EVENTS:
        days = [day for category, day, counts in visits if category == event and counts]
        if days:
            return event, min(days)
    return ("NE", min(day for _, day, _ in visits)) if visits else ("MISSING", None)


def test_best_response_and_date_are_those_of_the_first_extreme_event() -> None:
    chance = random.Random(5)
    people = {
        f"P{n:02d}": Patient(
            igm={
                1: 3000.0,
                **{29 + 28 * k: round(3000 * chance.uniform(0.05, 1.3)) for k in range(chance.randint(0, 6))},
            }
        )
        for n in range(60)
    }
    adam = derive_all(build(people), PROTOCOL)
    adrs = adam.adrs.with_columns(pl.col("PARAMCD", "AVALC", "USUBJID").cast(pl.String))
    for name in people:
        own = adrs.filter(pl.col("USUBJID") == name)
        seen = own.filter(pl.col("PARAMCD") == "COVR").select("AVALC", "ADY", pl.col("ANL01FL") == "Y")
        best = own.filter(pl.col("PARAMCD") == "BOR").select("AVALC", "ADY").row(0)
        assert best == extreme_event([(word, day, bool(counts)) for word, day, counts in seen.iter_rows()])
