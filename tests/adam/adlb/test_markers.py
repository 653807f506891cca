"""The marker at its best, at the fixed time and at the last visit; biomarker pairs."""

import polars as pl
from hand_built import PROTOCOL, Patient, build, on

from paraprotein.adam.derive import Adam, derive_all


def values(patient: Patient) -> dict[str, object]:
    return derive_all(build({"A": patient}), PROTOCOL).markers.row(0, named=True)


def test_best_is_the_lowest_value_before_progression_and_new_therapy() -> None:
    course = {1: 3000.0, 29: 2000.0, 57: 2600.0, 85: 2700.0, 113: 1000.0}
    row = values(Patient(igm=course))
    assert (row["BEST"], row["BESTDT"]) == (2000.0, on(29))
    assert (row["LAST"], row["LASTDT"]) == (1000.0, on(113))
    switched = values(Patient(igm={1: 3000.0, 29: 2700.0, 57: 2600.0, 85: 1400.0}, new_therapy=70))
    assert (switched["BEST"], switched["LAST"]) == (2600.0, 2600.0)


def test_where_nothing_came_before_progression_its_own_value_is_the_best() -> None:
    assert values(Patient(igm={1: 3000.0, 29: 3750.0, 57: 3800.0}))["BEST"] == 3750.0


def test_the_fixed_time_takes_the_nearest_visit_within_half_an_interval() -> None:
    assert values(Patient(igm={1: 3000.0, 60: 2500.0, 80: 2400.0, 95: 2300.0}))["FIXED"] == 2400.0
    assert values(Patient(igm={1: 3000.0, 29: 2500.0, 113: 2400.0}))["FIXED"] is None


def pairs(patient: Patient) -> list[tuple[float, float]]:
    adam: Adam = derive_all(build({"A": patient}), PROTOCOL)
    return adam.biomarkers["TRYPTASE"].select("BEFORE", "AFTER").rows()


def test_a_biomarker_is_compared_between_baseline_and_the_last_value_under_treatment() -> None:
    tryptase = {-3: 8.0, 1: 7.0, 29: 3.0, 57: 4.0, 200: 9.0}
    assert pairs(Patient(igm={1: 3000.0}, labs={"TRYPTASE": tryptase}, doses=((1, 60, 400.0),))) == [(7.0, 4.0)]


def test_a_patient_measured_once_is_no_pair() -> None:
    assert pairs(Patient(igm={1: 3000.0}, labs={"TRYPTASE": {1: 7.0}})) == []


def test_the_lowest_value_can_be_chosen() -> None:
    lowest = PROTOCOL.model_copy(
        update={"biomarkers": (PROTOCOL.biomarkers[0].model_copy(update={"after": "lowest"}),)}
    )
    patient = Patient(igm={1: 3000.0}, labs={"TRYPTASE": {1: 7.0, 29: 3.0, 57: 4.0}}, doses=((1, 60, 400.0),))
    table = derive_all(build({"A": patient}), lowest).biomarkers["TRYPTASE"]
    assert table.select("AFTER", pl.col("AFTERDT")).rows() == [(3.0, on(29))]
