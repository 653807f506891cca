"""The few operations that change a disk; each is durable when it returns, and all writing goes through them."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

TEMPORARY = ".writing-"
"""How the names of unfinished files and folders begin."""


def temporary_of(path: Path) -> Path:
    """Where the unfinished form of a file or folder lies: beside it."""
    return path.with_name(TEMPORARY + path.name)


def write(path: Path, content: bytes) -> None:
    """Write a file and sync it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def move(source: Path, target: Path) -> None:
    """Rename; a file that has the new name is replaced in the same step."""
    os.replace(source, target)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that it holds; what is not there is no error."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, sync it and give it its name: a reader sees the old or the new, whole."""
    temporary = temporary_of(path)
    try:
        write(temporary, content)
        move(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def add_file(path: Path, content: bytes) -> None:
    """Write a file whose name must be free; it appears whole.

    Raises:
        FileExistsError: the name is taken.
        OSError: the disk is full or refuses; nothing is left behind.
    """
    temporary = temporary_of(path)
    write(temporary, content)
    try:
        _name_once(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_directory(path.parent)


def _name_once(temporary: Path, path: Path) -> None:
    """Give a file its name unless that is taken."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, such as FAT: look, then rename
        if path.exists():
            raise FileExistsError(path) from None
        move(temporary, path)


def publish_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files under a temporary name, sync it and give it its name, which must be free.

    Raises:
        OSError: the disk is full or refuses; nothing is left behind.
    """
    temporary = temporary_of(path)
    remove(temporary)
    try:
        temporary.mkdir()
        for name, content in files.items():
            write(temporary / name, content)
        sync_directory(temporary)
        temporary.rename(path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    sync_directory(path.parent)


def drop_temporary(path: Path) -> None:
    """Remove what a killed writer of `path` left behind."""
    remove(temporary_of(path))


def sync_directory(folder: Path) -> None:
    """Make the names in a folder durable: a rename is safe only when its folder is synced too.

    Windows has no such call, and writes names through the journal of its file system.
    """
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Put the files of a folder and of those below it, and their names, on the disk."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            sync_tree(path)
        elif path.is_file() and not path.is_symlink():
            with path.open("r+b") as file:  # Windows syncs only what is open for writing
                os.fsync(file.fileno())
    sync_directory(folder)
