"""A protocol with ten mistakes gives ten findings, each with its line and its fix."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paraprotein.errors import Finding, ProtocolError
from paraprotein.protocol.load import LoadedProtocol, load_protocol, load_protocol_text

FOUNDING = load_protocol("imatinib-wm-2007")
TEXT = FOUNDING.path.read_text(encoding="utf-8")

MISTAKES = {  # right -> wrong, the line's field, a word of the finding, a word of the fix
    "schema: 1": ("schema: 2", "schema", "'2'", "one of: 1"),
    "disease: waldenstrom": ("disease: waldenstroem", "study.disease", "waldenstroem", "'waldenstrom'"),
    "enrolled: 28": ("enrolled: 29", "population.characteristics.refractory", "29 were enrolled", "correct"),
    "drug: imatinib": ("drgu: imatinib", "treatment.drgu", "unknown field", "'drug'"),
    "every: 1 day": ("every: 1 mg", "treatment.every", "'mg' is a mass", "in day"),
    "start: 400 mg": ("start: 500 mg", "treatment.start", "not one of the dose levels", "300 mg, 400 mg, 600 mg"),
    "NEUT < 1.0 or PLAT": ("NEUT < 1.0 or PLTT", "treatment.toxicity[0].if", "PLTT", "PLAT"),
    "action: reduce": ("action: redcue", "treatment.toxicity[1].action", "redcue", "'reduce'"),
    "screening: 14 days": ("screening: 14", "visits.screening", "no unit", "in day"),
    "marker: IGM": ("marker: &m IGM", "response.marker", "anchor", "remove"),
    "analyte: TRYPTASE": ("analyte: TRYPTAS", "biomarkers[0].analyte", "no assay", "'TRYPTASE'"),
    "    relapsed: 24\n": (
        "    relapsed: 24\n    relapsed: 4\n",
        "population.characteristics.relapsed",
        "twice",
        "keep",
    ),
}


def findings_of(text: str) -> tuple[Finding, ...]:
    with pytest.raises(ProtocolError) as caught:
        load_protocol_text(text, Path("study.yaml"))
    return caught.value.findings


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_ten_mistakes_and_two_more_give_twelve_findings_in_order_of_line() -> None:
    text = TEXT
    for right, (wrong, *_) in MISTAKES.items():
        assert right in text
        text = text.replace(right, wrong, 1)
    found = findings_of(text)
    assert len(found) == len(MISTAKES)
    lines = [int(finding.where.split()[0].rpartition(":")[2]) for finding in found]
    assert lines == sorted(lines)


@pytest.mark.parametrize("right", MISTAKES)
def test_each_mistake_alone_gives_one_finding_with_its_line_and_fix(right: str) -> None:
    wrong, field, found, fix = MISTAKES[right]
    (finding,) = findings_of(TEXT.replace(right, wrong, 1))
    assert finding.where.startswith("study.yaml:")
    assert finding.where.endswith(f" {field}")
    assert found in finding.found
    assert fix in finding.fix


def test_the_line_is_that_of_the_mistake() -> None:
    text = TEXT.replace("start: 400 mg", "start: 500 mg")
    (finding,) = findings_of(text)
    assert finding.where == f"study.yaml:{line_of(text, 'start: 500 mg')} treatment.start"


CONTRADICTIONS = [
    ("median: 61, low: 33", "median: 31, low: 33", "outside the range"),
    ("levels: [300 mg, 400 mg, 600 mg]", "levels: [400 mg, 300 mg, 600 mg]", "not in rising order"),
    ("to: 600 mg", "to: 800 mg", "800 mg is not one of the dose levels"),
    ("to: 600 mg", "to: 300 mg", "does not exceed the first dose"),
    ("value: 28 days, assumed: \"'the first month'", "value: 3 years, assumed: \"'the first month'", "treatment ends"),
    ("      until: NEUT >= 1.5 and PLAT >= 75\n", "", "a hold without an end"),
    ("if: HGB < 8\n      action: reduce", "if: HGB < 8\n      action: reduce\n      until: HGB > 9", "no meaning"),
    ("if: HGB < 8", "if: BILI > 3 x ULN", "no assay measures 'BILI'"),
    ("if: HGB < 8", "if: TRYPTASE < 3 x LLN", "LLN of TRYPTASE is not given"),
    ("if: HGB < 8", "if: HGB <", "in 'HGB <'"),
    ("edema, thrombocytopenia", "edema, trombocytopenia", "'trombocytopenia', the term in place 4"),
    ("window: {value: 3 days", "window: {value: 14 days", "change places"),
    ("every: {value: 28 days", "every: {value: 3 years", "after treatment ends"),
    ("unit: {value: mg/dL", "unit: {value: mg/DL2", "not a unit known here"),
    ("unit: {value: mg/dL", "unit: {value: 10^9/L", "not a unit of IGM"),
    ("  unit: mg/dL\n  confirm", "  unit: 10^9/L\n  confirm", "not convertible"),
    ("low_normal: 40", "low_normal: 400", "not below high_normal"),
    ("  NEUT:", "  Neut:", "not a laboratory test code"),
    ("value: abstract-2007", "value: imwg-2016", "was not written for waldenstrom"),
    ("data_cut: {value: 36 months", "data_cut: {value: 12 months", "accrual takes"),
    ('first_patient: "2004-01-05"', 'first_patient: "2004-13-05"', "not a date"),
    ("    - follow-up\n", "    - follow-up\n    - follow-up\n", "is listed twice"),
    ("biomarkers:\n  - analyte: TRYPTASE\n", "biomarkers: []\nmarkers:\n  - name: x\n", "no biomarker is named"),
    ("enrolled: 28", "enrolled: 28\n  eligibility: [{analyte: NEUT}]", "no limit for NEUT"),
    ("enrolled: 28", "enrolled: 28\n  eligibility: [{analyte: ALT, at_most: 100}]", "no assay measures 'ALT'"),
    ("enrolled: 28", "enrolled: 28\n  eligibility: [{analyte: HGB, at_least: 9, at_most: 8}]", "exceeds at_most"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "words"), CONTRADICTIONS)
def test_each_contradiction_between_fields_is_found(right: str, wrong: str, words: str) -> None:
    assert right in TEXT
    assert any(words in finding.found for finding in findings_of(TEXT.replace(right, wrong, 1)))


def test_two_mistakes_in_one_rule_are_two_findings() -> None:
    text = TEXT.replace("if: HGB < 8\n      action: reduce", "if: HBG << 8\n      action: redcue")
    assert len(findings_of(text)) == 2


@pytest.mark.parametrize("text", ["- a\n- b\n", "just text", "3", "treatment: 3\nassays: [1]\npopulation: {}\n"])
def test_a_file_that_is_no_protocol_at_all_gives_findings(text: str) -> None:
    assert findings_of(text)


def test_a_missing_section_is_described() -> None:
    text = TEXT.replace("\nresponse:\n", "\nanswer:\n")
    found = findings_of(text)
    assert any(finding.where.endswith("response") and "missing" in finding.found for finding in found)


def test_the_digest_follows_values_not_spelling_order_or_comments() -> None:
    respelt = TEXT.replace("2 years", "24 months").replace("# The rest serves", "# What follows serves")
    respelt = respelt.replace("drug: imatinib\n  route: oral", "route: oral\n  drug: imatinib")
    respelt = respelt.replace("three of five patients are men", "60 % are men")
    assert respelt != TEXT
    assert load_protocol_text(respelt, Path("x")).digest == FOUNDING.digest
    changed = load_protocol_text(TEXT.replace('value: 8 %, assumed: "assay', 'value: 9 %, assumed: "assay'), Path("x"))
    assert changed.digest != FOUNDING.digest


def test_the_order_of_dose_rules_changes_the_digest() -> None:
    first = TEXT.index("    - if: NEUT"), TEXT.index("    - if: HGB"), TEXT.index("    - if: EDEMA")
    exchanged = TEXT[: first[0]] + TEXT[first[1] : first[2]] + TEXT[first[0] : first[1]] + TEXT[first[2] :]
    assert load_protocol_text(exchanged, Path("x")).digest != FOUNDING.digest


def test_a_protocol_is_found_by_name_file_or_folder(tmp_path: Path) -> None:
    (tmp_path / "protocol.yaml").write_text(TEXT, encoding="utf-8")
    for place in (tmp_path, tmp_path / "protocol.yaml", str(tmp_path)):
        loaded = load_protocol(place)
        assert loaded.digest == FOUNDING.digest
        assert loaded.directory == tmp_path


@pytest.mark.parametrize(
    ("name", "fix"),
    [("imatinib-wm-2008", "imatinib-wm-2007"), ("/no/such/file.yaml", "bundled study"), (".", "bundled")],
)
def test_what_is_not_there_is_said(name: str, fix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProtocolError) as caught:
        load_protocol(name)
    assert fix in caught.value.findings[0].fix


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProtocolError, match="UTF-8"):
        load_protocol(tmp_path / "p.yaml")


def test_provenance_covers_every_value_that_stands_in_the_file() -> None:
    assert FOUNDING.provenance["treatment.start"].standing == "stated"
    assert FOUNDING.provenance["treatment.escalate.after"].standing == "assumed"
    assert FOUNDING.provenance["treatment.toxicity[0].until"].reason.startswith("label of imatinib")
    assert "response.flare_window" not in FOUNDING.provenance  # a default


LINES = TEXT.splitlines()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.sampled_from(["drop", "swap", "cut", "garble"]))
def test_a_damaged_file_loads_or_is_refused_with_findings_but_never_crashes(seed: int, how: str) -> None:
    chance = random.Random(seed)
    lines = list(LINES)
    place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    if how == "drop":
        del lines[place : place + chance.randint(1, 6)]
    elif how == "swap":
        lines[place], lines[other] = lines[other], lines[place]
    elif how == "cut":
        lines[place] = lines[place][: chance.randint(0, 12)]
    else:
        lines[place] = lines[place].replace(":", chance.choice(["", ": {", ": [", ": - ", ": null #", ": 1 #"]))
    result = outcome("\n".join(lines))
    if not isinstance(result, LoadedProtocol):
        assert result
        assert all(finding.fix and finding.where for finding in result)


def outcome(text: str) -> Any:
    try:
        return load_protocol_text(text, Path("study.yaml"))
    except ProtocolError as error:
        return error.findings
