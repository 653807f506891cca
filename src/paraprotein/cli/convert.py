"""`paraprotein convert`: study tables in another format, with or without what identifies patients."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..api.intake import IntakeOptions, admitted
from ..errors import UsageError
from .arguments import (
    AsJson,
    MappingFile,
    MemoryLimit,
    OneStudy,
    Repairs,
    Strict,
    StudyData,
)
from .handler import as_json, deliver

To = Annotated[
    Literal["xpt", "xpt8", "dataset-json", "ndjson", "csv", "parquet"],
    typer.Option("--to", help="Format: SAS transport version 5 or 8, Dataset-JSON 1.1 or its lines, CSV, Parquet."),
]
OutFolder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write.")]
Deidentify = Annotated[
    bool, typer.Option("--deidentify", help="Renumber subjects and sites, shift dates, drop birth dates and free text.")
]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the de-identification; needed with it.")]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="Write old and new numbers and shifts here; without it they are lost."),
]


def convert(
    data: StudyData,
    to: To,
    out: OutFolder,
    deidentify: Deidentify = False,
    seed: Seed = None,
    key: KeyFile = None,
    strict: Strict = False,
    study: OneStudy = None,
    mapping: MappingFile = None,
    repair: Repairs = None,
    memory_limit: MemoryLimit = None,
    json: AsJson = False,
) -> None:
    """Write a study's tables in another format; what is not used here, and exact duplicates, are left out and told."""
    _check(deidentify, seed, key, out)
    from ..submission import FORMATS, write_study
    from ..submission import deidentify as remove_identity
    from .handler import show_noticed

    options = IntakeOptions(
        strict=strict, study=study, mapping=mapping, repairs=repair or (), memory_limit=memory_limit
    )
    intake = admitted(None, data, options)
    show_noticed(intake.findings)
    tables = intake.tables
    if deidentify and seed is not None:
        tables, numbers = remove_identity(tables, seed)
        typer.echo(f"seed {seed}", err=True)
        if key is not None:
            deliver(numbers.write_csv(), key)
    written = [path.name for path in write_study(tables, out, FORMATS[to])]
    if json:
        deliver(as_json({"folder": str(out), "format": to, "files": written, "deidentified": deidentify, "seed": seed}))
    else:
        deliver(f"{out}: {', '.join(written)}")


def _check(deidentify: bool, seed: int | None, key: Path | None, out: Path) -> None:
    if deidentify and seed is None:
        raise UsageError.one(
            "--deidentify", "no seed is given", "add --seed NUMBER, and keep it secret", "convert.seed"
        )
    if not deidentify and (key is not None or seed is not None):
        raise UsageError.one("--key or --seed", "given without --deidentify", "add --deidentify", "convert.deidentify")
    if key is not None and key.resolve().parent == out.resolve():
        found = "the key would lie beside the data that it opens"
        raise UsageError.one("--key", found, "write it to another folder", "convert.key")
