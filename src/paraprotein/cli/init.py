"""`paraprotein init`: a protocol to start from, or one drafted from data."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import UsageError
from ..protocol.init import STARTERS
from .arguments import AsJson, MemoryLimit, Out
from .handler import as_json, deliver, say

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
    from ..api.start import init as draft

    target = None if out is None or str(out) == "-" else out
    if data is not None:
        _draft(data, study, target, memory_limit, json=json)
        return
    drafts = draft(target, disease, study=study)
    if json:
        deliver(as_json({"path": str(target) if target else None, "text": drafts.protocol}))
    elif target is None:
        deliver(drafts.protocol)


def _draft(data: Path, study: str | None, target: Path | None, memory_limit: str | None, *, json: bool) -> None:
    from ..api.start import init as draft
    from ..api.start import write_drafts
    from .handler import show_noticed

    drafts = draft(data=data, study=study, memory_limit=memory_limit)
    show_noticed(drafts.findings)
    if drafts.mapping is not None and target is None and not json:
        fix = "add --out FILE: the protocol goes there, the mapping beside it"
        raise UsageError.one("--out", "these tables are not CDISC, so there are two files to write", fix, "init.out")
    written = write_drafts(drafts, target) if target is not None else ()
    beside = written[1] if len(written) > 1 else None
    if json:
        paths = {"path": str(target) if target else None, "mapping": str(beside) if beside else None}
        deliver(as_json(paths | {"text": drafts.protocol, "mapping_text": drafts.mapping}))
    elif target is None:
        deliver(drafts.protocol)
    else:
        option = f" --mapping {beside}" if beside else ""
        say(f"{target}{f', {beside}' if beside else ''}: drafted; next: read the guesses, then")
        say(f"paraprotein check {target} --data {data}{option}")
