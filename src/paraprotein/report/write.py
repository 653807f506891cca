"""Write a report: the page, and beside it every figure, every table and the results."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from ..adam.derive import Adam
from ..arguments import AnyPath, as_path
from ..errors import UsageError
from ..sdtm.contents import contents_text
from ..storage.seal import checksum, read_seal, set_digest
from ..storage.switch import Front, is_ours, new_set, settle
from .contents import RESULTS_FILE, Report
from .figures import Drawing, draw_figures
from .page import render_page
from .tables import Table, tabulate_report

PAGE_FILE = "index.html"
COMPARISON_FILE = "comparison.json"
DATA_FILE = "data.json"
"""What the study tables of a real study held, so that the next run on changed data names what changed."""

LINK = re.compile('href="#[^"]*"')


MEANWHILE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>being replaced</title>
<p>The results in this folder are being replaced. If this page stays, the command was interrupted: repeat it, or run
<code>paraprotein report</code> on this folder, and the replacement is completed.</p></html>
"""
"""The page while its set is replaced, on systems that need several steps for that."""

UNLISTED = ("figures/", "tables/", "adam/", ".report-")
"""How the paths of files begin that belong to a report of an earlier version, which wrote no list of checksums."""


def write_report(report: Report, folder: AnyPath, adam: Adam | None = None) -> Path:
    """Write `index.html`, `figures/`, `tables/`, `results.json`, `adam/` and, for a virtual run, `comparison.json`.

    The files are one set: it is complete and on the disk before it takes the place of the older one
    (`storage.switch`); `SHA256SUMS` lists its checksums, and the page states the digest of all other files. The same
    report gives the same bytes.

    Args:
        report: what to write.
        folder: created where missing; an older report in it is replaced, other files are left alone.
        adam: the derived tables; None keeps those that lie beside the same results.

    Returns:
        The page.

    Raises:
        UsageError: the folder holds something that is no report, or cannot be written.
        StoreError: another command writes the folder.
    """
    folder = refuse_strangers(folder)
    drawings, tables = draw_figures(report), tabulate_report(report)
    files = _contents(report, drawings, tables)
    try:
        with new_set(folder, Front(PAGE_FILE, MEANWHILE), _is_former) as stage:
            _write_files(stage, files)
            kept = _beside_results(report, folder) if adam is None else _write_data(report, adam, stage)
            _write_files(stage, kept)
            digest = set_digest({name: checksum(content) for name, content in _written(stage).items()})
            _write_files(stage, {PAGE_FILE: render_page(report, drawings, tables, digest).encode()})
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
        StoreError: another command writes the folder.
    """
    folder = as_path(folder, "out")
    if folder.exists() and not folder.is_dir():
        raise UsageError.one(str(folder), "is a file", "name a folder with --out", "report.folder")
    settle(folder)
    if folder.is_dir() and any(map(_is_strange, folder.iterdir())) and not (folder / RESULTS_FILE).is_file():
        found = "is not empty and holds no report"
        raise UsageError.one(str(folder), found, "name a new folder with --out, or empty this one", "report.folder")
    return folder


def _is_strange(entry: Path) -> bool:
    """Whether an entry is more than what a killed command left behind."""
    return not (is_ours(entry.name) or entry.name.startswith(".report-"))


def _is_former(name: str) -> bool:
    return name in (PAGE_FILE, RESULTS_FILE, COMPARISON_FILE) or name.startswith(UNLISTED)


def _beside_results(report: Report, folder: Path) -> dict[str, bytes]:
    """Derived tables and contents of the data that lie beside the same results already."""
    try:
        is_same = Report.from_json((folder / RESULTS_FILE).read_text(encoding="utf-8")).digest == report.digest
    except (OSError, ValueError, RecursionError):
        return {}
    listed = read_seal(folder) or {}
    names = [name for name in listed if name.startswith("adam/") or name == DATA_FILE] if is_same else []
    kept = {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    return {name: content for name, content in kept.items() if checksum(content) == listed[name]}


def _write_data(report: Report, adam: Adam, stage: Path) -> dict[str, bytes]:
    """Write the derived tables; returns what the study tables held, of a real study."""
    _write_adam(adam, stage / "adam", simulated=report.simulated)
    return {DATA_FILE: contents_text(adam.tables)} if report.kind == "real" else {}


def _written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _contents(report: Report, drawings: Iterable[Drawing], tables: Iterable[Table]) -> dict[str, bytes]:
    """Path within the folder -> content of every file but the derived tables and the page."""
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
    return files


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
