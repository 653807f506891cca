"""Field paths: how a place in a file is named, `treatment.toxicity[0].if`."""

from collections.abc import Iterable

Path = tuple[str | int, ...]
"""Keys and list positions from the top of the file down."""


def dotted(path: Iterable[str | int]) -> str:
    """The path as a person writes it: `('levels', 0)` is `levels[0]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
