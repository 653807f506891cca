"""Waterfall: the best change of the marker, and its change at a fixed time, one bar per patient."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ..contents import Report
from ..numbers import format_value
from .drawing import INK, LINE, MUTED, Drawing, new_figure, styled
from .palette import RESPONSE
from .patients import count_evaluable, enrolled_patients, largest, list_missing, short_names, show_empty, state_plotted

REFERENCES: Mapping[str, Mapping[float, str]] = MappingProxyType(
    {
        "waldenstrom": {-25.0: "MR −25 %", -50.0: "PR −50 %", -90.0: "VGPR −90 %"},
        "myeloma": {-25.0: "−25 %", -50.0: "−50 %", -90.0: "−90 %"},  # another category in urine than in serum
        "al-amyloidosis": {-50.0: "PR −50 %"},  # a very good partial response is an absolute value
    }
)
"""Falls at which a category begins, by disease: the lines across the figure."""

CAP = 100.0
"""A higher rise is drawn to here, with its value printed."""

MOST_LABELS = 70
"""With more patients than this the bars are not named, nor is a value beyond the cap printed."""


def plot_best(report: Report) -> Drawing:
    """Best change from baseline before progression and new therapy, worst to best."""
    patients = enrolled_patients(report)
    caption = (
        "Best change from baseline: the lowest value before progression or new therapy, or the smallest rise. Colour: "
        "best response. A ring marks a response that the next visit did not uphold. The best of several noisy values "
        "falls even without a drug: read it beside the next figure."
    )
    return _plot(report, patients, "BEST_PCHG", "waterfall", "Waterfall, best change", caption)


def plot_fixed(report: Report) -> Drawing:
    """Change from baseline at the protocol's fixed time, worst to best."""
    patients = enrolled_patients(report)
    time = next((item["text"] for item in report.statements if item["path"] == "fixed_time"), "the fixed time")
    caption = (
        f"The same patients at one fixed time ({time} after the first dose): one value per patient, not the best of "
        "several, and so without that bias. Patients without a value near that day are not plotted."
    )
    return _plot(report, patients, "FIXED_PCHG", "waterfall-fixed", "Waterfall, fixed time", caption)


def _plot(report: Report, patients: pl.DataFrame, column: str, name: str, title: str, caption: str) -> Drawing:
    shown = patients.filter(pl.col(column).is_not_null()).sort(column, "USUBJID", descending=[True, False])
    marker = report.marker["label"]
    with styled():
        figure = new_figure(9.6, 4.2)
        axes = figure.add_subplot()
        drawing = Drawing(
            name=name,
            title=title,
            caption=f"{caption} {state_plotted(shown.height, count_evaluable(patients))}",
            figure=figure,
            section="response",
            not_plotted=list_missing(patients, shown["USUBJID"], "no value near that day"),
        )
        if shown.is_empty():
            show_empty(axes)
            return drawing
        _draw_bars(axes, drawing, shown, column, marker)
        _draw_references(axes, shown.height, REFERENCES[report.study["disease"]])
        _finish(axes, shown, column, marker)
        _add_legend(figure, shown)
    return drawing


def _draw_bars(axes: Axes, drawing: Drawing, shown: pl.DataFrame, column: str, marker: str) -> None:
    for place, row in enumerate(shown.iter_rows(named=True)):
        change = row[column]
        colour = RESPONSE.get(row["BOR"], RESPONSE["NE"])
        height = min(change, CAP)
        (bar,) = axes.bar(
            place, height, width=0.78, color=colour, edgecolor=MUTED if colour == RESPONSE["NE"] else colour
        )
        text = f"{row['USUBJID']}: {marker} {format_value(change, '%')} %, best response {row['BOR'] or 'NE'}"
        drawing.tag(bar, row["USUBJID"], text)
        if change > CAP and shown.height <= MOST_LABELS:
            axes.annotate(f"{change:+.0f}", (place, CAP), (0, 2), textcoords="offset points", ha="center", fontsize=8)
        if row["RESPONDER"] and row["BOR"] != row["CBOR"]:
            (ring,) = axes.plot(place, height, marker="o", markersize=5.5, markerfacecolor="white", markeredgecolor=INK)
            drawing.tag(ring, row["USUBJID"], f"{row['USUBJID']}: not upheld by the next visit")


def _draw_references(axes: Axes, n: int, references: Mapping[float, str]) -> None:
    for level, label in references.items():
        axes.axhline(level, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0.5)
        axes.annotate(
            label, (1, level), (4, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
            color=MUTED, fontsize=8,
        )  # fmt: skip
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xlim(-0.8, n - 0.2)


def _finish(axes: Axes, shown: pl.DataFrame, column: str, marker: str) -> None:
    highest = min(max(0.0, largest(shown[column])), CAP)
    axes.set_ylim(-103, max(30.0, highest * 1.15 + 6))
    axes.set_ylabel(f"{marker}, change from baseline (%)")
    axes.grid(axis="y", color=LINE)
    names = short_names(shown["USUBJID"])
    if shown.height <= MOST_LABELS:
        size = 8 if shown.height <= 40 else 6
        axes.set_xticks(range(shown.height), [names[s] for s in shown["USUBJID"]], rotation=90, fontsize=size)
        axes.tick_params(axis="x", length=0)
    else:
        axes.set_xticks([])
    axes.set_xlabel("Patient")


def _add_legend(figure: Figure, shown: pl.DataFrame) -> None:
    present = set(shown["BOR"].fill_null("NE"))
    handles: list[Patch | Line2D] = [
        Patch(facecolor=colour, edgecolor=MUTED if name == "NE" else colour, label=name)
        for name, colour in reversed(tuple(RESPONSE.items()))
        if name in present
    ]
    if shown.filter(pl.col("RESPONDER") & (pl.col("BOR") != pl.col("CBOR"))).height:
        handles.append(Line2D([], [], marker="o", color="none", markerfacecolor="white", markeredgecolor=INK,
                              label="not upheld by the next visit"))  # fmt: skip
    figure.legend(handles=handles, loc="outside upper right", ncols=len(handles), handlelength=1.2, columnspacing=1.2)
