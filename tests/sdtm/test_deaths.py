"""Deaths by SDTM: DM, DS, AE, DD and SS each may know one; none of them alone need not."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sdtm_study import small_study

from paraprotein.adam.adsl.adsl import derive_adsl
from paraprotein.errors import Finding
from paraprotein.sdtm.deaths import cause_of
from paraprotein.sdtm.intake import Admitted, admit

DAY = "2004-06-01"
KEYS = {"STUDYID": "S", "USUBJID": "S-001"}

RECORDS: dict[str, dict[str, Any]] = {
    "DM": {"DTHDTC": DAY, "DTHFL": "Y", "DTHCAUS": None},
    "DS": {**KEYS, "DOMAIN": "DS", "DSSEQ": 1, "DSTERM": "DEATH", "DSDECOD": "DEATH", "DSSTDTC": DAY},
    "AE": {**KEYS, "DOMAIN": "AE", "AESEQ": 9, "AETERM": "Sepsis", "AEDECOD": "Sepsis", "AETOXGR": "5",
           "AEOUT": "FATAL", "AESDTH": "Y", "AESTDTC": "2004-05-28", "AEENDTC": DAY},
    "DD": {**KEYS, "DOMAIN": "DD", "DDSEQ": 1, "DDTESTCD": "PRCDTH", "DDORRES": "SEPSIS", "DDSTRESC": "SEPSIS",
           "DDDTC": DAY},
    "SS": {**KEYS, "DOMAIN": "SS", "SSSEQ": 1, "SSTESTCD": "SURVSTAT", "SSSTRESC": "DEAD", "SSDTC": DAY},
}  # fmt: skip


def study(known_by: dict[str, dict[str, Any]]) -> Admitted:
    """The small study, in which these tables know of the death of S-001; values replace those of `RECORDS`."""
    raw = small_study()
    for domain, changes in known_by.items():
        record = RECORDS[domain] | changes
        if domain == "DM":
            first = pl.col("USUBJID") == "S-001"
            values = [pl.when(first).then(pl.lit(value, pl.String)).alias(name) for name, value in record.items()]
            raw["DM"] = raw["DM"].with_columns(values)
        else:
            raw[domain] = pl.concat([raw.get(domain, pl.DataFrame()), pl.DataFrame([record])], how="diagonal_relaxed")
    return admit(raw)


def patient(admitted: Admitted) -> dict[str, Any]:
    adsl = derive_adsl(admitted.tables).filter(pl.col("USUBJID").cast(pl.String) == "S-001")
    return adsl.row(0, named=True)


def warned(admitted: Admitted) -> dict[str, Finding]:
    return {finding.rule: finding for finding in admitted.findings if finding.severity == "warning"}


@pytest.mark.parametrize("domain", RECORDS)
def test_one_table_is_enough_to_know_a_death_and_its_day(domain: str) -> None:
    row = patient(study({domain: {}}))
    assert (row["DTHFL"], row["DTHDT"], row["DTHDOM"]) == ("Y", date(2004, 6, 1), domain)
    assert row["LSTALVDT"] <= row["DTHDT"]


@pytest.mark.parametrize(
    "changes",
    [
        {"AEOUT": "FATAL", "AESDTH": None, "AETOXGR": None},
        {"AEOUT": None, "AESDTH": "Y", "AETOXGR": None},
        {"AEOUT": None, "AESDTH": None, "AETOXGR": "5"},
    ],
)
def test_each_of_three_columns_calls_an_event_fatal(changes: dict[str, Any]) -> None:
    row = patient(study({"AE": changes}))
    assert (row["DTHDT"], row["DTHCGR1"], row["DTHDISFL"]) == (date(2004, 6, 1), "ADVERSE EVENT", None)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(sorted(RECORDS)), min_size=2, max_size=5, unique=True), st.data())
def test_a_death_that_two_tables_know_survives_the_loss_of_one(domains: list[str], data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(domains))
    both = patient(study({domain: {} for domain in domains}))
    one = patient(study({domain: {} for domain in domains if domain != lost}))
    assert both["DTHFL"] == one["DTHFL"] == "Y"
    assert both["DTHDT"] == one["DTHDT"] == date(2004, 6, 1)


def test_a_fatal_event_without_an_end_is_dated_by_its_start_and_flagged() -> None:
    admitted = study({"AE": {"AEENDTC": None}})
    row = patient(admitted)
    assert (row["DTHDT"], row["DTHDTF"], row["LSTALVDT"]) == (date(2004, 5, 28), "Y", date(2004, 5, 28))
    contacts = [f for f in admitted.findings if f.rule == "dates.after-death" and f.where == "DM, RFENDTC, RFPENDTC"]
    assert "1 of 2 records (DM record 1)" in contacts[0].found


def test_the_day_is_that_of_dm_and_another_one_is_reported_with_its_row() -> None:
    admitted = study({"DM": {}, "DS": {"DSSTDTC": "2004-06-03"}})
    assert patient(admitted)["DTHDT"] == date(2004, 6, 1)
    assert "DS record 1" in warned(admitted)["deaths.day"].found


def test_a_death_that_dm_does_not_hold_is_reported_once_for_each_table() -> None:
    admitted = study({"AE": {}, "DD": {}})
    reported = [finding for finding in admitted.findings if finding.rule == "deaths.not-in-dm"]
    assert [finding.where for finding in reported] == ["AE, AEOUT", "DD, DDTESTCD"]


def test_results_after_a_death_that_only_ae_knows_are_named() -> None:
    found = [f for f in study({"AE": {"AEENDTC": "2004-01-20"}}).findings if f.rule == "dates.after-death"]
    assert ["LB record 2" in finding.where for finding in found].count(True) == 1


def test_a_death_without_any_day_is_reported_and_put_at_the_last_sign_of_life() -> None:
    admitted = study({"DM": {"DTHDTC": None}})
    assert (patient(admitted)["DTHDT"], patient(admitted)["DTHDTF"]) == (date(2005, 1, 30), "Y")
    assert "subjects.death" in warned(admitted)
    assert "subjects.death" not in warned(study({"DM": {"DTHDTC": None}, "DS": {}}))


CAUSES = [
    ({"DS": {"DSTERM": "DEATH DUE TO PROGRESSIVE DISEASE"}}, "DISEASE", False),
    ({"DD": {"DDORRES": "Disease progression", "DDSTRESC": None}}, "DISEASE", False),
    ({"DM": {"DTHCAUS": "PROGRESSION OF DISEASE"}}, "DISEASE", False),
    ({"AE": {"AEDECOD": "Disease progression"}}, "DISEASE", False),
    ({"DM": {}, "DD": {}}, "OTHER", False),
    ({"DM": {"DTHCAUS": "ADVERSE EVENT"}}, "ADVERSE EVENT", False),
    ({"DM": {}}, None, False),
    ({"DS": {"DSTERM": "DEATH DUE TO PROGRESSIVE DISEASE"}, "DD": {}}, "OTHER", True),
    ({"DS": {"DSTERM": "DEATH DUE TO PROGRESSIVE DISEASE"}, "AE": {}}, "DISEASE", True),
    ({"AE": {}, "DD": {}}, "OTHER", False),
]


@pytest.mark.parametrize(("known_by", "cause", "contradicts"), CAUSES)
def test_the_cause_is_that_of_the_table_that_knows_it_best(
    known_by: dict[str, dict[str, Any]], cause: str | None, contradicts: bool
) -> None:
    admitted = study(known_by)
    row = patient(admitted)
    assert (row["DTHCGR1"], row["DTHDISFL"]) == (cause, "Y" if cause == "DISEASE" else None)
    assert ("deaths.cause" in warned(admitted)) == contradicts


def test_columns_of_one_event_that_disagree_are_reported_and_the_event_counts_as_fatal() -> None:
    admitted = study({"AE": {"AEOUT": "RECOVERED/RESOLVED", "AESDTH": "N"}})
    assert patient(admitted)["DTHFL"] == "Y"
    assert "deaths.outcome" in warned(admitted)


def test_a_term_that_reads_like_a_death_under_another_code_is_reported_and_not_counted() -> None:
    admitted = study({"DS": {"DSTERM": "Death due to sepsis", "DSDECOD": "ADVERSE EVENT"}})
    assert patient(admitted)["DTHFL"] is None
    assert "deaths.term" in warned(admitted)


def test_alive_after_the_death_is_reported() -> None:
    admitted = study({"DM": {}, "SS": {"SSSTRESC": "ALIVE", "SSDTC": "2004-07-01"}})
    assert any(finding.where == "SS, SSDTC" for finding in admitted.findings if finding.rule == "dates.after-death")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("DEATH DUE TO PROGRESSIVE DISEASE", "DISEASE"),
        ("DEATH NOT DUE TO DISEASE PROGRESSION", "OTHER"),
        ("Treatment-related toxicity", "ADVERSE EVENT"),
        ("heart failure", "OTHER"),
        ("Unknown", None),
        ("DEATH", None),
        ("", None),
        (None, None),
    ],
)
def test_words_of_a_cause(text: str | None, cause: str | None) -> None:
    assert pl.DataFrame({"t": [text]}, schema={"t": pl.String}).select(cause_of(pl.col("t"))).item() == cause
