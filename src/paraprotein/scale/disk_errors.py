"""What an error of the operating system means for a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import StoreError
from .layout import part_folders


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
