"""`paraprotein init`: a protocol to start from."""

from ..protocol.init import starter_text, write_starter
from .arguments import AsJson, Out
from .handler import as_json, deliver


def init(out: Out = None, json: AsJson = False) -> None:
    """Write a commented starter protocol to edit; an existing file is never overwritten."""
    is_file = out is not None and str(out) != "-"
    if out is not None and is_file:
        write_starter(out)
    if json:
        deliver(as_json({"path": str(out) if is_file else None, "text": starter_text()}))
    elif not is_file:
        deliver(starter_text())
