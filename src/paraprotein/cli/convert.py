"""`paraprotein convert`: study tables in another format, with or without what identifies patients."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from .arguments import AsJson, MappingFile, MemoryLimit, OneStudy, Repairs, Strict, StudyData
from .handler import as_json, deliver, say

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
    from ..api.files import convert as convert_study
    from .handler import show_noticed

    done = convert_study(
        data, to, out, deidentify, seed, key, strict=strict, study=study, mapping=mapping, repairs=repair or (),
        memory_limit=memory_limit,
    )  # fmt: skip
    show_noticed(done.findings)
    if deidentify:
        say(f"seed {seed}")
    written = [path.name for path in done.files]
    if json:
        deliver(as_json({"folder": str(out), "format": to, "files": written, "deidentified": deidentify, "seed": seed}))
    else:
        deliver(f"{out}: {', '.join(written)}")
