"""`paraprotein explain`: every value of a protocol, and how it is known."""

from typing import Annotated, Literal

import typer

from .arguments import AsJson, Out, ProtocolName, load_named
from .handler import as_json, deliver

Only = Annotated[
    Literal["stated", "assumed", "calibrated", "default"] | None,
    typer.Option("--only", help="Show only values that are known in this way."),
]


def explain(protocol: ProtocolName, only: Only = None, json: AsJson = False, out: Out = None) -> None:
    """Show the fully resolved protocol: each value, its unit, and whether it is stated, assumed (why) or a default."""
    trial = load_named(protocol)
    values = trial.explain(only)
    if json:
        deliver(as_json({"study": trial.id, "digest": trial.digest, "values": values.records()}), out)
    else:
        deliver(repr(values), out)
