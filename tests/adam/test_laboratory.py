"""What ADLB and the counts of toxicity rest on does not depend on the order in which a laboratory sends its records."""

from hand_built import PROTOCOL, Patient, build
from polars.testing import assert_frame_equal

from paraprotein.adam.derive import derive_all
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
