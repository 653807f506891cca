"""Names in a run directory.

RUN/manifest.json            what the run is; at the end also every checksum
RUN/parts/000001/part.json   counts and checksums of one batch
RUN/parts/000001/dm.parquet  its tables: dm, ex, lb, ae, ds, rs
RUN/.lock                    who works here; empty when nobody does
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import StoreError

MANIFEST_FILE = "manifest.json"
PARTS = "parts"
RECORD_FILE = "part.json"
LOCK_FILE = ".lock"

OURS = frozenset({MANIFEST_FILE, PARTS, LOCK_FILE})


def part_folder(folder: Path, number: int) -> Path:
    """Where a batch's part is kept."""
    return folder / PARTS / f"{number:06d}"


def part_folders(folder: Path) -> Iterator[Path]:
    """The parts that are there."""
    return (folder / PARTS).glob("[0-9]*")


@contextmanager
def explain_disk_errors(folder: Path) -> Iterator[None]:
    """Say that what is stored is safe and how to go on.

    Raises:
        StoreError: in place of an OSError of the block.
    """
    try:
        yield
    except OSError as error:
        safe = sum(1 for _ in part_folders(folder))
        found = f"{error.strerror or error}; {safe} finished batches are safe"
        fix = "make room or allow writing, then repeat the same command: it goes on where it stopped"
        raise StoreError.one(str(folder), found, fix, "store.disk") from error
