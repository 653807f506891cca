"""What a drafted protocol still asks of a person: `check` reports it until the words that say so are replaced.

A draft writes what it read from data as `assumed: "guess: ..."`, and what no data can show as
`assumed: "to fill in: ..."`. Both are ordinary values, so that a draft works before anybody has edited it.
"""

from collections.abc import Mapping

from ..errors import Finding
from ..sources import Provenance

GUESS = "guess: "
FILL_IN = "to fill in: "

NAMED = 8
"""Guesses that one note names."""


def check_draft(provenance: Mapping[str, Provenance], name: str) -> list[Finding]:
    """A warning for each thing to fill in, and one note for all guesses.

    Args:
        provenance: evidence level of each value, by field path.
        name: file name to show.
    """
    missing, guesses = _by_reason(provenance, FILL_IN), _by_reason(provenance, GUESS)
    fix = "write the value, and its source or reason instead of 'to fill in'"
    findings = [
        Finding(f"{name} {path}", f"to fill in: {reason}", fix, "warning", "protocol.fill-in")
        for reason, path in missing.items()
    ]
    if guesses:
        paths = list(guesses.values())
        etc = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
        found = f"{len(paths)} guesses from data are not confirmed: {', '.join(paths[:NAMED])}{etc}"
        fix = "compare them with the protocol document, and write its place or a reason instead of 'guess'"
        findings.append(Finding(name, found, fix, "note", "protocol.guess"))
    return findings


def _by_reason(provenance: Mapping[str, Provenance], mark: str) -> dict[str, str]:
    """Each distinct reason that begins with the mark, and the path of the section or value that it speaks of."""
    paths: dict[str, list[str]] = {}
    for path, known in provenance.items():
        if known.standing == "assumed" and known.reason.lower().startswith(mark):
            paths.setdefault(known.reason[len(mark) :], []).append(path)
    return {reason: _common(places) for reason, places in paths.items()}


def _common(paths: list[str]) -> str:
    """The path itself, or the section that several share."""
    parts = [path.split(".") for path in paths]
    shared = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return ".".join(shared) or paths[0]
