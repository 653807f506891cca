"""The fully resolved form of a protocol: every leaf as a person would write it, and the digest of its values.

The digest is taken of canonical JSON: values only, no comments, spelling or layout.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .schema import Protocol
from .schema.fields import attribute_of, written_fields
from .yaml_reader import Path, dotted


@dataclass(frozen=True)
class Leaf:
    """One value of a resolved protocol.

    Attributes:
        path: field path, `treatment.escalate.after`.
        value: the value as it is held; a quantity in its base unit.
        unit: unit of the value; empty when it has none.
        description: the field's own description.
    """

    path: str
    value: object
    unit: str
    description: str

    @property
    def text(self) -> str:
        """The value with its unit: `28 days`, `8 %`, `300 mg, 400 mg`, `not set`."""
        if self.value is None:
            return "not set"
        if isinstance(self.value, tuple):
            return ", ".join(_one(item, self.unit) for item in self.value) or "none"
        return _one(self.value, self.unit)


def resolve(protocol: Protocol) -> tuple[Leaf, ...]:
    """Every leaf of a protocol, in the order of the schema."""
    return tuple(_section_leaves(protocol, ()))


def resolved_texts(protocol: Protocol) -> dict[str, str]:
    """Path -> value with unit; what a run directory keeps to say later how a protocol changed."""
    return {leaf.path: leaf.text for leaf in resolve(protocol)}


def _section_leaves(section: BaseModel, path: Path) -> Iterator[Leaf]:
    for written, info in written_fields(type(section)).items():
        value = getattr(section, attribute_of(type(section), written))
        yield from _leaves(value, (*path, written), info)


def _leaves(value: object, path: Path, info: FieldInfo) -> Iterator[Leaf]:
    if isinstance(value, BaseModel):
        yield from _section_leaves(value, path)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, (*path, name), info)
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for place, item in enumerate(value):
            yield from _leaves(item, (*path, place), info)
    else:
        yield Leaf(dotted(path), value, unit_of(info), info.description or "")


def unit_of(info: FieldInfo) -> str:
    """Base unit of a quantity field, or of a list of quantities; empty for other fields."""
    extra = info.json_schema_extra
    if isinstance(extra, dict) and "unit" in extra:
        return str(extra["unit"])
    return _unit_within(info.annotation)


def _unit_within(annotation: object) -> str:
    """Unit declared somewhere inside a union or list type."""
    if get_origin(annotation) is Annotated:
        declared = [item for item in get_args(annotation) if isinstance(item, FieldInfo)]
        return next((unit for unit in map(unit_of, declared) if unit), "")
    return next((unit for unit in map(_unit_within, get_args(annotation)) if unit), "")


def _one(value: object, unit: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, int | float):
        return str(value) if value != "" else "not set"
    if unit == "1":
        return f"{value * 100:.10g} %"
    if unit == "day":
        return f"{value:.10g} day" if value == 1 else f"{value:.10g} days"
    return f"{value:.10g} {unit}".rstrip()


def canonical_text(parts: object) -> str:
    """JSON with sorted keys and no spaces."""
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of_parts(parts: object) -> str:
    """SHA-256 of the canonical text of plain data, hexadecimal."""
    return hashlib.sha256(canonical_text(parts).encode()).hexdigest()


def digest_of(section: BaseModel) -> str:
    """SHA-256 of a section with every field, defaults included, quantities in their base unit."""
    return digest_of_parts(section.model_dump(mode="json", by_alias=True))
