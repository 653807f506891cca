"""`paraprotein schema`: the JSON Schema of the protocol file, for editors."""

from ..protocol.schema.json_schema import protocol_json_schema
from .arguments import AsJson, Out
from .handler import as_json, deliver


def schema(out: Out = None, json: AsJson = True) -> None:
    """Print the JSON Schema of the protocol file, for completion and checking in an editor; always JSON."""
    del json  # accepted like everywhere else; the schema has no other form
    deliver(as_json(protocol_json_schema()), out)
