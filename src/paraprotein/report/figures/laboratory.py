"""Laboratory safety: peak transaminase against peak bilirubin, and blood counts over time."""

import polars as pl
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ...analysis.tables.liver import BILIRUBIN_LIMIT, TRANSAMINASE_LIMIT
from ..contents import Report, frame
from .drawing import LINE, MUTED, Drawing, new_figure, styled
from .palette import CURVE, OTHER, OUTSIDE
from .patients import short_names

LIVER = {
    "USUBJID": pl.String(), "ALT": pl.Float64(), "AST": pl.Float64(), "PEAK": pl.Float64(), "BILI": pl.Float64(),
    "ALP": pl.Float64(), "HYSLAW": pl.String(),
}  # fmt: skip
"""Columns of the table `liver_peaks`."""

COUNTS = {
    "PARAMCD": pl.String(), "DAY": pl.Float64(), "UNIT": pl.String(), "N": pl.Int64(), "Q1": pl.Float64(),
    "MEDIAN": pl.Float64(), "Q3": pl.Float64(),
}  # fmt: skip
"""Columns of the table `counts_over_time`."""

NAMES = {"HGB": "Hemoglobin", "WBC": "Leukocytes", "NEUT": "Neutrophils", "LYM": "Lymphocytes", "PLAT": "Platelets"}

NAMED = 8
"""Patients in the quadrant who are named in the figure; the table lists them all."""

_TICKS = (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0)


def plot_laboratory(report: Report) -> list[Drawing]:
    """The figures of laboratory safety that the study has values for."""
    drawings = []
    if report.tables.get("counts_over_time"):
        drawings.append(plot_counts(report))
    if report.tables.get("liver_peaks"):
        drawings.append(plot_liver(report))
    return drawings


def plot_liver(report: Report) -> Drawing:
    """Each patient's peak ALT or AST against the peak bilirubin, both in multiples of the upper limit of normal."""
    table = frame(report.tables.get("liver_peaks", []), LIVER)
    meets = table.filter(pl.col("HYSLAW") == "meets").height
    with styled():
        figure = new_figure(7.2, 5.0)
        drawing = Drawing(
            name="liver",
            title="Liver: peak transaminase and peak bilirubin",
            caption=(
                f"One mark per treated patient with both under treatment ({table.height}), at the highest ALT or AST "
                "and the highest bilirubin, whenever each was. Lines at "
                f"{TRANSAMINASE_LIMIT:g} and {BILIRUBIN_LIMIT:g} x ULN. Upper right: Hy's law range; a diamond meets "
                f"all criteria (alkaline phosphatase below 2 x ULN until then): {meets}. A laboratory value shows no "
                "cause: hepatitis, gallstones or hemolysis must be ruled out."
            ),
            figure=figure,
            section="toxicity",
        )
        axes = figure.add_subplot()
        _draw_quadrants(axes, table)
        _draw_patients(axes, drawing, table)
    return drawing


