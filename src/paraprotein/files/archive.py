"""A study as one zip archive: unpacked with bounds, flat, and never outside its own folder."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from ..errors import DataError, InputError

MOST_FILES = 1_000
SPARE_EXPANSION = 200_000_000
"""Bytes that any archive may unpack to."""

EXPANSION = 20
"""Bytes beyond that for each byte of the archive; transport files pack about tenfold."""


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A temporary folder with the archive's files, without their folders; it is removed at the end.

    Raises:
        DataError: not a zip archive, damaged, encrypted, too large when unpacked, or with names that point elsewhere.
    """
    with TemporaryDirectory(prefix="paraprotein-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, path, Path(folder))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise _refusal(path.name, "not a readable zip archive, or a damaged one") from None
        yield Path(folder)


def _refusal(where: str, found: str) -> InputError:
    return DataError.one(where, found, "unpack it yourself and name the folder", "archive.refused")


def _unpack(archive: zipfile.ZipFile, path: Path, folder: Path) -> None:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_FILES:
        raise _refusal(path.name, f"more than {MOST_FILES} files")
    left = SPARE_EXPANSION + EXPANSION * path.stat().st_size
    for member in members:
        target = folder / _safe_name(member, path.name)
        if target.exists():
            raise _refusal(path.name, f"two files are called {target.name}")
        with archive.open(member) as packed, target.open("wb") as file:
            left = _copy(packed, file, left, path.name)


def _safe_name(member: zipfile.ZipInfo, where: str) -> str:
    """The file's own name, when the path that the archive gives it is an honest one."""
    parts = PurePosixPath(member.filename).parts
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    is_dishonest = not parts or parts[0] == "/" or ".." in parts or "\\" in member.filename or ":" in member.filename
    if is_dishonest or is_link or not member.filename.isprintable():
        raise _refusal(where, "a file name that points outside the archive, or cannot be printed")
    if member.flag_bits & 0x1:
        raise _refusal(where, "an encrypted file")
    return parts[-1]


def _copy(packed: IO[bytes], file: IO[bytes], left: int, where: str) -> int:
    """Copy until the end or the bound; what the archive says about its sizes is not believed. Returns what is left."""
    while block := packed.read(1 << 20):
        left -= len(block)
        if left < 0:
            raise _refusal(where, "it unpacks to more than is reasonable for its size")
        file.write(block)
    return left
