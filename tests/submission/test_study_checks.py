"""What is told of a study after its tables are derived: doses, visits, methods, grades."""

import polars as pl
from hand_built import PROTOCOL, Patient, build
from submission_study import Derived

from paraprotein.adam.derive import derive_all
from paraprotein.errors import Finding
from paraprotein.sdtm.tables import StudyTables
from paraprotein.submission import check_study


def checked(tables: StudyTables) -> dict[str, Finding]:
    return {finding.rule: finding for finding in check_study(derive_all(tables, PROTOCOL), tables, PROTOCOL)}


def test_a_sound_study_has_only_notes(study: Derived) -> None:
    tables = build({"S1": Patient(igm={1: 3000.0, 29: 2900.0}, doses=((1, 28, 400.0),))})
    assert checked(tables) == {}
    assert {f.severity for f in check_study(study.adam, study.tables, PROTOCOL)} <= {"note", "warning"}


def test_doses_against_the_rules_are_warnings() -> None:
    high = Patient(igm={1: 3000.0, 29: 2900.0}, doses=((1, 28, 600.0),))
    odd = Patient(igm={1: 3000.0, 29: 2900.0}, doses=((1, 28, 500.0),))
    found = checked(build({"S1": high, "S2": odd}))
    assert "(subjects S1)" in found["study.dose"].found
    assert "(subjects S2)" in found["study.dose-level"].found
    assert found["study.dose"].severity == "warning"


def test_results_between_the_windows_of_visits_are_noted() -> None:
    found = checked(build({"S1": Patient(igm={1: 3000.0, 15: 2900.0, 29: 2800.0}, last_contact=40)}))
    assert found["study.window"].found == "results outside the windows of planned visits: 1 (subjects S1)"


def test_a_marker_that_changed_its_method_is_told() -> None:
    tables = build({"S1": Patient(igm={1: 3000.0, 29: 2900.0})})
    methods = pl.Series(["NEPHELOMETRY", "TURBIDIMETRY"]).cast(pl.Categorical)
    found = checked(StudyTables({**tables.frames, "LB": tables.lb.with_columns(LBMETHOD=methods)}))
    assert "study.method" in found


def test_a_result_in_a_unit_that_cannot_be_graded_is_counted() -> None:
    tables = build({"S1": Patient(igm={1: 3000.0}, labs={"HGB": {1: 12.0, 29: 9.0}})})
    given = pl.col("LBSTRESU").cast(pl.String)
    unit = pl.when(pl.col("LBTESTCD") == "HGB").then(pl.lit("U/L")).otherwise(given)
    odd = tables.lb.with_columns(LBSTRESU=unit.cast(pl.Categorical))
    found = checked(StudyTables({**tables.frames, "LB": odd}))
    assert found["study.ungraded"].found == (
        "results that could not be graded (unit not readable by the scale): 2 (subjects S1)"
    )


def test_an_investigator_who_sees_it_otherwise_is_noted() -> None:
    found = checked(build({"S1": Patient(igm={1: 3000.0, 29: 1000.0}, investigator={29: "SD"})}))
    assert found["study.discordance"].severity == "note"


def test_doses_in_tablets_and_unknown_frequencies_are_told() -> None:
    tables = build({"S1": Patient(igm={1: 3000.0, 29: 2900.0}, doses=((1, 28, 4.0),))})
    odd = tables.ex.with_columns(
        EXDOSU=pl.lit("TABLET").cast(pl.Categorical), EXDOSFRQ=pl.lit("AS DIRECTED").cast(pl.Categorical)
    )
    found = checked(StudyTables({**tables.frames, "EX": odd}))
    assert found["study.dose-unit"].found == "doses in a unit that is no mass: 1 (subjects S1)"
    assert found["study.dose-frequency"].found == "doses of unknown frequency: 1 (subjects S1)"
    assert "study.dose" not in found


def test_events_without_a_grade_are_told() -> None:
    tables = build({"S1": Patient(igm={1: 3000.0, 29: 2900.0}, events=(("Rash", None, 10, 20),))})
    assert checked(tables)["study.event-grade"].found == "adverse events without a grade: 1 (subjects S1)"
