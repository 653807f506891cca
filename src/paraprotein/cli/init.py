"""`paraprotein init`: a protocol to start from, or one drafted from data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..api.intake import memory_bytes
from ..errors import UsageError
from ..protocol.init import STARTERS, starter_text, write_new, write_starter
from .arguments import (
    AsJson,
    MemoryLimit,
    Out,
)
from .handler import as_json, deliver

if TYPE_CHECKING:
    from ..drafting import Drafts

Disease = Annotated[str, typer.Option("--disease", metavar="NAME", help=f"One of: {', '.join(STARTERS)}.")]
From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="DATA",
        help="Draft the protocol from this data: a folder, zip archive or file of study tables; of tables that are not "
        "CDISC the mapping file is drafted too, beside the protocol.",
    ),
]
StudyName = Annotated[
    str | None, typer.Option("--study", metavar="ID", help="STUDYID, where the data hold several or name none.")
]


def init(
    out: Out = None,
    disease: Disease = "waldenstrom",
    data: From = None,
    study: StudyName = None,
    memory_limit: MemoryLimit = None,
    json: AsJson = False,
) -> None:
    """Write a commented starter protocol to edit, or a draft from data; an existing file is never overwritten."""
    target = None if out is None or str(out) == "-" else out
    if data is not None:
        _draft(data, study, target, memory_limit, json=json)
        return
    if study is not None:
        raise UsageError.one("--study", "there is no data to take it from", "add --from DATA", "init.study")
    if target is not None:
        write_starter(target, disease)
    if json:
        deliver(as_json({"path": str(target) if target else None, "text": starter_text(disease)}))
    elif target is None:
        deliver(starter_text(disease))


def _draft(data: Path, study: str | None, target: Path | None, memory_limit: str | None, *, json: bool) -> None:
    from ..drafting import draft_study
    from .handler import show_noticed

    drafts = draft_study(data, study, memory_bytes(memory_limit))
    show_noticed(drafts.findings)
    if drafts.mapping is not None and target is None and not json:
        fix = "add --out FILE: the protocol goes there, the mapping beside it"
        raise UsageError.one("--out", "these tables are not CDISC, so there are two files to write", fix, "init.out")
    beside = _write(drafts, target) if target is not None else None
    if json:
        paths = {"path": str(target) if target else None, "mapping": str(beside) if beside else None}
        deliver(as_json(paths | {"text": drafts.protocol, "mapping_text": drafts.mapping}))
    elif target is None:
        deliver(drafts.protocol)
    else:
        option = f" --mapping {beside}" if beside else ""
        typer.echo(f"{target}{f', {beside}' if beside else ''}: drafted; next: read the guesses, then", err=True)
        typer.echo(f"paraprotein check {target} --data {data}{option}", err=True)


def _write(drafts: "Drafts", target: Path) -> Path | None:
    """Write the drafts; the mapping goes beside the protocol: `study.yaml` and `study-mapping.yaml`."""
    if drafts.mapping is None:
        write_new(target, drafts.protocol)
        return None
    beside = target.with_name(f"{target.stem}-mapping.yaml")
    if beside.exists():
        raise UsageError.one(str(beside), "the file exists", "choose another name, or remove it first")
    write_new(target, drafts.protocol)
    write_new(beside, drafts.mapping)
    return beside
