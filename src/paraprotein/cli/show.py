"""Results on stdout and findings on stderr, in words."""

import sys
from collections.abc import Iterable

import typer
from rich.console import Console, RenderableType

from ..errors import Finding

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
