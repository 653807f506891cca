"""A starter protocol to edit: a valid file whose every field carries its own description as a comment."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ..errors import UsageError
from ..storage.disk import add_file
from .schema import Protocol
from .schema.fields import section_at, written_fields
from .statements import separate_statements
from .yaml_reader import Path as FieldPath
from .yaml_reader import read_yaml

STARTERS: Mapping[str, Path] = MappingProxyType(
    {
        "waldenstrom": Path(__file__).with_name("starter.yaml"),
        "myeloma": Path(__file__).with_name("starter-myeloma.yaml"),
        "al-amyloidosis": Path(__file__).with_name("starter-al-amyloidosis.yaml"),
    }
)
"""Disease -> a protocol to start from."""

COMMENT_COLUMN = 48

HEADER = """\
# A protocol for paraprotein. Edit it, then run `paraprotein check` on this file.
# A plain value is stated by the study's publication. A value of your own says why: {value: 8 %, assumed: "the reason"}.
"""


def starter_text(disease: str = "waldenstrom") -> str:
    """The starter protocol for a disease, with comments from the fields' declarations.

    Raises:
        UsageError: there is no starter for this disease.
    """
    if disease not in STARTERS:
        raise UsageError.one("disease", f"'{disease}' is unknown", f"write one of: {', '.join(STARTERS)}")
    plain = STARTERS[disease].read_text(encoding="utf-8")
    document = read_yaml(plain, STARTERS[disease].name)
    comments = _comments(separate_statements(document).lines)
    lines = [_with_comment(line, comments.get(number, "")) for number, line in enumerate(plain.splitlines(), 1)]
    return HEADER + "\n".join(lines) + "\n"


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; it appears whole.

    Raises:
        UsageError: the file exists, or its folder does not.
    """
    try:
        add_file(path, text.encode())
    except FileExistsError as error:
        raise UsageError.one(str(path), "the file exists", "choose another name, or remove it first") from error
    except OSError as error:
        raise UsageError.one(str(path), f"cannot be written: {error.strerror}", "choose another folder") from error


def _comments(lines: Mapping[FieldPath, int]) -> dict[int, str]:
    """Description of the first field on each line; a field met before is not described again."""
    comments: dict[int, str] = {}
    described = set()
    for path, line in lines.items():
        section = section_at(Protocol, path[:-1]) if path and isinstance(path[-1], str) else None
        info = written_fields(section).get(str(path[-1])) if section is not None else None
        declared = (section, path[-1]) if path else None
        if info is not None and info.description and declared not in described and line not in comments:
            comments[line] = info.description
            described.add(declared)
    return comments


def _with_comment(line: str, comment: str) -> str:
    return f"{line:<{COMMENT_COLUMN}}  # {comment}" if comment else line
