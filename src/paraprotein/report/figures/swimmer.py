"""Swimmer: time on treatment with doses and events, one lane per patient."""

from typing import TYPE_CHECKING, cast

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from ...units import MONTH_DAYS
from ..contents import Report, frame
from .drawing import MUTED, Drawing, new_figure, styled
from .palette import EVENTS, dose_colours
from .patients import count_evaluable, enrolled_patients, largest, list_missing, short_names, show_empty, state_plotted

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LANES = {
    "USUBJID": pl.String(),
    "TRTDURD": pl.Int64(),
    "EOTREAS": pl.String(),
    "ONGOING": pl.Boolean(),
    "RANK": pl.Int64(),
}
DOSING = {"USUBJID": pl.String(), "ASTDY": pl.Int64(), "AENDY": pl.Int64(), "DOSE": pl.Float64(), "REASON": pl.String()}
MARKS = {"USUBJID": pl.String(), "EVENT": pl.String(), "ADY": pl.Int64()}
"""Columns of the tables `lanes`, `dosing` and `events`."""

MOST_LABELS = 75
"""With more lanes than this patients and reasons are not named."""

HOLD = "#ffffff"
UNKNOWN = "#eef0f2"
"""Colour of days on which the dose is not recorded."""

EVENT_WORDS = {"MR": "first MR or better", "PR": "first PR or better", "PROGRESSION": "progression",
               "NEW THERAPY": "new therapy", "DEATH": "death"}  # fmt: skip


def plot_lanes(report: Report) -> Drawing:
    """Time on treatment, longest first."""
    patients = enrolled_patients(report)
    lanes = frame(report.tables.get("lanes", []), LANES).sort("RANK")
    dosing = frame(report.tables.get("dosing", []), DOSING)
    events = frame(report.tables.get("events", []), MARKS)
    with styled():
        figure = new_figure(9.6, min(1.5 + 0.185 * max(lanes.height, 5), 13.0))
        axes = figure.add_subplot()
        drawing = Drawing(
            name="swimmer",
            title="Time on treatment",
            caption=(
                "One lane per treated patient, from first to last dose; its colour is the daily dose, white is a "
                "hold. An arrow: still on treatment at last contact. Behind the lane: why treatment ended. Progression "
                "may fall behind the end of a lane. " + state_plotted(lanes.height, count_evaluable(patients))
            ),
            figure=figure,
            section="response",
            not_plotted=list_missing(patients, lanes["USUBJID"], "not treated"),
        )
        if lanes.is_empty():
            show_empty(axes)
            return drawing
        colours = dose_colours(dosing["DOSE"].drop_nulls().to_list())
        places = {subject: place for place, subject in enumerate(lanes["USUBJID"])}
        _draw_doses(axes, drawing, dosing, places, colours)
        _draw_events(axes, drawing, events, places)
        _draw_ends(axes, lanes, dosing, events)
        _finish(axes, lanes, dosing, events, colours)
    return drawing


def _months(day: float) -> float:
    """Months since the first dose; the first dose is on day 1."""
    return (day - 1) / MONTH_DAYS


def _draw_doses(
    axes: Axes, drawing: Drawing, dosing: pl.DataFrame, places: dict[str, int], colours: dict[float, str]
) -> None:
    for row in dosing.iter_rows(named=True):
        subject, dose = row["USUBJID"], row["DOSE"]
        if subject not in places:
            continue
        start, end = _months(row["ASTDY"]), _months(row["AENDY"] + 1)
        colour = UNKNOWN if dose is None else HOLD if dose == 0 else colours[dose]
        (bar,) = axes.barh(
            places[subject],
            end - start,
            left=start,
            height=0.68,
            color=colour,
            edgecolor=MUTED,
            linewidth=0.5 if len(places) <= MOST_LABELS else 0.0,
        )
        given = "dose not recorded" if dose is None else "held" if dose == 0 else f"{dose:g} mg per day"
        because = f" ({row['REASON']})" if row["REASON"] else ""
        drawing.tag(bar, subject, f"{subject}: {given}, day {row['ASTDY']} to {row['AENDY']}{because}")


