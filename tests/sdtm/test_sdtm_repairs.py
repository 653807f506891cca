"""Repairs are offered, applied only when asked, and logged."""

from datetime import date

import polars as pl
import pytest
from sdtm_study import small_study

from paraprotein.errors import DataError, UsageError
from paraprotein.sdtm import admit
from paraprotein.sdtm.repairs import REPAIRS, repair_study


def offered(study: dict[str, pl.DataFrame]) -> str:
    """All that the door says of the study when nothing is repaired."""
    try:
        return "\n".join(str(finding) for finding in admit(study).findings)
    except DataError as error:
        return str(error)


def test_nothing_is_repaired_unasked() -> None:
    study = small_study()
    study["DM"] = study["DM"].with_columns(SEX=pl.Series(["female", "Male"]))
    admitted = admit(study)
    assert admitted.tables.dm["SEX"].to_list() == ["female", "Male"]
    assert "ask for the repair 'terms'" in offered(study)


def test_terms_in_words_become_terms() -> None:
    study = small_study()
    study["DM"] = study["DM"].with_columns(SEX=pl.Series(["female", "Male"]), AGEU=pl.lit("years"))
    study["AE"] = study["AE"].with_columns(AETOXGR=pl.lit("Grade 2"), AESER=pl.lit("no"))
    admitted = admit(study, repairs=["terms"], strict=True)
    assert admitted.tables.dm["SEX"].to_list() == ["F", "M"]
    assert admitted.tables.ae.row(0, named=True)["AETOXGR"] == "2"
    assert [(f.where, f.found) for f in admitted.findings] == [
        ("DM, AGEU", "2 values rewritten"),
        ("DM, SEX", "2 values rewritten"),
        ("AE, AETOXGR", "1 values rewritten"),
        ("AE, AESER", "1 values rewritten"),
    ]


@pytest.mark.parametrize("text", ["05JAN2004", "5-Jan-2004", "5 jan 2004", "2004/01/05", "20040105", "2004.01.05"])
def test_a_date_that_can_be_read_in_one_way_becomes_iso(text: str) -> None:
    study = small_study()
    study["AE"] = study["AE"].with_columns(AESTDTC=pl.lit(text))
    assert "ask for the repair 'dates'" in offered(study)
    assert admit(study, repairs=["dates"]).tables.ae["AESTDT"].to_list() == [date(2004, 1, 5)]


@pytest.mark.parametrize("text", ["05/01/2004", "01/02/04", "5.1.2004", "31FEB2004"])
def test_an_ambiguous_or_impossible_date_is_left_to_a_person(text: str) -> None:
    study = small_study()
    study["AE"] = study["AE"].with_columns(AESTDTC=pl.lit(text))
    with pytest.raises(DataError, match="not an existing ISO 8601 date"):
        admit(study, repairs=["dates"])


def test_missing_sequence_numbers_count_each_subjects_records() -> None:
    study = small_study()
    study["LB"] = study["LB"].drop("LBSEQ")
    assert "ask for the repair 'sequence'" in offered(study)
    assert admit(study, repairs=["sequence"]).tables.lb["LBSEQ"].to_list() == [1, 2, 1, 2]


def test_a_missing_subject_number_is_the_unique_one() -> None:
    study = small_study()
    study["DM"] = study["DM"].drop("SUBJID")
    assert "ask for the repair 'subjects'" in offered(study)
    assert admit(study, repairs=["subjects"]).tables.dm["SUBJID"].to_list() == ["S-001", "S-002"]


def test_records_of_strangers_are_left_out_and_counted() -> None:
    study = small_study()
    study["DM"] = study["DM"].head(1)
    assert "ask for the repair 'strangers'" in offered(study)
    admitted = admit(study, repairs=["strangers"])
    assert admitted.tables.lb.height == 2
    assert [f.found for f in admitted.findings if f.where == "LB, USUBJID"] == [
        "2 records of subjects not in DM left out"
    ]


@pytest.mark.parametrize("name", REPAIRS)
def test_a_repair_leaves_a_sound_study_alone(name: str) -> None:
    assert admit(small_study(), repairs=[name]).findings == ()
    assert admit(small_study(), repairs=[name]).tables.equals(admit(small_study()).tables)


def test_an_unknown_repair_gets_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="write dates"):
        admit(small_study(), repairs=["date"])


def test_findings_keep_their_place_in_the_file_when_records_were_left_out() -> None:
    study = small_study()
    study["DM"] = study["DM"].tail(1)
    study["LB"] = study["LB"].with_columns(LBDTC=pl.Series(["2004-01-02", "2004-02-02", "2004-02-02", "never"]))
    with pytest.raises(DataError, match="LB record 4, subject S-002, LBDTC"):
        admit(study, repairs=["strangers"])


@pytest.mark.parametrize(
    ("text", "read"),
    [("3,000", "3000"), ("<1 234", "<1234"), ("1,234,567.5", "1234567.5"), ("1,5", "1,5"), ("3,00", "3,00")],
)
def test_a_thousands_separator_is_taken_out_only_between_groups_of_three(text: str, read: str) -> None:
    frames = {"LB": pl.DataFrame({"LBORRES": [text]})}
    repaired, findings = repair_study(frames, ["thousands"])
    assert repaired["LB"]["LBORRES"].to_list() == [read]
    assert len(findings) == (text != read)
