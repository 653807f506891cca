"""Single fields out of a file that may be wrong elsewhere, so that cross-checks need not wait for other repairs."""

from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, PydanticUndefinedType

from ...files.plain import Plain
from ..yaml_reader import Path
from .fields import Model, annotation_at, field_at


class UnreadableFieldError(Exception):
    """The field is missing or wrong; another finding says so."""


def read_field(model: Model, tree: Plain, path: Path) -> Any:
    """Value of one field as the schema holds it, or its default where the file is silent.

    Raises:
        UnreadableFieldError: the field, or the section around it, cannot be read.
    """
    annotation = annotation_at(model, path)
    if annotation is None:
        raise UnreadableFieldError
    raw = _dig(tree, path)
    if raw is PydanticUndefined:
        return _default(field_at(model, path), _dig(tree, path[:-1]))
    try:
        return TypeAdapter(annotation).validate_python(raw, by_alias=True, by_name=False)
    except ValidationError as error:
        raise UnreadableFieldError from error


def count_items(tree: Plain, path: Path) -> int:
    """Number of items in the list at a path; 0 when there is none."""
    items = _dig(tree, path)
    return len(items) if isinstance(items, list) else 0


def name_entries(tree: Plain, path: Path) -> tuple[str, ...]:
    """Names in the table at a path; empty when there is none."""
    entries = _dig(tree, path)
    return tuple(entries) if isinstance(entries, dict) else ()


def _dig(tree: Plain, path: Path) -> Plain | PydanticUndefinedType:
    held: Plain | PydanticUndefinedType = tree
    for step in path:
        held = below(held, step)
    return held


def below(tree: Plain | PydanticUndefinedType, step: str | int) -> Plain | PydanticUndefinedType:
    """The value one step down a tree, undefined where the tree has none."""
    found: Plain | PydanticUndefinedType = PydanticUndefined
    if isinstance(tree, dict) and isinstance(step, str):
        found = tree.get(step, found)
    elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
        found = tree[step]
    return found


def _default(info: FieldInfo | None, section: object) -> Any:
    if info is None or info.is_required() or (section is not PydanticUndefined and not isinstance(section, dict)):
        raise UnreadableFieldError
    return info.get_default(call_default_factory=True, validated_data={})
