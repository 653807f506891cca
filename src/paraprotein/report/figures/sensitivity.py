"""Of 100 patients, how many are called responders although the drug does nothing: by assay, visits, confirmation."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from ..contents import Record, Report
from ..numbers import format_percent
from ..sensitivity import OWN, format_days, format_variation, name_settings, of_hundred
from .drawing import INK, MUTED, Drawing, new_figure, styled
from .palette import CURVE, OUTSIDE

SHIFT = 0.17
"""Half the distance between the two dots of a setting."""

READINGS = (
    ("responses", -SHIFT, OUTSIDE, "o", "any response"),
    ("confirmed", SHIFT, CURVE, "D", "only those that the next visit upholds"),
)
"""Reading, place within the row, colour, marker, words."""


def plot_sensitivity(report: Report) -> Drawing:
    """False responses of every setting with their limits, and the published response rate for scale."""
    settings = report.sensitivity or []
    with styled():
        drawing = Drawing(
            name="sensitivity",
            title="False responses: what the assay, the visits and confirmation do",
            caption=(
                "Dots: false responses among 100 evaluable patients; bars: 95 % limits of the simulation. "
                "Coefficient of variation (CV): assay and patient together, from one visit to the next."
            ),
            figure=new_figure(9.6, 1.5 + 0.44 * len(settings)),
            section="comparison",
        )
        axes = drawing.figure.add_subplot()
        published = _published_rate(report)
        highest = _draw_rates(axes, settings)
        if published is not None:
            axes.axvline(published, color=INK, linewidth=1.2, linestyle=(0, (4, 2)))
            axes.annotate(
                f"published: {format_percent(published / 100)}", (published, 1), (-4, -4),
                xycoords=("data", "axes fraction"), textcoords="offset points", va="top", ha="right", color=INK,
            )  # fmt: skip
        _finish(axes, report, settings, max(highest, published or 0.0))
        drawing.figure.legend(loc="outside lower center", ncols=2)
    return drawing


def _published_rate(report: Report) -> float | None:
    """The published response rate, percent; where none is published, that of a fall by a quarter."""
    for figure in (report.comparison or {"figures": []})["figures"]:
        is_rate = figure["id"] == "orr" or figure["id"].endswith("_fall_25")
        if is_rate and figure["relation"] == "=" and figure["published"] is not None and figure["denominator"]:
            return 100 * float(figure["published"]) / float(figure["denominator"])
    return None


def _draw_rates(axes: Axes, settings: Sequence[Record]) -> float:
    """Draw both readings of every setting; the highest limit, percent."""
    highest = 0.0
    for reading, shift, colour, marker, words in READINGS:
        for place, setting in enumerate(settings):
            rate = setting[reading]
            if rate["estimate"] is None:
                continue
            low, middle, high = (100 * rate[name] for name in ("low", "estimate", "high"))
            axes.plot([low, high], [place + shift] * 2, color=colour, linewidth=2.2, solid_capstyle="butt")
            axes.plot(middle, place + shift, marker=marker, markersize=6.5, color=colour, linestyle="none",
                      markeredgecolor="white", label=words if place == 0 else None, clip_on=False)  # fmt: skip
            axes.annotate(of_hundred(rate), (high, place + shift), (7, 0), textcoords="offset points", va="center",
                          fontsize=8, color=colour)  # fmt: skip
            highest = max(highest, high)
    return highest


def _finish(axes: Axes, report: Report, settings: Sequence[Record], highest: float) -> None:
    names = [
        f"{name}: {report.marker['label']} CV {format_variation(setting)}, every {format_days(setting)}"
        for name, setting in zip(name_settings(settings), settings, strict=True)
    ]
    axes.set_yticks(range(len(settings)), names)
    for label, name in zip(axes.get_yticklabels(), names, strict=True):
        label.set_fontweight("bold" if name.startswith(OWN) else "normal")
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(settings) - 0.5, -0.5)
    for place in range(1, len(settings)):
        axes.axhline(place - 0.5, color=MUTED, linewidth=0.3)
    axes.set_xlim(0, max(highest * 1.12, 5.0))
    axes.set_xlabel("of 100 patients, called responders although the drug does nothing")
    axes.grid(axis="x")
