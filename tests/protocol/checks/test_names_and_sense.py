"""Names, sizes and dates that tables can hold; texts that a starter left behind."""

from typing import Any

import pytest
from altered import load, waldenstrom_tree, write

from paraprotein.errors import Finding, ProtocolError
from paraprotein.protocol.init import STARTERS, starter_text
from paraprotein.protocol.load import load_protocol_text
from paraprotein.protocol.schema.quantities import LONGEST_DAYS


def refused(path: str, value: Any) -> set[str]:
    """Fields of the errors."""
    with pytest.raises(ProtocolError) as error:
        load(write(waldenstrom_tree(), path, value))
    return {finding.where.partition(" ")[2] for finding in error.value.findings}


@pytest.mark.parametrize("name", ["", "BELL\x07", "A" * 21, "Ä-STUDY", " SPACE", "TWO\nLINES", "=CMD"])
def test_a_study_id_is_short_and_plain(name: str) -> None:
    assert refused("study.id", name) == {"study.id"}


@pytest.mark.parametrize("name", ["A", "IMATINIB-WM-2007", "wm_1.2/b 3", "A" * 20])
def test_a_usual_study_id_is_taken(name: str) -> None:
    assert load(write(waldenstrom_tree(), "study.id", name)).protocol.study.id == name


@pytest.mark.parametrize("path", ["treatment.drug", "study.title", "assays.HGB.name", "assays.HGB.method"])
def test_a_name_holds_no_invisible_character(path: str) -> None:
    assert path in refused(path, "ima\x00tinib")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("conduct.first_patient", "9999-01-05"),
        ("conduct.first_patient", "0001-01-05"),
        ("conduct.first_patient", "2023-02-29"),
        ("conduct.data_cut", "2000 years"),
        ("population.enrolled", 100_000_000),
        ("population.enrolled", 0),
        ("population.characteristics.age_years", {"median": 50, "low": 20, "high": 200}),
        ("population.characteristics.prior_therapies", {"median": 2, "low": -1, "high": 5}),
        ("treatment.stop.after", f"{LONGEST_DAYS + 1} days"),
        ("assays.HGB.cv", "5000 %"),
        ("assays.HGB.every", "6 hours"),
    ],
)
def test_what_no_study_can_be_is_refused_with_its_field(path: str, value: Any) -> None:
    assert path in refused(path, value)


def warnings(disease: str) -> list[Finding]:
    return list(load_protocol_text(starter_text(disease), STARTERS[disease]).findings)


@pytest.mark.parametrize("disease", STARTERS)
def test_texts_that_a_starter_left_behind_are_reported_with_their_line(disease: str) -> None:
    told = {finding.where.partition(" ")[2]: finding for finding in warnings(disease)}
    assert {"study.id", "study.title", "study.source", "population.characteristics.male"} <= set(told)
    assert ("treatment.drug" in told) is (disease != "waldenstrom")
    assert all(finding.severity == "warning" and ":" in finding.where for finding in told.values())


def test_events_that_always_end_treatment_are_missed_in_a_list_without_them() -> None:
    loaded = load(write(waldenstrom_tree(), "treatment.stop.at", ["progression", "death"]))
    assert [finding.where.partition(" ")[2] for finding in loaded.findings] == ["treatment.stop.at"]


def test_a_test_under_another_code_than_the_rules_read_is_reported() -> None:
    loaded = load(write(waldenstrom_tree(), "assays.ANC", {"name": "Neutrophils", "unit": "10^9/L"}))
    assert [finding.where.partition(" ")[2] for finding in loaded.findings] == ["assays.ANC"]


@pytest.mark.parametrize(
    ("code", "assay", "field"),
    [
        ("HGB", {"name": "Hemoglobin", "unit": "g/L", "low_normal": 12.0, "high_normal": 17.5}, "high_normal"),
        ("HGB", {"name": "Hemoglobin", "unit": "mmol/L", "low_normal": 12.0}, "low_normal"),
        ("IGM", {"name": "Immunoglobulin M", "unit": "g/L", "low_normal": 40, "high_normal": 230}, "low_normal"),
        ("HGB", {"name": "Hemoglobin", "unit": "g/L", "low_normal": 120, "high_normal": 175}, ""),
        ("HGB", {"name": "Hemoglobin", "unit": "mmol/L", "low_normal": 7.4, "high_normal": 10.9}, ""),
        ("IGM", {"name": "Immunoglobulin M", "unit": "g/L", "low_normal": 0.4, "high_normal": 2.3}, ""),
    ],
)
def test_limits_that_stayed_in_another_unit_are_reported(code: str, assay: dict[str, Any], field: str) -> None:
    loaded = load(write(waldenstrom_tree(), f"assays.{code}", assay))
    told = {finding.where.partition(" ")[2] for finding in loaded.findings}
    assert {where for where in told if where.startswith("assays.")} == ({f"assays.{code}.{field}"} if field else set())


def test_a_blood_count_as_marker_of_response_is_reported() -> None:
    told = load(write(waldenstrom_tree(), "response.marker", "HGB")).findings
    assert "response.marker" in {finding.where.partition(" ")[2] for finding in told}


def test_a_laboratory_test_is_no_toxicity() -> None:
    assert refused("toxicity.terms", ["ANC"]) == {"toxicity.terms"}


def test_nobody_is_seen_more_than_once_a_day() -> None:
    tree = write(waldenstrom_tree(), "visits.window", "0 days")
    with pytest.raises(ProtocolError, match=r"visits\.every: every 0\.2 days is more than once a day"):
        load(write(tree, "visits.every", "0.2 days"))


def test_a_toxicity_is_listed_once() -> None:
    assert refused("toxicity.terms", ["edema", "anemia", "Edema"]) == {"toxicity.terms"}


def test_a_role_that_the_criteria_do_not_know_is_refused() -> None:
    tree = write(waldenstrom_tree(), "study.disease", "myeloma")
    tree = write(tree, "response", {"criteria": "imwg-2016", "analytes": {"nt_probnp": "BNPPRONT"}})
    with pytest.raises(ProtocolError, match=r"response\.analytes\.nt_probnp: 'nt_probnp' plays no part"):
        load(tree)
