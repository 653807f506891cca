"""Read a run directory batch by batch: memory is bounded by one batch, whatever the number of trials."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..arguments import AnyPath, as_path
from ..errors import Finding, StoreError
from ..sdtm import StudyTables
from .layout import MANIFEST_FILE, PARTS, part_folder
from .manifest import Manifest, parse_manifest
from .parts import PartRecord, decode_part
from .store import gather_records, verify_part

REPEAT = "repeat the command that made it: it does what is missing and redoes what is damaged"


@dataclass(frozen=True)
class StoredRun:
    """A complete run directory; the manifest says what the run is and how many patients it has."""

    folder: Path
    manifest: Manifest

    def batches(self) -> Iterator[StudyTables]:
        """Study tables batch by batch, in order of trials, each verified by its checksums.

        Raises:
            StoreError: a part is damaged.
        """
        for record in self.manifest.parts:
            yield self.batch(record)

    def batch(self, record: PartRecord) -> StudyTables:
        """Study tables of one batch.

        Raises:
            StoreError: the part is damaged.
        """
        place = part_folder(self.folder, record.batch)
        try:
            found, files = verify_part(place, record.batch, self.manifest.run)
        except (OSError, ValueError) as error:
            raise StoreError.one(str(place), f"damaged: {error}", REPEAT, "store.damaged") from error
        if found != record:
            raise StoreError.one(str(place), "not the part that the manifest names", REPEAT, "store.damaged")
        return decode_part(files)


def is_run_directory(folder: Path) -> bool:
    """Whether a folder is a run directory rather than a folder of one study's tables."""
    return (folder / MANIFEST_FILE).is_file() and (folder / PARTS).is_dir()


def open_run(folder: AnyPath) -> StoredRun:
    """Open a complete run directory.

    Shards that ended at the same moment may each have missed the other's last part, so the parts themselves are
    asked when the manifest does not list them yet.

    Raises:
        StoreError: no run directory, damaged, or not complete.
    """
    folder = as_path(folder, "folder")
    try:
        manifest = parse_manifest((folder / MANIFEST_FILE).read_bytes())
    except (OSError, ValueError) as error:
        fix = "name a folder that `paraprotein simulate` made, or repeat the command that made it"
        raise StoreError.one(str(folder), f"no readable {MANIFEST_FILE}", fix, "store.manifest") from error
    if not manifest.is_complete:
        manifest = Manifest(manifest.run, gather_records(folder, manifest.run))
    if not manifest.is_complete:
        raise StoreError([_unfinished(folder, manifest)])
    return StoredRun(folder, manifest)


def _unfinished(folder: Path, manifest: Manifest) -> Finding:
    found = f"not complete: {len(manifest.parts)} of {len(manifest.run.plan)} batches are there"
    return Finding(str(folder), found, REPEAT, rule="store.unfinished")
