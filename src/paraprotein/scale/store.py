"""A run directory: a manifest and one folder of Parquet files for each batch.

A part appears by one rename, after its files are on the disk, so it is there whole or not at all. Nothing in the
folder says when or where it was made: interrupted or not, in one process or many, the bytes are the same.
"""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import StoreError
from ..storage.disk import TEMPORARY, drop_temporary, publish_folder, replace_file
from ..storage.seal import checksum
from .layout import MANIFEST_FILE, OURS, PARTS, RECORD_FILE, explain_disk_errors, part_folder, part_folders
from .lock import RunLock
from .manifest import Manifest, RunIdentity, check_same_run, parse_manifest
from .parts import Part, PartRecord, parse_record, record_text
from .plan import Batch


@dataclass(frozen=True)
class Survey:
    """What a run directory holds of some batches.

    Attributes:
        present: records of the parts that are whole.
        missing: batches still to be done, the damaged ones among them.
        damaged: numbers of the batches whose parts were damaged and have been removed.
    """

    present: tuple[PartRecord, ...]
    missing: tuple[Batch, ...]
    damaged: tuple[int, ...]


class RunDirectory:
    """One run's folder, opened by one process that holds the lock on its batches.

    Raises:
        StoreError: the folder holds another run or other files, or cannot be written.
    """

    def __init__(self, folder: Path, run: RunIdentity, lock: RunLock) -> None:
        self.folder, self.run, self._lock = folder, run, lock
        with explain_disk_errors(folder), self._lock.manifest():
            self._settle_manifest()

    def survey(self, batches: Iterable[Batch]) -> Survey:
        """Verify the parts of some batches by checksum; remove the damaged and what a killed run left unfinished."""
        present, missing, damaged = [], [], []
        with explain_disk_errors(self.folder):
            for batch in batches:
                place = part_folder(self.folder, batch.number)
                drop_temporary(place)
                try:
                    present.append(verify_part(place, batch.number, self.run)[0])
                except FileNotFoundError:
                    missing.append(batch)
                except ValueError:
                    shutil.rmtree(place)
                    missing.append(batch)
                    damaged.append(batch.number)
        return Survey(tuple(present), tuple(missing), tuple(damaged))

    def keep(self, part: Part) -> None:
        """Store a finished batch: afterwards it is there whole and on the disk.

        Raises:
            StoreError: the disk is full or refuses; the parts stored before are not touched.
        """
        files = {**part.files, RECORD_FILE: record_text(part.record, self.run.digest)}
        with explain_disk_errors(self.folder):
            publish_folder(part_folder(self.folder, part.record.batch), files)

    def finish(self) -> Manifest:
        """Write the checksums into the manifest when every batch of the run has its part, and return it as it is."""
        with explain_disk_errors(self.folder), self._lock.manifest():
            manifest = Manifest(self.run, gather_records(self.folder, self.run))
            if manifest.is_complete:
                replace_file(self.folder / MANIFEST_FILE, manifest.text())
        return manifest

    def _settle_manifest(self) -> None:
        """Refuse another run; write the manifest of a new run, or in place of a damaged one."""
        path = self.folder / MANIFEST_FILE
        drop_temporary(path)
        try:
            findings = check_same_run(parse_manifest(path.read_bytes()).run, self.run)
            if findings:
                raise StoreError(findings)
        except (FileNotFoundError, ValueError):
            self._check_parts_alone(is_damaged=path.exists())
            replace_file(path, Manifest(self.run).text())
        (self.folder / PARTS).mkdir(exist_ok=True)

    def _check_parts_alone(self, *, is_damaged: bool) -> None:
        """Without a readable manifest the parts must say that they are this run's."""
        runs = set()
        for place in part_folders(self.folder):
            with suppress(OSError, ValueError):
                runs.add(parse_record((place / RECORD_FILE).read_bytes())[1])
        if runs - {self.run.digest} or (is_damaged and not runs):
            found = "the manifest cannot be read, and no part says that it belongs to this run"
            raise StoreError.one(str(self.folder), found, "choose another folder", "store.other-run")


def make_folder(folder: Path) -> None:
    """Make the folder of a run; one that holds files and no run is somebody's, and nothing is written there.

    Raises:
        StoreError: it holds other files, or it cannot be made.
    """
    with explain_disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        entries = {entry.name for entry in folder.iterdir()}
    others = sorted(name for name in entries if name not in OURS and not name.startswith(TEMPORARY))
    if others and MANIFEST_FILE not in entries:
        found = f"holds other files: {', '.join(others[:5])}"
        raise StoreError.one(str(folder), found, "choose an empty or new folder", "store.other-files")


def verify_part(place: Path, number: int, run: RunIdentity) -> tuple[PartRecord, dict[str, bytes]]:
    """The record and the files of a part.

    Raises:
        FileNotFoundError: there is none.
        ValueError: not whole: a file is absent, changed or too many, or it belongs to another batch or run.
    """
    entries = sorted(place.iterdir())
    if not all(entry.is_file() for entry in entries):
        raise ValueError("the part holds a folder")
    files = {entry.name: entry.read_bytes() for entry in entries}
    record, digest = parse_record(files.pop(RECORD_FILE, b""))
    batch = run.plan.batch(number)
    if digest != run.digest or (record.batch, record.first, record.last) != (number, batch.trials[0], batch.trials[-1]):
        raise ValueError("the part belongs to another batch or run")
    if {name: checksum(content) for name, content in files.items()} != dict(record.sha256):
        raise ValueError("a file of the part is absent or changed")
    return record, files


def gather_records(folder: Path, run: RunIdentity) -> tuple[PartRecord, ...]:
    """Records of the parts of this run that are there, in order; their files are not read."""
    records = []
    for batch in run.plan.batches():
        try:
            record, digest = parse_record((part_folder(folder, batch.number) / RECORD_FILE).read_bytes())
        except (OSError, ValueError):
            continue
        if digest == run.digest:
            records.append(record)
    return tuple(records)
