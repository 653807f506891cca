"""A draft is a valid mapping that a person completes."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.drafting.mapping import draft_mapping
from paraprotein.files.dataset import Dataset
from paraprotein.files.formats import read_datasets
from paraprotein.sdtm import admit_study
from paraprotein.sdtm.mapping import read_mapping

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
