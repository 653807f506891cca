"""One row per subject: dates of dose, death, contact; populations; who is evaluable and why not."""

from datetime import date

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build, frames, on

from paraprotein.adam.adsl.adsl import derive_adsl
from paraprotein.adam.derive import derive_all
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

IGM = {1: 3000.0, 29: 2900.0}


def subject(patient: Patient) -> dict[str, object]:
    return derive_adsl(build({"A": patient})).row(0, named=True)


def test_first_and_last_dose_leave_holds_out() -> None:
    row = subject(Patient(igm=IGM, doses=((1, 28, 400.0), (29, 56, 600.0), (57, 70, 0.0))))
    assert (row["TRTSDT"], row["TRTEDT"], row["TRTDURD"]) == (on(1), on(56), 56)


def test_an_open_last_interval_ends_with_treatment_else_at_last_contact() -> None:
    stopped = subject(Patient(igm=IGM, doses=((1, None, 400.0),), stopped=(60, "ADVERSE EVENT"), last_contact=90))
    assert (stopped["TRTEDT"], stopped["TRTEDTF"]) == (on(60), "Y")
    ongoing = subject(Patient(igm=IGM, doses=((1, None, 400.0),), last_contact=90))
    assert ongoing["TRTEDT"] == on(90)


def test_nobody_takes_drug_after_death() -> None:
    assert subject(Patient(igm=IGM, doses=((1, 60, 400.0),), died=50))["TRTEDT"] == on(50)


def test_last_known_alive_is_the_latest_sign_of_life_in_any_table() -> None:
    assert subject(Patient(igm={**IGM, 120: 2900.0}))["LSTALVDT"] == on(120)
    assert subject(Patient(igm=IGM, events=[("NAUSEA", 1, 130, None)]))["LSTALVDT"] == on(130)
    assert subject(Patient(igm=IGM, last_contact=140))["LSTALVDT"] == on(140)
    assert subject(Patient(igm=IGM, died=150))["LSTALVDT"] == on(29)


def test_lost_to_follow_up_is_no_sign_of_life() -> None:
    assert subject(Patient(igm=IGM, stopped=(200, "LOST TO FOLLOW-UP")))["LSTALVDT"] == on(29)


def test_a_death_without_a_date_stands_at_the_last_sign_of_life_and_is_flagged() -> None:
    row = subject(Patient(igm=IGM, last_contact=80, demographics={"DTHFL": "Y"}))
    assert (row["DTHDT"], row["DTHDTF"], row["DTHFL"]) == (on(80), "Y", "Y")


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("DEATH DUE TO PROGRESSIVE DISEASE", "Y"),
        ("Death from Waldenström's macroglobulinemia", "Y"),
        ("DEATH", None),
        ("DEATH NOT DUE TO DISEASE PROGRESSION", None),
        ("DEATH FROM HEART DISEASE", None),
    ],
)
def test_the_disposition_term_tells_whether_the_disease_killed(term: str, expected: str | None) -> None:
    raw = frames({"A": Patient(igm=IGM, died=60)})
    raw["DS"] = raw["DS"].with_columns(DSTERM=pl.lit(term))
    assert derive_adsl(admit(raw).tables)["DTHDISFL"].item() == expected


def test_only_therapy_after_the_first_dose_is_new() -> None:
    raw = frames({"A": Patient(igm=IGM, new_therapy=80)})
    prior = raw["CM"].with_columns(CMSEQ=pl.lit(2), CMSTDTC=pl.lit("2001-05-05"))
    assert derive_adsl(admit(raw | {"CM": pl.concat([raw["CM"], prior], how="vertical_relaxed")}).tables)[
        "NACTDT"
    ].item() == on(80)


def test_screen_failures_are_not_enrolled() -> None:
    row = subject(Patient(igm={1: 3000.0}, treated=False, demographics={"ARMCD": "SCRNFAIL"}))
    assert (row["FASFL"], row["SAFFL"]) == ("N", "N")


def test_without_an_exposure_table_the_reference_period_is_the_treatment() -> None:
    raw = frames({"A": Patient(igm=IGM, demographics={"RFENDTC": on(50).isoformat()})})
    del raw["EX"]
    row = derive_adsl(admit(raw).tables).row(0, named=True)
    assert (row["TRTSDT"], row["TRTEDT"]) == (on(1), on(50))


def test_an_empty_study_has_no_subjects() -> None:
    assert derive_adsl(StudyTables({})).is_empty()


EVALUABLE = {
    "yes": (Patient(igm=IGM), None),
    "baseline too old": (Patient(igm={-40: 3000.0, 29: 2900.0}), "NO VALID BASELINE"),
    "no baseline": (Patient(igm={29: 2900.0}), "NO VALID BASELINE"),
    "baseline below quantitation": (Patient(igm={1: "<20", 29: 30.0}), "NO VALID BASELINE"),
    "never seen again": (Patient(igm={1: 3000.0}), "NO VALUE AFTER BASELINE"),
    "only under new therapy": (Patient(igm={1: 3000.0, 57: 2000.0}, new_therapy=40), "NO VALUE AFTER BASELINE"),
    "died of disease first": (Patient(igm={1: 3000.0}, died=20, died_of_disease=True), None),
    "died otherwise first": (Patient(igm={1: 3000.0}, died=20), "NO VALUE AFTER BASELINE"),
    "clinical progression first": (Patient(igm={1: 3000.0}, clinical=[20]), None),
    "untreated": (Patient(igm={-1: 3000.0}, treated=False), "NOT TREATED"),
}


def test_each_reason_for_not_being_evaluable() -> None:
    adsl = derive_all(build({name: patient for name, (patient, _) in EVALUABLE.items()}), PROTOCOL).adsl
    found = dict(adsl.select(pl.col("USUBJID").cast(pl.String), "EVALREAS").iter_rows())
    assert found == {name: reason for name, (_, reason) in EVALUABLE.items()}
    assert adsl.filter((pl.col("EVALFL") == "Y") != pl.col("EVALREAS").is_null()).is_empty()


def test_two_trials_with_the_same_subject_ids_stay_apart() -> None:
    first, second = frames({"A": Patient(igm=IGM)}, trial=1), frames({"A": Patient(igm=IGM, died=60)}, trial=2)
    both = {
        domain: pl.concat(
            [table for table in (first.get(domain), second.get(domain)) if table is not None], how="diagonal_relaxed"
        )
        for domain in {*first, *second}
    }
    adsl = derive_adsl(admit(both).tables)
    assert adsl.select("TRIAL", "DTHDT").rows() == [(1, None), (2, on(60))]
    assert on(60) == date(2004, 3, 4)
