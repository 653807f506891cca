"""Where the studies that come with the package lie."""

from pathlib import Path

from .. import cases

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
