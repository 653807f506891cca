"""Executable phase II trials in diseases measured by a serum paraprotein.

    import paraprotein as pp

    trial = pp.load("imatinib-wm-2007")
    study = pp.simulate(trial, seed=7)
    result = pp.analyze(trial, study)
    result["orr"].value

Every name is loaded when it is first used, so that the import itself is quick.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from .version import __version__ as __version__

if TYPE_CHECKING:
    from . import design as design
    from .api.analysis import Analysis as Analysis
    from .api.analysis import analyze as analyze
    from .api.analysis import explain_response as explain_response
    from .api.calibrate import calibrate as calibrate
    from .api.check import check as check
    from .api.files import convert as convert
    from .api.files import derive as derive
    from .api.files import register as register
    from .api.findings import Findings as Findings
    from .api.monitor import monitor as monitor
    from .api.qualify import qualify as qualify
    from .api.report import write_report as write_report
    from .api.rules import grade as grade
    from .api.rules import respond as respond
    from .api.runs import Runs as Runs
    from .api.runs import run as run
    from .api.simulate import simulate as simulate
    from .api.simulate import write_simulation as write_simulation
    from .api.start import cite as cite
    from .api.start import init as init
    from .api.start import schema as schema
    from .api.study import Study as Study
    from .api.study import read_study as read_study
    from .api.trial import Explanation as Explanation
    from .api.trial import Trial as Trial
    from .api.trial import explain as explain
    from .api.trial import load as load

_HOMES = {
    "Analysis": "analysis",
    "Explanation": "trial",
    "Findings": "findings",
    "Runs": "runs",
    "Study": "study",
    "Trial": "trial",
    "analyze": "analysis",
    "calibrate": "calibrate",
    "check": "check",
    "cite": "start",
    "convert": "files",
    "derive": "files",
    "explain": "trial",
    "explain_response": "analysis",
    "grade": "rules",
    "init": "start",
    "load": "trial",
    "monitor": "monitor",
    "qualify": "qualify",
    "read_study": "study",
    "register": "files",
    "respond": "rules",
    "run": "runs",
    "schema": "start",
    "simulate": "simulate",
    "write_report": "report",
    "write_simulation": "simulate",
}
"""Public name -> its module in `api`; the imports above say the same to type checkers and editors."""

__all__ = [*_HOMES, "__version__"]  # `design` is a room of its own, with a page of its own


if not TYPE_CHECKING:  # to a type checker a misspelt name stays an error

    def __getattr__(name: str) -> object:
        """A public name, or a room such as `response`, loaded when it is first used."""
        if name in _HOMES:
            thing = getattr(import_module(f".api.{_HOMES[name]}", __name__), name)
            globals()[name] = thing
            return thing
        room = None if name.startswith("_") else _room(name)
        if room is not None:
            return room
        from .arguments import nearest

        near = nearest(name, _HOMES)
        raise AttributeError(f"paraprotein has no '{name}'{f'; did you mean {near}?' if near else ''}")


def _room(name: str) -> ModuleType | None:
    """A room of the package by its name; None where there is none."""
    try:
        return import_module(f".{name}", __name__)
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{name}":
            raise
        return None


def __dir__() -> list[str]:
    return sorted([*_HOMES, "__version__", "design"])
