"""Cumulative incidence of the lists of special interest, with death as competing risk."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from ..contents import Report, frame
from .drawing import LINE, Drawing, new_figure, styled
from .palette import LISTS
from .patients import largest

COLUMNS = {
    "NAME": pl.String(), "TIME": pl.Float64(), "EVENTS": pl.Int64(), "COMPETING": pl.Int64(),
    "INCIDENCE": pl.Float64(),
}  # fmt: skip
"""Columns of the table `incidence_curves` that are drawn."""


def plot_incidence(report: Report) -> Iterator[Drawing]:
    """One figure with a step curve for each list of which anybody had an event; none where nobody had."""
    table = frame(report.tables.get("incidence_curves", []), COLUMNS)
    if table.is_empty():
        return
    with styled():
        figure = new_figure(9.6, 4.2)
        axes = figure.subplots()
        drawing = Drawing(
            name="special-interest",
            title="First event of special interest, cumulative incidence",
            caption="Treated patients, from the first dose to the first treatment-emergent event of each list; death "
            "before it is a competing risk (Aalen-Johansen). Patients leave at the end of the emergent window. Limits "
            "stand in the table.",
            figure=figure,
            section="safety",
        )
        for (name,), curve in table.group_by("NAME", maintain_order=True):
            place = list(table["NAME"].unique(maintain_order=True)).index(name)
            colour, line = LISTS[place % len(LISTS)]
            time = np.concatenate([[0.0], curve["TIME"].to_numpy()])
            incidence = np.concatenate([[0.0], curve["INCIDENCE"].to_numpy()])
            label = f"{name} ({curve['EVENTS'].sum()} patients)"
            axes.step(time, incidence, where="post", color=colour, linestyle=line, linewidth=1.8, label=label)
        axes.set_xlim(0, max(largest(table["TIME"]) * 1.03, 1.0))
        axes.set_ylim(0, max(largest(table["INCIDENCE"]) * 1.15, 0.05))
        axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
        axes.grid(axis="y", color=LINE)
        axes.set_xlabel("Months")
        axes.set_ylabel("Cumulative incidence")
        figure.legend(loc="outside right upper")
    yield drawing
