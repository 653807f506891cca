"""A study as reviewers receive it: study tables and analysis data sets, each with its Define-XML."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from ..adam.datasets import build_datasets, is_virtual
from ..adam.derive import Adam
from ..adam.shapes import ADAM_SHAPES
from ..arguments import AnyPath, as_path
from ..errors import UsageError
from ..files.csv_table import write_csv
from ..files.dataset import NO_TIME, Dataset
from ..files.dataset_json_write import write_dataset_json
from ..files.formats import read_datasets
from ..files.parquet_table import write_parquet
from ..files.xpt_write import write_xpt
from ..protocol.schema import Protocol
from ..sdtm.files_write import SUBMISSION, Format, write_study
from ..sdtm.tables import StudyTables
from ..storage.switch import new_set
from ..version import __version__
from .adam_metadata import describe_adam
from .define_xml import StudyIdentity, write_define
from .sdtm_metadata import describe_sdtm

FORMATS: Mapping[str, Format] = {
    "xpt": "xpt", "xpt8": "xpt8", "dataset-json": "json", "ndjson": "ndjson", "csv": "csv", "parquet": "parquet",
}  # fmt: skip
"""Names of formats for people, and as the study tables' writer calls them."""

ANALYSIS, TABULATIONS = "analysis", "tabulations"
"""Folders of a submission."""


@dataclass(frozen=True)
class Submission:
    """What was written.

    Attributes:
        folder: where.
        files: every file, relative to the folder, in order.
        records: analysis data set -> number of records.
    """

    folder: Path
    files: tuple[str, ...]
    records: Mapping[str, int]


def write_submission(
    adam: Adam,
    tables: StudyTables,
    protocol: Protocol,
    out: AnyPath,
    formats: Iterable[str] = ("xpt",),
    created: datetime = NO_TIME,
    *,
    simulated_ok: bool = False,
) -> Submission:
    """Write study tables into `tabulations` and analysis data sets into `analysis`, each with a `define.xml`.

    All files are one set with its checksums (`storage.switch`): an older one in the folder is replaced as a whole.
    Labels, lengths and formats come from `sdtm.shapes` and `adam.shapes`. Several formats get a folder each.

    Args:
        adam: the derived tables.
        tables: the study tables that they came from.
        protocol: the protocol whose rules were applied.
        out: folder to write, created where needed.
        formats: keys of `FORMATS`.
        created: time stamp of every file.
        simulated_ok: write simulated data in a format that regulators take; Define-XML says what they are.

    Raises:
        UsageError: no such format, simulated data in a format that regulators take, or the folder holds a file of
            somebody else with the name of a new one.
        DataError: a value that a format cannot hold.
        StoreError: another command writes the folder.
    """
    chosen, out = _known(tuple(formats)), as_path(out, "out")
    if tables.is_simulated and not simulated_ok:
        _refuse_simulated(chosen)
    datasets = build_datasets(adam, tables, protocol)
    if not is_virtual(datasets):
        datasets = {name: frame.drop("TRIAL") for name, frame in datasets.items()}
    simulated = tables.is_simulated
    tabulated, analysed = (
        _identity(protocol, standard, version, created, simulated=simulated)
        for standard, version in (("SDTMIG", "3.4"), ("ADaMIG", "1.3"))
    )
    with new_set(out) as stage:
        written: list[Path] = []
        for name in chosen:
            folder = stage if len(chosen) == 1 else stage / name
            written += _write_tabulations(tables, tabulated, folder / TABULATIONS, name)
            written += _write_analysis(datasets, analysed, folder / ANALYSIS, name, created)
        files = tuple(path.relative_to(stage).as_posix() for path in written)
    return Submission(out, files, {name: frame.height for name, frame in datasets.items()})


def write_converted(tables: StudyTables, folder: Path, file_format: str) -> tuple[Path, ...]:
    """Write study tables in one format, as one set with its checksums; `file_format` is a key of `FORMATS`.

    Raises:
        UsageError: no such format, or the folder holds a file of somebody else with the name of a new one.
        DataError: a value that the format cannot hold.
        StoreError: another command writes the folder.
    """
    (chosen,) = _known((file_format,))
    with new_set(folder) as stage:
        names = [path.name for path in write_study(tables, stage, FORMATS[chosen])]
    return tuple(folder / name for name in names)


def write_datasets(
    datasets: Mapping[str, pl.DataFrame], folder: Path, name: str, study: str, created: datetime = NO_TIME
) -> list[Path]:
    """Write analysis data sets in one format; `name` is a key of `FORMATS`."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for code, frame in datasets.items():
        shape = ADAM_SHAPES[code]
        labels = {variable.name: variable.label for variable in shape.variables}
        dataset = Dataset(code, frame, shape.label, labels)
        path = folder / f"{code.lower()}{suffix_of(name)}"
        match FORMATS[name]:
            case "xpt":
                write_xpt(dataset, path, version=5, created=created)
            case "xpt8":
                write_xpt(dataset, path, version=8, created=created)
            case "json" | "ndjson":
                write_dataset_json(dataset, path, study=study, keys=shape.keys, created=created)
            case "csv":
                write_csv(frame, path)
            case "parquet":
                write_parquet(frame, path)
        written.append(path)
    return written


def suffix_of(name: str) -> str:
    """Suffix of the files of a format."""
    return "." + FORMATS[name].removesuffix("8")


def _known(formats: tuple[str, ...]) -> tuple[str, ...]:
    for name in formats:
        if name not in FORMATS:
            fix = f"write one of: {', '.join(FORMATS)}"
            raise UsageError.one("--to", f"'{name}' is no format known here", fix, "submission.format")
    return formats


def _refuse_simulated(formats: tuple[str, ...]) -> None:
    """Keep virtual patients out of files that a regulator could take for those of real ones.

    Raises:
        UsageError: one of the formats is for submission.
    """
    regulated = [name for name in formats if FORMATS[name] in SUBMISSION]
    if regulated:
        found = f"the data are simulated (DM.SIMULATED is Y), and {', '.join(regulated)} is a format for submission"
        fix = "write --to csv or parquet, or allow it with --simulated-ok; Define-XML then says that they are simulated"
        raise UsageError.one("--to", found, fix, "submission.simulated")


def _write_analysis(
    datasets: Mapping[str, pl.DataFrame], identity: StudyIdentity, folder: Path, name: str, created: datetime
) -> list[Path]:
    written = write_datasets(datasets, folder, name, identity.study, created)
    write_define(folder / "define.xml", identity, describe_adam(datasets, suffix_of(name)))
    return [*written, folder / "define.xml"]


def _write_tabulations(tables: StudyTables, identity: StudyIdentity, folder: Path, name: str) -> list[Path]:
    written = write_study(tables, folder, FORMATS[name])
    read_back = [(path.name, _named(dataset, path)) for path in written for dataset in read_datasets(path)]
    write_define(folder / "define.xml", identity, describe_sdtm(read_back))
    return [*written, folder / "define.xml"]


def _named(dataset: Dataset, path: Path) -> Dataset:
    """The data set under the name of its file, which formats without names lose."""
    return Dataset(path.stem.upper(), dataset.table, dataset.label, dataset.labels)


def _identity(protocol: Protocol, standard: str, version: str, created: datetime, *, simulated: bool) -> StudyIdentity:
    title = f"SIMULATED DATA: {protocol.study.title}" if simulated else protocol.study.title
    return StudyIdentity(protocol.study.id, title, standard, version, __version__, created)
