"""Files that are on the disk when the call returns, and folders that appear whole or not at all."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

TEMPORARY = ".writing-"
"""How the names of unfinished files and folders begin."""


def replace_file(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, sync it and give it its name: a reader sees the old or the new, whole."""
    temporary = path.with_name(TEMPORARY + path.name)
    _write_synced(temporary, content)
    os.replace(temporary, path)
    sync_directory(path.parent)


def publish_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files under a temporary name, sync it and give it its name, which must be free.

    Raises:
        OSError: the disk is full or refuses; nothing is left behind.
    """
    temporary = path.with_name(TEMPORARY + path.name)
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        temporary.mkdir()
        for name, content in files.items():
            _write_synced(temporary / name, content)
        sync_directory(temporary)
        temporary.rename(path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    sync_directory(path.parent)


def drop_temporary(path: Path) -> None:
    """Remove what a killed writer of `path` left behind."""
    temporary = path.with_name(TEMPORARY + path.name)
    if temporary.is_dir():
        shutil.rmtree(temporary)
    else:
        temporary.unlink(missing_ok=True)


def sync_directory(folder: Path) -> None:
    """Make the names in a folder durable: a rename is safe only when its folder is synced too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Put the files of a folder, and their names, on the disk."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_directory(folder)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
