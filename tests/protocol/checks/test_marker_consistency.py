"""Criteria of several markers: what must be measured, and which codes may be named."""

from pathlib import Path

import pytest

from paraprotein.errors import ProtocolError, UsageError
from paraprotein.protocol.init import STARTERS, starter_text
from paraprotein.protocol.load import load_protocol_text


def findings_of(text: str) -> list[tuple[str, str]]:
    try:
        load_protocol_text(text, Path("study.yaml"))
    except ProtocolError as error:
        return [(finding.where, finding.found) for finding in error.findings]
    return []


@pytest.mark.parametrize("disease", STARTERS)
def test_every_starter_is_valid_and_treats_its_disease(disease: str) -> None:
    assert load_protocol_text(starter_text(disease), Path("study.yaml")).protocol.study.disease == disease


def test_an_unknown_disease_has_no_starter() -> None:
    with pytest.raises(UsageError, match="al-amyloidosis"):
        starter_text("lymphoma")


def without(text: str, *codes: str) -> str:
    """The file without some assays; an assay is a name and two indented lines."""
    kept, skipping = [], False
    for line in text.splitlines():
        if line.startswith("  ") and not line.startswith("   "):
            skipping = line.split(":")[0].strip() in codes
        elif not line.startswith("    "):
            skipping = False
        if not skipping:
            kept.append(line)
    return "\n".join(kept)


@pytest.mark.parametrize(
    ("disease", "missing", "is_enough"),
    [
        ("myeloma", ("MCPROT",), True),
        ("myeloma", ("MCPROT", "UMCPROT"), True),  # light chains can decide
        ("myeloma", ("MCPROT", "UMCPROT", "LLCFR"), False),
        ("al-amyloidosis", ("BNPPRONT", "PROTEXR"), True),
        ("al-amyloidosis", ("KLCFR",), False),
    ],
)
def test_a_marker_that_can_decide_is_measured(disease: str, missing: tuple[str, ...], is_enough: bool) -> None:
    found = findings_of(without(starter_text(disease), *missing))
    assert [what for _, what in found if "can judge by" in what] == [what for _, what in found]
    assert (found == []) == is_enough


def test_a_named_code_has_an_assay() -> None:
    criteria = "criteria: imwg-2016"
    text = starter_text("myeloma")
    (place, found), *more = findings_of(text.replace(criteria, f"{criteria}\n  analytes: {{lambda: LLCFX}}"))
    assert "response.analytes.lambda" in place
    assert "LLCFX" in found
    assert not more
    assert findings_of(text.replace(criteria, f"{criteria}\n  analytes: {{lambda: LLCFR}}")) == []
