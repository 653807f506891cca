"""The one form of a resolved protocol that its digest is taken of: values only, no comments, order or spelling."""

import hashlib
import json

from pydantic import BaseModel


def canonical_text(section: BaseModel) -> str:
    """JSON of every field, defaults included, quantities in their base unit, keys sorted."""
    return json.dumps(section.model_dump(mode="json", by_alias=True), sort_keys=True, separators=(",", ":"))


def digest_of(section: BaseModel) -> str:
    """SHA-256 of the canonical text, hexadecimal."""
    return hashlib.sha256(canonical_text(section).encode()).hexdigest()
