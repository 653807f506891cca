"""`paraprotein cite`: what to cite when you use a result."""

from typing import Annotated

import typer

from .arguments import AsJson, Out, load_named
from .handler import as_json, deliver

Study = Annotated[
    str | None, typer.Argument(metavar="[PROTOCOL]", help="Also cite the sources of this protocol and its population.")
]


def cite(protocol: Study = None, json: AsJson = False, out: Out = None) -> None:
    """Say what to cite: this software, the study's publication, and the sources of its virtual patients."""
    from ..api.start import cite as cite_sources

    citation = cite_sources(load_named(protocol) if protocol is not None else None)
    deliver(as_json(citation.record()) if json else str(citation), out)
