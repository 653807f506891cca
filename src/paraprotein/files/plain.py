"""Plain data: what JSON and YAML can hold."""

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Plain: TypeAlias = bool | int | float | str | Sequence["Plain"] | Mapping[str, "Plain"] | None
"""Text, numbers, truth values, nothing, and lists and tables of these."""

Record: TypeAlias = dict[str, Plain]


def as_plain(value: object) -> Plain:
    """A value as JSON holds it: NaN and infinity are null, tuples lists, and what has no place there is its text.

    Example:
        >>> as_plain({"rate": float("nan"), "ci": (0.1, 0.3)})
        {'rate': None, 'ci': [0.1, 0.3]}
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(name): as_plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(item) for item in value]
    return value if value is None or isinstance(value, int | str) else str(value)


def plain_record(fields: Mapping[str, object]) -> Record:
    """Fields by name as JSON holds them."""
    return {name: as_plain(value) for name, value in fields.items()}
