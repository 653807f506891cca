"""A study in files: a folder, a zip archive or single files in, study tables out."""

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from ..arguments import AnyPath, as_paths
from ..errors import DataError, Finding
from ..files.archive import unpacked
from ..files.dataset import Dataset, allowance, memory_of, refuse_subjects
from ..files.formats import SUFFIXES, read_datasets
from .columns import compact
from .delivery.delivery import Delivery
from .files_write import write_study as write_study
from .intake import Admitted, admit_and_release
from .mapped.mapping import StudyMapping
from .mapped.mapping_apply import apply_mapping
from .records import DomainFiles, Origin
from .register import REGISTER_NAME, RegisteredFile, check_files, describe_file, read_register
from .selection import select_records
from .shapes import SHAPES
from .supplemental import is_supplemental, join_supplemental
from .words import DECIDING_TESTS, DecidingTests

MOST_NAMED = 5
"""Files that are named of a folder without tables."""


@dataclass(frozen=True)
class StudyFiles:
    """Tables as their files hold them, before the door.

    Attributes:
        frames: domain to table, columns in upper case, supplemental qualifiers joined.
        origins: domain to the files that its records came from, in order.
        findings: what was noticed while reading.
        inputs: name of every file that was read to its hash, size and number of records.
    """

    frames: Mapping[str, pl.DataFrame]
    origins: Mapping[str, tuple[Origin, ...]]
    findings: tuple[Finding, ...] = ()
    inputs: Mapping[str, RegisteredFile] = field(default_factory=dict)


@dataclass
class _Collection:
    """Tables of one study as they arrive; mutable while its files are read."""

    is_mapped: bool = False
    memory_left: int = 0
    datasets: dict[str, Dataset] = field(default_factory=dict)
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    origins: dict[str, list[Origin]] = field(default_factory=dict)
    records: dict[Path, int] = field(default_factory=dict)
    uncounted: set[Path] = field(default_factory=set)
    inputs: dict[str, RegisteredFile] = field(default_factory=dict)

    def take(self, table: pl.DataFrame) -> None:
        """Count the memory of a table that stays."""
        self.memory_left -= max(memory_of(table.height, table.width), int(table.estimated_size()))

    def add(self, domain: str, dataset: Dataset, file: str) -> None:
        names = {name: name.strip().upper() for name in dataset.table.columns}
        table = dataset.table.rename(names) if len(set(names.values())) == len(names) else dataset.table
        if domain == "DM":
            refuse_subjects(file, table.height, self.memory_left)
        table = compact(table, SHAPES[domain]) if domain in SHAPES else table
        self.take(table)
        self.frames.setdefault(domain, []).append(table)
        self.origins.setdefault(domain, []).append(Origin(file, table.height, dataset.first_row))


def admit_study(
    source: AnyPath | Iterable[AnyPath],
    *,
    units: Mapping[str, str] | None = None,
    marker: str | None = None,
    strict: bool = False,
    mapping: StudyMapping | None = None,
    repairs: Iterable[str] = (),
    study: str | None = None,
    trial: int | None = None,
    memory_limit: int | None = None,
    tests: DecidingTests = DECIDING_TESTS,
    delivery: Delivery | None = None,
) -> Admitted:
    """Read a study and bring it through the door: `read_study`, then `admit`.

    Args:
        source: folder, zip archive, or several of these and of single files.
        units: analyte to the unit in which the protocol wants it.
        marker: analyte that every treated subject needs before the first dose.
        strict: treat warnings as errors.
        mapping: how tables that are not CDISC become study tables.
        repairs: names of repairs to apply.
        study: STUDYID of the one to take where there are several.
        trial: number of the simulated trial to take; None takes all.
        memory_limit: memory that the tables may take together, bytes; None allows what the files' size lets expect.
        tests: laboratory tests of which words decide.
        delivery: what it is checked against, answers to earlier findings, and a cut.

    Raises:
        DataError: files that cannot be read, several studies and none chosen, or findings that stop the work.
    """
    files = read_study(source, mapping, memory_limit)
    selected, origins, several = select_records(files.frames, files.origins, study, trial)
    noticed, frames, inputs = (*files.findings, *several), dict(selected), files.inputs
    del files, selected  # so that each table leaves the memory as soon as its settled form is there
    admitted = admit_and_release(
        frames, origins=origins, units=units, marker=marker, strict=strict, noticed=noticed, repairs=repairs,
        tests=tests, delivery=delivery,
    )  # fmt: skip
    return replace(admitted, inputs=inputs)


