"""A biomarker before and under treatment, one line per patient."""

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..contents import Report, frame
from ..numbers import format_p, format_value
from .drawing import INK, LINE, Drawing, new_figure, styled
from .palette import OTHER, RESPONDER
from .patients import enrolled_patients, list_missing, show_empty

COLUMNS = {
    "USUBJID": pl.String(), "PARAMCD": pl.String(), "BEFORE": pl.Float64(), "AFTER": pl.Float64(),
    "RESPONDER": pl.Boolean(),
}  # fmt: skip
"""Columns of the table `biomarker_pairs`."""


def plot_pairs(report: Report) -> list[Drawing]:
    """One drawing per biomarker of the protocol."""
    table = frame(report.tables.get("biomarker_pairs", []), COLUMNS)
    names = [key.removesuffix("_before_median") for key in report.figures if key.endswith("_before_median")]
    return [_plot(report, name, table.filter(pl.col("PARAMCD").str.to_lowercase() == name)) for name in names]


def _plot(report: Report, name: str, table: pl.DataFrame) -> Drawing:
    pairs = table.drop_nulls(["BEFORE", "AFTER"])
    entry = report.figures[f"{name}_before_median"]
    label = entry["label"].split(" before")[0]
    fell = int((pairs["AFTER"] < pairs["BEFORE"]).sum())
    with styled():
        figure = new_figure(9.6, 4.0)
        lines, falls = figure.subplots(1, 2, width_ratios=[1.25, 1])
        drawing = Drawing(
            name=f"{name}-pairs",
            title=f"{label} before and under treatment",
            caption=(
                f"One line per patient; black: the medians. Right: relative change of responders and of the others. "
                f"{pairs.height} patients measured before and under treatment, {fell} with a lower value."
                f"{_p_sentence(report, name)}"
            ),
            figure=figure,
            section="biomarkers",
            not_plotted=list_missing(enrolled_patients(report), pairs["USUBJID"], "not measured twice"),
        )
        if pairs.is_empty():
            show_empty(lines)
            show_empty(falls, "")
            return drawing
        _draw_lines(lines, drawing, pairs, entry["unit"])
        _draw_medians(lines, report, name)
        _draw_falls(falls, drawing, pairs)
        lines.set_ylabel(f"{label} ({entry['unit']})")
        handles = [Line2D([], [], color=RESPONDER, label="responder"), Line2D([], [], color=OTHER, label="no response")]
        figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return drawing


def _p_sentence(report: Report, name: str) -> str:
    parts = []
    for identifier, words in ((f"{name}_p", "paired signed-rank test"), (f"{name}_response_p", "fall and response")):
        estimate = report.estimate(identifier)
        if estimate is not None and estimate["VALUE"] is not None:
            parts.append(f"{words}: p {_with_sign(format_p(estimate['VALUE']))}")
    return f" {'; '.join(parts).capitalize()}." if parts else ""


def _with_sign(p: str) -> str:
    return p.replace("<", "< ") if p.startswith("<") else f"= {p}"


def _draw_lines(axes: Axes, drawing: Drawing, pairs: pl.DataFrame, unit: str) -> None:
    for row in pairs.iter_rows(named=True):
        colour = RESPONDER if row["RESPONDER"] else OTHER
        (line,) = axes.plot(
            [0, 1], [row["BEFORE"], row["AFTER"]], color=colour, linewidth=1.1, marker="o", markersize=3.5
        )
        text = f"{row['USUBJID']}: {format_value(row['BEFORE'], unit)} to {format_value(row['AFTER'], unit)} {unit}"
        drawing.tag(line, row["USUBJID"], text)
    axes.set_xlim(-0.25, 1.25)
    axes.set_ylim(0, None)
    axes.set_xticks([0, 1], ["before treatment", "under treatment"])
    axes.grid(axis="y", color=LINE)


def _draw_medians(axes: Axes, report: Report, name: str) -> None:
    for place, identifier in enumerate((f"{name}_before_median", f"{name}_after_median")):
        estimate = report.estimate(identifier)
        if estimate is not None and estimate["VALUE"] is not None:
            median = estimate["VALUE"]
            axes.plot([place - 0.08, place + 0.08], [median, median], color=INK, linewidth=2.6, zorder=5)


def _draw_falls(axes: Axes, drawing: Drawing, pairs: pl.DataFrame) -> None:
    """Relative change, patients of each group side by side in the order of their change."""
    changes = pairs.filter(pl.col("BEFORE") > 0).with_columns(CHANGE=100 * (pl.col("AFTER") / pl.col("BEFORE") - 1))
    groups = {True: (0, "responders", RESPONDER), False: (1, "others", OTHER)}
    ticks = []
    for is_responder, (place, words, colour) in groups.items():
        rows = changes.filter(pl.col("RESPONDER").fill_null(False) == is_responder).sort("CHANGE", "USUBJID")
        for order, row in enumerate(rows.iter_rows(named=True)):
            shift = 0.5 * ((order + 0.5) / rows.height - 0.5)
            (mark,) = axes.plot(place + shift, row["CHANGE"], marker="o", markersize=5, color=colour, linestyle="none")
            drawing.tag(mark, row["USUBJID"], f"{row['USUBJID']}: {format_value(row['CHANGE'], '%')} %")
        ticks.append(f"{words} (n = {rows.height})")
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xlim(-0.5, 1.5)
    axes.set_ylim(-103, None)
    axes.set_xticks([0, 1], ticks)
    axes.set_ylabel("Change (%)")
    axes.grid(axis="y", color=LINE)
