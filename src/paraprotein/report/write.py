"""Write a report: the page, and beside it every figure, every table and the results."""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from ..adam.derive import Adam
from ..arguments import AnyPath, as_path
from ..errors import UsageError
from .contents import RESULTS_FILE, Report
from .figures import draw_figures
from .page import render_page
from .tables import tabulate_report

PAGE_FILE = "index.html"
COMPARISON_FILE = "comparison.json"

LINK = re.compile('href="#[^"]*"')


def write_report(report: Report, folder: AnyPath, adam: Adam | None = None) -> Path:
    """Write `index.html`, `figures/`, `tables/`, `results.json`, `adam/` and, for a virtual run, `comparison.json`.

    Everything is prepared in a temporary folder beside it and then moved into place, the page last: a reader never sees
    half a report. The same report gives the same bytes.

    Args:
        report: what to write.
        folder: created where missing; an older report in it is replaced, other files are left alone.
        adam: the derived tables; None leaves those that are there.

    Returns:
        The page.

    Raises:
        UsageError: the folder holds something that is no report, or cannot be written.
    """
    folder = refuse_strangers(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".report-", dir=folder) as temporary:
            prepared = Path(temporary)
            _write_files(prepared, _contents(report))
            if adam is not None:
                _write_adam(adam, prepared / "adam", simulated=report.simulated)
            _move_into(prepared, folder)
    except OSError as error:
        fix = "choose another folder with --out"
        raise UsageError.one(str(folder), f"cannot be written: {error.strerror}", fix) from error
    return folder / PAGE_FILE


def refuse_strangers(folder: AnyPath) -> Path:
    """Refuse to write into a folder with other files by mistake; ask before long work begins.

    Returns:
        The folder.

    Raises:
        UsageError: a file, or a folder that is not empty and holds no report.
    """
    folder = as_path(folder, "out")
    if folder.exists() and not folder.is_dir():
        raise UsageError.one(str(folder), "is a file", "name a folder with --out", "report.folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / RESULTS_FILE).is_file():
        found = "is not empty and holds no report"
        raise UsageError.one(str(folder), found, "name a new folder with --out, or empty this one", "report.folder")
    return folder


def _contents(report: Report) -> dict[str, bytes]:
    """Path within the folder -> content of every file but the derived tables."""
    drawings, tables = draw_figures(report), tabulate_report(report)
    files = {RESULTS_FILE: report.to_json().encode()}
    for drawing in drawings:
        files[f"figures/{drawing.name}.svg"] = _beside_page(drawing.svg, drawing.links).encode()
        files[f"figures/{drawing.name}.png"] = drawing.png
        files[f"figures/{drawing.name}.pdf"] = drawing.pdf
    for table in tables:
        files[f"tables/{table.name}.csv"] = table.to_csv().encode()
        files[f"tables/{table.name}.json"] = table.to_json().encode()
    if report.comparison is not None:
        files[COMPARISON_FILE] = report.comparison_json().encode()
    return files | {PAGE_FILE: render_page(report, drawings, tables).encode()}


def _beside_page(svg: str, links: Mapping[str, str]) -> str:
    """A figure as a file of its own: what leads to an explanation leads to the page first."""
    targets = {f'href="#{anchor}"': f'href="../{PAGE_FILE}#{anchor}"' for anchor in links.values()}
    return LINK.sub(lambda found: targets.get(found[0], found[0]), svg)


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _write_adam(adam: Adam, folder: Path, *, simulated: bool) -> None:
    """Codes as text, for the order of categories depends on what was read before; simulated data with their mark."""
    folder.mkdir()
    mark = [pl.lit("Y").alias("SIMULATED")] if simulated else []
    for name in adam:
        as_text = adam[name].with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String), *mark)
        as_text.write_parquet(folder / f"{name.lower()}.parquet", compression="zstd", statistics=False)


def _move_into(prepared: Path, folder: Path) -> None:
    """Replace each entry of an older report; the page comes last."""
    names = sorted((path.name for path in prepared.iterdir()), key=lambda name: (name == PAGE_FILE, name))
    old = prepared / ".replaced"
    old.mkdir()
    for name in names:
        target = folder / name
        if target.is_dir():
            os.replace(target, old / name)
        os.replace(prepared / name, target)
    shutil.rmtree(old)
    if COMPARISON_FILE not in names:
        (folder / COMPARISON_FILE).unlink(missing_ok=True)
