"""What was run into a folder: one line of JSON for each command, the first one first.

Each line holds the checksum of the line before it, so a line that is changed or removed later is found. The log is not
part of the set that a command writes: it outlives the sets.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from ..errors import Finding
from .seal import checksum

LOG_FILE = "log.jsonl"


def append_entry(folder: Path, entry: Mapping[str, object], at: datetime | None = None) -> None:
    """Add a line to a folder's log.

    Args:
        folder: the folder.
        entry: what was run, as plain data.
        at: when; None for now.

    Raises:
        OSError: the log cannot be written.
    """
    path = folder / LOG_FILE
    lines = path.read_bytes().splitlines() if path.is_file() else []
    when = (at or datetime.now(UTC)).isoformat(timespec="seconds")
    line = {"at": when, **entry, "previous": checksum(lines[-1]) if lines else None}
    with path.open("ab") as file:
        file.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def check_log(folder: Path) -> list[Finding]:
    """Lines of a folder's log that do not follow the line before them."""
    path = folder / LOG_FILE
    lines = path.read_bytes().splitlines() if path.is_file() else []
    return [
        Finding(f"{path} line {number}", "it does not follow the line before: the log was changed", "restore it",
                "warning", "log.changed")
        for number, line in enumerate(lines, 1)
        if _previous(line) != (checksum(lines[number - 2]) if number > 1 else None)
    ]  # fmt: skip


def _previous(line: bytes) -> object:
    try:
        return json.loads(line)["previous"]
    except (ValueError, KeyError, TypeError):
        return "damaged"
