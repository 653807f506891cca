"""Arguments as people give them: paths as text or `Path`, one or several; a name that is nearly right."""

import os
from collections.abc import Iterable
from pathlib import Path

from .errors import UsageError

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


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known name most like this one, for a fix; empty when none is like it.

    Args:
        name: what was written.
        known: what may be written.
        likeness: least likeness, 0 to 1 (difflib's ratio); case does not count.

    Example:
        >>> nearest("Evaluble", ["enrolled", "evaluable"])
        'evaluable'
    """
    import difflib  # only where something is wrong

    by_lower = {item.lower(): item for item in known}
    matches = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=likeness)
    return by_lower[matches[0]] if matches else ""
