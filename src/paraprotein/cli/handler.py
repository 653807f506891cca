"""What every verb shares: results on stdout, findings on stderr, exit code 2 for bad input, 130 for Ctrl-C.

A verb is a function in its own file with a typed signature and a docstring; `cli/__init__.py` registers it:

    register(app, simulate, example="paraprotein simulate imatinib-wm-2007 --seed 7 --out study")

Heavy imports belong inside the verb's function, so that `paraprotein --help` stays quick.
"""

import functools
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import typer
from rich.console import Console, RenderableType

from ..errors import Finding, InputError, UsageError

BAD_INPUT = 2
INTERRUPTED = 130

Verb = Callable[..., None]


def register(app: typer.Typer, verb: Verb, example: str) -> None:
    """Add a verb to the command line; its `--help` ends with the example.

    Args:
        app: the command line.
        verb: the function; its name, with hyphens, is the verb's name and its docstring the help.
        example: a line to paste.
    """
    app.command(verb.__name__.replace("_", "-"), epilog=f"Example: {example}")(handled(verb))


def handled(verb: Verb) -> Verb:
    """The verb, with bad input and Ctrl-C turned into words and an exit code; any other error stays loud."""

    @functools.wraps(verb)
    def run(*args: object, **options: object) -> None:
        try:
            verb(*args, **options)
        except InputError as error:
            show_findings(error)
            raise typer.Exit(BAD_INPUT) from error
        except KeyboardInterrupt as error:
            typer.echo("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from error

    return run


def show_findings(error: InputError) -> None:
    """Every finding on stderr, one a line, and their number; errors come first where there are others too."""
    is_mixed = any(finding.severity != "error" for finding in error.findings)
    for finding in sorted(error.findings, key=lambda finding: finding.severity != "error"):
        typer.echo(f"{finding.severity}: {finding}" if is_mixed else str(finding), err=True)
    count = len(error.findings)
    typer.echo(f"{count} finding{'' if count == 1 else 's'}", err=True)


def as_json(result: object) -> str:
    """A result as JSON for people and programs; a value that is not a number is null, never NaN."""
    return json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False)


def deliver(text: str, out: Path | None = None) -> None:
    """Write a result to a file, or to stdout when no file is named.

    Raises:
        UsageError: the file cannot be written.
    """
    if out is None or str(out) == "-":
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    try:
        out.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
    except OSError as error:
        fix = "choose another file or folder"
        raise UsageError.one(str(out), f"cannot be written: {error.strerror}", fix) from error


WIDTH = 132
"""Columns where stdout is no terminal, so that a file or a pipe gets whole lines."""


def show(*results: RenderableType) -> None:
    """Print tables and lines on stdout; colours only on a terminal."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False, soft_wrap=False)
    for result in results:
        console.print(result)


def show_noticed(findings: Iterable[Finding]) -> None:
    """Every finding on stderr with its severity, and how many there are of each."""
    noticed = sorted(findings, key=lambda finding: ("error", "warning", "note").index(finding.severity))
    for finding in noticed:
        typer.echo(f"{finding.severity}: {finding}", err=True)
    if noticed:
        counts = [(sum(f.severity == kind for f in noticed), kind) for kind in ("error", "warning", "note")]
        typer.echo(", ".join(f"{n} {kind}{'' if n == 1 else 's'}" for n, kind in counts if n), err=True)
