"""The one form of a resolved file that its digest is taken of: values only, no comments, spelling or layout."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel

LATER = ("stopping",)
"""Sections that the schema gained while digests were kept already: absent, they leave no trace in a digest."""


def canonical_text(parts: Any) -> str:
    """JSON with sorted keys and no spaces."""
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of_parts(parts: Any) -> str:
    """SHA-256 of the canonical text of plain data, hexadecimal."""
    return hashlib.sha256(canonical_text(parts).encode()).hexdigest()


def digest_of(section: BaseModel) -> str:
    """SHA-256 of a section with every field, defaults included, quantities in their base unit."""
    values = section.model_dump(mode="json", by_alias=True)
    return digest_of_parts({name: value for name, value in values.items() if value is not None or name not in LATER})