def _draw_events(axes: Axes, drawing: Drawing, events: pl.DataFrame, places: dict[str, int]) -> None:
    for row in events.iter_rows(named=True):
        subject, event = row["USUBJID"], row["EVENT"]
        if subject not in places or event not in EVENTS:
            continue
        marker, colour = EVENTS[event]
        (mark,) = axes.plot(
            _months(row["ADY"]), places[subject], marker=marker, markersize=6, markerfacecolor=colour,
            markeredgecolor="white", markeredgewidth=0.7, linestyle="none", zorder=5, clip_on=False,
        )  # fmt: skip
        drawing.tag(mark, subject, f"{subject}: {EVENT_WORDS[event]} on day {row['ADY']}")


def _latest(records: pl.DataFrame, day: str) -> dict[str, int]:
    """USUBJID -> the last day that a table has for that patient."""
    return dict(records.drop_nulls(day).group_by("USUBJID").agg(pl.col(day).max()).iter_rows())


def _draw_ends(axes: Axes, lanes: pl.DataFrame, dosing: pl.DataFrame, events: pl.DataFrame) -> None:
    """What stands behind a lane begins after all of it: a hold may follow the last dose, an event the hold."""
    drawn, latest = _latest(dosing, "AENDY"), _latest(events, "ADY")
    for place, row in enumerate(lanes.iter_rows(named=True)):
        lane = _months(max(row["TRTDURD"] or 0, drawn.get(row["USUBJID"], 0)) + 1)
        end = max(lane, _months(latest.get(row["USUBJID"], 1)))
        if row["ONGOING"]:
            axes.annotate(
                "", (lane, place), (12, 0), textcoords="offset points",
                arrowprops={"arrowstyle": "<|-", "color": MUTED, "linewidth": 1.2},
            )  # fmt: skip
        if lanes.height <= MOST_LABELS:
            words = "on treatment" if row["ONGOING"] else (row["EOTREAS"] or "").lower()
            offset = 16 if row["ONGOING"] else 8
            axes.annotate(
                words, (end, place), (offset, 0), textcoords="offset points", va="center", color=MUTED, fontsize=7.5
            )


def _finish(
    axes: Axes, lanes: pl.DataFrame, dosing: pl.DataFrame, events: pl.DataFrame, colours: dict[float, str]
) -> None:
    axes.set_ylim(lanes.height - 0.4, -0.6)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    names = short_names(lanes["USUBJID"])
    if lanes.height <= MOST_LABELS:
        axes.set_yticks(range(lanes.height), [names[subject] for subject in lanes["USUBJID"]], fontsize=8)
    else:
        axes.set_yticks([])
    last = max(largest(lanes["TRTDURD"]), largest(dosing["AENDY"]), largest(events["ADY"]))
    axes.set_xlim(0, max(_months(last + 1) * 1.16, 1.0))
    axes.set_xlabel("Months since first dose")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 3, 6, 10]))
    axes.grid(axis="x")
    handles: list[Patch | Line2D] = [
        Patch(facecolor=colour, edgecolor=MUTED, linewidth=0.5, label=f"{dose:g} mg")
        for dose, colour in colours.items()
    ]
    if (dosing["DOSE"] == 0).any():
        handles.append(Patch(facecolor=HOLD, edgecolor=MUTED, linewidth=0.5, label="hold"))
    present = set(events["EVENT"])
    handles += [
        Line2D([], [], marker=marker, markerfacecolor=colour, markeredgecolor="white", color="none", markersize=7,
               label=EVENT_WORDS[event])
        for event, (marker, colour) in EVENTS.items() if event in present
    ]  # fmt: skip
    figure = cast("Figure", axes.figure)
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), handlelength=1.2, columnspacing=1.2)
