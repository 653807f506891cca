"""Published figures beside the intervals of simulated trials: every row on a scale of its own."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..contents import Record, Report
from ..numbers import format_interval, format_published, format_value, is_p_value
from .drawing import INK, LINE, MUTED, Drawing, new_figure, styled
from .palette import CURVE, NO_DRUG, OUTSIDE
from .patients import show_empty

SMALLEST_P = 1e-4
"""Left end of the scale of p values, which is logarithmic."""


@dataclass(frozen=True)
class Row:
    """Where the numbers of one figure stand on its own scale, from 0 (left) to 1 (right); None where there is none.

    Attributes:
        published: the published value.
        low: lower end of the simulated interval.
        median: simulated median.
        high: upper end.
        no_drug: the same three without drug.
        inside: whether the simulated interval holds the published value; None where nothing can be compared.
    """

    published: float | None
    low: float | None
    median: float | None
    high: float | None
    no_drug: tuple[float | None, float | None, float | None]
    inside: bool | None


def place_row(figure: Record) -> Row:
    """Places of one compared figure on a scale that spans all its numbers, logarithmic for p values."""
    simulated, no_drug = figure["simulated"], figure["no_drug"]
    names = ("low", "median", "high")
    values = [figure["published"], *(simulated[name] for name in names), *(no_drug[name] for name in names)]
    if is_p_value(figure["id"]):
        values = [None if value is None else math.log10(max(value, SMALLEST_P)) for value in values]
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = high - low
    places = [None if value is None else (value - low) / span if span else 0.5 for value in values]
    published, left, middle, right, *without = places
    return Row(published, left, middle, right, (without[0], without[1], without[2]), figure["inside"])


def plot_comparison(report: Report) -> Drawing:
    """One row per published figure: interval bar, median, published dot, no-drug interval in grey."""
    figures = (report.comparison or {"figures": []})["figures"]
    with styled():
        drawing = Drawing(
            name="comparison",
            title="Published figures and simulated trials",
            caption=(
                "Bar: 90 % interval over simulated trials, with its median. Dot: the published value, orange where it "
                "lies outside. Grey: the same trials without drug. Every row has a scale of its own; p values are on a "
                "logarithmic one."
            ),
            figure=new_figure(9.6, 1.2 + 0.26 * max(len(figures), 4)),
            section="comparison",
        )
        axes = drawing.figure.add_subplot()
        if not figures:
            show_empty(axes, "no published figures to compare with")
            return drawing
        for place, figure in enumerate(figures):
            _draw_row(axes, place, figure)
        _finish(axes, figures)
    return drawing


def _draw_row(axes: Axes, place: int, figure: Record) -> None:
    row = place_row(figure)
    for height, colour, width, (low, median, high) in (
        (place + 0.26, NO_DRUG, 2.0, row.no_drug),
        (place, CURVE, 5.0, (row.low, row.median, row.high)),
    ):
        if low is not None and high is not None:
            axes.plot([low, high], [height, height], color=colour, linewidth=width, solid_capstyle="butt", alpha=0.75)
        if median is not None:
            axes.plot(median, height, marker="|", markersize=7, color=colour, markeredgewidth=1.6)
    if row.published is not None:
        colour = OUTSIDE if row.inside is False else INK
        axes.plot(row.published, place, marker="o", markersize=5.5, color=colour, markeredgecolor="white", zorder=5)


def _finish(axes: Axes, figures: list[Record]) -> None:
    labels = [f"{figure['label']}{' — outside' if figure['inside'] is False else ''}" for figure in figures]
    axes.set_yticks(range(len(figures)), labels, fontsize=8)
    for label, figure in zip(axes.get_yticklabels(), figures, strict=True):
        if figure["inside"] is False:
            label.set_color(OUTSIDE)
    axes.set_ylim(len(figures) - 0.3, -0.7)
    axes.set_xlim(-0.04, 1.04)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.hlines([place + 0.5 for place in range(len(figures) - 1)], 0, 1, color=LINE, linewidth=0.4)
    for place, figure in enumerate(figures):
        axes.annotate(_numbers(figure), (1.04, place), (6, 0), textcoords="offset points", va="center", fontsize=8,
                      color=MUTED, annotation_clip=False)  # fmt: skip
    handles = [
        Line2D([], [], marker="o", color="none", markerfacecolor=INK, markeredgecolor="white", label="published"),
        Line2D([], [], color=CURVE, linewidth=5, alpha=0.75, label="simulated trials, 90 %"),
        Line2D([], [], color=NO_DRUG, linewidth=2, alpha=0.75, label="without drug, 90 %"),
    ]
    axes.figure.legend(handles=handles, loc="outside lower center", ncols=3)


def _numbers(figure: Record) -> str:
    unit, identifier, simulated = figure["unit"], figure["id"], figure["simulated"]
    published = format_published(figure)
    interval = format_interval(simulated["low"], simulated["high"], unit, identifier)
    return f"{published}   [{format_value(simulated['median'], unit, identifier)}; {interval}]"


def describe_places(row: Row, width: float, inset: float) -> Iterator[tuple[str, float, float]]:
    """Marks of a small plot inside a table cell: kind, and left and right end in drawing units.

    Args:
        row: places on the row's scale.
        width: width of the plot.
        inset: space kept free at both ends.
    """

    def at(place: float) -> float:
        return round(inset + place * (width - 2 * inset), 2)

    spans = {"no-drug": row.no_drug, "simulated": (row.low, row.median, row.high)}
    for kind, (low, median, high) in spans.items():
        if low is not None and high is not None:
            yield kind, at(low), at(high)
        if median is not None:
            yield f"{kind}-median", at(median), at(median)
    if row.published is not None:
        yield "outside" if row.inside is False else "published", at(row.published), at(row.published)
