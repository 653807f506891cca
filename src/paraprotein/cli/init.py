"""`paraprotein init`: a protocol to start from."""

from typing import Annotated

import typer

from ..protocol.init import STARTERS, starter_text, write_starter
from .arguments import AsJson, Out
from .handler import as_json, deliver

Disease = Annotated[str, typer.Option("--disease", metavar="NAME", help=f"One of: {', '.join(STARTERS)}.")]


def init(out: Out = None, disease: Disease = "waldenstrom", json: AsJson = False) -> None:
    """Write a commented starter protocol to edit; an existing file is never overwritten."""
    is_file = out is not None and str(out) != "-"
    if out is not None and is_file:
        write_starter(out, disease)
    if json:
        deliver(as_json({"path": str(out) if is_file else None, "text": starter_text(disease)}))
    elif not is_file:
        deliver(starter_text(disease))
