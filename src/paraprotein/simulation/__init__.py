"""Make a study: virtual patients, dosed and observed by the protocol, written as study tables.

The engine takes seconds to load; it is loaded when a name of it is first used, so that a protocol is checked at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .executable import check_executable as check_executable
from .executable import executable_findings as executable_findings
from .executable import not_simulated as not_simulated
from .executable import require_executable as require_executable

if TYPE_CHECKING:
    from .self_check import SelfCheck as SelfCheck
    from .study import Simulator as Simulator
    from .study import VirtualStudy as VirtualStudy
    from .study import simulate_study as simulate_study

_WHERE = {
    "SelfCheck": "self_check",
    "Simulator": "study",
    "VirtualStudy": "study",
    "simulate_study": "study",
}


def __getattr__(name: str) -> object:
    """A name of the engine, loaded on its first use."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
