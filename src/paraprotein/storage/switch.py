"""A folder whose files are replaced as one set: the new set is complete and on the disk before the old one goes.

The new set is written into a hidden folder beside the old one (`.writing-NAME`), sealed (`SHA256SUMS`) and synced.
Then

- a folder that is not there yet, or is empty, appears by one rename;
- where the system can swap two folders (Linux and macOS on their own file systems), one step swaps old and new: at
  every moment the folder holds the old set or the new one, whole;
- elsewhere (Windows, network file systems, a mounted folder, a folder that somebody works in) a journal is written
  into the folder and the files move one by one. A kill in between leaves the journal, and the next command that reads
  or writes the folder completes the switch first; until then the front page says that it is being replaced.

Files that are nobody's but the user's stay where they are. One command writes a folder at a time. What a killed
command left behind is removed by the next one.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import StoreError, UsageError
from . import disk
from .exchange import exchange
from .locks import exclusive
from .seal import SEAL, read_seal, seal_folder

JOURNAL = disk.TEMPORARY + "switch"
"""File in a folder whose files are being moved one by one."""


@dataclass(frozen=True)
class Front:
    """The file of a set that people open, and what it shows while the set is being replaced."""

    name: str
    meanwhile: bytes


def _nothing(name: str) -> bool:
    return not name


@contextmanager
def new_set(folder: Path, front: Front | None = None, is_former: Callable[[str], bool] = _nothing) -> Iterator[Path]:
    """Give an empty folder for a new set of files; at the end of the block the set takes the place of the old one.

    Args:
        folder: created where missing; files that belong to no earlier set stay.
        front: the file that people open.
        is_former: whether a file, by its path in the folder, belongs to a set that was written without a list.

    Raises:
        StoreError: another command writes the folder.
        UsageError: the folder is a file, or a file of somebody else has the name of a new one.
        OSError: the disk is full or refuses; the old set is there as before.
    """
    _require_text(folder)
    target = folder.resolve()
    if target.exists() and not target.is_dir():
        raise UsageError.one(str(folder), "is a file", "name a folder with --out", "store.file")
    target.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(_lock_of(target), folder):
        _settle(target)
        stage = _stage_of(target)
        disk.remove(stage)
        stage.mkdir()
        try:
            yield stage
            seal_folder(stage)
            disk.sync_tree(stage)
            _put_in_place(stage, target, front, is_former)
            disk.remove(stage)
        except BaseException:
            if not (target / JOURNAL).exists():
                shutil.rmtree(stage, ignore_errors=True)
            raise


def settle(folder: Path) -> None:
    """Complete a switch that a kill interrupted; every reader of a set calls this first.

    Raises:
        StoreError: another command writes the folder at this moment, or the switch cannot be completed here.
        UsageError: the folder's name is no UTF-8 text.
    """
    _require_text(folder)
    target = folder.resolve()
    if not (target / JOURNAL).is_file():
        return
    try:
        with exclusive(_lock_of(target), folder):
            _settle(target)
    except OSError as error:
        found = f"its replacement was interrupted and cannot be completed: {error.strerror}"
        fix = "close programs that hold its files, allow writing, and repeat the command"
        raise StoreError.one(str(folder), found, fix, "store.switch") from error


def _require_text(folder: Path) -> None:
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        fix = "name another folder with --out"
        raise UsageError.one(str(folder), "a name that is no UTF-8 text", fix, "store.name") from None


def is_ours(name: str) -> bool:
    """Whether an entry of a folder belongs to this writer itself."""
    return name.startswith(disk.TEMPORARY)


def _workplace(target: Path) -> Path:
    """Where new sets are prepared: beside the folder, or inside where nothing can be written beside it."""
    beside = os.access(target.parent, os.W_OK) and not os.path.ismount(target)
    return target.parent if beside else target


def _stage_of(target: Path) -> Path:
    return _workplace(target) / (disk.TEMPORARY + target.name)


def _lock_of(target: Path) -> Path:
    return _workplace(target) / f"{disk.TEMPORARY}{target.name}.lock"


def _put_in_place(stage: Path, target: Path, front: Front | None, is_former: Callable[[str], bool]) -> None:
    """Replace the old set by the one in `stage`, in one step where that can be done."""
    if not target.exists():
        disk.move(stage, target)
        disk.sync_directory(target.parent)
        return
    strangers = _strangers(target, is_former)
    taken = sorted(name for name in strangers if (stage / name).exists())
    if taken:
        fix = "choose a new folder with --out, or move that file away"
        raise UsageError.one(str(target / taken[0]), "is there, and no earlier command wrote it", fix, "store.taken")
    if not _swap(stage, target, strangers):
        _move_one_by_one(stage, target, strangers, front)


def _strangers(target: Path, is_former: Callable[[str], bool]) -> list[str]:
    """Files of the folder, by path, that belong to no set of ours."""
    listed = read_seal(target)
    ours = is_former if listed is None else listed.__contains__
    return [name for name in _files(target) if not (ours(name) or name == SEAL or is_ours(name.partition("/")[0]))]


def _files(folder: Path) -> list[str]:
    """Every file and link in a folder and below, by path."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return [path.relative_to(folder).as_posix() for path in found]


