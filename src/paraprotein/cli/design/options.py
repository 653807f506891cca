"""What the verbs of `paraprotein design` share: their arguments, lists on the command line, and the output."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import UsageError
from ..handler import as_json, deliver

if TYPE_CHECKING:
    from ...design import Design, Designs

P0 = Annotated[float, typer.Argument(help="Response rate that is not of interest, e.g. 0.05.")]
P1 = Annotated[float, typer.Argument(help="Response rate that is of interest, above the first.")]
Alpha = Annotated[float, typer.Argument(help="Type I error allowed, one-sided.")]
Beta = Annotated[float, typer.Argument(help="Type II error allowed; the power is one minus this.")]
LooksAt = Annotated[str, typer.Option("--looks", help="Patients at each look, e.g. 10,20,30.")]
Prior = Annotated[str | None, typer.Option("--prior", help="Parameters a,b of the beta prior.")]
Json = Annotated[bool, typer.Option("--json", help="Print every number with full precision as JSON.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write the result to this file instead of the terminal.")]
Plot = Annotated[Path | None, typer.Option("--plot", help="Draw the design into this file (PNG, SVG or PDF).")]


def present(result: "Design | Designs", json: bool, out: Path | None, plot: Path | None) -> None:
    """Write a design as text or JSON, and draw it where a picture was asked for.

    Raises:
        UsageError: a file cannot be written, or its name does not end in a format of pictures.
    """
    if plot is not None:
        _draw(result, plot)
    deliver(as_json(result.to_dict()) if json else result.text(), out)


def _draw(result: "Design | Designs", plot: Path) -> None:
    if plot.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise UsageError.one(str(plot), f"a picture named {plot.suffix or 'without ending'}", "use .png, .svg or .pdf")
    try:
        result.plot().savefig(plot)
    except OSError as error:
        fix = "choose another file or folder"
        raise UsageError.one(str(plot), f"cannot be written: {error.strerror}", fix) from error


def read_counts(name: str, text: str) -> tuple[int, ...]:
    """Whole numbers separated by commas.

    Raises:
        UsageError: one is none.
    """
    return tuple(_read_whole(name, item) for item in _items(text))


def read_bounds(name: str, text: str) -> tuple[int | None, ...]:
    """Whole numbers separated by commas, `-` where a look has no bound; errors as in `read_counts`."""
    return tuple(None if item == "-" else _read_whole(name, item) for item in _items(text))


def read_rates(name: str, text: str) -> tuple[float, ...]:
    """Numbers separated by commas; errors as in `read_counts`."""
    found = []
    for item in _items(text):
        try:
            found.append(float(item))
        except ValueError as error:
            raise UsageError.one(name, item, "give numbers separated by commas, e.g. 0.2,0.8") from error
    return tuple(found)


def read_pair(name: str, text: str | None) -> tuple[float, float] | None:
    """Two numbers separated by a comma; None where nothing is given; errors as in `read_counts`."""
    if text is None:
        return None
    found = read_rates(name, text)
    if len(found) != 2:
        raise UsageError.one(name, text, "give two numbers separated by a comma, e.g. 0.2,0.8")
    return found[0], found[1]


def read_rows(name: str, text: str) -> tuple[tuple[int, int], ...]:
    """Rows `events/patients` separated by commas; errors as in `read_counts`."""
    rows = []
    for item in _items(text):
        events, slash, of = item.partition("/")
        if not slash:
            raise UsageError.one(name, item, "give events/patients separated by commas, e.g. 3/6,5/12")
        rows.append((_read_whole(name, events), _read_whole(name, of)))
    return tuple(rows)


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _read_whole(name: str, item: str) -> int:
    try:
        return int(item)
    except ValueError as error:
        raise UsageError.one(name, item, "give whole numbers separated by commas, e.g. 10,20,30") from error
