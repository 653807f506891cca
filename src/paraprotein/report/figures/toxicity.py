"""Toxicity by grade, counted in three ways side by side."""

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from ..contents import Report, frame
from .drawing import LINE, Drawing, new_figure, styled
from .palette import GRADES, is_dark
from .patients import NO_PATIENTS, largest, show_empty

COLUMNS = {"TERM": pl.String(), "COUNT": pl.String(), "GRADE": pl.Int64(), "N": pl.Int64(), "DENOM": pl.Int64()}
"""Columns of the table `toxicity_grades`."""

PANELS = {
    "any": "Worst grade under treatment",
    "emergent": "Treatment-emergent only",
    "ae": "As adverse events report it",
}
"""Way of counting -> heading of its panel."""


SMALLEST_NUMBERED = 0.03
"""Share of the patients below which a segment is too narrow for its number."""


def plot_grades(report: Report) -> Drawing:
    """Treated patients by worst grade of each toxicity."""
    table = frame(report.tables.get("toxicity_grades", []), COLUMNS)
    terms = table["TERM"].unique(maintain_order=True).to_list()
    treated = int(largest(table["DENOM"]))
    graded = int(-largest(-table.filter(pl.col("COUNT") == "any")["DENOM"], 0.0))
    with styled():
        figure = new_figure(9.6, 1.5 + 0.42 * max(len(terms), 2))
        drawing = Drawing(
            name="toxicity",
            title="Toxicity by worst grade",
            caption=(
                "Patients by their worst grade, grade 0 not drawn; behind each bar: patients of grade 2 or more and of "
                "how many the grade is known. Left: whatever stood at baseline. Middle: only grades worse than at "
                f"baseline. Right: what investigators reported. {treated} patients treated; laboratory grades known of "
                f"at least {graded}."
            ),
            figure=figure,
            section="toxicity",
        )
        if treated == 0:
            show_empty(figure.add_subplot(), NO_PATIENTS)
            return drawing
        panels = figure.subplots(1, len(PANELS), sharey=True, sharex=True)
        for axes, (way, heading) in zip(panels, PANELS.items(), strict=True):
            _draw_panel(axes, table.filter(pl.col("COUNT") == way), terms, treated)
            axes.set_title(heading, fontsize=9.5, loc="left", fontweight="bold")
        panels[0].set_yticks(range(len(terms)), [term.capitalize() for term in terms])
        panels[0].invert_yaxis()
        panels[0].set_xlim(0, treated * 1.22)
        panels[1].set_xlabel("Patients")
        handles = [Patch(facecolor=colour, label=f"grade {grade}") for grade, colour in GRADES.items()]
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), handlelength=1.2)
    return drawing


def _draw_panel(axes: Axes, table: pl.DataFrame, terms: list[str], treated: int) -> None:
    axes.grid(axis="x", color=LINE)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    for place, term in enumerate(terms):
        rows = table.filter(pl.col("TERM") == term)
        counts = dict(rows.select("GRADE", "N").iter_rows())
        left = 0
        for grade, colour in GRADES.items():
            n = counts.get(grade, 0)
            if n == 0:
                continue
            axes.barh(place, n, left=left, height=0.62, color=colour, edgecolor="white", linewidth=0.6)
            if n >= SMALLEST_NUMBERED * treated:
                tone = "white" if is_dark(colour) else "black"
                axes.text(left + n / 2, place, str(n), ha="center", va="center", color=tone, fontsize=8)
            left += n
        severe = sum(n for grade, n in counts.items() if grade >= 2)
        known = int(largest(rows["DENOM"]))
        axes.annotate(f"{severe}/{known}", (left, place), (4, 0), textcoords="offset points", va="center", fontsize=8)
