"""Baseline, change, nadir, grades and time under treatment of laboratory results."""

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build

from paraprotein.adam.derive import derive_all


def adlb(patient: Patient) -> pl.DataFrame:
    return derive_all(build({"A": patient}), PROTOCOL).adlb


def course(patient: Patient, test: str, column: str) -> list[object]:
    return adlb(patient).filter(pl.col("PARAMCD") == test)[column].to_list()


def test_baseline_is_the_last_value_up_to_the_first_dose() -> None:
    patient = Patient(igm={-21: 3400.0, 1: 3000.0, 29: 2250.0})
    assert course(patient, "IGM", "ABLFL") == [None, "Y", None]
    assert course(patient, "IGM", "BASE") == [3000.0] * 3
    assert course(patient, "IGM", "PCHG") == [None, None, -25.0]


def test_nadir_looks_back_from_the_record_and_knows_only_the_baseline_before_treatment() -> None:
    patient = Patient(
        igm={-21: 1000.0, 1: 3000.0, 29: 2000.0, 57: 2600.0, 85: 1500.0}, labs={"HGB": {29: 9.0, 57: 8.0}}
    )
    assert course(patient, "IGM", "NADIR") == [None, None, 3000.0, 2000.0, 2000.0]
    assert course(patient, "HGB", "NADIR") == [None, 9.0]


def test_a_missing_baseline_leaves_change_unknown() -> None:
    assert course(Patient(igm={29: 2000.0}), "IGM", "PCHG") == [None]


def test_a_value_below_quantitation_is_taken_at_the_limit_and_flagged() -> None:
    patient = Patient(igm={1: 300.0, 29: "<20"})
    assert course(patient, "IGM", "AVAL") == [300.0, 20.0]
    assert course(patient, "IGM", "BLQFL") == [None, "Y"]


@pytest.mark.parametrize(
    ("test", "value", "grade", "indicator"),
    [
        ("HGB", 10.0, 1, "LOW"),
        ("HGB", 9.9, 2, "LOW"),
        ("HGB", 6.4, 4, "LOW"),
        ("NEUT", 1.2, 2, "LOW"),
        ("PLAT", 180.0, 0, "NORMAL"),
    ],
)
def test_grades_follow_the_protocols_edition(test: str, value: float, grade: int, indicator: str) -> None:
    patient = Patient(igm={1: 3000.0}, labs={test: {1: 13.0 if test == "HGB" else 200.0, 29: value}})
    assert course(patient, test, "ATOXGRL")[-1] == grade
    assert course(patient, test, "ATOXGR")[-1] == -grade  # the sign says that the value is low
    assert course(patient, test, "ANRIND")[-1] == indicator


def test_the_baseline_grade_stands_beside_every_value() -> None:
    patient = Patient(igm={1: 3000.0}, labs={"HGB": {1: 9.5, 29: 9.0, 57: 7.9}})
    assert course(patient, "HGB", "BTOXGRL") == [2, 2, 2]
    assert course(patient, "HGB", "ATOXGRL") == [2, 2, 3]
    assert course(patient, "HGB", "BTOXGR") == [-2, -2, -2]


def test_on_treatment_ends_thirty_days_after_the_last_dose() -> None:
    patient = Patient(igm={1: 3000.0}, labs={"HGB": {1: 12.0, 29: 12.0, 58: 12.0, 59: 12.0}}, doses=((1, 28, 400.0),))
    assert course(patient, "HGB", "ONTRTFL") == [None, "Y", "Y", None]


def test_each_value_leads_back_to_its_record() -> None:
    table = adlb(Patient(igm={1: 3000.0, 29: 2900.0}, labs={"HGB": {1: 12.0}}))
    assert set(table["SRCDOM"].cast(pl.String)) == {"LB"}
    assert sorted(table["SRCSEQ"]) == [1, 2, 3]
