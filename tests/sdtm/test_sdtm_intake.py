"""What the door admits, repairs nothing of, and refuses."""

from datetime import date

import polars as pl
import pytest
from sdtm_study import small_study, with_lab

from paraprotein.errors import DataError, Finding
from paraprotein.sdtm import SHAPES, admit
from paraprotein.sdtm.records import Origin
from paraprotein.sdtm.tables import schema_of


def rules(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in findings if finding.severity != "note"}


def refusal(frames: dict[str, pl.DataFrame], **options: object) -> tuple[Finding, ...]:
    with pytest.raises(DataError) as caught:
        admit(frames, **options)
    return caught.value.findings


def test_a_clean_study_passes_without_a_word() -> None:
    assert admit(small_study(), units={"IGM": "mg/dL"}, marker="IGM").findings == ()


def test_tables_have_exactly_the_declared_columns_and_types() -> None:
    tables = admit(small_study()).tables
    for domain, shape in SHAPES.items():
        assert dict(tables[domain].schema) == schema_of(shape)


def test_a_real_study_is_trial_zero() -> None:
    assert admit(small_study()).tables.lb["TRIAL"].to_list() == [0, 0, 0, 0]


def test_dates_are_placed_on_their_day_beside_their_text() -> None:
    dm = admit(small_study()).tables.dm
    assert dm["RFSTDT"].to_list() == [date(2004, 1, 5), date(2004, 2, 2)]
    assert dm["RFSTDTC"].to_list() == ["2004-01-05", "2004-02-02"]


def test_dates_and_their_text_give_the_same_tables() -> None:
    study = small_study()
    typed = {domain: frame.with_columns(pl.col("^.*DTC$").str.to_date()) for domain, frame in study.items()}
    assert admit(typed).tables.equals(admit(study).tables)


def test_admitted_tables_pass_the_door_unchanged() -> None:
    tables = admit(with_lab(LBSTRESC="<0.2", LBSTRESU="g/L"), units={"IGM": "mg/dL"}).tables
    assert admit(tables.frames, units={"IGM": "mg/dL"}).tables.equals(tables)


def test_the_order_of_columns_and_the_case_of_names_do_not_matter() -> None:
    study = small_study()
    shuffled = {
        domain.lower(): frame.select(reversed(frame.columns)).rename(str.lower) for domain, frame in study.items()
    }
    assert admit(shuffled).tables.equals(admit(study).tables)


@pytest.mark.parametrize("domain", ["DM", "LB"])
def test_a_study_needs_demographics_and_laboratory(domain: str) -> None:
    study = small_study()
    del study[domain]
    assert "tables.missing" in rules(refusal(study))


def test_a_misspelt_required_column_is_named_with_the_right_name() -> None:
    study = small_study()
    study["LB"] = study["LB"].rename({"LBTESTCD": "LBTSTCD"})
    finding = next(f for f in refusal(study) if f.rule == "columns.missing")
    assert finding.where == "LB, LBTESTCD"
    assert finding.fix == "rename LBTSTCD to LBTESTCD"


def test_a_missing_expected_column_is_a_warning_and_null() -> None:
    study = small_study()
    study["DM"] = study["DM"].drop("AGE")
    admitted = admit(study)
    assert rules(admitted.findings) == {"columns.missing"}
    assert admitted.tables.dm["AGE"].null_count() == 2


def test_strict_refuses_a_warning_but_not_a_note() -> None:
    study = small_study()
    study["DM"] = study["DM"].with_columns(RACE=pl.lit("OTHER"))
    assert [finding.severity for finding in admit(study, strict=True).findings] == ["note"]
    study["DM"] = study["DM"].drop("AGE")
    assert "columns.missing" in rules(refusal(study, strict=True))


def test_ten_mistakes_in_four_tables_give_ten_findings() -> None:
    study = small_study()
    study["DM"] = study["DM"].with_columns(
        SEX=pl.Series(["F", "W"]),  # 1 term
        AGE=pl.Series([61.0, 170.0]),  # 2 age
        RFENDTC=pl.Series(["2003-12-31", "2004-06-30"]),  # 3 ends before it starts
    )
    study["EX"] = study["EX"].with_columns(
        USUBJID=pl.Series(["S-001", "S-009"]),  # 4 subject not in DM
        EXDOSE=pl.Series(["400", "four hundred"]),  # 5 number
    )
    study["LB"] = study["LB"].with_columns(
        LBDTC=pl.Series(["2004-01-02", "2004-02-30", "2004-02", "2004-03-01"]),  # 6 impossible, 7 partial
        LBSEQ=pl.Series([1, 1, 1, 2]),  # 8 key: both records of S-001
        LBTESTCD=pl.Series(["IGM", "IGM", "IGM", None]),  # 9 required
    )
    study["AE"] = study["AE"].with_columns(AETOXGR=pl.lit("7"))  # 10 term
    findings = refusal(study)
    assert [(f.where, f.rule) for f in findings] == [
        ("DM record 2, subject S-002, SEX", "terms.unknown"),
        ("EX record 2, subject S-009, EXDOSE", "columns.number"),
        ("LB record 2, subject S-001, LBDTC", "dates.impossible"),
        ("LB, LBDTC", "dates.partial"),
        ("LB record 4, subject S-002, LBTESTCD", "terms.required"),
        ("LB record 1, LB record 2, subject S-001, TRIAL, USUBJID, LBSEQ", "keys.conflict"),
        ("AE record 1, subject S-001, AETOXGR", "terms.unknown"),
        ("DM record 2, subject S-002, AGE", "subjects.age"),
        ("DM record 1, subject S-001, RFENDTC", "dates.order"),
        ("EX record 2, subject S-009, USUBJID", "subjects.unknown"),
    ]


