"""A rule that stops the study is read, explained and compared; each mistake in it is one finding with its fix."""

from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from paraprotein.errors import Finding, ProtocolError
from paraprotein.protocol.difference import compare_protocols
from paraprotein.protocol.explain import explain
from paraprotein.protocol.load import LoadedProtocol, load_protocol, load_protocol_text
from paraprotein.protocol.resolved import resolved_texts
from paraprotein.protocol.schema.json_schema import protocol_json_schema
from paraprotein.protocol.stopping_rules import boundary_text, rule_key
from paraprotein.stopping import table_bounds

FOUNDING = load_protocol("imatinib-wm-2007")
TEXT = FOUNDING.path.read_text(encoding="utf-8")
TABLE = "table: [{events: 3, of: 10}, {events: 5, of: 20}]"
POCOCK = "pocock: {rate: 20 %, error: 5 %}"
POSTERIOR = "posterior: {rate: 30 %, exceeded: 90 %, prior: {a: 0.3, b: 0.7}, first: 5}"


def with_rule(fields: str) -> str:
    return f"{TEXT}\nstopping:\n  - {{{fields}}}\n"


def rule(boundary: str = TABLE, event: str = "toxicity, terms: [edema]") -> str:
    return with_rule(f"name: Severe edema, event: {event}, within: 56 days, {boundary}")


def load(text: str) -> LoadedProtocol:
    return load_protocol_text(text, Path("study.yaml"))


def findings_of(text: str) -> tuple[Finding, ...]:
    with pytest.raises(ProtocolError) as caught:
        load(text)
    return caught.value.findings


@pytest.mark.parametrize(
    ("boundary", "words"),
    [
        (TABLE, "3 of 3-10, 5 of 11-20 patients"),
        (POCOCK, "3 of 3, 4 of 4-6, 5 of 7-8"),
        (POSTERIOR, "4 of 5-7, 5 of 8-9, 6 of 10-12"),
    ],
)
def test_explain_says_what_the_boundary_comes_to(boundary: str, words: str) -> None:
    told = {item.path: item for item in explain(load(rule(boundary)))}
    assert told["stopping[0].boundary"].text.startswith(words)
    assert told["stopping[0].boundary"].standing == "derived"
    assert told["stopping[0].grade"].standing == "default"


MISTAKES = [
    (rule("first: 3"), "unknown field 'first'", "remove it, or use one of: name"),
    (with_rule("name: x, event: toxicity, within: 5 days"), "has no boundary", "table, posterior, pocock"),
    (rule(f"{TABLE}, {POCOCK}"), "both table and pocock", "keep one"),
    (rule("table: [{events: 3, of: 10}, {events: 2, of: 20}]"), "2 of 20 after 3 of 10", "rising order"),
    (rule("table: [{events: 3, of: 2}]"), "3 events of 2 patients", "correct one"),
    (rule("table: []"), "[] is not", "write `table`"),
    (rule(POSTERIOR.replace("a: 0.3", "a: 0")), "0 is out of range", "greater than 0"),
    (rule(POSTERIOR.replace("90 %", "100 %")), "no number of events among 28 patients", "lower probability"),
    (rule(POCOCK.replace("20 %", "20")), "20 has no unit", "20 %"),
    (rule(event="toxicty, terms: [edema]"), "'toxicty' is not permitted", "'toxicity'"),
    (rule(event="no response, grade: 2"), "'grade' has no meaning", "remove it"),
    (rule(event="toxicity, terms: [edma]"), "'edma', the term in place 1", "'edema'"),
    (rule(event="toxicity, terms: [NEUTR]"), "'NEUTR', the term in place 1", "'NEUT'"),
    (rule(event="toxicity, terms: [QTCF]"), "neither a toxicity nor an assay", "add the assay"),
    (rule(event="toxicity, grade: 6"), "6 is out of range", "less than or equal to 5"),
    (rule().replace("within: 56 days", "within: 0 days"), "out of range", "more than 0"),
    (f"{TEXT}\nstopping: []\n", "[] is not", "write `stopping`"),
    (
        rule() + "  - {name: severe-edema, event: no response, within: 84 days, table: [{events: 9, of: 10}]}\n",
        "two stopping rules are called 'severe_edema'",
        "another name",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found", "fix"), MISTAKES)
def test_each_mistake_is_one_finding(text: str, found: str, fix: str) -> None:
    (finding,) = findings_of(text)
    assert finding.where.startswith("study.yaml:")
    assert "stopping" in finding.where
    assert found in finding.found
    assert fix in finding.fix


def test_an_adverse_event_in_its_own_words_is_a_term() -> None:
    assert load(rule(event="toxicity, terms: [Pleural effusion, PLAT]")).protocol.stopping


def test_a_protocol_without_the_section_keeps_its_digest_and_one_with_it_has_another() -> None:
    absent = load(TEXT)
    assert absent.protocol.stopping is None
    assert absent.digest == "768514ae0ccf1fc310e055240f8824b6cbee210d75c99bee063bfc5b1d87a919"
    assert len({absent.digest, load(rule()).digest, load(rule(POCOCK)).digest}) == 3


def test_a_changed_boundary_is_named_in_the_difference() -> None:
    before, after = (resolved_texts(load(text).protocol) for text in (rule(), rule().replace("of: 20", "of: 22")))
    assert [str(change) for change in compare_protocols(before, after)] == ["stopping[0].table[1].of: 20 -> 22"]
    assert any(change.path == "stopping" for change in compare_protocols(resolved_texts(FOUNDING.protocol), before))


def test_the_json_schema_admits_the_section_and_refuses_a_misspelt_field() -> None:
    validator = jsonschema.Draft202012Validator(protocol_json_schema())
    document = YAML(typ="safe", pure=True).load(rule(POSTERIOR))
    assert validator.is_valid(document)
    document["stopping"][0]["posterior"]["raet"] = "5 %"
    assert not validator.is_valid(document)


def test_names_become_ids_and_boundaries_words() -> None:
    assert boundary_text(table_bounds([(1, 1)], 1)) == "1 of 1 patients"
    assert boundary_text(table_bounds([], 3)) == "never"
    stated = load(rule()).protocol.stopping
    assert stated is not None
    assert rule_key(stated[0]) == "severe_edema"
