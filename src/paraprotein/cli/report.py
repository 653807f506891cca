"""`paraprotein report`: the page of a results folder, made anew."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError, UsageError
from .handler import deliver

Results = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `run` or `analyze` wrote with --out.")]
OtherFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write the report here instead of into the same folder.")
]


def report(results: Results, out: OtherFolder = None) -> None:
    """Draw the page, the figures and the tables of a results folder again, from its results.json."""
    from ..report import check_results, read_report, refuse_strangers, write_report
    from .handler import log_run, show_noticed

    folder = out or results
    known = read_report(results)
    refuse_strangers(folder)
    try:
        show_noticed(check_results(results, known))
        page = write_report(known, folder)
    except InputError:
        raise
    except Exception as error:
        if not known.is_edited:
            raise
        fix = "write the results again with `paraprotein run` or `paraprotein analyze`"
        found = f"results.json is damaged: {type(error).__name__} {error}"
        raise UsageError.one(str(results), found, fix, "report.unreadable") from error
    log_run(folder, "report", results=known.digest)
    deliver(str(page))
