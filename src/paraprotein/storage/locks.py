"""Locks that the operating system holds: they vanish with their process, however it ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import StoreError

if sys.platform == "win32":
    import msvcrt

    _BEYOND = 1 << 30
    """Windows refuses to read locked bytes: the locks lie beyond the text of the file."""

    def lock_bytes(descriptor: int, first: int, count: int, *, wait: bool = False) -> None:
        """Lock bytes of an open file for this process.

        Raises:
            OSError: another process holds one of them (`BlockingIOError`, `PermissionError`), or there are no locks.
        """
        os.lseek(descriptor, _BEYOND + first, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, count)

    def unlock_bytes(descriptor: int, first: int, count: int) -> None:
        """Give bytes of an open file back."""
        os.lseek(descriptor, _BEYOND + first, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, count)

else:
    import fcntl

    def lock_bytes(descriptor: int, first: int, count: int, *, wait: bool = False) -> None:
        """Lock bytes of an open file for this process.

        Raises:
            OSError: another process holds one of them (`BlockingIOError`, `PermissionError`), or there are no locks.
        """
        fcntl.lockf(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB), count, first)

    def unlock_bytes(descriptor: int, first: int, count: int) -> None:
        """Give bytes of an open file back."""
        fcntl.lockf(descriptor, fcntl.LOCK_UN, count, first)


_HELD: set[Path] = set()
"""Lock files of this process: record locks do not exclude two threads of one process."""


@contextmanager
def exclusive(path: Path, what: Path) -> Iterator[None]:
    """Hold a lock file for the block; it is gone afterwards.

    Args:
        path: the lock file.
        what: what it guards, for the message.

    Raises:
        StoreError: another command holds it.
    """
    if path in _HELD:
        raise _occupied(what)
    descriptor = _open_locked(path, what)
    _HELD.add(path)
    try:
        yield
    finally:
        _HELD.discard(path)
        _drop(path, descriptor)


def _open_locked(path: Path, what: Path) -> int:
    """A descriptor of the locked file; the file may have been removed by its last holder while this one waited."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            lock_bytes(descriptor, 0, 1)
        except (BlockingIOError, PermissionError) as error:
            os.close(descriptor)
            raise _occupied(what) from error
        except OSError:  # a file system without locks: the switch itself is still one step
            return descriptor
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        os.close(descriptor)


def _drop(path: Path, descriptor: int) -> None:
    """Remove the file while it is locked; Windows removes only what nobody has open."""
    if sys.platform != "win32":
        path.unlink(missing_ok=True)
    os.close(descriptor)
    if sys.platform == "win32":
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _occupied(what: Path) -> StoreError:
    found = "another command is writing this folder"
    return StoreError.one(str(what), found, "wait for it, or choose another folder", "store.locked")
