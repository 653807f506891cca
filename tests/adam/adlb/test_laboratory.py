"""What ADLB and the counts of toxicity rest on does not depend on the order in which a laboratory sends its records."""

import polars as pl
from hand_built import PROTOCOL, Patient, build, frames
from polars.testing import assert_frame_equal

from paraprotein.adam.derive import derive_all
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

PATIENTS = {
    "A": Patient(igm={-21: 3400.0, 1: 3000.0, 29: 2250.0}, labs={"HGB": {1: 9.5, 29: 7.9, 57: 9.0}}),
    "B": Patient(igm={1: 1500.0, 29: 800.0}, labs={"NEUT": {29: 0.4}, "HGB": {-7: 12.0}}),
}


def test_records_in_any_order_give_the_same_tables() -> None:
    tables = build(PATIENTS)
    shuffled = StudyTables({**tables.frames, "LB": tables.lb.sample(fraction=1.0, shuffle=True, seed=3)})
    sent, mixed = derive_all(tables, PROTOCOL), derive_all(shuffled, PROTOCOL)
    assert_frame_equal(sent.adlb, mixed.adlb)
    assert_frame_equal(sent.toxicity, mixed.toxicity)


def test_records_stand_by_subject_and_date_and_series_tell_tests_apart() -> None:
    laboratory = derive_all(build(PATIENTS), PROTOCOL).laboratory
    assert laboratory.select("TRIAL", "USUBJID", "ADT", "SRCSEQ").equals(
        laboratory.select("TRIAL", "USUBJID", "ADT", "SRCSEQ").sort("TRIAL", "USUBJID", "ADT", "SRCSEQ")
    )
    assert laboratory["_SERIES"].n_unique() == laboratory.select("USUBJID", "PARAMCD").n_unique()


def test_the_last_value_of_the_day_by_the_clock_is_the_baseline() -> None:
    raw = frames({"A": Patient(igm={1: 3000.0}, labs={"HGB": {-1: 9.5, 1: 12.5, 29: 9.0}})})
    first_day = pl.col("LBTESTCD").is_in(["HGB"]) & (pl.col("LBSEQ") < 4)
    clock = pl.when(pl.col("LBSTRESN") == 9.5).then(pl.lit("T08:40")).otherwise(pl.lit("T07:55"))
    day = raw["LB"].filter(pl.col("LBSTRESN") == 12.5)["LBDTC"].item()
    raw["LB"] = raw["LB"].with_columns(LBDTC=pl.when(first_day).then(pl.lit(day) + clock).otherwise("LBDTC"))
    adlb = derive_all(admit(raw).tables, PROTOCOL).adlb.filter(pl.col("PARAMCD") == "HGB")
    assert adlb["BASE"].to_list() == [9.5, 9.5, 9.5]
    assert adlb["AVAL"].to_list() == [12.5, 9.5, 9.0]
