"""What pydantic finds in a file, in words that say where it is and how to fix it; one finding per mistake."""

import re
from collections.abc import Collection, Mapping

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticUndefined, PydanticUndefinedType

from ...arguments import nearest
from ...errors import Finding
from ...files.plain import Plain
from ..schema.fields import Model, field_at, section_at, written_fields
from ..schema.readable import below
from ..statements import Statements
from ..yaml_reader import Path, locate

_EXPECTED = re.compile(r"'([^']*)'")
_KINDS: Mapping[str, str] = {
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "float_type": "write a number without a unit",
    "float_parsing": "write a number without a unit",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "string_type": "write text; put it in quotes if it looks like a number",
    "tuple_type": "write a list: [a, b]",
    "dict_type": "write a table: name: {...}",
    "model_type": "write a section: name: {field: value, ...}",
}


def check_fields(
    model: Model, statements: Statements, name: str, damaged: Collection[Path] = ()
) -> tuple[BaseModel | None, tuple[Finding, ...]]:
    """Validate a tree against a section, all findings at once.

    Args:
        model: the section that the whole file must be.
        statements: the file's values without wrappers.
        name: file name to show.
        damaged: paths already reported as unreadable; nothing more is said of them.

    Returns:
        The section and no findings, or None and the findings in order of line.
    """
    try:
        return model.model_validate(statements.tree, by_alias=True, by_name=False), ()
    except ValidationError as error:
        mistakes = _by_place(error, statements.tree, damaged)
    found = (
        Finding(locate(name, statements.lines, path), *_words(model, path, errors), rule="protocol.field")
        for path, errors in _without_misspelt(mistakes).items()
    )
    return None, tuple(found)


def _by_place(error: ValidationError, tree: Plain, damaged: Collection[Path]) -> dict[Path, list[ErrorDetails]]:
    """Errors grouped by the place in the file: the branches of a union speak of one mistake."""
    grouped: dict[Path, list[ErrorDetails]] = {}
    for item in error.errors(include_url=False):
        path = _written_path(item["loc"], tree, item["type"])
        if path not in damaged:
            grouped.setdefault(path, []).append(item)
    return {path: errors for path, errors in grouped.items() if not _is_echo(path, errors, grouped)}


def _is_echo(path: Path, errors: list[ErrorDetails], grouped: Collection[Path]) -> bool:
    """A list that is too short only because pydantic left out the items that have mistakes of their own."""
    below = any(len(other) > len(path) and other[: len(path)] == path for other in grouped)
    return below and all(item["type"] == "too_short" for item in errors)


def _written_path(loc: Path, tree: Plain, kind: str) -> Path:
    """The part of pydantic's location that the file contains; a missing field is named although it is not there."""
    path: Path = ()
    held: Plain | PydanticUndefinedType = tree
    for step in loc:
        inside = below(held, step)
        if inside is PydanticUndefined:
            return (*path, step) if kind == "missing" else path
        held = inside
        path = (*path, step)
    return path


def _without_misspelt(mistakes: dict[Path, list[ErrorDetails]]) -> dict[Path, list[ErrorDetails]]:
    """Drop `missing field` where an unknown field beside it is a misspelling of that very field."""
    missing = {path for path, errors in mistakes.items() if errors[0]["type"] == "missing"}
    meant = set()
    for path, errors in mistakes.items():
        if errors[0]["type"] == "extra_forbidden":
            sisters = [str(other[-1]) for other in missing if other[:-1] == path[:-1]]
            meant.add((*path[:-1], nearest(str(path[-1]), sisters)))
    return {path: errors for path, errors in mistakes.items() if not (path in missing and path in meant)}


def _words(model: Model, path: Path, errors: list[ErrorDetails]) -> tuple[str, str]:
    """What was found and the fix, for all that pydantic says about one place."""
    kinds = {item["type"] for item in errors}
    first = next((item for item in errors if item["type"] == "value_error"), errors[0])
    if "extra_forbidden" in kinds:
        return _unknown(model, path)
    if "missing" in kinds:
        return f"the field '{path[-1]}' is missing", f"add {_describe(field_at(model, path), str(path[-1]))}"
    if "value_error" in kinds:
        found, _, fix = str(first["ctx"]["error"]).partition(": ")
        words = [f"'{word}'" for item in errors if item["type"] == "literal_error" for word in _permitted(item)]
        return found, fix + (f", or {' or '.join(words)}" if words else "")
    if "literal_error" in kinds:
        permitted = [word for item in errors if item["type"] == "literal_error" for word in _permitted(item)]
        return f"'{first['input']}' is not permitted here", _choose(str(first["input"]), permitted)
    described = _describe(field_at(model, path), str(path[-1]) if path else "the file")
    if first["input"] is None:
        return "no value", f"write {described}"
    wanted = first["msg"].removeprefix("Input should be ")
    if wanted.startswith(("greater", "less")):
        return f"{_shown(first['input'])} is out of range", f"write a number {wanted}"
    return f"{_shown(first['input'])} is not {wanted}", _KINDS.get(first["type"], f"write {described}")


def _unknown(model: Model, path: Path) -> tuple[str, str]:
    section = section_at(model, path[:-1])
    known = list(written_fields(section)) if section is not None else []
    near = nearest(str(path[-1]), known)
    fix = f"write '{near}'" if near else f"remove it, or use one of: {', '.join(known)}"
    return f"unknown field '{path[-1]}'", fix


def _permitted(item: ErrorDetails) -> list[str]:
    return _EXPECTED.findall(item["ctx"]["expected"]) or [item["ctx"]["expected"]]


def _choose(written: str, permitted: list[str]) -> str:
    near = nearest(written, permitted)
    choices = ", ".join(permitted)
    return f"write '{near}' (one of: {choices})" if near else f"write one of: {choices}"


def _describe(info: FieldInfo | None, name: str) -> str:
    """A field as its own declaration describes it, with an example."""
    if info is None:
        return f"`{name}`"
    example = f", for example {info.examples[0]}" if info.examples else ""
    return f"`{name}`" + (f": {info.description}{example}" if info.description else "")


def _shown(value: object) -> str:
    """A value short enough for one line."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
