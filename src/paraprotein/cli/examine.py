"""A study's data on their way into a verb: refused in one way, with every finding, whichever verb asks."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from ..api.gate import Examined, examined
from ..api.intake import IntakeOptions
from ..errors import DataError, Finding
from ..protocol import LoadedProtocol
from .handler import BAD_INPUT, as_json, deliver, show_noticed


def examine(loaded: LoadedProtocol, data: Path, options: IntakeOptions, *, json: bool) -> Examined:
    """The study, or the end of the verb with code 2: findings on stderr, and with `--json` on stdout too."""
    try:
        return examined(loaded.protocol, data, options)
    except DataError as error:
        if json:
            deliver(as_json({"valid": False, "findings": finding_records(error.findings)}))
        show_noticed(error.findings)
        raise typer.Exit(BAD_INPUT) from error


def finding_records(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as plain data for JSON."""
    return [asdict(finding) for finding in findings]