def read_study(
    source: AnyPath | Iterable[AnyPath], mapping: StudyMapping | None = None, memory_limit: int | None = None
) -> StudyFiles:
    """Read every study table in a folder, a zip archive, or a list of such and of single files.

    A table's domain is what its DOMAIN column says, else the file's name in any case: `dm.csv`, `LB.parquet`. A domain
    split over several files (`lbch.xpt`, `lbhe.xpt`) is joined; supplemental qualifiers become columns. With a mapping,
    the files are what it says they are. `memory_limit` is the memory that the tables may take, bytes.

    Raises:
        DataError: nothing there, one file in two formats, or files that cannot be read; every one is named.
        UsageError: something that is no path.
    """
    collection, findings = _read_files(source, memory_limit, is_mapped=mapping is not None)
    if mapping is not None:
        frames, origins, found = apply_mapping(mapping, collection.datasets)
        return StudyFiles(frames, origins, (*findings, *found), collection.inputs)
    return _assemble(collection, findings)


def read_tables(source: AnyPath | Iterable[AnyPath], memory_limit: int | None = None) -> Mapping[str, Dataset]:
    """File name (or name of the data set, where a file holds several) to its table, whatever it means.

    Raises:
        DataError: nothing there, or files that cannot be read; every one is named.
    """
    return _read_files(source, memory_limit, is_mapped=True)[0].datasets


def _read_files(
    source: AnyPath | Iterable[AnyPath], memory_limit: int | None, *, is_mapped: bool
) -> tuple[_Collection, list[Finding]]:
    with ExitStack() as stack:
        given = as_paths(source, "data")
        paths = [path for one in given for path in _table_files(one, stack)]
        findings = [] if is_mapped else _check_twins(paths)
        allowed = _allowance(given, paths) if memory_limit is None else memory_limit
        collection = _Collection(is_mapped=is_mapped, memory_left=allowed)
        for path in paths:
            try:
                findings += _collect(path, collection)
            except DataError as error:
                findings += error.findings
        findings += _check_register(paths, collection, given)
    if any(finding.severity == "error" for finding in findings):
        raise DataError(findings)
    return collection, findings


def _table_files(given: Path, stack: ExitStack) -> list[Path]:
    """The files with tables in a folder or archive, or the file itself."""
    if not _is_utf8(given):
        raise DataError.one(str(given), "a name that is no UTF-8 text", "rename it", "files.name")
    if given.is_file() and given.suffix.lower() != ".zip":
        return [given]
    if not given.exists():
        fix = "name the folder, archive or files that hold the study tables"
        raise DataError.one(str(given), "no such file or folder", fix, "files.none")
    if not (given.is_file() or given.is_dir()):
        raise DataError.one(given.name, "not a regular file", "name the folder, archive or files", "files.unreadable")
    folder = stack.enter_context(unpacked(given)) if given.is_file() else given
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.name != REGISTER_NAME)
    if not paths:
        fix = f"put one file per domain there (dm, lb, ...), of a kind known here: {', '.join(sorted(SUFFIXES))}"
        raise DataError.one(given.name or str(given), f"no file with a table in it; {_seen(folder)}", fix, "files.none")
    _refuse_names(paths, folder)
    return paths


def _refuse_names(paths: list[Path], folder: Path) -> None:
    """Names that no report could state, and links to files that nobody handed over.

    Raises:
        DataError: a name that is no UTF-8 text, or a link that leads out of the folder.
    """
    findings = []
    for path in paths:
        if not _is_utf8(path):
            findings.append(Finding(str(path), "a name that is no UTF-8 text", "rename it", rule="files.name"))
        elif path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            fix = "copy the file into the folder, or name it on the command line"
            findings.append(Finding(path.name, "a link that leads out of the folder", fix, rule="files.link"))
    if findings:
        raise DataError(findings)


