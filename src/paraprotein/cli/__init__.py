"""The command line: one file per verb, registered here."""

from typing import Annotated

import typer

from ..version import __version__
from .analyze import analyze
from .calibrate import calibrate
from .check import check
from .cite import cite
from .convert import convert
from .derive import derive
from .design import design
from .explain import explain
from .explain_response import explain_response
from .handler import hear_termination, register
from .init import init
from .monitor import monitor
from .qualify import qualify
from .register_data import register as register_data
from .report import report
from .run import run
from .schema import schema
from .simulate import simulate

app = typer.Typer(name="paraprotein", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"paraprotein {__version__}")
        raise typer.Exit


@app.callback(epilog="Example: paraprotein check imatinib-wm-2007")
def paraprotein(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Executable phase II trials in diseases measured by a serum paraprotein."""


register(app, run, example="paraprotein run imatinib-wm-2007 --trials 100 --seed 7 --out runs/imatinib-wm-2007")
register(app, analyze, example="paraprotein analyze imatinib-wm-2007 study --out runs/study")
register(app, report, example="paraprotein report runs/study")
register(app, explain_response, example="paraprotein explain-response imatinib-wm-2007 study 0001")
register(app, check, example="paraprotein check imatinib-wm-2007")
register(app, monitor, example="paraprotein monitor imatinib-wm-2007 study --as-of 2004-09-01")
register(app, derive, example="paraprotein derive imatinib-wm-2007 study --to xpt --out submission")
register(app, convert, example="paraprotein convert study --to dataset-json --out study-json")
register(app, register_data, example="paraprotein register study")
app.add_typer(design)
register(app, explain, example="paraprotein explain imatinib-wm-2007 --only assumed")
register(app, init, example="paraprotein init --out my-study.yaml")
register(app, schema, example="paraprotein schema --out protocol.schema.json")
register(app, simulate, example="paraprotein simulate imatinib-wm-2007 --seed 7 --out study")
register(app, calibrate, example="paraprotein calibrate imatinib-wm-2007 --simulations 4000 --out runs/calibration")
register(app, qualify, example="paraprotein qualify --out runs/qualification")
register(app, cite, example="paraprotein cite imatinib-wm-2007")


def main() -> None:
    """Run the command line and exit."""
    hear_termination()
    app(prog_name="paraprotein")
