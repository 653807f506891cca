"""A register of input files: their hashes and record counts, so that a later change is noticed.

Formats differ in what they tell about themselves: Dataset-JSON, XPT version 8, SAS7BDAT and Parquet state their number
of records, CSV and XPT version 5 do not; and no format notices a changed value. The register does. Where there is
none, a note says that the inputs are not verifiable.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import DataError, Finding, UsageError
from ..files.formats import SUFFIXES, read_datasets
from ..storage.disk import replace_file
from ..storage.seal import checksum, file_checksum

REGISTER_NAME = "inputs.json"
"""File in a study's folder that holds its register."""

_LARGEST = 10_000_000


@dataclass(frozen=True)
class RegisteredFile:
    """What is known of one file.

    Attributes:
        sha256: hash of its bytes, hexadecimal.
        bytes: its size.
        records: number of records read from it; None when it was not read as a table.
    """

    sha256: str
    bytes: int
    records: int | None = None


def describe_file(path: Path, records: int | None = None) -> RegisteredFile:
    """The register's entry for one file."""
    return RegisteredFile(file_checksum(path), path.stat().st_size, records)


def register_study(folder: Path) -> Path:
    """Register every file with tables in a folder: hash, size and number of records.

    Returns:
        The register.

    Raises:
        DataError: no folder, no file with a table in it, or a file that cannot be read.
        UsageError: the register cannot be written.
    """
    if not folder.is_dir():
        fix = "name the folder that holds the study's files; unpack an archive first"
        raise DataError.one(str(folder), "no such folder", fix, "register.folder")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.name != REGISTER_NAME)
    if not paths:
        fix = f"name a folder with files of a kind known here: {', '.join(sorted(SUFFIXES))}"
        raise DataError.one(str(folder), "no file with a table in it", fix, "register.folder")
    counts = {path: sum(dataset.table.height for dataset in read_datasets(path)) for path in paths}
    return write_register({path.name: describe_file(path, count) for path, count in counts.items()}, folder)


def write_register(entries: Mapping[str, RegisteredFile], folder: Path) -> Path:
    """Write the register into the study's folder, in one step.

    Raises:
        UsageError: it cannot be written.
    """
    files = {name: asdict(entries[name]) for name in sorted(entries)}
    body = {"register": 2, "digest": _digest(files), "files": files}
    path = folder / REGISTER_NAME
    try:
        replace_file(path, (json.dumps(body, indent=2) + "\n").encode())
    except OSError as error:
        fix = "allow writing there, or register a copy of the folder"
        raise UsageError.one(str(path), f"cannot be written: {error.strerror}", fix, "register.write") from error
    return path


def _digest(files: Mapping[str, Any]) -> str:
    """The register's checksum of itself."""
    return checksum(json.dumps(files, sort_keys=True).encode())


def read_register(folder: Path) -> Mapping[str, RegisteredFile] | None:
    """The register in a study's folder; None when there is none.

    Raises:
        DataError: the register is damaged.
    """
    path = folder / REGISTER_NAME
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        body = json.loads(path.read_text(encoding="utf-8"))
        files = body["files"]
        if body["register"] not in (1, 2) or (body["register"] == 2 and body["digest"] != _digest(files)):
            raise ValueError("changed")
        return {
            str(name): RegisteredFile(str(entry["sha256"]), int(entry["bytes"]), entry["records"])
            for name, entry in files.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        fix = "restore it, or register the files anew with `paraprotein register`"
        raise DataError.one(path.name, "the register of inputs is damaged", fix, "register.damaged") from None


def check_files(
    found: Mapping[str, RegisteredFile], registered: Mapping[str, RegisteredFile] | None, uncounted: Iterable[str] = ()
) -> list[Finding]:
    """Compare the files with the register: changed, missing and new ones, or a note that nothing can be verified.

    Without a register the note names the files (`uncounted`) that do not even state how many records they hold.
    """
    if registered is None:
        what = f"not verifiable: no register of inputs ({REGISTER_NAME}) for {_listed(found)}"
        missing = sorted(uncounted)
        what += f"; not even the number of records of {_listed(missing)}, which the files do not state" * bool(missing)
        fix = "register inputs when they arrive (`paraprotein register DATA`), so that a later change is noticed"
        return [Finding("study", what, fix, "note", "register.none")]
    findings = []
    for name in sorted(set(found) | set(registered)):
        if name not in found:
            findings.append(Finding(name, "registered, and not there", "restore the file", "error", "register.missing"))
        elif name not in registered:
            fix = "register it, or remove it"
            findings.append(Finding(name, "not in the register of inputs", fix, "warning", "register.new"))
        elif found[name].sha256 != registered[name].sha256:
            findings.append(_changed(name, found[name], registered[name]))
    return findings


def _changed(name: str, found: RegisteredFile, registered: RegisteredFile) -> Finding:
    parts = [f"{found.bytes} bytes instead of {registered.bytes}"] if found.bytes != registered.bytes else []
    if found.records != registered.records:
        parts.append(f"{found.records} records instead of {registered.records}")
    what = f"changed since it was registered ({', '.join(parts) or 'same size'})"
    return Finding(
        name, what, "restore the file, or register it anew (`paraprotein register DATA`)", "error", "register.changed"
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "no file"
