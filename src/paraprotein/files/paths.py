"""Paths as people give them: text or `Path`, one or several."""

import os
from collections.abc import Iterable
from pathlib import Path

from ..errors import UsageError

AnyPath = str | os.PathLike[str]
"""A path as a public function takes it."""


def as_path(given: AnyPath, what: str = "path") -> Path:
    """The path that was given.

    Args:
        given: text or a path.
        what: name of the argument, for the error.

    Raises:
        UsageError: something else was given.

    Example:
        >>> as_path("study/dm.csv").name
        'dm.csv'
    """
    if isinstance(given, str | os.PathLike):
        return Path(given)
    found = f"{type(given).__name__} was given where a path belongs"
    raise UsageError.one(what, found, "give the path of a file or folder as text or pathlib.Path", "argument.path")


def as_paths(given: AnyPath | Iterable[AnyPath], what: str = "path") -> list[Path]:
    """The paths that were given, one or several.

    Raises:
        UsageError: something else was given.
    """
    if isinstance(given, str | os.PathLike) or not isinstance(given, Iterable):
        given = [given]
    return [as_path(one, what) for one in given]
