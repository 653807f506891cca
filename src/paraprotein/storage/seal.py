"""The checksums of a folder's files, in the form that `sha256sum -c` reads; one more digest stands for the whole set.

Every character of the list counts: a list that is not exactly what would be written is damaged.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..errors import Finding

SEAL = "SHA256SUMS"
"""The list's file."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_AT_ONCE = 1 << 20


def checksum(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_checksum(path: Path) -> str:
    """SHA-256 of a file of any size, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_AT_ONCE):
            digest.update(block)
    return digest.hexdigest()


def list_text(checksums: Mapping[str, str]) -> bytes:
    """The list: name to checksum, in order of names."""
    return "".join(f"{checksums[name]}  {name}\n" for name in sorted(checksums)).encode()


def parse_list(content: bytes) -> Mapping[str, str]:
    """Name to checksum.

    Raises:
        ValueError: not exactly a list that was written here.
    """
    lines = [_LINE.fullmatch(line) for line in content.decode().split("\n")[:-1]]
    checksums = {line[2]: line[1] for line in lines if line is not None}
    if list_text(checksums) != content:
        raise ValueError("the list of checksums is damaged")
    return checksums


def set_digest(checksums: Mapping[str, str]) -> str:
    """One digest for a set of files: SHA-256 of its list."""
    return checksum(list_text(checksums))


def read_seal(folder: Path) -> Mapping[str, str] | None:
    """Name to checksum of the set in a folder; None where there is no list, or a damaged one."""
    try:
        return parse_list((folder / SEAL).read_bytes())
    except (OSError, ValueError):
        return None


def seal_folder(folder: Path) -> Mapping[str, str]:
    """Write the list of every file in a folder and below; returns name to checksum."""
    names = (path for path in folder.rglob("*") if path.is_file() and path.name != SEAL)
    checksums = {path.relative_to(folder).as_posix(): file_checksum(path) for path in names}
    (folder / SEAL).write_bytes(list_text(checksums))
    return checksums


def check_seal(folder: Path, names: Iterable[str] | None = None) -> list[Finding]:
    """What differs from the list that a folder holds: changed and missing files, or the list itself.

    Args:
        folder: the folder; one without a list gives no finding.
        names: only these files; None for all.
    """
    if not (folder / SEAL).is_file():
        return []
    listed = read_seal(folder)
    again = "write the folder again with the command that made it"
    if listed is None:
        return [Finding(str(folder / SEAL), "the list of checksums is damaged", again, "warning", "seal.damaged")]
    chosen = listed if names is None else {name: listed[name] for name in names if name in listed}
    return [
        Finding(str(folder / name), found, again, "warning", "seal.changed")
        for name, known in chosen.items()
        if (found := _difference(folder / name, known))
    ]


def _difference(path: Path, known: str) -> str:
    if not path.is_file():
        return "listed in SHA256SUMS, and not there"
    return "" if file_checksum(path) == known else "changed since it was written: its checksum is not the listed one"
