"""`paraprotein explain`: every value of a protocol, and how it is known."""

from typing import Annotated, Literal

import typer

from ..protocol.explain import explain as explain_protocol
from ..protocol.explain import explanation_records, explanation_text
from .arguments import AsJson, Out, ProtocolName, load_named
from .handler import as_json, deliver

Only = Annotated[
    Literal["stated", "assumed", "calibrated", "default"] | None,
    typer.Option("--only", help="Show only values that are known in this way."),
]


def explain(protocol: ProtocolName, only: Only = None, json: AsJson = False, out: Out = None) -> None:
    """Show the fully resolved protocol: each value, its unit, and whether it is stated, assumed (why) or a default."""
    loaded = load_named(protocol)
    chosen = [item for item in explain_protocol(loaded) if only in (None, item.standing)]
    if json:
        study = loaded.protocol.study.id
        deliver(as_json({"study": study, "digest": loaded.digest, "values": explanation_records(chosen)}), out)
    else:
        deliver(explanation_text(chosen), out)
