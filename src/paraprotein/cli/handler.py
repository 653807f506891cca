"""What every verb shares: results on stdout, findings on stderr, exit code 2 for bad input, 130 for Ctrl-C.

A verb is a function in its own file with a typed signature and a docstring; `cli/__init__.py` registers it:

    register(app, simulate, example="paraprotein simulate imatinib-wm-2007 --seed 7 --out study")

Heavy imports belong inside the verb's function, so that `paraprotein --help` stays quick.
"""

import functools
import json
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import typer
from rich.console import Console, RenderableType
from rich.text import Text

from ..errors import Finding, InputError, UsageError
from ..plain_text import plain_line, plain_text
from ..storage.disk import replace_file
from ..storage.log import append_entry
from ..version import __version__

BAD_INPUT = 2
INTERRUPTED = 130
TERMINATED = 143

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
        except (BrokenPipeError, ConnectionResetError):
            raise  # whoever read the output has gone, and nobody is left to be told
        except (OSError, UnicodeEncodeError) as error:
            show_findings(UsageError([_refused(error)]))
            raise typer.Exit(BAD_INPUT) from error
        except KeyboardInterrupt as error:
            say("terminated" if isinstance(error, Terminated) else "interrupted")
            raise typer.Exit(TERMINATED if isinstance(error, Terminated) else INTERRUPTED) from error

    return run


class Terminated(KeyboardInterrupt):
    """SIGTERM, which ends a command as Ctrl-C does: nothing half-written stays, and the exit code says why."""


def hear_termination() -> None:
    """End at SIGTERM with a message instead of at once; a batch system sends it before it kills."""

    def stop(_number: int, _frame: object) -> None:
        raise Terminated

    signal.signal(signal.SIGTERM, stop)


def _refused(error: OSError | UnicodeEncodeError) -> Finding:
    """What the system refused, in words."""
    if isinstance(error, UnicodeEncodeError):
        where, found = plain_line(str(error.object)[:200]), "a name that is no UTF-8 text"
        return Finding(where, found, "rename the file or folder", rule="file.name")
    reason = error.strerror or str(error)
    return Finding(str(error.filename or "the disk"), f"refused: {reason}", "check the place and its permissions",
                   rule="file.refused")  # fmt: skip


def say(line: str) -> None:
    """One line on stderr, whatever stands in it."""
    typer.echo(plain_line(line), err=True)


def show_findings(error: InputError) -> None:
    """Findings on stderr, one line per cause, and their number; errors come first where there are others too."""
    from ..api.findings import grouped, shown_lines

    is_mixed = any(finding.severity != "error" for finding in error.findings)
    for line in shown_lines(error.findings) if is_mixed else map(str, grouped(error.findings)):
        say(line)
    count = len(error.findings)
    say(f"{count} finding{'' if count == 1 else 's'}")


def as_json(result: object) -> str:
    """A result as JSON for people and programs; a value that is not a number is null, never NaN."""
    return json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False)


def deliver(text: str, out: Path | None = None) -> None:
    """Write a result to a file, or to stdout when no file is named; a file that is there is replaced in one step.

    Raises:
        UsageError: the file cannot be written.
    """
    content = text if text.endswith("\n") else text + "\n"
    if out is None or str(out) == "-":
        sys.stdout.write(plain_text(content))
        return
    try:
        if out.exists() and not out.is_file():  # a pipe or a device, which no file may replace
            out.write_text(content, encoding="utf-8")
        else:
            replace_file(out.resolve(), content.encode())
    except OSError as error:
        fix = "choose another file or folder"
        raise UsageError.one(str(out), f"cannot be written: {error.strerror}", fix) from error


def log_run(folder: Path, verb: str, **facts: object) -> None:
    """Note in a results folder's log what was run, with which words and versions.

    Raises:
        UsageError: the log cannot be written.
    """
    try:
        append_entry(folder, {"verb": verb, "words": sys.argv[1:], "version": __version__, **facts})
    except OSError as error:
        fix = "the results are there; allow writing and repeat the command"
        raise UsageError.one(str(folder), f"the log cannot be written: {error.strerror}", fix) from error


WIDTH = 132
"""Columns where stdout is no terminal, so that a file or a pipe gets whole lines."""


def show(*results: RenderableType) -> None:
    """Print tables and lines on stdout; colours only on a terminal. A line is never markup; cells are `cell(...)`."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False, soft_wrap=False)
    for result in results:
        console.print(Text(plain_text(result)) if isinstance(result, str) else result)


def show_noticed(findings: Iterable[Finding]) -> None:
    """Findings on stderr, worst first and one line per cause, and how many there are of each severity."""
    from ..api.findings import Findings, shown_lines

    noticed = Findings(findings)
    for line in shown_lines(noticed):
        say(line)
    if noticed:
        say(noticed.counts)
