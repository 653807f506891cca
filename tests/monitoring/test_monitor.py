"""An ongoing study on one day: what was known then, and what the rules say of it."""

from datetime import date

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build, on

from paraprotein.monitoring import Monitor, monitor
from paraprotein.sdtm.delivery.as_of import tables_as_of
from paraprotein.sdtm.shapes import SHAPES
from paraprotein.sdtm.tables import StudyTables

PATIENTS = {
    "S1": Patient(  # held, then resumed at the same dose
        igm={1: 4000.0, 29: 3900.0, 57: 3000.0, 85: 1900.0},
        labs={"NEUT": {1: 3.0, 29: 0.8, 57: 1.6, 85: 1.1}, "PLAT": {1: 200.0, 29: 200.0, 57: 200.0, 85: 200.0}},
        doses=((1, 28, 400.0), (29, 56, 0.0), (57, 120, 400.0)),
        last_contact=120,
    ),
    "S2": Patient(  # IgM rises above the nadir; the next sample confirms it
        igm={1: 3000.0, 29: 1500.0, 57: 2600.0, 85: 2700.0},
        doses=((1, 28, 400.0), (29, 84, 600.0)),
        stopped=(85, "PROGRESSIVE DISEASE"),
        last_contact=90,
    ),
    "S3": Patient(igm={1: 3000.0}, doses=((1, 100, 400.0),), died=90, last_contact=90),
    "S4": Patient(igm={}, treated=False),
}


@pytest.fixture(scope="module")
def tables() -> StudyTables:
    return build(PATIENTS)


def seen(tables: StudyTables, day: int) -> Monitor:
    return monitor(tables, PROTOCOL, on(day))


def row(view: Monitor, subject: str) -> dict[str, object]:
    return view.patients.filter(pl.col("USUBJID") == subject).row(0, named=True)


@pytest.mark.parametrize(
    ("day", "status", "dose", "why", "next_dose", "next_why"),
    [
        (10, "under treatment", 400.0, "unchanged", 600.0, "escalated as planned"),
        (30, "held", 0.0, "held: NEUT < 1.0 or PLAT < 50", 0.0, "still held: waiting for NEUT >= 1.5 and PLAT >= 75"),
        (60, "under treatment", 400.0, "resumed at the same dose: NEUT >= 1.5 and PLAT >= 75", 400.0, "unchanged"),
    ],
)
def test_the_dose_now_and_the_next_come_from_the_plan(
    tables: StudyTables, day: int, status: str, dose: float, why: str, next_dose: float, next_why: str
) -> None:
    patient = row(seen(tables, day), "S1")
    assert (patient["STATUS"], patient["DOSE"], patient["WHY"]) == (status, dose, why)
    assert (patient["NEXTDOSE"], patient["NEXTWHY"]) == (next_dose, next_why)


@pytest.mark.parametrize(
    ("day", "due", "planned"), [(60, "planned", 85), (82, "due", 85), (85, "planned", 113), (120, "overdue", 113)]
)
def test_visits_are_planned_due_and_overdue(tables: StudyTables, day: int, due: str, planned: int) -> None:
    patient = row(seen(tables, day), "S1")
    assert (patient["DUE"], patient["NEXTDT"]) == (due, on(planned))


def test_a_rise_awaits_its_confirmation_until_the_next_sample(tables: StudyTables) -> None:
    waiting = row(seen(tables, 60), "S2")
    assert waiting["AWAITING"] == f"progression seen on {on(57).isoformat()}"
    assert (waiting["BOR"], waiting["LASTRESP"]) == ("PR", "uPD")
    confirmed = row(seen(tables, 86), "S2")
    assert confirmed["AWAITING"] is None
    assert confirmed["STATUS"] == "off treatment: progressive disease"


def test_established_progression_ends_treatment_at_the_next_visit() -> None:
    """The third value confirms the rise, and nobody has recorded the end of treatment yet."""
    patient = Patient(
        igm={1: 3000.0, 29: 1500.0, 57: 2600.0, 85: 2700.0}, doses=((1, 28, 400.0), (29, 90, 600.0)), last_contact=90
    )
    view = monitor(build({"S1": patient}), PROTOCOL, on(86))
    found = row(view, "S1")
    assert (found["STATUS"], found["DOSE"]) == ("under treatment", 600.0)
    assert (found["NEXTDOSE"], found["NEXTWHY"]) == (0.0, "stopped: progression")


def test_values_near_a_limit_are_named(tables: StudyTables) -> None:
    assert row(seen(tables, 90), "S1")["NEAR"] == "NEUT 1.1 (hold at < 1)"
    assert row(seen(tables, 60), "S1")["NEAR"] is None


def test_the_study_counts_what_was_known(tables: StudyTables) -> None:
    early, late = seen(tables, 30).study, seen(tables, 95).study
    assert (early["treated"], early["under_treatment"], early["deaths"]) == (3, 3, 0)
    assert (late["treated"], late["under_treatment"], late["deaths"]) == (3, 1, 1)
    assert late["ended"] == {"DEATH": 1, "PROGRESSIVE DISEASE": 1}
    assert late["planned"] == 28
    (neutropenia,) = [entry for entry in late["toxicity"] if entry["term"] == "neutropenia"]
    assert (neutropenia["patients"], neutropenia["of"]) == (1, 1)  # measured in one of three


def test_nothing_is_known_before_the_first_patient(tables: StudyTables) -> None:
    view = monitor(tables, PROTOCOL, date(2003, 1, 1))
    assert view.patients.height == 0
    assert view.study["treated"] == 0
    assert view.study["accrual_per_month"] is None


@pytest.mark.parametrize("day", [10, 30, 60, 86])
def test_what_comes_later_changes_nothing(tables: StudyTables, day: int) -> None:
    """The view is the same when everything after the day is removed from the data, or replaced."""
    view = seen(tables, day)
    cut = tables_as_of(tables, on(day))
    assert monitor(cut, PROTOCOL, on(day)).as_record() == view.as_record()
    late = tables["LB"].with_columns(LBSTRESN=pl.when(pl.col("LBDT") > on(day)).then(99999.0).otherwise("LBSTRESN"))
    changed = StudyTables({**tables.frames, "LB": late})
    assert monitor(changed, PROTOCOL, on(day)).as_record() == view.as_record()


def test_no_date_after_the_day_is_left_in_any_table(tables: StudyTables) -> None:
    cut = tables_as_of(tables, on(40))
    for domain, shape in SHAPES.items():
        for column in shape.columns:
            if column.kind == "date":
                latest = cut[domain][column.name.removesuffix("C")].max()
                assert latest is None or latest <= on(40), (domain, column.name)
        assert cut[domain].schema == tables[domain].schema


def test_partial_dates_are_placed_by_the_first_day_that_they_can_mean() -> None:
    tables = build({"S1": Patient(igm={1: 3000.0}, events=(("Rash", 1, 20, None), ("Nausea", 1, 21, None)))})
    partial = tables.ae.with_columns(
        AESTDTC=pl.Series(["2004-02", "2004"]), AESTDT=pl.Series([None, None], dtype=pl.Date)
    )
    cut = tables_as_of(StudyTables({**tables.frames, "AE": partial}), date(2004, 1, 20))
    assert cut.ae["AETERM"].to_list() == ["Nausea"]


def test_the_record_is_plain_data(tables: StudyTables) -> None:
    import json

    record = seen(tables, 60).as_record()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["as_of"] == on(60).isoformat()
