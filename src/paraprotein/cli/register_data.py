"""`paraprotein register`: note what arrived, so that a later change is noticed."""

from pathlib import Path
from typing import Annotated

import typer

from .arguments import AsJson
from .handler import as_json, deliver

Folder = Annotated[Path, typer.Argument(metavar="DATA", help="A folder with the study's files, as they arrived.")]


def register(data: Folder, json: AsJson = False) -> None:
    """Write hash, size and number of records of every file of a study into its folder; every verb compares with it."""
    from ..sdtm.register import read_register, register_study

    path = register_study(data)
    files = read_register(data) or {}
    if json:
        record = {name: {"sha256": entry.sha256, "records": entry.records} for name, entry in files.items()}
        deliver(as_json({"register": str(path), "files": record}))
    else:
        lines = [f"{name}: {entry.records} records, {entry.bytes} bytes" for name, entry in files.items()]
        deliver("\n".join([*lines, f"written: {path}"]))
