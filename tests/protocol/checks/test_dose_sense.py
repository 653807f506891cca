"""Dose rules that can be read and make no sense are found before anybody is dosed by them."""

from typing import Any

import pytest
from altered import load, waldenstrom_tree, write

from paraprotein.dosing.conditions import parse_condition
from paraprotein.dosing.reach import Interval, holds_when_healthy, is_within, overlap, regions_of
from paraprotein.errors import ProtocolError


def findings(*rules: dict[str, Any]) -> dict[str, str]:
    """Severity by field of what is found about some rules."""
    tree = write(waldenstrom_tree(), "treatment.toxicity", list(rules))
    try:
        found = load(tree).findings
    except ProtocolError as error:
        found = error.findings
    return {finding.where.partition(" ")[2]: finding.severity for finding in found}


def hold(when: str, until: str) -> dict[str, Any]:
    return {"if": when, "action": "hold", "until": until}


@pytest.mark.parametrize(
    "when",
    [
        "NEUT > 0.1",  # everybody
        "NEUT < 1000",  # per microlitre was meant
        "HGB < 80",  # g/L was meant
        "PLAT < 75000",
        "HGB < 1.2 x LLN",
        "NEUT < 1.5 x baseline",
        "EDEMA grade >= 0",
    ],
)
def test_a_rule_that_would_hold_everybody_is_refused(when: str) -> None:
    assert findings(hold(when, "PLAT >= 1")).get("treatment.toxicity[0].if") == "error"


@pytest.mark.parametrize(
    "when",
    [
        "NEUT < 0",
        "HGB > 80",
        "NEUT < 0.5 and NEUT > 1",
        "EDEMA grade >= 6",
        "EDEMA grade > 5",
        "PLAT < 1 and PLAT >= 2",
    ],
)
def test_a_rule_that_nobody_can_fire_is_refused(when: str) -> None:
    assert findings({"if": when, "action": "reduce"}) == {"treatment.toxicity[0].if": "error"}


@pytest.mark.parametrize("when", ["NEUT < 1.0", "HGB < 80 g/L", "HGB < 0.7 x LLN", "EDEMA grade >= 3", "IGM > 5000"])
def test_a_rule_for_a_toxicity_is_no_finding(when: str) -> None:
    assert findings({"if": when, "action": "reduce"}) == {}


def test_a_rule_that_continues_may_hold_for_healthy_values() -> None:
    assert findings({"if": "NEUT >= 1.5", "action": "continue"}, {"if": "PLAT < 50", "action": "stop"}) == {}


@pytest.mark.parametrize(
    ("until", "severity"),
    [
        ("NEUT >= 1.5", None),
        ("NEUT >= 1.0", None),
        ("NEUT < 50", "error"),  # true when the hold begins
        ("NEUT >= 0", "error"),
        ("NEUT >= 1.5 and NEUT < 1.0", "error"),  # never true
        ("NEUT >= 1500", "error"),
        ("NEUT >= 0.8", "warning"),  # may be true while the reason lasts
        ("PLAT >= 75", "warning"),
    ],
)
def test_the_end_of_a_hold_is_its_recovery(until: str, severity: str | None) -> None:
    expected = {} if severity is None else {"treatment.toxicity[0].until": severity}
    assert findings(hold("NEUT < 1.0", until)) == expected


def test_a_rule_behind_one_that_always_fires_first_never_decides() -> None:
    milder, severe = {"if": "NEUT < 1.0", "action": "reduce"}, {"if": "NEUT < 0.5", "action": "stop"}
    assert findings(milder, severe) == {"treatment.toxicity[1].if": "warning"}
    assert findings(severe, milder) == {}


@pytest.mark.parametrize("name", ["then", "again"])
def test_what_belongs_to_a_hold_is_refused_elsewhere(name: str) -> None:
    rule = {"if": "HGB < 8", "action": "reduce", name: "reduce"}
    assert findings(rule) == {f"treatment.toxicity[0].{name}": "error"}


@pytest.mark.parametrize("term", ["ANC decreased", "Neutrophil count decreased", "Oedema peripheral", "Neutropeni"])
def test_a_grade_of_a_known_toxicity_in_other_words_is_refused(term: str) -> None:
    assert findings({"if": f"{term} grade >= 3", "action": "reduce"}) == {"treatment.toxicity[0].if": "error"}


def test_regions_meet_where_some_patient_can_be() -> None:
    low, high = (
        regions_of(parse_condition(text), {}) for text in ("NEUT < 1 or PLAT < 50", "NEUT >= 1 and PLAT >= 50")
    )
    assert not overlap(low, high)
    assert is_within(regions_of(parse_condition("NEUT < 0.5"), {}), low)
    assert not is_within(low, regions_of(parse_condition("NEUT < 0.5"), {}))
    assert not holds_when_healthy(parse_condition("NEUT < 1 or PLAT < 50"), {})


@pytest.mark.parametrize(
    ("interval", "is_empty"),
    [
        (Interval(1.0, 2.0), False), (Interval(1.0, 1.0), False), (Interval(1.0, 1.0, is_low_open=True), True),
        (Interval(2.0, 1.0), True), (Interval(0.0, 2.0) & Interval(2.0, 3.0), False),
        (Interval(0.0, 2.0, is_high_open=True) & Interval(2.0, 3.0), True),
    ],
)  # fmt: skip
def test_an_interval_without_a_value_is_empty(interval: Interval, is_empty: bool) -> None:
    assert interval.is_empty is is_empty
