"""Files for others: analysis data sets for reviewers, and study tables in another format."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Unpack

from ..arguments import AnyPath, as_path
from ..errors import UsageError
from ..sdtm.register import register_study
from ..storage.disk import replace_file
from ..submission import FORMATS, Outcome, check_conformance, write_converted, write_submission
from ..submission import deidentify as remove_identity
from ..submission.write import Submission
from .findings import Findings
from .intake import IntakeKeywords, require_one_trial
from .study import AnyStudy, passed_gate, study_for
from .trial import AnyTrial, Trial

FileFormat = Literal["xpt", "xpt8", "dataset-json", "ndjson", "csv", "parquet"]
"""SAS transport version 5 or 8, Dataset-JSON 1.1 or its lines, CSV, Parquet."""

FIXED_TIME = "1960-01-01T00:00:00"
"""Time stamp of files, so that their bytes repeat."""


@dataclass(frozen=True)
class Derived:
    """Analysis data sets as they were written.

    Attributes:
        submission: folder, files, and records of each data set.
        outcomes: what each conformance check said.
        findings: what was found in the data, and every check that failed.
    """

    submission: Submission
    outcomes: tuple[Outcome, ...]
    findings: Findings

    @property
    def conformance(self) -> dict[str, int]:
        """How many checks passed, failed, were skipped or broke."""
        states = [outcome.state for outcome in self.outcomes]
        return {state: states.count(state) for state in ("pass", "fail", "skipped", "error")}


def derive(
    protocol: AnyTrial,
    data: AnyStudy,
    out: AnyPath,
    to: Iterable[str] = ("xpt",),
    created: str | datetime = FIXED_TIME,
    simulated_ok: bool = False,
    **options: Unpack[IntakeKeywords],
) -> Derived:
    """Derive ADSL, ADLB, ADRS, ADTTE, ADAE and ADEX, check them, and write them with study tables and Define-XML.

    Args:
        protocol: a bundled name, a path, or a `Trial`.
        data: a study's files, or a `Study`.
        out: folder to write.
        to: formats (see `FileFormat`); several get a folder each.
        created: time stamp of the files, ISO.
        simulated_ok: write simulated data in a format for submission all the same; Define-XML says what they are.
        options: how the data are read; see `IntakeOptions`.

    Raises:
        DataError: findings that stop the work, or a value that a format cannot hold.
        UsageError: no such format or time; several simulated trials.

    Example:
        >>> derive("imatinib-wm-2007", "study/", "submission", to=["xpt", "csv"]).submission.records["ADSL"]
        2
    """
    from ..adam.datasets import build_datasets

    stamp = created if isinstance(created, datetime) else _time(created)
    trial = Trial.of(protocol)
    study = study_for(trial, data, options)
    require_one_trial(study, study.source)
    passed = passed_gate(trial, study)
    outcomes = check_conformance(build_datasets(passed.adam, study, trial.protocol))
    formats = (to,) if isinstance(to, str) else tuple(to)
    written = write_submission(
        passed.adam, study, trial.protocol, as_path(out, "out"), formats, stamp, simulated_ok=simulated_ok
    )
    return Derived(written, outcomes, passed.findings)


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        fix = "write for example 2026-01-31T12:00:00"
        raise UsageError.one("--created", f"'{text}' is no ISO time", fix, "derive.created") from None


@dataclass(frozen=True)
class Converted:
    """Study tables as they were written.

    Attributes:
        folder: where.
        files: the files.
        findings: what was found in the data.
    """

    folder: Path
    files: tuple[Path, ...]
    findings: Findings


def convert(
    data: AnyStudy,
    to: FileFormat,
    out: AnyPath,
    deidentify: bool = False,
    seed: int | None = None,
    key: AnyPath | None = None,
    **options: Unpack[IntakeKeywords],
) -> Converted:
    """Write a study's tables in another format; what is not used here, and exact duplicates, are left out and reported.

    Args:
        data: a study's files, or a `Study`.
        to: format, see `FileFormat`.
        out: folder to write.
        deidentify: renumber subjects and sites, shift dates, drop birth dates and free text.
        seed: seed of the de-identification; needed with it, and to be kept secret.
        key: file for old and new numbers and shifts; without it they are lost.
        options: how the data are read; see `IntakeOptions`.

    Raises:
        DataError: findings that stop the work, or a value that the format cannot hold.
        UsageError: no such format, or options that do not go together.

    Example:
        >>> [path.name for path in convert("study/", "parquet", "study-parquet").files]
        ['dm.parquet', 'ex.parquet', 'lb.parquet']
    """
    folder, secret = as_path(out, "out"), None if key is None else as_path(key, "key")
    if to not in FORMATS:
        raise UsageError.one("--to", f"'{to}' is no format known here", f"write one of: {', '.join(FORMATS)}")
    _check_secret(deidentify, seed, secret, folder)
    study = study_for(None, data, options)
    tables, findings = study, study.findings
    if not deidentify or seed is None:
        return Converted(folder, write_converted(tables, folder, to), findings)
    hidden, numbers = remove_identity(tables, seed)
    if secret is not None:
        try:
            replace_file(secret.resolve(), numbers.write_csv().encode())
        except OSError as error:
            fix = "choose another file or folder"
            raise UsageError.one(str(secret), f"cannot be written: {error.strerror}", fix) from error
    return Converted(folder, write_converted(hidden, folder, to), findings)


def register(data: AnyPath) -> Path:
    """Note what a study's folder holds as `inputs.json` beside its files, so that a later change is noticed.

    Args:
        data: folder of study tables.

    Returns:
        The register.

    Raises:
        DataError: a file that cannot be read.
        UsageError: no folder, or one that cannot be written.

    Example:
        register("study/")
    """
    return register_study(as_path(data, "data"))


def _check_secret(deidentify: bool, seed: int | None, key: Path | None, out: Path) -> None:
    if deidentify and seed is None:
        raise UsageError.one(
            "--deidentify", "no seed is given", "add --seed NUMBER, and keep it secret", "convert.seed"
        )
    if not deidentify and (key is not None or seed is not None):
        raise UsageError.one("--key or --seed", "given without --deidentify", "add --deidentify", "convert.deidentify")
    if key is not None and key.resolve().parent == out.resolve():
        found = "the key would lie beside the data that it opens"
        raise UsageError.one("--key", found, "write it to another folder", "convert.key")