def test_findings_name_file_and_row_and_no_value_of_the_patient() -> None:
    study = with_lab(LBDTC="30FEB2004", LBSTRESN=987.25, LBSTRESU="mg/dL")
    finding = refusal(study, origins={"LB": (Origin("lb1.csv", 4, 2), Origin("lb2.csv", 1, 2))})[0]
    assert finding.where == "lb2.csv row 2, subject S-001, LBDTC"
    assert "30FEB" not in str(finding)
    assert "987" not in str(finding)


def test_many_records_with_one_mistake_are_one_finding() -> None:
    study = small_study()
    lb = study["LB"].with_columns(LBDTC=pl.lit("never"))
    study["LB"] = pl.concat([lb.with_columns(LBSEQ=pl.col("LBSEQ") + 2 * i) for i in range(50)])
    findings = [finding for finding in refusal(study) if finding.rule == "dates.impossible"]
    (finding,) = findings
    assert finding.found.endswith("200 records of 2 subjects (S-001, S-002)")
    assert finding.where == "LB record 1, LB record 2, LB record 3, ..., LBDTC"
    assert [(r.subject, r.sequence) for r in finding.records[:2]] == [("S-001", 1), ("S-001", 2)]


def test_exact_duplicates_are_left_out_and_counted() -> None:
    study = small_study()
    clean = admit(study).tables
    study["LB"] = pl.concat([study["LB"], study["LB"].head(3)])
    admitted = admit(study)
    assert admitted.tables.equals(clean)
    [finding] = admitted.findings
    assert finding.rule == "keys.duplicate"
    assert "3 of 7 records" in finding.found


def test_one_observation_under_two_sequence_numbers_is_kept_and_counted() -> None:
    study = small_study()
    study["LB"] = pl.concat([study["LB"], study["LB"].head(1).with_columns(LBSEQ=pl.lit(9, pl.Int64))])
    admitted = admit(study)
    assert rules(admitted.findings) == {"keys.alike"}
    assert admitted.tables.lb.height == 5


def test_the_same_key_in_two_trials_is_no_conflict() -> None:
    study = small_study()
    replicates = {
        domain: pl.concat([frame.with_columns(TRIAL=pl.lit(trial)) for trial in (1, 2)])
        for domain, frame in study.items()
    }
    assert admit(replicates).findings == ()


def test_results_after_death_and_before_birth_are_reported() -> None:
    study = small_study()
    study["DM"] = study["DM"].with_columns(
        DTHDTC=pl.Series(["2004-02-01", None]), BRTHDTC=pl.Series([None, "2004-02-20"])
    )
    findings = admit(study).findings
    assert [(f.where, f.rule) for f in findings if f.rule.startswith("dates") and "LB" in f.where] == [
        ("LB record 3, subject S-002, LBDTC", "dates.before-birth"),
        ("LB record 2, subject S-001, LBDTC", "dates.after-death"),
    ]


def test_a_treated_patient_without_a_baseline_is_named() -> None:
    study = small_study()
    study["LB"] = study["LB"].filter(pl.col("LBDTC") != "2004-02-02")
    [finding] = admit(study, marker="IGM").findings
    assert (finding.rule, finding.where) == ("baseline.missing", "DM record 2, subject S-002, IGM")


def test_numbers_come_from_text_as_sas_and_spreadsheets_write_them() -> None:
    study = small_study()
    study["DM"] = study["DM"].with_columns(AGE=pl.Series([" 61 ", "."]))
    study["LB"] = study["LB"].with_columns(LBSEQ=pl.col("LBSEQ").cast(pl.Float64))
    tables = admit(study).tables
    assert tables.dm["AGE"].to_list() == [61.0, None]
    assert tables.lb["LBSEQ"].to_list() == [1, 2, 1, 2]


@pytest.mark.parametrize("value", ["1.5", "99999999999", "inf", "one"])
def test_a_sequence_number_that_is_none_is_refused(value: str) -> None:
    study = small_study()
    study["AE"] = study["AE"].with_columns(AESEQ=pl.lit(value))
    assert "columns.number" in rules(refusal(study))


def test_a_grade_may_be_a_number() -> None:
    study = small_study()
    study["AE"] = study["AE"].with_columns(AETOXGR=pl.lit(2.0))
    assert admit(study).tables.ae["AETOXGR"].to_list() == ["2"]


def test_empty_tables_are_admitted() -> None:
    study = small_study()
    study["AE"] = study["AE"].clear()
    assert admit(study).tables.ae.is_empty()


def test_the_form_of_a_dose_is_not_offered_as_its_frequency() -> None:
    study = small_study()
    study["EX"] = study["EX"].drop("EXDOSFRQ").with_columns(EXDOSFRM=pl.lit("TABLET"))
    fixes = [finding.fix for finding in admit(study).findings if "EXDOSFRQ" in finding.where]
    assert fixes == ["add the column (Dosing Frequency per Interval)"]
