"""Who works on which batches of a run directory: one lock file, one byte for each batch.

The operating system holds these locks (`storage.locks`), so they vanish with their process however it ends, and
they reach across machines on a shared file system that supports them. Shards lock their own batches and run side by
side; two runs that share a batch exclude each other. Byte 0 guards the manifest.

A process loses its locks on a file when it closes any descriptor of that file: nothing else may open it.
"""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import StoreError
from ..storage.locks import lock_bytes, unlock_bytes
from .layout import LOCK_FILE, explain_disk_errors

_HELD: set[Path] = set()
_HELD_GUARD = threading.Lock()


class RunLock:
    """The lock of one process on some batches of a run directory."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @contextmanager
    def manifest(self) -> Iterator[None]:
        """Hold the manifest too; waits while another shard writes it."""
        lock_bytes(self._descriptor, 0, 1, wait=True)
        try:
            yield
        finally:
            unlock_bytes(self._descriptor, 0, 1)


@contextmanager
def hold(folder: Path, numbers: range) -> Iterator[RunLock]:
    """Lock the batches `numbers` (a contiguous range) of a run directory.

    Raises:
        StoreError: another run works on one of them.
    """
    place = folder.resolve()
    with _once_in_this_process(place):
        with explain_disk_errors(folder):
            descriptor = os.open(place / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(descriptor, numbers, folder)
            _sign(descriptor, f"process {os.getpid()} on {socket.gethostname()}")
            try:
                yield RunLock(descriptor)
            finally:
                _sign(descriptor, "")
        finally:
            os.close(descriptor)


def _lock(descriptor: int, numbers: range, folder: Path) -> None:
    if not numbers:  # a length of 0 would mean all bytes
        return
    try:
        lock_bytes(descriptor, numbers[0], len(numbers))
    except (BlockingIOError, PermissionError) as error:
        raise _occupied(folder, _read(descriptor)) from error
    except OSError as error:
        fix = "choose a folder on a file system that has them (Lustre: mounted with flock)"
        raise StoreError.one(str(folder), f"no locks here: {error.strerror}", fix, "store.no-locks") from error


@contextmanager
def _once_in_this_process(place: Path) -> Iterator[None]:
    """Record locks do not exclude two threads of one process."""
    with _HELD_GUARD:
        if place in _HELD:
            raise _occupied(place, f"process {os.getpid()}, this one")
        _HELD.add(place)
    try:
        yield
    finally:
        with _HELD_GUARD:
            _HELD.discard(place)


def _sign(descriptor: int, holder: str) -> None:
    """Write who holds the lock, for the message of whoever comes next; of several shards, the last that started."""
    with suppress(OSError):  # a full disk must not hide the lock behind a message about its label
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, holder.encode())


def _read(descriptor: int) -> str:
    """Who signed."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, 200).decode(errors="replace")


def _occupied(folder: Path, holder: str) -> StoreError:
    found = f"another run is at work here (last to start: {holder or 'unknown'})"
    return StoreError.one(str(folder), found, "wait for it, or choose another folder", "store.locked")
