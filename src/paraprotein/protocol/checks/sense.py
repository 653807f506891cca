"""What a valid protocol says that a person should look at again: warnings that every verb shows."""

import re
from collections.abc import Iterator, Mapping

from ...dosing.conditions import ANALYTES, CODES
from ...errors import Finding
from ...sources import Provenance
from ..resolved import resolve
from ..schema import Protocol
from ..yaml_reader import Path, dotted
from .dose_sense import check_rules_decide
from .usual_limits import doubt_limits, doubt_marker

Doubt = tuple[Path, str, str]

PLACEHOLDER = re.compile(
    r"\bwrite (the|here)\b|\bto fill in\b|^MY-STUDY-\d+$|^Phase II study of a drug in\b", re.IGNORECASE
)
"""Texts of the starter protocols that only hold a place."""

ALWAYS_END = ("unacceptable toxicity", "withdrawal", "death")
"""Events of `treatment.stop.at` that end treatment whether a protocol lists them or not."""


def check_sense(protocol: Protocol, provenance: Mapping[str, Provenance]) -> tuple[Finding, ...]:
    """Warnings about a valid protocol; `where` is the field's path.

    Args:
        protocol: the protocol.
        provenance: evidence level of each of its values, by path.
    """
    doubts = (
        *_starter_texts(protocol, provenance),
        *_events_that_always_end(protocol),
        *check_rules_decide(protocol),
        *_other_codes(protocol),
        *doubt_limits(protocol),
        *doubt_marker(protocol),
    )
    return tuple(Finding(dotted(path), found, fix, "warning", "protocol.sense") for path, found, fix in doubts)


def is_placeholder(text: str) -> bool:
    """Whether a text is one that a starter protocol asks a person to replace."""
    return PLACEHOLDER.search(text) is not None


def _starter_texts(protocol: Protocol, provenance: Mapping[str, Provenance]) -> Iterator[Doubt]:
    fix = "write what the protocol document says; leave the field out where it may be"
    for leaf in resolve(protocol):
        if isinstance(leaf.value, str) and is_placeholder(leaf.value):
            yield (leaf.path,), f"the starter's text '{leaf.value}' is still here", fix
    reasons = {path: known.reason for path, known in provenance.items() if known.reason.lower().startswith("write ")}
    for path, reason in reasons.items():
        if is_placeholder(reason):
            yield (path,), f"the starter's reason '{reason}' is still here", "write why the value was chosen"


def _events_that_always_end(protocol: Protocol) -> Iterator[Doubt]:
    lacking = [event for event in ALWAYS_END if event not in protocol.treatment.stop.at]
    if lacking:
        found = f"{', '.join(lacking)} not listed, but treatment always ends then"
        listed = ", ".join([*protocol.treatment.stop.at, *lacking])
        yield ("treatment", "stop", "at"), found, f"write at: [{listed}]"


def _other_codes(protocol: Protocol) -> Iterator[Doubt]:
    """A test under another name than the code that rules, grades and CDISC know."""
    for code in protocol.assays:
        known = ANALYTES.get(code.lower(), code)
        if known != code and code not in CODES:
            found = f"'{code}' is {known} in CDISC terminology: dose rules and grades read {known} only"
            yield ("assays", code), found, f"write {known}, and LBTESTCD {known} in the data"
