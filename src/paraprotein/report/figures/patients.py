"""What figures say about their patients: short names, who is missing, and the empty panel."""

import re
from collections.abc import Iterable

import polars as pl
from matplotlib.axes import Axes

from ..contents import Report, frame
from .drawing import MUTED

SEPARATOR = re.compile(r"[-_/. ]")

NO_PATIENTS = "no patients to show"

WATERFALL = {
    "USUBJID": pl.String(), "BASE": pl.Float64(), "BEST": pl.Float64(), "BEST_PCHG": pl.Float64(),
    "FIXED_PCHG": pl.Float64(), "BOR": pl.String(), "CBOR": pl.String(), "RESPONDER": pl.Boolean(),
    "EVALFL": pl.String(), "EVALREAS": pl.String(), "PLOTTED": pl.Boolean(),
}  # fmt: skip
"""Columns of the table `waterfall`, which has a row for every enrolled patient."""


def enrolled_patients(report: Report) -> pl.DataFrame:
    """One row per enrolled patient, best response last."""
    return frame(report.tables.get("waterfall", []), WATERFALL)


def short_names(subjects: Iterable[str]) -> dict[str, str]:
    """Subject ids without the beginning that all of them share, up to a separator; they stay unique."""
    full = list(dict.fromkeys(subjects))
    if len(full) < 2:
        return {subject: subject for subject in full}
    first, last = min(full), max(full)  # what these two share, all share
    same = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    ends = [match.end() for match in SEPARATOR.finditer(first[:same])]
    return {subject: subject[ends[-1] if ends else 0 :] or subject for subject in full}


def count_evaluable(patients: pl.DataFrame) -> int:
    """Patients evaluable for response."""
    return int((patients["EVALFL"] == "Y").sum())


def list_missing(patients: pl.DataFrame, plotted: Iterable[str], reason: str) -> tuple[str, ...]:
    """Enrolled patients without a mark, by the reason why they are not evaluable, or else `reason`.

    Returns:
        One text per reason: `no value after baseline: 0018, 0022`.
    """
    shown = set(plotted)
    names = short_names(patients["USUBJID"])
    groups: dict[str, list[str]] = {}
    for subject, why in patients.select("USUBJID", "EVALREAS").sort("USUBJID").iter_rows():
        if subject not in shown:
            groups.setdefault((why or reason).lower(), []).append(names[subject])
    return tuple(f"{why}: {', '.join(missing)}" for why, missing in groups.items())


def state_plotted(n: int, evaluable: int) -> str:
    """How many are plotted, of how many: `26 patients plotted; 27 evaluable.`."""
    return f"{n} patient{'' if n == 1 else 's'} plotted; {evaluable} evaluable."


def largest(column: pl.Series, otherwise: float = 0.0) -> float:
    """The largest value of a column, or something else where it has none."""
    value = column.cast(pl.Float64).max()
    return value if isinstance(value, float) else otherwise


def show_empty(axes: Axes, words: str = NO_PATIENTS) -> None:
    """A panel that says why there is nothing in it."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=MUTED, fontsize=11)