def _can_move(target: Path) -> bool:
    """Whether the folder itself may change its place: not a mount, and nobody of this process works in it."""
    with suppress(OSError):
        return not os.path.ismount(target) and not Path.cwd().is_relative_to(target) and _workplace(target) != target
    return False


def _swap(stage: Path, target: Path, strangers: list[str]) -> bool:
    """Swap the folders in one step, the files of others taken along; False where that cannot be done."""
    if sys.platform == "win32" or not _can_move(target):
        return False
    try:
        for name in strangers:
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            os.link(target / name, stage / name, follow_symlinks=False)
        shutil.copystat(target, stage)
        owner, now = target.stat(), stage.stat()
        if (owner.st_uid, owner.st_gid) != (now.st_uid, now.st_gid):
            os.chown(stage, owner.st_uid, owner.st_gid)
    except (OSError, NotImplementedError):  # no links here, or another owner
        return False
    disk.sync_directory(stage)
    if not exchange(stage, target):
        return False
    disk.sync_directory(target.parent)
    _keep_late(stage, target, strangers)
    return True


def _keep_late(old: Path, new: Path, strangers: list[str]) -> None:
    """Files of others that were saved anew while the set was being replaced."""
    for name in strangers:
        with suppress(FileNotFoundError):
            if not os.path.samestat((old / name).lstat(), (new / name).lstat()):
                disk.move(old / name, new / name)


def _move_one_by_one(stage: Path, target: Path, strangers: list[str], front: Front | None) -> None:
    """Write down what is to be done, then do it: a kill in between is made good by `_settle`."""
    new = set(read_seal(stage) or ())
    old = set(_files(target)) - set(strangers) - {SEAL}
    last = [front.name, SEAL] if front is not None else [SEAL]
    plan = {
        "meanwhile": {front.name: front.meanwhile.decode()} if front is not None and front.name in old else {},
        "remove": sorted(name for name in old - new if not is_ours(name.partition("/")[0])),
        "move": [*sorted(new - set(last)), *last],
    }
    disk.replace_file(target / JOURNAL, json.dumps(plan).encode())
    _complete(target)


def _settle(target: Path) -> None:
    """Complete an interrupted switch, and remove what a killed command left behind."""
    _complete(target)
    disk.remove(_stage_of(target))
    if target.is_dir():
        for path in target.glob(disk.TEMPORARY + "*"):
            if path != _lock_of(target):
                disk.remove(path)


def _complete(target: Path) -> None:
    """Do what the journal of a folder says; what is done already is skipped."""
    try:
        plan = json.loads((target / JOURNAL).read_bytes())
    except (OSError, ValueError):
        return
    stage = next((place for place in (_stage_of(target), target / _stage_of(target).name) if place.is_dir()), None)
    if stage is not None and (stage / SEAL).is_file():  # else every file has moved already
        for name, text in plan["meanwhile"].items():
            disk.replace_file(_within(target, name), text.encode())
        for name in (SEAL, *plan["remove"]):
            _remove_file(target, _within(target, name))
        for name in plan["move"]:
            _move_file(_within(stage, name), _within(target, name))
    disk.sync_tree(target)
    disk.remove(target / JOURNAL)


def _within(folder: Path, name: str) -> Path:
    """A path in a folder; a journal that came with a folder from elsewhere leads nowhere else.

    Raises:
        StoreError: it leads out of the folder.
    """
    if Path(name).is_absolute() or ".." in Path(name).parts:
        found = f"the journal of an interrupted command names {name!r}, which lies outside"
        raise StoreError.one(str(folder), found, f"remove {JOURNAL} from the folder", "store.journal")
    return folder / name


def _move_file(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        disk.move(source, target)


def _remove_file(folder: Path, path: Path) -> None:
    """Remove a file of the old set, and the folders that are empty then."""
    disk.remove(path)
    for place in path.parents:
        if place == folder or not place.is_dir() or any(place.iterdir()):
            return
        place.rmdir()
