"""`paraprotein qualify`: does this installation compute here what it must?"""

from pathlib import Path
from typing import Annotated

import typer

from .arguments import AsJson
from .handler import as_json, deliver

OutFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write the dated report to this folder, as text and JSON.")
]
Simulate = Annotated[
    bool, typer.Option("--simulate/--no-simulate", help="Also simulate a trial twice and check the engine.")
]

FAILED = 1


def qualify(out: OutFolder = None, simulate: Simulate = True, json: AsJson = False) -> None:
    """Check installation and operation on this machine against known answers; exit code 1 where a check fails."""
    from ..api.qualify import qualify as run

    done = run(out, simulate=simulate)
    if json:
        deliver(as_json(done.record()))
    else:
        lines = [f"FAIL {check.asked}: must be {check.expected}, is {check.found}" for check in done.failed]
        deliver("\n".join([*lines, done.sentence]))
    if done.failed:
        raise typer.Exit(FAILED)
