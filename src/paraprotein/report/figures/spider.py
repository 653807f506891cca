"""Spider: the marker over time, one line per patient."""

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...units import MONTH_DAYS
from ..contents import Report, frame
from ..numbers import format_value
from .drawing import INK, LINE, MUTED, Drawing, new_figure, styled
from .palette import RESPONSE
from .patients import count_evaluable, enrolled_patients, largest, list_missing, short_names, show_empty, state_plotted
from .waterfall import REFERENCES

SPIDER = {"USUBJID": pl.String(), "ADY": pl.Int64(), "AVAL": pl.Float64(), "PCHG": pl.Float64(), "COVR": pl.String()}
"""Columns of the table `spider`."""

CAP = 100.0
MOST_LABELS = 14
"""With more responders than this the lines are not named."""


def plot_change(report: Report) -> Drawing:
    """Percent change from baseline over time."""
    caption = (
        "Change from baseline of every usable value, whatever followed. Colour: best response. A diamond marks "
        "progression that stands. Responders are named at the end of their line. A rise beyond +100 % is drawn at +100."
    )
    return _plot(report, "spider", "Course of each patient", caption, is_ratio=False)


def plot_ratio(report: Report) -> Drawing:
    """Ratio to baseline over time on a logarithmic axis, where equal steps are equal proportions."""
    caption = (
        "The same values as a ratio to baseline on a logarithmic axis: a halving looks the same wherever it starts."
    )
    return _plot(report, "spider-log", "Course of each patient, logarithmic", caption, is_ratio=True)


def _plot(report: Report, name: str, title: str, caption: str, *, is_ratio: bool) -> Drawing:
    patients = enrolled_patients(report)
    values = frame(report.tables.get("spider", []), SPIDER).with_columns(MONTHS=(pl.col("ADY") - 1) / MONTH_DAYS)
    if is_ratio:
        values = values.with_columns(Y=1 + pl.col("PCHG") / 100).filter(pl.col("Y") > 0)
    else:
        values = values.with_columns(Y=pl.col("PCHG").clip(upper_bound=CAP))
    lines = values.partition_by("USUBJID", as_dict=True, maintain_order=True)
    best = dict(patients.select("USUBJID", "BOR").iter_rows())
    with styled():
        figure = new_figure(9.6, 4.6)
        axes = figure.add_subplot()
        drawing = Drawing(
            name=name,
            title=title,
            caption=f"{caption} {state_plotted(len(lines), count_evaluable(patients))}",
            figure=figure,
            section="response",
            not_plotted=list_missing(patients, (str(key[0]) for key in lines), "no value after baseline"),
        )
        if not lines:
            show_empty(axes)
            return drawing
        for (subject,), line in lines.items():
            _draw_line(axes, drawing, str(subject), best.get(subject), line)
        _name_responders(axes, drawing, patients, lines)
        _finish(axes, values, tuple(REFERENCES[report.study["disease"]]), is_ratio=is_ratio)
        _add_legend(figure, {response for (subject,) in lines if (response := best.get(subject))})
    return drawing


def _draw_line(axes: Axes, drawing: Drawing, subject: str, response: str | None, line: pl.DataFrame) -> None:
    colour = RESPONSE.get(response or "NE", RESPONSE["NE"])
    is_quiet = response in ("SD", "NE", None)
    (drawn,) = axes.plot(
        line["MONTHS"], line["Y"], color=colour, linewidth=1.0 if is_quiet else 1.6, marker="o", markersize=2.2,
        zorder=2 if is_quiet else 3,
    )  # fmt: skip
    last = line.row(-1, named=True)
    text = f"{subject}: best response {response or 'NE'}; last {format_value(last['PCHG'], '%')} % on day {last['ADY']}"
    drawing.tag(drawn, subject, text)
    progressed = line.filter(pl.col("COVR") == "PD")
    if progressed.height:
        first = progressed.row(0, named=True)
        (mark,) = axes.plot(first["MONTHS"], first["Y"], marker="D", markersize=5, color=RESPONSE["PD"], zorder=4)
        drawing.tag(mark, subject, f"{subject}: progression on day {first['ADY']}")


def _name_responders(
    axes: Axes, drawing: Drawing, patients: pl.DataFrame, lines: dict[tuple[object, ...], pl.DataFrame]
) -> None:
    names = short_names(patients["USUBJID"])
    responders = [s for s in patients.filter(pl.col("RESPONDER"))["USUBJID"] if (s,) in lines]
    if len(responders) > MOST_LABELS:
        return
    ends = [lines[(subject,)].row(-1, named=True) for subject in responders]
    for subject, end in zip(responders, ends, strict=True):
        place = (end["MONTHS"], end["Y"])
        name = axes.annotate(names[subject], place, (5, 0), textcoords="offset points", va="center", fontsize=7.5)
        drawing.tag(name, subject, subject)


def _finish(axes: Axes, values: pl.DataFrame, references: tuple[float, ...], *, is_ratio: bool) -> None:
    axes.set_xlabel("Months since first dose")
    axes.set_xlim(0, max(largest(values["MONTHS"]) * 1.05, 1.0))
    for level in references:
        height = 1 + level / 100 if is_ratio else level
        axes.axhline(height, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0.5)
    axes.axhline(1 if is_ratio else 0, color=INK, linewidth=0.8, zorder=1)
    axes.grid(axis="y", color=LINE)
    if is_ratio:
        axes.set_yscale("log")
        ticks = [tick for tick in (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4, 8) if _covers(values, tick)]
        axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
        axes.set_ylabel("Ratio to baseline")
    else:
        axes.set_ylim(-103, max(30.0, largest(values["Y"]) * 1.1 + 4))
        axes.set_yticks([tick for tick in (-90, -75, -50, -25, 0, 25, 50, 75, 100) if tick <= axes.get_ylim()[1]])
        axes.set_ylabel("Change from baseline (%)")


def _covers(values: pl.DataFrame, tick: float) -> bool:
    low, high = -largest(-values["Y"], -1.0), largest(values["Y"], 1.0)
    return min(low, 0.1) * 0.8 <= tick <= max(high, 1.0) * 1.25


def _add_legend(figure: Figure, present: set[str]) -> None:
    handles = [
        Line2D([], [], color=colour, label=name)
        for name, colour in reversed(tuple(RESPONSE.items()))
        if name in present
    ]
    handles.append(Line2D([], [], marker="D", color="none", markerfacecolor=RESPONSE["PD"],
                          markeredgecolor=RESPONSE["PD"], markersize=5, label="progression"))  # fmt: skip
    figure.legend(handles=handles, loc="outside upper right", ncols=len(handles), handlelength=1.4, columnspacing=1.2)
