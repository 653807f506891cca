"""Advice names what is right, and a repair is offered where it would read the value."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sdtm_study import small_study

from paraprotein.errors import Finding
from paraprotein.sdtm.dictionary.standard_variables import (
    DEMOGRAPHICS,
    IDENTIFIERS,
    SUFFIXES,
    TIMING,
    is_standard_variable,
)
from paraprotein.sdtm.intake import admit, settle_study
from paraprotein.sdtm.shapes import SHAPES

EXPECTED = [
    (domain, column.name)
    for domain in ("DM", "EX", "LB", "AE")
    for column in SHAPES[domain].columns
    if column.core != "permissible" and column.name not in ("TRIAL", "DOMAIN", "USUBJID", "STUDYID")
]
STANDARD = sorted(
    DEMOGRAPHICS | IDENTIFIERS | TIMING | {f"{two}{end}" for two in ("LB", "EX", "AE") for end in SUFFIXES}
)


def findings_without(domain: str, column: str, instead: str, values: list[object] | None = None) -> list[Finding]:
    study = small_study()
    frame = study[domain]
    held = frame[column] if column in frame.columns else pl.Series([None] * frame.height, dtype=pl.String)
    series = pl.Series(instead, values) if values is not None else held.alias(instead)
    if instead not in frame.columns:
        frame = frame.with_columns(series)
    study[domain] = frame.drop(column, strict=False)
    return settle_study(study)[1]


@settings(max_examples=60, deadline=None)
@given(missing=st.sampled_from(EXPECTED), instead=st.sampled_from(STANDARD))
def test_no_variable_of_the_standard_is_proposed_for_another(missing: tuple[str, str], instead: str) -> None:
    domain, column = missing
    if instead != column:
        assert not [found for found in findings_without(domain, column, instead) if f"rename {instead} " in found.fix]


@pytest.mark.parametrize(
    ("domain", "column", "instead"),
    [
        ("DM", "RFPENDTC", "RFXENDTC"), ("DM", "RFENDTC", "RFXSTDTC"), ("DM", "RFSTDTC", "RFXSTDTC"),
        ("LB", "LBDTC", "LBDY"), ("LB", "LBSTRESN", "LBSTRESC"), ("EX", "EXENDTC", "EXENDY"),
        ("LB", "LBSTRESU", "LBORRESU"), ("AE", "AESTDTC", "AEENDTC"),
    ],
)  # fmt: skip
def test_what_was_advised_once_is_advised_no_more(domain: str, column: str, instead: str) -> None:
    assert not [found for found in findings_without(domain, column, instead) if "rename" in found.fix]


def test_a_misspelt_name_with_values_of_the_kind_is_still_found() -> None:
    assert any("rename LBDATC to LBDTC" in found.fix for found in findings_without("LB", "LBDTC", "LBDATC"))
    wrong = findings_without("LB", "LBDTC", "LBDATC", ["one", "two", "three", "four"])
    assert not [found for found in wrong if "rename" in found.fix]


def test_every_column_of_ours_that_sdtm_has_is_known_as_standard() -> None:
    names = {column.name for shape in SHAPES.values() for column in shape.columns if not column.supplemental} - {
        "TRIAL"
    }
    assert {name for name in names if not is_standard_variable(name)} == set()


def unread(results: list[str]) -> list[Finding]:
    study = small_study()
    study["LB"] = study["LB"].with_columns(
        LBSTRESN=pl.lit(None, pl.Float64), LBSTRESC=pl.Series(results), LBORRES=pl.Series(results)
    )
    found = admit(study, units={"IGM": "mg/dL"}).findings
    return [finding for finding in found if finding.rule == "laboratory.unread"]


def test_the_repair_of_thousands_is_offered_for_thousands_alone() -> None:
    offered = {("'thousands'" in finding.fix): finding.found for finding in unread(["3,000", "n.d.", "4 100", "n.d."])}
    assert "2 of 4" in offered[True]
    assert "2 of 4" in offered[False]


def test_the_repairs_of_dates_and_terms_are_offered_where_they_read_the_value() -> None:
    study = small_study()
    study["LB"] = study["LB"].with_columns(LBDTC=pl.Series(["15MAR2004", "soon", "2004-02-02", "31FEB2004"]))
    study["DM"] = study["DM"].with_columns(SEX=pl.Series(["female", "1"]))
    found = settle_study(study)[1]
    dates = {
        str(finding).split(",")[0]: "'dates'" in finding.fix for finding in found if finding.rule == "dates.impossible"
    }
    assert list(dates.values()) == [True, False]
    terms = ["'terms'" in finding.fix for finding in found if finding.rule == "terms.unknown"]
    assert terms == [True, False]


def test_a_unit_is_either_left_out_or_used() -> None:
    study = small_study()
    study["LB"] = study["LB"].with_columns(
        LBTESTCD=pl.lit("UMCPROT"), LBSTRESU=pl.Series(["mg/24 hours", "g/24 hrs", "g/d", "mg/dL"]),
        LBORRESU=pl.lit(None, pl.String), LBORRES=pl.lit(None, pl.String),
    )  # fmt: skip
    found = admit(study, units={"UMCPROT": "mg/day"}).findings
    (left_out,) = [finding for finding in found if finding.rule == "laboratory.unit"]
    (used,) = [finding for finding in found if finding.rule == "laboratory.converted"]
    assert "'mg/dL'" in left_out.found
    assert "volume" in left_out.fix
    assert "mg/dL" not in used.found


def test_records_that_say_that_nothing_happened_are_left_out() -> None:
    study = small_study()
    study["AE"] = study["AE"].with_columns(AEOCCUR=pl.lit("N"))
    found = admit(study)
    assert found.tables.ae.is_empty()
    assert any(finding.rule == "columns.not-occurred" for finding in found.findings)


@pytest.mark.parametrize(("column", "value"), [("AEOCCUR", "No"), ("AEOCCUR", "0"), ("AESTAT", "nicht gemacht")])
def test_another_word_for_not_happened_is_reported_and_the_record_used(column: str, value: str) -> None:
    study = small_study()
    study["AE"] = study["AE"].with_columns(pl.lit(value).alias(column))
    found = admit(study)
    assert found.tables.ae.height == study["AE"].height
    (told,) = [finding for finding in found.findings if finding.rule == "columns.occurrence-word"]
    assert told.severity == "warning"
    assert column in told.where


@pytest.mark.parametrize("value", ["Y", "", None])
def test_a_record_that_happened_raises_no_word(value: str | None) -> None:
    study = small_study()
    study["AE"] = study["AE"].with_columns(AEOCCUR=pl.lit(value, pl.String))
    assert not [finding for finding in admit(study).findings if finding.rule == "columns.occurrence-word"]


@pytest.mark.parametrize(
    ("domain", "values"),
    [
        ("DM", {"RFXSTDTC": "2004-01-06"}), ("LB", {"LBEXCLFL": "Y"}), ("LB", {"LBDRVFL": "Y"}),
        ("LB", {"LBTOXGR": "3"}), ("LB", {"LBORNRHI": "230"}),
    ],
)  # fmt: skip
def test_unread_columns_that_contradict_how_a_record_is_used_are_warnings(domain: str, values: dict[str, str]) -> None:
    study = small_study()
    study[domain] = study[domain].with_columns(pl.lit(value).alias(name) for name, value in values.items())
    (found,) = [finding for finding in settle_study(study)[1] if finding.rule == "columns.deciding"]
    assert next(iter(values)) in found.where
