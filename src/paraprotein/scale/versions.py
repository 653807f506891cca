"""Versions of what makes the numbers: a run directory is finished with those that began it."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ..version import __version__

ROOMS = ("dosing", "pharmacology", "protocol", "response", "sdtm", "simulation", "toxicity")
"""What a simulated patient's records follow from; `units`, `sources` and `errors` lie below them as single files."""


def installed_versions() -> dict[str, str]:
    """Name to version of this package, of the libraries that change a result's last bit, and of Python.

    `code` is a digest of the package's own files that make patients, so that an edited copy of the same version
    differs from the released one.
    """
    libraries = {name: version(name) for name in ("jax", "jaxlib", "numpy", "polars")}
    return {"paraprotein": __version__, "code": _code_digest(), **libraries, "python": platform.python_version()}


@cache
def _code_digest() -> str:
    """First twelve digits of the SHA-256 over names and contents."""
    package = Path(__file__).parents[1]
    files = [path for room in ROOMS for path in (package / room).rglob("*.py")] + [package / "units.py"]
    digest = hashlib.sha256()
    for name, path in sorted((path.relative_to(package).as_posix(), path) for path in files):
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
