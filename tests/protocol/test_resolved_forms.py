"""Explained, compared, exported and started: what is made from a protocol's fields."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from paraprotein.protocol.difference import compare_protocols
from paraprotein.protocol.explain import explain, explanation_records, explanation_text
from paraprotein.protocol.init import starter_text
from paraprotein.protocol.load import load_protocol, load_protocol_text
from paraprotein.protocol.resolved import resolve, resolved_texts
from paraprotein.protocol.schema import Protocol
from paraprotein.protocol.schema.fields import section_type, written_fields
from paraprotein.protocol.schema.json_schema import protocol_json_schema
from paraprotein.protocol.yaml_reader import read_yaml

FOUNDING = load_protocol("imatinib-wm-2007")
TEXT = FOUNDING.path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "text", "standing"),
    [
        ("treatment.start", "400 mg", "stated"),
        ("treatment.every", "1 day", "stated"),
        ("treatment.escalate.after", "28 days", "assumed"),
        ("assays.IGM.cv", "8 %", "assumed"),
        ("assays.IGM.every", "visit", "assumed"),
        ("assays.IGM.lower_limit", "20", "assumed"),
        ("response.flare_window", "112 days", "default"),
        ("response.vgpr_normal_igm", "true", "default"),
        ("treatment.toxicity[1].until", "not set", "default"),
        ("population.eligibility", "none", "default"),
        ("conduct.death_per_month", "0.3 %", "assumed"),
    ],
)
def test_each_value_is_explained_with_unit_and_standing(path: str, text: str, standing: str) -> None:
    item = next(item for item in explain(FOUNDING) if item.path == path)
    assert (item.text, item.standing) == (text, standing)


def test_every_provenance_belongs_to_a_leaf_and_every_leaf_is_explained_once() -> None:
    leaves = [leaf.path for leaf in resolve(FOUNDING.protocol)]
    assert len(leaves) == len(set(leaves))
    assert set(FOUNDING.provenance) <= set(leaves)
    assert [item.path for item in explain(FOUNDING)] == leaves


def test_the_explanation_has_one_line_per_value_and_the_same_as_records() -> None:
    explained = explain(FOUNDING)
    assert len(explanation_text(explained).splitlines()) == len(explained)
    assert explanation_text(()) == ""
    assert json.loads(json.dumps(explanation_records(explained)))[0]["path"] == "schema"


def test_a_section_that_is_left_out_is_one_leaf() -> None:
    start, end = TEXT.index("conduct:"), len(TEXT)
    loaded = load_protocol_text(TEXT[:start] + TEXT[end:], Path("x"))
    assert resolved_texts(loaded.protocol)["conduct"] == "not set"


def test_the_difference_names_what_changed_and_nothing_else() -> None:
    changed = (
        TEXT.replace("start: 400 mg", "start: 300 mg")
        .replace("2 years", "24 months")
        .replace("  - if: HGB < 8", "  - if: HGB < 7")
    )
    changed = changed[: changed.index("conduct:")]
    after = resolved_texts(load_protocol_text(changed, Path("x")).protocol)
    before = resolved_texts(FOUNDING.protocol)
    lines = [str(change) for change in compare_protocols(before, after)]
    assert lines[:2] == ["treatment.start: 400 mg -> 300 mg", "treatment.toxicity[1].if: HGB < 8 -> HGB < 7"]
    assert "conduct.accrual: 547.875 days -> absent" in lines
    assert lines[-1] == "conduct: absent -> not set"
    assert compare_protocols(before, before) == ()


def test_what_a_run_directory_keeps_survives_json() -> None:
    texts = resolved_texts(FOUNDING.protocol)
    assert json.loads(json.dumps(texts)) == texts


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = protocol_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("text", [TEXT, starter_text()])
def test_an_editor_finds_nothing_wrong_with_a_valid_protocol(
    validator: jsonschema.Draft202012Validator, text: str
) -> None:
    assert not list(validator.iter_errors(read_yaml(text, "f").tree))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("drug: imatinib", "drgu: imatinib"),
        ("disease: waldenstrom", "disease: lymphoma"),
        ("start: 400 mg", "start: 400"),
        ("male: {value: 62 %, assumed:", "male: {value: 62, assumed:"),
        ("male: {value: 62 %, assumed:", "male: {value: 62 %, because:"),
    ],
)
def test_an_editor_sees_a_mistake(validator: jsonschema.Draft202012Validator, right: str, wrong: str) -> None:
    assert right in TEXT
    assert list(validator.iter_errors(read_yaml(TEXT.replace(right, wrong, 1), "f").tree))


def test_the_starter_is_valid_and_describes_its_fields() -> None:
    loaded = load_protocol_text(starter_text(), Path("starter.yaml"))
    assert loaded.protocol.virtual_patients is not None
    fields = written_fields(Protocol)["treatment"].annotation
    section = section_type(fields)
    assert section is not None
    for name, info in written_fields(section).items():
        assert info.description
        assert f"{name}:" in starter_text()
        assert f"# {info.description}" in starter_text()


def sections(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [schema, *schema["$defs"].values()]


def test_every_field_of_the_schema_is_described() -> None:
    missing = [
        (section.get("title"), name)
        for section in sections(Protocol.model_json_schema(by_alias=True))
        for name, field in section.get("properties", {}).items()
        if "description" not in field and "$ref" not in field
    ]
    assert missing == []
