"""The schema as a person meets it in a file: fields by their written name, found by path."""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..yaml_reader import Path

Model = type[BaseModel]


def written_fields(model: Model) -> dict[str, FieldInfo]:
    """Fields of a section by the name written in a file (`if`, not `when`), in declared order."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def attribute_of(model: Model, written: str) -> str:
    """Name of the attribute that holds a field: `if` is held as `when`."""
    return next(name for name, info in model.model_fields.items() if (info.alias or name) == written)


def alternatives(annotation: Any) -> Iterator[Any]:
    """The types that a field admits, without None: a union's members, or the one type itself."""
    if get_origin(annotation) is Annotated:
        yield from alternatives(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from alternatives(member)
    elif annotation is not type(None):
        yield annotation


def section_type(annotation: Any) -> Model | None:
    """The section that a field holds; None when it holds a plain value, a list or a table."""
    found = (kind for kind in alternatives(annotation) if isinstance(kind, type) and issubclass(kind, BaseModel))
    return next(found, None)


def element_type(annotation: Any) -> Any | None:
    """Type of a list's items or of a table's values; None when the field is neither."""
    for kind in alternatives(annotation):
        origin = get_origin(kind)
        if origin is tuple:
            return get_args(kind)[0]
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return get_args(kind)[1]
    return None


def annotation_at(model: Model, path: Path) -> Any | None:
    """Type of the value at a path below `model`, with its constraints; None when the schema has no such place."""
    annotation: Any = model
    for step in path:
        section = section_type(annotation)
        if section is None:
            annotation = element_type(annotation)
        else:
            info = written_fields(section).get(str(step))
            annotation = None if info is None else _constrained(info)
        if annotation is None:
            return None
    return annotation


def _constrained(info: FieldInfo) -> Any:
    """A field's type with the constraints that pydantic moved to its declaration."""
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation


def section_at(model: Model, path: Path) -> Model | None:
    """The section at a path below `model`; None when there is none."""
    return section_type(annotation_at(model, path))


def field_at(model: Model, path: Path) -> FieldInfo | None:
    """Declaration of the field at a path, or of the list or table that holds it."""
    while path:
        section = section_at(model, path[:-1])
        if section is not None:
            return written_fields(section).get(str(path[-1]))
        path = path[:-1]
    return None


def leaf_fields(model: Model, path: str = "") -> Iterator[str]:
    """Every field that holds a value, by its path: `treatment.toxicity[].if`, `assays.*.unit`.

    `[]` means each item of a list and `*` each name of a table. A section, or a list or table of sections, is
    no field of its own.
    """
    for written, info in written_fields(model).items():
        here = f"{path}.{written}" if path else written
        section, inside = section_type(info.annotation), element_type(info.annotation)
        listed = section_type(inside) if inside is not None else None
        if section is not None:
            yield from leaf_fields(section, here)
        elif listed is not None:
            is_table = any(isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Mapping)
                           for kind in alternatives(info.annotation))  # fmt: skip
            yield from leaf_fields(listed, f"{here}.*" if is_table else f"{here}[]")
        else:
            yield here
