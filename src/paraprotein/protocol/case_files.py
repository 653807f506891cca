"""The files of a protocol: where bundled studies lie, and the text of files that people write."""

from pathlib import Path

from .. import cases
from ..errors import ProtocolError
from .yaml_reader import MAX_BYTES


def read_text(path: Path) -> str:
    """The whole file as text.

    Raises:
        ProtocolError: not there, not a regular file, too large, or not UTF-8.
    """
    if path.exists() and not path.is_file():
        found = "a folder" if path.is_dir() else "not a regular file"  # nothing would ever come out of an idle pipe
        raise ProtocolError.one(str(path), found, "name a file", "file.unreadable")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        fix = "check the name and the folder"
        raise ProtocolError.one(str(path), f"cannot be read: {error.strerror}", fix, "file.unreadable") from error
    if len(content) > MAX_BYTES:
        fix = "move tables of data to their own files"
        raise ProtocolError.one(str(path), f"more than {MAX_BYTES:,} bytes", fix, "yaml.size")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"not UTF-8 text at byte {error.start}"
        raise ProtocolError.one(str(path), found, "save the file as UTF-8", "file.encoding") from error


PROTOCOL_FILE = "protocol.yaml"


def cases_directory() -> Path:
    """Folder with one folder per bundled study."""
    return Path(cases.__file__).parent


def bundled_names() -> tuple[str, ...]:
    """Names of the bundled studies, in order."""
    return tuple(sorted(path.parent.name for path in cases_directory().glob(f"*/{PROTOCOL_FILE}")))


def case_directory(name: str) -> Path | None:
    """Folder of a bundled study; None when no study has this name."""
    return cases_directory() / name if name in bundled_names() else None
