"""Versions of what makes the numbers: a run directory is finished with those that began it."""

import platform
from importlib.metadata import version

from .. import __version__


def installed_versions() -> dict[str, str]:
    """Name to version of this package, of the libraries that change a result's last bit, and of Python."""
    libraries = {name: version(name) for name in ("jax", "jaxlib", "numpy", "polars")}
    return {"paraprotein": __version__, **libraries, "python": platform.python_version()}
