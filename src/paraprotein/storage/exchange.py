"""Swap two folders in one step, where the system can."""

import ctypes
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
"""Linux, renameat2(2)."""

_RENAME_SWAP = 2
"""macOS, renamex_np(2)."""


def exchange(first: Path, second: Path) -> bool:
    """Swap two folders of one file system in one step; False, and nothing is changed, where that cannot be done.

    Linux swaps on ext4, XFS, Btrfs, tmpfs and most overlays, macOS on APFS. Windows and most network file systems
    cannot.
    """
    names = os.fsencode(first), os.fsencode(second)
    if sys.platform == "linux":
        swap = getattr(ctypes.CDLL(None), "renameat2", None)
        return swap is not None and swap(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0
    if sys.platform == "darwin":
        swap = getattr(ctypes.CDLL(None), "renamex_np", None)
        return swap is not None and swap(*names, _RENAME_SWAP) == 0
    return False
