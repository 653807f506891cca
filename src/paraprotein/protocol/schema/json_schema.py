"""JSON Schema of the protocol file, for editors: completion, descriptions, and no complaint about `assumed`."""

from typing import Any

from ..statements import WORDS
from . import Protocol

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def protocol_json_schema() -> dict[str, Any]:
    """The schema, draft 2020-12. Each value may be written plainly or as `{value: ..., assumed: reason}`."""
    schema = Protocol.model_json_schema(by_alias=True)
    for section in (schema, *schema["$defs"].values()):
        if section.get("type") == "object" and "properties" in section:
            _admit_statements(section)
    return {"$schema": DIALECT, **schema}


def _admit_statements(section: dict[str, Any]) -> None:
    """Let each field of a section, and the section itself, carry its evidence level."""
    fields = section["properties"]
    section["properties"] = {name: _wrapped(field) for name, field in fields.items()} | _words()


def _wrapped(field: dict[str, Any]) -> dict[str, Any]:
    """A field's schema, or an object with its value and exactly one word for its evidence level."""
    notes: dict[str, Any] = {key: field[key] for key in ("title", "description", "default", "examples") if key in field}
    plain = {key: value for key, value in field.items() if key not in ("title", "default")}
    wrappers = [
        {
            "type": "object",
            "properties": {"value": plain, word: note},
            "required": ["value", word],
            "additionalProperties": False,
        }
        for word, note in _words().items()
    ]
    return {**notes, "anyOf": [plain, *wrappers]}


def _words() -> dict[str, Any]:
    return {str(word): {"type": "string", "minLength": 1, "description": meaning} for word, meaning in WORDS.items()}
