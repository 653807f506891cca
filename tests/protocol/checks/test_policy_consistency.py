"""Every policy acts under the criteria that the protocol names, or is refused where it is written."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from paraprotein.errors import ProtocolError
from paraprotein.protocol.case_files import bundled_names, case_directory
from paraprotein.protocol.init import starter_text
from paraprotein.protocol.load import load_protocol, load_protocol_text
from paraprotein.response import Policies

OTHER = {
    "confirm_response": "consecutive",
    "baseline_days": "14 days",
    "duplicates": "mean",
    "measurable_min": "500",
    "high_normal": "300",
    "vgpr_normal_igm": "false",
    "flare_window": "56 days",
    "plasmapheresis_window": "14 days",
    "rebound_window": "28 days",
    "duration_of_response_death": "censor",
    "stable_min": "42 days",
    "nadir": "lowest",
    "progression_gap": "21 days",
    "pr_strict": "false",
    "cr_uninvolved_ratio": "true",
    "graded_organ_response": "true",
}
"""Every policy at a value that is not its default."""

EVERYWHERE = {"baseline_days", "duplicates", "plasmapheresis_window", "duration_of_response_death"}
ONE_MARKER = {
    "confirm_response", "measurable_min", "high_normal", "flare_window", "rebound_window", "stable_min", "nadir",
    "progression_gap",
}  # fmt: skip
ACTS = {
    "abstract-2007": EVERYWHERE | ONE_MARKER - {"high_normal"},  # it knows no complete response
    **dict.fromkeys(("iwwm-2", "iwwm-3", "iwwm-6"), EVERYWHERE | ONE_MARKER),
    "iwwm-11": EVERYWHERE | ONE_MARKER | {"vgpr_normal_igm"},
    "imwg-2016": EVERYWHERE | {"nadir", "progression_gap", "confirm_response"},  # `consecutive` is what it demands
    "al-2012": EVERYWHERE | {"pr_strict", "cr_uninvolved_ratio", "graded_organ_response"},
}
"""Policies that act, by edition; `tests/analysis/test_policies_act.py` shows a course where each one matters."""

DISEASE = {"imwg-2016": "myeloma", "al-2012": "al-amyloidosis"}


def refused(criteria: str, *lines: str) -> list[str]:
    """Fields of the response section of which the check speaks."""
    text = starter_text(DISEASE.get(criteria, "waldenstrom"))
    text = re.sub(r"criteria: \S+", "\n  ".join([f"criteria: {criteria}", *lines]), text, count=1)
    try:
        load_protocol_text(text, Path("study.yaml"))
    except ProtocolError as error:
        return [re.findall(r"'(\w+)' changes nothing", finding.found)[0] for finding in error.findings]
    return []


def test_every_policy_is_tried() -> None:
    assert set(OTHER) == {field.name for field in fields(Policies)}


@pytest.mark.parametrize("criteria", ACTS)
def test_a_policy_acts_or_is_refused(criteria: str) -> None:
    lines = [f"{name}: {value}" for name, value in OTHER.items()]
    assert set(refused(criteria, *lines)) == set(OTHER) - ACTS[criteria]


@pytest.mark.parametrize(
    ("criteria", "line", "expected"),
    [
        ("imwg-2016", "confirm_response: none", ["confirm_response"]),
        ("al-2012", "confirm_response: none", []),
        ("al-2012", "confirm_response: consecutive", ["confirm_response"]),
        ("iwwm-6", "vgpr_normal_igm: true", ["vgpr_normal_igm"]),
        ("imwg-2016", "marker: MCPROT", ["marker"]),
        ("al-2012", "unit: mg/dL", ["unit"]),
        ("iwwm-6", "analytes: {}", ["analytes"]),
    ],
)
def test_a_field_that_the_criteria_do_not_know_is_refused(criteria: str, line: str, expected: list[str]) -> None:
    assert refused(criteria, line) == expected


def test_the_unit_of_the_rules_is_that_of_their_limits() -> None:
    text = starter_text().replace("marker: IGM", "marker: IGM\n  unit: g/L")
    with pytest.raises(ProtocolError, match="limits of the criteria are in mg/dL"):
        load_protocol_text(text, Path("study.yaml"))


def test_bundled_protocols_write_nothing_without_meaning() -> None:
    folders = [case_directory(name) for name in bundled_names()]
    assert folders
    for folder in folders:
        assert folder is not None
        load_protocol(folder / "protocol.yaml")
