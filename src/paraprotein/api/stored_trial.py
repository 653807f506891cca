"""One trial of a run directory, through the same door as a study of its own."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from ..errors import UsageError
from ..scale import open_run
from ..scale.layout import part_folder
from ..sdtm import Admitted, admit
from ..sdtm.register import RegisteredFile
from ..sdtm.words import DECIDING_TESTS

if TYPE_CHECKING:
    from ..scale.parts import PartRecord
    from .intake import IntakeOptions, IntakeTerms


def admit_stored_trial(data: Path, options: "IntakeOptions", terms: "IntakeTerms") -> Admitted:
    """Read one trial of a run directory and check it, in the units of a protocol.

    Raises:
        UsageError: no trial is chosen, it is not there, or an option is given that makes no sense for a run.
        StoreError: the run is not complete, or damaged.
        DataError: findings that stop the work.
    """
    run = open_run(data)
    number = _chosen_trial(data, run.manifest.run.trials, options)
    record = next(part for part in run.manifest.parts if part.first <= number <= part.last)
    tables = run.batch(record)
    frames = {domain: tables[domain].filter(pl.col("TRIAL") == number) for domain in tables}
    found = admit(
        {domain: frame for domain, frame in frames.items() if domain in ("DM", "LB") or not frame.is_empty()},
        units=terms.units, marker=terms.marker, strict=options.strict, repairs=options.repairs,
        tests=terms.tests or DECIDING_TESTS,
    )  # fmt: skip
    return Admitted(found.tables, found.findings, _inputs(data, record))


def _inputs(data: Path, record: "PartRecord") -> dict[str, RegisteredFile]:
    """The files of the part; their checksums were verified when it was read."""
    folder = part_folder(data, record.batch)
    return {
        (folder / name).relative_to(data).as_posix(): RegisteredFile(digest, (folder / name).stat().st_size)
        for name, digest in record.sha256.items()
    }


def _chosen_trial(data: Path, trials: int, options: "IntakeOptions") -> int:
    """The trial to take; an option that makes no sense for a run is refused, never dropped.

    Raises:
        UsageError: none is chosen, it is not there, or a mapping, study, cut or decisions are given.
    """
    given = [name for name in ("mapping", "study", "cut", "decisions") if getattr(options, name) is not None]
    if given:
        found = "given for a run directory, whose tables are simulated study tables of one study"
        raise UsageError.one(" and ".join(f"--{name}" for name in given), found, "leave it out", "data.run")
    if options.trial is None:
        found = f"is a run directory of {trials} simulated trials"
        raise UsageError.one(str(data), found, "choose one: --trial 1", "data.trials")
    if options.trial > trials:
        found = f"there is no trial {options.trial}; the run has {trials}"
        raise UsageError.one(str(data), found, f"choose a number from 1 to {trials}", "data.trials")
    return options.trial
