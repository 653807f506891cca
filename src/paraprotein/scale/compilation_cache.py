"""Keep compiled programs on disk between processes: compiling the trial engine takes longer than 1,000 trials."""

import hashlib
import os
import platform
import sys
from pathlib import Path

VARIABLE = "PARAPROTEIN_CACHE"
"""Environment variable that names another folder for the cache; set it to nothing for no cache."""


def use_compilation_cache() -> Path | None:
    """Let JAX keep what it compiles in the user's cache folder; call it before anything is compiled.

    Returns:
        The folder, or None where none can be written; then everything still works, without the gain.
    """
    import jax

    folder = _folder()
    if folder is None:
        return None
    jax.config.update("jax_compilation_cache_dir", str(folder))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)  # type: ignore[no-untyped-call]
    return folder


def _folder() -> Path | None:
    chosen = os.environ.get(VARIABLE)
    if chosen == "":
        return None
    try:
        base = Path(chosen) if chosen else _user_cache() / "paraprotein"
        folder = base / f"compiled-{_processor()}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return folder if os.access(folder, os.W_OK) else None


def _user_cache() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _processor() -> str:
    """Short name of this kind of processor: machine code for a newer one must not run on an older one."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    kind = next((line for line in lines if line.startswith(("flags", "Features"))), platform.processor())
    return f"{platform.machine()}-{hashlib.sha256(kind.encode()).hexdigest()[:8]}"
