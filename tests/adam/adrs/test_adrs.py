"""Response records: by visit, by subject, with the way back to the laboratory record."""

import polars as pl
from hand_built import PROTOCOL, Patient, build, on

from paraprotein.adam.derive import Adam, derive_all

W11 = Patient(igm={1: 3000.0, 29: 2200.0, 57: 2000.0, 85: 2500.0, 113: 2600.0}, investigator={29: "MR", 85: "SD"})


def derive(patient: Patient, **response: object) -> Adam:
    changed = PROTOCOL.response.model_copy(update=response)
    return derive_all(build({"A": patient}), PROTOCOL.model_copy(update={"response": changed}))


def records(adam: Adam, paramcd: str) -> list[tuple[object, ...]]:
    return adam.adrs.filter(pl.col("PARAMCD") == paramcd).select("ADY", "AVALC").rows()


def test_raw_and_resolved_status_and_the_investigators_stand_side_by_side() -> None:
    adam = derive(W11)
    assert records(adam, "OVR") == [(29, "MR"), (57, "MR"), (85, "PD"), (113, "PD")]
    assert records(adam, "COVR") == [(29, "MR"), (57, "MR"), (85, "PD"), (113, "post")]
    assert records(adam, "INVOVR") == [(29, "MR"), (85, "SD")]


def test_one_record_for_best_response_first_response_and_progression() -> None:
    adam = derive(W11)
    assert records(adam, "BOR") == [(29, "MR")]
    assert records(adam, "RSP") == [(29, "Y")]
    assert records(adam, "RSPPR") == [(None, "N")]
    assert records(adam, "PD") == [(85, "PROGRESSIVE DISEASE")]


def test_a_response_that_the_next_visit_does_not_uphold_is_not_confirmed() -> None:
    adam = derive(Patient(igm={1: 3000.0, 29: 2200.0, 57: 2600.0}))
    assert (records(adam, "BOR"), records(adam, "CBOR")) == ([(29, "MR")], [(29, "SD")])


def test_each_status_leads_back_to_its_laboratory_record() -> None:
    visits = derive(W11).visits
    assert visits.select("ADY", "SRCSEQ").rows() == [(29, 2), (57, 3), (85, 4), (113, 5)]
    assert visits["CLAUSE"].cast(pl.String).to_list() == ["MINOR", "MINOR", "RISE", "RISE"]


def test_duplicates_of_one_day_follow_the_policy() -> None:
    tables = build({"A": Patient(igm={1: 3000.0, 57: 2240.0})})
    second = tables.lb.filter(pl.col("LBDT") == on(57)).with_columns(LBSEQ=pl.lit(9, pl.Int32), LBSTRESN=pl.lit(2260.0))
    twice = type(tables)({**{domain: tables[domain] for domain in tables}, "LB": pl.concat([tables.lb, second])})
    found = {}
    for policy in ("worst", "mean", "last"):
        response = PROTOCOL.response.model_copy(update={"duplicates": policy})
        visits = derive_all(twice, PROTOCOL.model_copy(update={"response": response})).visits
        found[policy] = visits.select("AVAL", pl.col("COVR").cast(pl.String), "SRCSEQ").row(0)
    assert found == {"worst": (2260.0, "SD", 9), "mean": (2250.0, "MR", None), "last": (2260.0, "SD", 9)}


def test_a_marker_measured_in_other_units_is_judged_in_milligrams_per_deciliter() -> None:
    in_grams = PROTOCOL.assays["IGM"].model_copy(update={"unit": "g/L"})
    protocol = PROTOCOL.model_copy(update={"assays": {**PROTOCOL.assays, "IGM": in_grams}})
    tables = build({"A": Patient(igm={1: 9.2, 29: 6.9})})
    visits = derive_all(tables, protocol).visits
    assert visits.select("BASE", "AVAL", pl.col("COVR").cast(pl.String)).row(0) == (920.0, 690.0, "MR")


def test_criteria_of_several_markers_find_no_baseline_in_a_study_of_another_disease() -> None:
    adam = derive(W11, criteria="imwg-2016")
    assert records(adam, "CBOR") == [(None, "MISSING")]
    assert adam.adsl["EVALREAS"].to_list() == ["NO VALID BASELINE"]


def test_the_best_response_is_dated_at_its_first_visit_and_the_confirmed_one_at_its_pair() -> None:
    adam = derive(Patient(igm={1: 3000.0, 29: 1400.0, 57: 2000.0, 85: 1300.0, 113: 1200.0}))
    assert (records(adam, "BOR"), records(adam, "CBOR")) == ([(29, "PR")], [(85, "PR")])


def test_a_patient_with_nothing_assessed_is_missing_and_one_who_cannot_be_judged_is_not_evaluable() -> None:
    nothing, no_baseline = derive(Patient(igm={1: 3000.0})), derive(Patient(igm={29: 2000.0, 57: 2100.0}))
    assert (records(nothing, "BOR"), records(nothing, "CBOR")) == ([(None, "MISSING")], [(None, "MISSING")])
    assert (records(no_baseline, "BOR"), records(no_baseline, "CBOR")) == ([(29, "NE")], [(29, "NE")])


def test_progression_as_best_response_is_dated_at_the_progression() -> None:
    adam = derive(Patient(igm={1: 3000.0, 29: 4200.0, 57: 4300.0}))
    assert records(adam, "BOR") == [(29, "PD")]
    assert [day for day, _ in records(adam, "PD")] == [29]