def _draw_quadrants(axes: Axes, table: pl.DataFrame) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    for set_limits, column, line in (
        (axes.set_xlim, "PEAK", TRANSAMINASE_LIMIT),
        (axes.set_ylim, "BILI", BILIRUBIN_LIMIT),
    ):
        lowest, highest = (
            float(value) for value in table.select(low=pl.col(column).min(), high=pl.col(column).max()).row(0)
        )
        set_limits(min(0.2, 0.5 * lowest), max(2.5 * line, 2.0 * highest))  # room for the words of the corners
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(FixedLocator(_TICKS))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.axvline(TRANSAMINASE_LIMIT, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.axhline(BILIRUBIN_LIMIT, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.set_xlabel("Peak ALT or AST, x ULN")
    axes.set_ylabel("Peak bilirubin, x ULN")
    corners = {
        (0.99, 0.985): "Hy's law range",
        (0.01, 0.985): "Cholestasis or other",
        (0.99, 0.015): "Temple's corollary",
    }
    for (left, top), words in corners.items():
        axes.text(left, top, words, transform=axes.transAxes, ha="right" if left > 0.5 else "left",
                  va="top" if top > 0.5 else "bottom", color=MUTED, fontsize=8.5)  # fmt: skip


def _draw_patients(axes: Axes, drawing: Drawing, table: pl.DataFrame) -> None:
    names = short_names(table["USUBJID"])
    for row in table.iter_rows(named=True):
        inside = row["HYSLAW"] is not None
        (mark,) = axes.plot(
            row["PEAK"], row["BILI"], "D" if row["HYSLAW"] == "meets" else "o", color=OUTSIDE if inside else CURVE,
            markersize=6.5 if inside else 5, alpha=0.9 if inside else 0.65, markeredgecolor="white",
            markeredgewidth=0.6, linestyle="none",
        )  # fmt: skip
        words = f"{names[row['USUBJID']]}: ALT or AST {row['PEAK']:.2f}, bilirubin {row['BILI']:.2f} x ULN"
        drawing.tag(mark, row["USUBJID"], f"{words}; {row['HYSLAW']}" if inside else words)
    _name_patients(axes, table.filter(pl.col("HYSLAW").is_not_null()).head(NAMED), names)


def _name_patients(axes: Axes, inside: pl.DataFrame, names: dict[str, str]) -> None:
    """Names beside the marks, above or below by turns where two marks are close, so that no two names meet."""
    taken: list[tuple[float, float]] = []
    to_pixels = axes.transData.transform
    for subject, peak, bilirubin in inside.select("USUBJID", "PEAK", "BILI").iter_rows():
        left, height = (float(number) for number in to_pixels((peak, bilirubin)))
        shift = 0.0
        while any(abs(left - x) < 60 and abs(height + shift - y) < 13 for x, y in taken):
            shift -= 13.0
        taken.append((left, height + shift))
        axes.annotate(names[subject], (peak, bilirubin), (7, shift * 72 / axes.figure.dpi), fontsize=8, va="center",
                      textcoords="offset points")  # fmt: skip


def plot_counts(report: Report) -> Drawing:
    """Median and quartiles of each blood count at baseline and at the planned visits."""
    table = frame(report.tables.get("counts_over_time", []), COUNTS)
    codes = [code for code in NAMES if code in set(table["PARAMCD"])]
    with styled():
        columns = len(codes) if len(codes) < 3 else 2 if len(codes) == 4 else 3
        rows = -(-len(codes) // columns)
        figure = new_figure(9.6, 2.5 * rows + 0.2)
        drawing = Drawing(
            name="counts",
            title="Blood counts over time",
            caption=(
                "Median (line) and quartiles (band) of the patients with a value at baseline (day 0) and at each "
                "planned visit under treatment; below, how many. Patients who stop leave the later visits: those who "
                "stay may be those who tolerate the drug."
            ),
            figure=figure,
            section="toxicity",
        )
        panels = figure.subplots(rows, columns, squeeze=False).flatten()
        for axes, code in zip(panels, codes, strict=False):
            _draw_course(axes, table.filter(pl.col("PARAMCD") == code).sort("DAY"), code)
        for axes in panels[len(codes) :]:
            axes.set_axis_off()
    return drawing


def _draw_course(axes: Axes, own: pl.DataFrame, code: str) -> None:
    days = own["DAY"].to_list()
    axes.fill_between(days, own["Q1"].to_list(), own["Q3"].to_list(), color=CURVE, alpha=0.18, linewidth=0)
    axes.plot(days, own["MEDIAN"].to_list(), color=CURVE, linewidth=1.6, marker="o", markersize=3)
    unit = own["UNIT"][0] or ""
    axes.set_title(f"{NAMES[code]}{f', {unit}' if unit else ''}", fontsize=9.5, loc="left", fontweight="bold")
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color=LINE)
    axes.set_xlabel("Days since the first dose; patients below")
    below = axes.get_xaxis_transform()
    shown = own.gather_every(max(1, -(-own.height // 6)))
    for day, n in shown.select("DAY", "N").iter_rows():
        axes.text(day, 0.03, str(n), transform=below, ha="center", va="bottom", fontsize=7.5, color=OTHER)