def _is_utf8(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _seen(folder: Path) -> str:
    """What a folder without tables holds."""
    names = sorted(f"{path.name}/" if path.is_dir() else path.name for path in folder.iterdir())
    if not names:
        return "it is empty"
    return f"it holds {', '.join(names[:MOST_NAMED])}{' and more' if len(names) > MOST_NAMED else ''}"


def _allowance(given: list[Path], paths: list[Path]) -> int:
    """Memory that the tables may take together, by the size of what was given: the packed size of an archive."""
    folders = {one for one in given if one.is_dir()}
    unpacked = [path for path in paths if path.parent in folders]
    return allowance(sum(path.stat().st_size for path in [*unpacked, *given] if path.is_file()))


def _check_twins(paths: list[Path]) -> list[Finding]:
    """One table in two formats: it would count twice."""
    first: dict[str, Path] = {}
    findings = []
    for path in paths:
        held = first.setdefault(path.stem.upper(), path)
        if held != path:
            found = f"the same table as {held.name} by its name"
            findings.append(Finding(path.name, found, "keep one of the two", "error", "files.twice"))
    return findings


def _collect(path: Path, collection: _Collection) -> list[Finding]:
    """Take the tables of one file in; those that no analysis here uses are named and let go."""
    findings: list[Finding] = []
    datasets = read_datasets(path, collection.memory_left)
    collection.records[path] = sum(dataset.table.height for dataset in datasets)
    if not all(dataset.is_counted for dataset in datasets):
        collection.uncounted.add(path)
    for dataset in datasets:
        findings += dataset.findings
        if collection.is_mapped:
            collection.take(dataset.table)
            collection.datasets[path.name if len(datasets) == 1 else dataset.name] = dataset
            continue
        domain = _domain(dataset, path)
        if domain.removeprefix("SUPP") in SHAPES:
            collection.add(domain, dataset, path.name)
        else:
            found = f"{domain} is not used here"
            findings.append(Finding(path.name, found, "nothing to do", "note", "tables.unused"))
    return findings


def _domain(dataset: Dataset, path: Path) -> str:
    """The domain of a table; `SUPPLB` for the qualifiers of LB."""
    names = {name.strip().upper(): name for name in dataset.table.columns}
    key = "RDOMAIN" if is_supplemental(set(names)) else "DOMAIN"
    if key in names:
        stated = dataset.table[names[key]].drop_nulls().cast(pl.String).unique().to_list()
        if len(stated) == 1 and str(stated[0]).strip().upper() in SHAPES:
            return ("SUPP" if key == "RDOMAIN" else "") + str(stated[0]).strip().upper()
    called = (path.stem if len(path.stem) >= 2 else dataset.name).upper()
    word = re.match(r"[A-Z]+", called)
    stem = word.group() if word else called
    return stem if stem in SHAPES or stem.startswith("SUPP") or stem[:2] not in SHAPES else stem[:2]


def _check_register(paths: list[Path], collection: _Collection, given: list[Path]) -> list[Finding]:
    """Compare with the register of every folder that the files lie in; a file given singly does not miss its others."""
    findings: list[Finding] = []
    paths = [path for path in paths if path.is_file() and os.access(path, os.R_OK)]
    for folder in sorted({path.parent for path in paths}):
        found = {
            path.name: describe_file(path, collection.records.get(path)) for path in paths if path.parent == folder
        }
        collection.inputs |= found
        registered = read_register(folder)
        if registered is not None and any(path.parent == folder for path in given):
            registered = {name: entry for name, entry in registered.items() if name in found}
        uncounted = [path.name for path in collection.uncounted if path.parent == folder]
        findings += check_files(found, registered, uncounted)
    return findings


def _assemble(collection: _Collection, findings: list[Finding]) -> StudyFiles:
    """Join split domains, then their qualifiers."""
    frames = {domain: _joined(parts) for domain, parts in collection.frames.items()}
    origins = {domain: tuple(parts) for domain, parts in collection.origins.items()}
    for name in sorted(name for name in frames if name not in SHAPES):
        domain, qualifiers = name.removeprefix("SUPP"), frames.pop(name)
        files = DomainFiles(name, origins.pop(name))
        if domain in frames:
            frames[domain], found = join_supplemental(frames[domain], qualifiers, SHAPES[domain], files)
            findings += found
        else:
            what = f"qualifiers of {domain}, which the study does not have"
            findings.append(Finding(files.name, what, f"add {domain}", "warning", "supp.parent"))
    return StudyFiles(frames, origins, tuple(findings), collection.inputs)


def _joined(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Parts of one domain under each other; a column that is text in one part is text in all."""
    try:
        return pl.concat(parts, how="diagonal_relaxed")
    except pl.exceptions.PolarsError:
        return pl.concat([part.cast(pl.String) for part in parts], how="diagonal")
