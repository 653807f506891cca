"""A new treatment that the study holds and that ends no response is never passed over in silence."""

import polars as pl
import pytest
from hand_built import Patient, frames, on

from paraprotein.adam.adsl.adsl import derive_adsl
from paraprotein.adam.uncounted_therapies import find_uncounted_therapies
from paraprotein.errors import Finding
from paraprotein.sdtm.intake import admit

HEAD = {"STUDYID": "HAND", "USUBJID": "A"}


def found(domain: str, *records: dict[str, str | None]) -> list[Finding]:
    raw = frames({"A": Patient(igm={1: 3000.0, 29: 1400.0})})
    raw[domain] = pl.DataFrame([{**HEAD, f"{domain}SEQ": at, **record} for at, record in enumerate(records, 1)])
    tables = admit(raw).tables
    return find_uncounted_therapies(tables, derive_adsl(tables))


def taken(drug: str, category: str | None, day: int | None = 40) -> dict[str, str | None]:
    return {"CMTRT": drug, "CMCAT": category, "CMSTDTC": None if day is None else on(day).isoformat()}


def rules(findings: list[Finding]) -> list[str]:
    assert {finding.severity for finding in findings} <= {"warning"}
    return [finding.rule for finding in findings]


@pytest.mark.parametrize("drug", ["Bendamustin", "a drug that nobody knows"])
def test_a_medication_without_any_category_is_reported(drug: str) -> None:
    (finding,) = found("CM", taken(drug, None))
    assert finding.rule == "therapy.category"
    assert drug in finding.found


@pytest.mark.parametrize("category", ["CONCOMITANT MEDICATION", "PRIOR THERAPY", None])
def test_a_drug_against_the_disease_in_another_category_is_reported(category: str | None) -> None:
    findings = found("CM", taken("Brukinsa", category), taken("aspirin", "CONCOMITANT MEDICATION"))
    assert rules(findings) == ["therapy.other-category"]
    assert "aspirin" not in findings[0].found


@pytest.mark.parametrize(
    ("drug", "category", "day"),
    [
        ("aspirin", "CONCOMITANT MEDICATION", 40),
        ("dexamethasone", "CONCOMITANT MEDICATION", 40),
        ("bendamustine", "ANTICANCER THERAPY", 40),
        ("rituximab", "ANTI-CD20", 40),
        ("bendamustine", None, -90),
        ("bendamustine", "a category that is reported by itself", 40),
    ],
)
def test_what_is_counted_or_reported_elsewhere_is_not_reported(drug: str, category: str | None, day: int) -> None:
    assert found("CM", taken(drug, category, day)) == []


@pytest.mark.parametrize(("start", "reported"), [(None, True), ("2004", True), ("2003", False), ("2004-02", True)])
def test_a_new_treatment_without_a_day_is_reported_unless_it_came_before(start: str | None, reported: bool) -> None:
    findings = found("CM", {**taken("bendamustine", "ANTICANCER THERAPY"), "CMSTDTC": start})
    assert rules(findings) == (["therapy.undated"] if reported else [])


@pytest.mark.parametrize(
    ("name", "day", "reported"),
    [
        ("Autologous stem cell transplant", 40, True),
        ("Bestrahlung", 40, True),
        ("Autogreffe", 40, True),
        ("Radiotherapy", -40, False),
        ("no radiotherapy", 40, False),
        ("bone marrow biopsy", 40, False),
    ],
)
def test_a_procedure_that_treats_the_disease_is_reported(name: str, day: int, reported: bool) -> None:
    findings = found("PR", {"PRTRT": name, "PRSTDTC": on(day).isoformat()})
    assert rules(findings) == (["therapy.procedure"] if reported else [])
