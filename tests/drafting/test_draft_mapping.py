"""A draft is a valid mapping that a person completes."""

from pathlib import Path

import polars as pl
import pytest
from hand_built import PROTOCOL
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.adam.derive import derive_all
from paraprotein.drafting.mapping import draft_mapping
from paraprotein.files.dataset import Dataset
from paraprotein.files.formats import read_datasets
from paraprotein.sdtm import admit_study
from paraprotein.sdtm.mapped.mapping import read_mapping
from paraprotein.sdtm.mapped.mapping_apply import apply_mapping

PATIENTS = "Record ID,Gender,Age (years),First dose,Last dose\n1,Male,61,05/01/2004,31/12/2004\n"
LABS = "record_id,visit_date,IgM_g_l,Hb,ANC\n1,2004-01-02,32.0,10.5,3.1\n1,2004-02-02,15,,2.8\n"
EVENTS = "record_id,adverse_event,grade,onset_date\n1,Rash,2,2004-02-10\n"


def test_a_registry_export_is_recognised_and_its_draft_works(tmp_path: Path) -> None:
    for name, text in {"patients.csv": PATIENTS, "labs.csv": LABS, "events.csv": EVENTS}.items():
        (tmp_path / name).write_text(text)
    draft = draft_mapping({path.name: read_datasets(path)[0] for path in tmp_path.glob("*.csv")}, "REG")
    (tmp_path / "mapping.yaml").write_text(draft)
    mapping = read_mapping(tmp_path / "mapping.yaml")
    admitted = admit_study(tmp_path, mapping=mapping, units={"IGM": "mg/dL", "HGB": "g/dL"}, marker="IGM", strict=False)
    tables = admitted.tables
    assert tables.dm.select("USUBJID", "SEX", "RFSTDTC").rows() == [("1", "M", "2004-01-05")]
    assert tables.lb.select("LBTESTCD", "LBSTRESN", "LBSTRESU").rows() == [
        ("IGM", 3200.0, "mg/dL"),
        ("HGB", 10.5, "g/dL"),
        ("NEUT", None, None),
        ("IGM", 1500.0, "mg/dL"),
        ("NEUT", None, None),
    ]
    assert tables.ae.select("AETERM", "AETOXGR").rows() == [("Rash", "2")]
    assert "check the unit" in draft
    assert "check day and month" in draft


def test_columns_that_nobody_recognises_are_named_in_a_comment() -> None:
    draft = draft_mapping({"x.csv": Dataset("x", pl.DataFrame({"id": ["1"], "sex": ["M"], "shoe size": ["43"]}))})
    assert "# x.csv, not mapped: shoe size" in draft


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=5, unique_by=str.upper))
def test_any_column_name_gives_a_readable_draft(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    table = pl.DataFrame({name: ["1"] for name in ["patient id", "gender", *names]}, strict=False)
    path = tmp_path_factory.mktemp("draft") / "mapping.yaml"
    path.write_text(draft_mapping({"a b: c.csv": Dataset("x", table)}), encoding="utf-8")
    assert read_mapping(path).tables[0].to == "DM"


REGISTRY = (
    "record_id,sex,age,first_dose,visit_date,igm_g_l,sife,bone_marrow,progression,nyha,response\n"
    "1,1,64,2020-02-03,2020-02-03,42.3,IgM kappa,,,,\n"
    "1,1,64,2020-02-03,2020-03-02,10,weak band,,no disease progression,NYHA II,Partial response\n"
    "1,1,64,2020-02-03,2020-03-30,1.9,neg.,normal,no,II,VGPR\n"
    "1,1,64,2020-02-03,2020-04-27,1.8,not detected,normal,no,II,Complete remission\n"
)


def test_a_drafted_mapping_lets_a_complete_response_come_out(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text(REGISTRY, encoding="utf-8")
    draft = draft_mapping({"visits.csv": read_datasets(tmp_path / "visits.csv")[0]}, "REG")
    (tmp_path / "mapping.yaml").write_text(draft, encoding="utf-8")
    admitted = admit_study(tmp_path, mapping=read_mapping(tmp_path / "mapping.yaml"), units={"IGM": "mg/dL"})
    response = PROTOCOL.response.model_copy(update={"criteria": "iwwm-11"})
    adam = derive_all(admitted.tables, PROTOCOL.model_copy(update={"response": response}))
    assert adam.response["BOR"].to_list() == ["CR"]
    assert adam.visits["INVOVR"].to_list() == ["PR", "VGPR", "CR"]
    assert [finding.rule for finding in admitted.findings if finding.severity == "warning"] == ["words.unknown"]
    assert '# to fill in: values that say which of NEGATIVE, POSITIVE: "weak band"' in draft
    assert '"neg.": "NEGATIVE"' in draft


def test_a_laboratory_export_in_german_is_recognised(tmp_path: Path) -> None:
    text = (
        "Patient;Datum;Analyse;Ergebnis;Einheit\n"
        "4711;03.02.2020 07:45;IgM i.S.;42,3;g/l\n"
        "4711;30.03.2020 08:11;freie Leichtketten Kappa;<0,4;mg/dl\n"
        "4711;30.03.2020 08:11;Immunfixation;IgM Kappa nachweisbar;\n"
        "4711;27.04.2020 08:11;Immunfixation;kein Nachweis;\n"
    )
    (tmp_path / "labor.csv").write_text(text, encoding="utf-8")
    draft = draft_mapping({"labor.csv": read_datasets(tmp_path / "labor.csv")[0]}, "REG")
    (tmp_path / "mapping.yaml").write_text(draft, encoding="utf-8")
    mapping = read_mapping(tmp_path / "mapping.yaml")
    frames, _, _ = apply_mapping(mapping, {"labor.csv": read_datasets(tmp_path / "labor.csv")[0]})
    assert frames["LB"].select("LBTESTCD", "LBORRES", "LBORRESU").rows() == [
        ("IGM", "42.3", "g/l"), ("KLCFR", "<0.4", "mg/dl"), ("IFE", "POSITIVE", None), ("IFE", "NEGATIVE", None),
    ]  # fmt: skip
    assert "no column for the marrow is recognised" in draft


def test_codes_that_nobody_can_know_are_left_to_a_person() -> None:
    table = pl.DataFrame(
        {"record_id": ["1", "1"], "visit_date": ["2020-01-01"] * 2, "igm": ["3", "4"], "sife": ["1", "2"]}
    )
    draft = draft_mapping({"export.csv": Dataset("x", table)})
    assert 'IFE: {from: "sife", unit: ""}' in draft
    assert 'to fill in: values that say which of NEGATIVE, POSITIVE: "1", "2"' in draft
