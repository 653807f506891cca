"""Kaplan-Meier curves with log-log limits, censoring and numbers at risk."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl
from matplotlib.axes import Axes

from ..contents import Report, frame
from ..numbers import format_interval, format_value
from .drawing import LINE, MUTED, Drawing, new_figure, styled
from .palette import CURVE
from .patients import largest, show_empty

CURVES = {
    "CURVE": pl.String(), "TIME": pl.Float64(), "AT_RISK": pl.Int64(), "EVENTS": pl.Int64(), "CENSORED": pl.Int64(),
    "SURVIVAL": pl.Float64(), "LOW": pl.Float64(), "HIGH": pl.Float64(),
}  # fmt: skip
AT_RISK = {"CURVE": pl.String(), "TIME": pl.Float64(), "AT_RISK": pl.Int64()}
"""Columns of the tables `curves` and `at_risk`."""


@dataclass(frozen=True)
class SurvivalCurve:
    """One curve of the report.

    Attributes:
        title: heading.
        outcome: what the axis counts.
        median: id of the estimate of its median.
        caption: what is counted as what.
        wide: whether it takes the whole width.
    """

    title: str
    outcome: str
    median: str
    caption: str
    wide: bool = False


KINDS: Mapping[str, SurvivalCurve] = MappingProxyType(
    {
        "TTP": SurvivalCurve("Time to progression", "Without progression", "ttp_median",
                     "Evaluable patients, from the first dose.", wide=True),
        "TTPR": SurvivalCurve("Time to progression, responders", "Without progression", "ttp_responders_km",
                      "Responders only, from the first dose: a responder must have stayed without progression until "
                      "the response, which flatters this curve."),
        "DOR": SurvivalCurve("Duration of response", "Still in response", "dor_median",
                     "Responders only, from the first response."),
        "PFS": SurvivalCurve("Progression-free survival", "Alive, no progression", "pfs_median",
                     "Evaluable patients, from the first dose."),
        "OS": SurvivalCurve("Overall survival", "Alive", "os_median", "Treated patients, from the first dose."),
    }
)  # fmt: skip
"""Curves by their code, in the order of the page."""

MOST_COLUMNS = 9
"""Columns of numbers at risk that fit beneath a curve."""


def plot_curves(report: Report) -> list[Drawing]:
    """One drawing per curve."""
    curves = frame(report.tables.get("curves", []), CURVES)
    at_risk = frame(report.tables.get("at_risk", []), AT_RISK)
    return [
        _plot(report, code, curves.filter(pl.col("CURVE") == code), at_risk.filter(pl.col("CURVE") == code))
        for code in KINDS
    ]


def _plot(report: Report, code: str, curve: pl.DataFrame, at_risk: pl.DataFrame) -> Drawing:
    kind = KINDS[code]
    events, censored = int(curve["EVENTS"].sum()), int(curve["CENSORED"].sum())
    with styled():
        figure = new_figure(9.6 if kind.wide else 5.2, 4.2 if kind.wide else 3.7)
        axes, table = figure.subplots(2, 1, height_ratios=[9, 1], sharex=True)
        drawing = Drawing(
            name=f"km-{code.lower()}",
            title=kind.title,
            caption=(
                f"{kind.caption} Band: 95 % log-log limits. Ticks: censored. {events + censored} patients at risk, "
                f"{events} event{'' if events == 1 else 's'}, {censored} censored."
            ),
            figure=figure,
            section="time",
            wide=kind.wide,
        )
        if curve.is_empty():
            show_empty(axes)
            table.set_axis_off()
            return drawing
        _draw_curve(axes, curve)
        _draw_median(axes, report, kind, curve)
        _draw_table(table, _thinned(at_risk, largest(curve["TIME"])))
        axes.set_ylabel(kind.outcome)
        axes.set_xlabel("Months")
        axes.tick_params(axis="x", labelbottom=True)
        axes.set_xlim(0, max(largest(curve["TIME"]) * 1.03, 1.0))
    return drawing


def _draw_curve(axes: Axes, curve: pl.DataFrame) -> None:
    time = np.concatenate([[0.0], curve["TIME"].to_numpy()])
    survival = np.concatenate([[1.0], curve["SURVIVAL"].to_numpy()])
    low, high = (
        np.concatenate([[np.nan], curve[name].cast(pl.Float64).fill_null(np.nan).to_numpy()])
        for name in ("LOW", "HIGH")
    )
    axes.fill_between(time, low, high, step="post", color=CURVE, alpha=0.14, linewidth=0)
    axes.step(time, survival, where="post", color=CURVE, linewidth=1.8)
    is_censored = curve.filter(pl.col("CENSORED") > 0)
    axes.plot(is_censored["TIME"], is_censored["SURVIVAL"], linestyle="none", marker="|", markersize=8, color=CURVE)
    axes.set_ylim(0, 1.04)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(axis="y", color=LINE)
    axes.axhline(0.5, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0.5)


def _draw_median(axes: Axes, report: Report, kind: SurvivalCurve, curve: pl.DataFrame) -> None:
    estimate = report.estimate(kind.median)
    if estimate is None:
        return
    value = estimate["VALUE"]
    interval = format_interval(estimate["LOW"], estimate["HIGH"], "months") or "NE"
    words = "median not reached" if value is None else f"median {format_value(value, 'months')} months"
    axes.set_title(f"{words} (95 % CI {interval})", loc="right", fontsize=9)
    if value is not None and value <= largest(curve["TIME"]):
        axes.plot([value, value], [0, 0.5], color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)))


def _thinned(at_risk: pl.DataFrame, last: float) -> pl.DataFrame:
    """As many columns as fit, evenly spaced from 0."""
    within = at_risk.filter(pl.col("TIME") <= last)
    step = -(-within.height // MOST_COLUMNS) or 1
    return within.gather_every(step)


def _draw_table(axes: Axes, at_risk: pl.DataFrame) -> None:
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.set_xticks(at_risk["TIME"].to_list(), [f"{time:g}" for time in at_risk["TIME"]])
    axes.annotate("At risk", (0, 0.45), (-8, 0), xycoords="axes fraction", textcoords="offset points", ha="right",
                  va="center", fontsize=8, color=MUTED)  # fmt: skip
    for time, n in at_risk.select("TIME", "AT_RISK").iter_rows():
        axes.text(time, 0.45, str(n), ha="left" if time == 0 else "center", va="center", fontsize=8.5)
