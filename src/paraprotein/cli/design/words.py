"""The verb that reads a protocol's sentence."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ...errors import UsageError
from .options import Json, Out, Plot, present


def parse(
    text: Annotated[str, typer.Argument(help="The protocol's sentence, a file that holds it, or - for stdin.")],
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """Read a design back from its sentence, and say what it attains."""
    from ...design import parse as find

    present(find(_read(text)), json, out, plot)


def _read(text: str) -> str:
    if text == "-":
        return sys.stdin.read()
    if " " in text or not Path(text).is_file():
        return text
    try:
        return Path(text).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError.one(text, f"cannot be read: {error}", "give a text file in UTF-8") from error
