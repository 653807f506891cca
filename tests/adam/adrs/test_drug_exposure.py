"""Antibodies against CD20 and drugs prone to rebound, whichever table records them."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, frames, on

from paraprotein.adam.adrs.adrs import derive_response
from paraprotein.adam.adrs.courses import read_events, rows_of
from paraprotein.adam.adsl.adsl import derive_adsl
from paraprotein.protocol.schema import Protocol
from paraprotein.response import Events
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

FLARE = {1: 3000.0, 29: 4200.0, 57: 4300.0, 113: 1400.0}
"""IgM rises after an antibody and then falls by more than half."""

IDS = [f"P{number}" for number in range(6)]


def study(igm: dict[int, float] = FLARE, **tables: list[dict[str, Any]]) -> StudyTables:
    """Six patients of one course; records of other tables are given to each."""
    raw = frames({name: Patient(igm=igm, doses=((1, 200, 375.0),)) for name in IDS})
    for domain, records in tables.items():
        rows = [
            {"TRIAL": 0, "STUDYID": "HAND", "USUBJID": name, f"{domain}SEQ": number, **record}
            for name in IDS
            for number, record in enumerate(records, 1)
        ]
        raw[domain] = pl.DataFrame(rows, infer_schema_length=None)
    return admit(raw).tables


def dose(drug: str, start: int, end: int, mg: float | None = 375.0) -> dict[str, Any]:
    return {"EXTRT": drug, "EXDOSE": mg, "EXDOSU": "mg", "EXDOSFRQ": "QD", "EXSTDTC": on(start).isoformat(),
            "EXENDTC": on(end).isoformat()}  # fmt: skip


def medication(drug: str, day: int = 1, **more: str) -> dict[str, Any]:
    return {"CMTRT": drug, "CMSTDTC": on(day).isoformat(), **more}


def protocol(drug: str = "imatinib", **response: object) -> Protocol:
    treatment = PROTOCOL.treatment.model_copy(update={"drug": drug})
    settings = PROTOCOL.response.model_copy(update={"flare_window": 112.0, **response})
    return PROTOCOL.model_copy(update={"treatment": treatment, "response": settings})


def events(tables: StudyTables, rules: Protocol) -> Events:
    return read_events(tables, rows_of(derive_adsl(tables)), rules)


def best(tables: StudyTables, rules: Protocol) -> list[str]:
    return derive_response(tables, derive_adsl(tables), rules).subjects["BOR"].cast(pl.String).to_list()


BY_TABLE = {
    "CM, category": {"CM": [medication("antibody X", CMCAT="ANTI-CD20")]},
    "CM, name": {"CM": [medication("R-CHOP", CMCAT="PRIOR AND CONCOMITANT")]},
    "CM, standard name": {"CM": [medication("MT", CMDECOD="RITUXIMAB")]},
    "EX": {"EX": [dose("RITUXIMAB-ABBS", 1, 1), dose("imatinib", 1, 200)]},
    "EX, unrecorded dose": {"EX": [dose("rituximab + bendamustine", 1, 200, None)]},
    "PR": {"PR": [{"PRTRT": "Rituximab infusion", "PRSTDTC": on(1).isoformat()}]},
}


@pytest.mark.parametrize("table", BY_TABLE)
def test_six_of_six_patients_with_a_flare_respond_wherever_the_antibody_is_recorded(table: str) -> None:
    tables = study(**BY_TABLE[table])
    assert events(tables, protocol()).anti_cd20_day.tolist() == [1.0] * 6
    assert best(tables, protocol()) == ["PR"] * 6


NO_ANTIBODY = {
    "nothing": {},
    "placebo": {"EX": [dose("rituximab placebo", 1, 200)]},
    "dose of 0": {"EX": [dose("rituximab", 1, 1, 0.0), dose("imatinib", 1, 200)]},
    "not taken": {"CM": [medication("rituximab", CMOCCUR="N")]},
    "denied": {"CM": [medication("bendamustine without rituximab")]},
}


@pytest.mark.parametrize("case", NO_ANTIBODY)
def test_without_an_antibody_the_same_rise_is_progression(case: str) -> None:
    tables = study(**NO_ANTIBODY[case])
    assert np.isnan(events(tables, protocol()).anti_cd20_day).all()
    assert best(tables, protocol()) == ["PD"] * 6


@pytest.mark.parametrize("ex", [[dose("STUDY DRUG", 1, 200)], None])
def test_the_protocols_own_drug_counts_where_ex_does_not_name_it(ex: list[dict[str, Any]] | None) -> None:
    tables = study(EX=ex) if ex else StudyTables({k: v for k, v in study().frames.items() if k != "EX"})
    assert events(tables, protocol("rituximab")).anti_cd20_day.tolist() == [1.0] * 6
    assert np.isnan(events(tables, protocol("imatinib")).anti_cd20_day).all()


def test_an_antibody_whose_window_closed_before_the_study_does_not_hide_a_later_one() -> None:
    early, late = medication("rituximab", -400), medication("rituximab", 1)
    assert events(study(CM=[early]), protocol()).anti_cd20_day.tolist() != [1.0] * 6
    assert events(study(CM=[early, late]), protocol()).anti_cd20_day.tolist() == [1.0] * 6
    recent = medication("rituximab", -20)
    assert events(study(CM=[recent, late]), protocol()).anti_cd20_day.tolist() == [-19.0] * 6


def held(ex: list[dict[str, Any]], drug: str = "ibrutinib") -> tuple[list[float], list[float]]:
    """First days off and restarts of one patient."""
    found = events(study(EX=ex), protocol(drug, rebound_window=28.0))
    return found.hold_start[0].tolist(), found.restart[0].tolist()


def test_a_hold_is_a_dose_of_zero_or_for_a_rebound_prone_drug_days_without_a_record() -> None:
    zero = [dose("ibrutinib", 1, 35), dose("ibrutinib", 36, 70, 0.0), dose("ibrutinib", 71, 200)]
    assert held(zero) == ([36.0], [71.0])
    assert held([zero[0], zero[2]]) == ([36.0], [71.0])
    assert held([dose("imatinib", 1, 35), dose("imatinib", 71, 200)], "imatinib") != ([36.0], [71.0])


def test_a_partner_that_is_not_given_is_no_hold_of_the_rebound_prone_drug() -> None:
    partner = [dose("ibrutinib", 1, 200), dose("rituximab", 1, 1), dose("rituximab", 8, 8, 0.0)]
    assert np.isnan(held(partner)[0]).all()


def test_a_drug_that_nobody_knows_keeps_its_holds() -> None:
    assert held([dose("XYZ-1", 1, 35), dose("XYZ-1", 36, 70, 0.0)], "imatinib")[0] == [36.0]
