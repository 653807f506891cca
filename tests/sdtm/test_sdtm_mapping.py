"""Tables that are not CDISC become study tables, as a short mapping file says."""

from pathlib import Path

import pytest

from paraprotein.errors import DataError
from paraprotein.sdtm import admit_study
from paraprotein.sdtm.mapped.mapping import read_mapping

PATIENTS = """record_id,event,gender,age,first_dose,last_dose
1,baseline,1,61,05/01/2004,31/12/2004
1,week 4,,,,
2,baseline,2,70,02/02/2004,30/06/2004
"""
LABS = """record_id;visit_date;igm;hb
1;02/01/2004;32,0;10,5
1;02/02/2004;<0,2;
2;01/02/2004;41;9,8
"""
REGISTRY = """
mapping: 1
study: WM-REGISTRY
tables:
  - file: patients.csv
    to: DM
    columns:
      USUBJID: record_id
      SEX: {from: gender, values: {1: M, 2: F}}
      AGE: age
      RFSTDTC: {from: first_dose, date: "%d/%m/%Y"}
      RFENDTC: {from: last_dose, date: "%d/%m/%Y"}
    constants: {AGEU: YEARS}
  - file: labs.csv
    to: LB
    decimal: comma
    columns: {USUBJID: record_id, LBDTC: {from: visit_date, date: "%d/%m/%Y"}}
    tests:
      IGM: {from: igm, unit: g/L, method: NEPHELOMETRY}
      HGB: {from: hb, unit: g/dL}
"""


def registry(folder: Path, mapping: str = REGISTRY, labs: str = LABS) -> Path:
    (folder / "patients.csv").write_text(PATIENTS)
    (folder / "labs.csv").write_text(labs)
    (folder / "mapping.yaml").write_text(mapping)
    return folder


def test_a_wide_registry_becomes_study_tables(tmp_path: Path) -> None:
    mapping = read_mapping(registry(tmp_path) / "mapping.yaml")
    admitted = admit_study(tmp_path, mapping=mapping, units={"IGM": "mg/dL", "HGB": "g/dL"}, marker="IGM", strict=True)
    dm, lb = admitted.tables.dm, admitted.tables.lb
    assert dm.select("USUBJID", "SEX", "AGE", "RFSTDTC").rows() == [
        ("1", "M", 61.0, "2004-01-05"),
        ("2", "F", 70.0, "2004-02-02"),
    ]
    assert lb.select("USUBJID", "LBSEQ", "LBTESTCD", "LBSTRESN", "LBSTRESU", "LBBLQFL", "LBMETHOD").rows() == [
        ("1", 1, "IGM", 3200.0, "mg/dL", None, "NEPHELOMETRY"),
        ("1", 2, "HGB", 10.5, "g/dL", None, None),
        ("1", 3, "IGM", 20.0, "mg/dL", "Y", "NEPHELOMETRY"),
        ("2", 1, "IGM", 4100.0, "mg/dL", None, "NEPHELOMETRY"),
        ("2", 2, "HGB", 9.8, "g/dL", None, None),
    ]


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    mapping = read_mapping(registry(tmp_path) / "mapping.yaml")
    found = {f.found for f in admit_study(tmp_path, mapping=mapping).findings if f.rule.startswith("mapping")}
    assert found == {
        "1 repeated or empty rows left out of DM",
        "1 empty results left out of LB",
        "columns not in the mapping: event",
    }


def test_rows_of_one_patient_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    mapping = read_mapping(registry(tmp_path) / "mapping.yaml")
    (tmp_path / "patients.csv").write_text(PATIENTS.replace("1,week 4,,", "1,week 4,2,"))
    [finding] = [f for f in admit_study(tmp_path, mapping=mapping).findings if f.rule == "mapping.conflict"]
    assert finding.where == "patients.csv, SEX"
    assert finding.found.startswith("different values in several rows of 1 subjects")


def test_a_finding_names_the_row_of_the_wide_file(tmp_path: Path) -> None:
    labs = LABS.replace("01/02/2004", "31/02/2004")
    mapping = read_mapping(registry(tmp_path, labs=labs) / "mapping.yaml")
    with pytest.raises(DataError, match=r"labs\.csv row 4, subject 2, LBDTC"):
        admit_study(tmp_path, mapping=mapping)


def test_a_long_table_needs_no_tests_and_may_be_filtered(tmp_path: Path) -> None:
    long = "pid,instrument,test,value,unit,day\n1,lab,Immunoglobulin M,32,g/L,2004-01-02\n1,ae,Rash,,,2004-03-01\n"
    mapping = """
mapping: 1
study: S
tables:
  - {file: patients.csv, to: DM, columns: {USUBJID: record_id}}
  - file: labs.csv
    to: LB
    where: {instrument: lab}
    columns:
      USUBJID: pid
      LBTESTCD: {from: test, values: {Immunoglobulin M: IGM}}
      LBORRES: value
      LBORRESU: unit
      LBDTC: day
"""
    loaded = read_mapping(registry(tmp_path, mapping, long) / "mapping.yaml")
    lb = admit_study(tmp_path, mapping=loaded, units={"IGM": "mg/dL"}).tables.lb
    assert lb.select("USUBJID", "LBTESTCD", "LBSTRESN", "LBSEQ").rows() == [("1", "IGM", 3200.0, 1)]


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("from: igm", "from: imm", r"mapping, labs\.csv: there is no column imm. write igm"),
        ("file: labs.csv", "file: lab.csv", r"there is no file lab\.csv. write labs\.csv"),
    ],
)
def test_a_name_that_is_not_there_gets_the_nearest(tmp_path: Path, written: str, instead: str, message: str) -> None:
    mapping = read_mapping(registry(tmp_path, REGISTRY.replace(written, instead)) / "mapping.yaml")
    with pytest.raises(DataError, match=message):
        admit_study(tmp_path, mapping=mapping)


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("mapping: 1", "mapping: 2", r"mapping\.yaml:2"),
        ("USUBJID: record_id\n", "SUBJID: record_id\n", "map USUBJID"),
        ("AGE: age", "AEG: age", "DM has no variable AEG"),
        ("to: LB", "to: LAB", r"mapping\.yaml:15"),
        ("unit: g/dL", "units: g/dL", "unit"),
        ("constants:", "konstants:", "constants"),
        ("study: WM-REGISTRY", "study: &a WM\nx: *a", "anchor|alias"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(tmp_path: Path, written: str, instead: str, message: str) -> None:
    path = registry(tmp_path, REGISTRY.replace(written, instead)) / "mapping.yaml"
    with pytest.raises(DataError, match=message):
        read_mapping(path)
