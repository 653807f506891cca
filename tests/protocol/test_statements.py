"""Each value is stated, assumed (with a reason) or calibrated (with a file)."""

import pytest

from paraprotein.protocol.statements import Statements, separate_statements
from paraprotein.protocol.yaml_reader import read_yaml


def separate(text: str) -> Statements:
    return separate_statements(read_yaml(text, "f"))


def test_a_wrapper_becomes_its_value_and_its_reason_is_kept() -> None:
    found = separate("a: {value: 8 %, assumed: no published value}\nb: {value: 2, calibrated: mixed.yaml}\nc: 3\n")
    assert found.tree == {"a": "8 %", "b": 2, "c": 3}
    assert found.provenance["a",].standing == "assumed"
    assert found.provenance["a",].reason == "no published value"
    assert found.provenance["b",].standing == "calibrated"
    assert found.provenance["c",].standing == "stated"
    assert not found.findings


def test_a_sections_reason_holds_for_every_leaf_without_its_own() -> None:
    found = separate("s:\n  assumed: ours\n  x: 1\n  y: {value: 2, stated: page 3}\n  z: {w: [1, 2]}\n")
    assert found.tree == {"s": {"x": 1, "y": 2, "z": {"w": [1, 2]}}}
    assert found.provenance["s", "x"].reason == "ours"
    assert found.provenance["s", "y"].standing == "stated"
    assert found.provenance["s", "z", "w"].reason == "ours"


def test_a_wrapped_section_keeps_the_lines_of_its_fields() -> None:
    found = separate("s:\n  value:\n    x: 1\n  assumed: ours\n")
    assert found.tree == {"s": {"x": 1}}
    assert found.lines["s", "x"] == 3
    assert found.provenance["s", "x"].standing == "assumed"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: {value: 1}", "without 'assumed'"),
        ("a: {value: 1, assumed: }", "without a reason"),
        ("a: {value: 1, assumed: ' '}", "without a reason"),
        ("a: {value: 1, assumed: x, calibrated: y}", "both"),
        ("a: {value: 1, assumed: x, other: 2}", "'other' beside 'value'"),
    ],
)
def test_a_wrapper_that_says_nothing_or_too_much_is_a_finding(text: str, words: str) -> None:
    (finding,) = separate(text).findings
    assert words in finding.found
