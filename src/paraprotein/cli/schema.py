"""`paraprotein schema`: the JSON Schema of the protocol file, for editors."""

from .arguments import AsJson, Out
from .handler import as_json, deliver


def schema(out: Out = None, json: AsJson = True) -> None:
    """Print the JSON Schema of the protocol file, for completion and checking in an editor; always JSON."""
    from ..api.start import schema as protocol_schema

    del json  # accepted like everywhere else; the schema has no other form
    deliver(as_json(protocol_schema()), out)
