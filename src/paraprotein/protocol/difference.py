"""How two protocols differ, in words: what a run directory says when it refuses a changed protocol."""

from collections.abc import Mapping
from dataclasses import dataclass

ABSENT = "absent"


@dataclass(frozen=True)
class Change:
    """One value that differs."""

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}: {self.before} -> {self.after}"


def compare_protocols(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """Every value that differs between two resolved protocols.

    Args:
        before: `resolved_texts` of the one protocol, path -> value with unit.
        after: the same of the other.

    Returns:
        Changes in the order of `before`, then what is new in `after`; a value that one lacks is `absent`.
    """
    paths = list(dict.fromkeys([*before, *after]))
    pairs = ((path, before.get(path, ABSENT), after.get(path, ABSENT)) for path in paths)
    return tuple(Change(path, old, new) for path, old, new in pairs if old != new)
