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
    from ..report import check_results, read_report
    from .handler import log_run, show_noticed

    known = read_report(results)
    show_noticed(check_results(results, known))
    page = write_report(results, out)
    log_run(out or results, "report", results=known.digest)
    deliver(str(page))
