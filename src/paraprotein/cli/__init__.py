"""The command line: one file per verb, registered here."""

from typing import Annotated

import typer

from .. import __version__
from .check import check
from .cite import cite
from .explain import explain
from .handler import register
from .init import init
from .schema import schema

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


register(app, check, example="paraprotein check imatinib-wm-2007")
register(app, explain, example="paraprotein explain imatinib-wm-2007 --only assumed")
register(app, init, example="paraprotein init --out my-study.yaml")
register(app, schema, example="paraprotein schema --out protocol.schema.json")
register(app, cite, example="paraprotein cite imatinib-wm-2007")


def main() -> None:
    """Run the command line and exit."""
    app(prog_name="paraprotein")
