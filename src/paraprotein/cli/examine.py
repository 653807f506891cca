"""A study's data on their way into a verb: refused in one way, with every finding, whichever verb asks."""

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import typer

from ..errors import DataError
from .handler import BAD_INPUT, as_json, deliver, show_noticed

if TYPE_CHECKING:
    from ..api.intake import IntakeKeywords
    from ..api.study import Study
    from ..api.trial import Trial


def examine(trial_of: "Trial", data: Path, *, json: bool, **options: "Unpack[IntakeKeywords]") -> "Study":
    """The study, or the end of the verb with code 2: findings on stderr, and with `--json` on stdout too."""
    from ..api.findings import Findings
    from ..api.study import read_study

    try:
        return read_study(data, trial_of, **options)
    except DataError as error:
        if json:
            deliver(as_json({"valid": False, "findings": Findings(error.findings).records()}))
        show_noticed(error.findings)
        raise typer.Exit(BAD_INPUT) from error
