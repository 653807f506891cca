"""The one form of a resolved file that its digest is taken of: values only, no comments, spelling or layout."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel


def canonical_text(parts: Any) -> str:
    """JSON with sorted keys and no spaces."""
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of_parts(parts: Any) -> str:
    """SHA-256 of the canonical text of plain data, hexadecimal."""
    return hashlib.sha256(canonical_text(parts).encode()).hexdigest()


def digest_of(section: BaseModel) -> str:
    """SHA-256 of a section with every field, defaults included, quantities in their base unit."""
    return digest_of_parts(section.model_dump(mode="json", by_alias=True))
