"""Ages come in years, and in the units that studies of children use."""

import polars as pl
import pytest
from sdtm_study import small_study

from paraprotein.sdtm import admit


def test_ages_in_months_and_days_become_years() -> None:
    study = small_study()
    study["DM"] = study["DM"].with_columns(AGE=pl.Series([732.0, 25567.5]), AGEU=pl.Series(["MONTHS", "days"]))
    admitted = admit(study)
    assert admitted.tables.dm["AGE"].to_list() == pytest.approx([61, 70])
    assert admitted.tables.dm["AGEU"].cast(pl.String).to_list() == ["YEARS", "YEARS"]
    assert [f.found for f in admitted.findings if f.rule == "subjects.age-unit"] == [
        "2 ages in another unit than years are used in years"
    ]


def test_an_unknown_unit_of_age_is_left_and_told() -> None:
    study = small_study()
    study["DM"] = study["DM"].with_columns(AGEU=pl.lit("DECADES"))
    admitted = admit(study)
    assert admitted.tables.dm["AGE"].to_list() == [61.0, 70.0]
    assert "terms.unknown" in {finding.rule for finding in admitted.findings}


def test_the_first_dose_of_ex_stands_in_for_a_missing_rfstdtc() -> None:
    study = small_study()
    study["DM"] = study["DM"].with_columns(RFSTDTC=pl.lit(None, pl.String))
    study["LB"] = study["LB"].with_columns(LBDTC=pl.lit("2004-06-01"))
    findings = admit(study, units={"IGM": "mg/dL"}, marker="IGM").findings
    assert {"subjects.first-dose", "baseline.missing"} <= {finding.rule for finding in findings}
