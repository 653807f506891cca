"""Only plain data passes: YAML 1.2.2 core schema (section 10.3.2), no tags, anchors, aliases or repeated keys."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.errors import ProtocolError
from paraprotein.protocol.yaml_reader import MAX_BYTES, MAX_DEPTH, MAX_VALUES, read_yaml


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NO", "NO"),  # False in YAML 1.1, a country in a trial
        ("yes", "yes"),
        ("true", True),
        ("~", None),
        ("", None),
        ("12", 12),
        ("012", 12),  # not octal
        ("1e3", 1000.0),
        ("-.5", -0.5),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ('"12"', "12"),
        ("400 mg", "400 mg"),
        ("2004-01-05", "2004-01-05"),  # a date stays text
        ("1:30", "1:30"),  # not a sexagesimal number
        ("<", "<"),
    ],
)
def test_a_scalar_is_what_the_core_schema_says(text: str, expected: object) -> None:
    value = read_yaml(f"a: {text}\n", "f").tree["a"]
    assert value == expected
    assert type(value) is type(expected)


def test_every_field_knows_its_line() -> None:
    document = read_yaml("a: 1\n\nb:\n  - x: 2\n  - y: 3\n", "f")
    assert document.lines["a",] == 1
    assert document.lines["b", 0, "x"] == 4
    assert document.where(("b", 1, "y")) == "f:5 b[1].y"
    assert document.where(("b", 1, "absent")) == "f:5 b[1].absent"


def test_a_repeated_key_is_refused_with_both_lines_and_the_first_value_stays() -> None:
    document = read_yaml("a: 1\nb: 2\na: {c: [3]}\n", "f")
    assert document.tree == {"a": 1, "b": 2}
    (finding,) = document.findings
    assert "lines 1 and 3" in finding.found


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: !!python/object/apply:os.system ['true']", "yaml.tag"),
        ("a: !x 1", "yaml.tag"),
        ("a: &b 1", "yaml.anchor"),
        ("a: *b", "yaml.alias"),
        ("? [1, 2]\n: 3", "yaml.key"),
        ("a: 1\n---\nb: 2", "yaml.documents"),
    ],
)
def test_everything_but_plain_data_is_a_finding(text: str, rule: str) -> None:
    assert rule in [finding.rule for finding in read_yaml(text, "f").findings]


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "",
        "# only a comment",
        "a: b: c",
        "\t a",
        "{a: 1",
        "x: \x00",
        "[" * 100_000,
        "- " * 50_000,
        "? " * 50_000,
    ],
)
def test_a_file_that_is_not_yaml_is_refused_in_words(text: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        read_yaml(text, "f")
    assert caught.value.findings[0].fix


def test_depth_is_bounded() -> None:
    inside = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    read_yaml(f"a: {inside}", "f")
    with pytest.raises(ProtocolError, match="levels deep"):
        read_yaml(f"a: [[{inside}]]", "f")


def test_the_number_of_values_is_bounded() -> None:
    read_yaml("a: [" + "1, " * (MAX_VALUES - 3) + "1]", "f")
    with pytest.raises(ProtocolError, match="values"):
        read_yaml("a: [" + "1, " * MAX_VALUES + "1]", "f")


def test_size_is_bounded_before_parsing() -> None:
    start = time.perf_counter()
    with pytest.raises(ProtocolError, match="bytes"):
        read_yaml("[" * (MAX_BYTES + 1), "f")
    assert time.perf_counter() - start < 0.5


@given(st.text(alphabet="ab:{}[]-,&*!?'\"#|>%@` \n\t01", max_size=60))
def test_no_text_does_more_than_raise_a_protocol_error(text: str) -> None:
    with contextlib.suppress(ProtocolError):
        read_yaml(text, "f")
