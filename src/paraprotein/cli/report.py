"""`paraprotein report`: the page of a results folder, made anew."""

from pathlib import Path
from typing import Annotated

import typer

from .handler import deliver

Results = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `run` or `analyze` wrote with --out.")]
OtherFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write the report here instead of into the same folder.")
]


def report(results: Results, out: OtherFolder = None) -> None:
    """Draw the page, the figures and the tables of a results folder again, from its results.json."""
    from ..api.report import write_report

    deliver(str(write_report(results, out)))
