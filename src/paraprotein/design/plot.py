"""Pictures of a design: boundaries, characteristics over the true rate, and n against the expected size."""

from typing import TYPE_CHECKING

import numpy as np

from .result import Boundary, Design, Designs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, LOW, HIGH = "#1d2733", "#b3541e", "#1f6f8b"


def plot_design(design: Design) -> "Figure":
    """Boundaries on the left where there are any, characteristics on the right."""
    panels = 1 + bool(design.boundaries)
    figure, axes = _panels(panels)
    if design.boundaries:
        _draw_boundaries(axes[0], design)
    _draw_characteristics(axes[-1], design)
    figure.suptitle(design.title, color=INK)
    return figure


def plot_designs(designs: Designs) -> "Figure":
    """The usual choice as `plot_design` draws it, and n against the expected size where sizes were compared."""
    design = next(iter(designs.chosen.values()))
    figure, axes = _panels(1 + bool(design.boundaries) + bool(designs.considered))
    if design.boundaries:
        _draw_boundaries(axes[0], design)
    _draw_characteristics(axes[1 if design.boundaries else 0], design)
    if designs.considered:
        _draw_sizes(axes[-1], designs)
    figure.suptitle(designs.title, color=INK)
    return figure


def _panels(count: int) -> "tuple[Figure, list[Axes]]":
    # matplotlib takes longer to import than most designs take to find
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6 * count, 3.8), layout="constrained")
    return figure, [figure.add_subplot(1, count, i + 1) for i in range(count)]


def _draw_boundaries(axes: "Axes", design: Design) -> None:
    endpoints = list(dict.fromkeys(boundary.endpoint for boundary in design.boundaries))
    for marker, endpoint in zip("osv^D" * len(endpoints), endpoints, strict=False):
        chosen = [boundary for boundary in design.boundaries if boundary.endpoint == endpoint]
        _draw_side(axes, chosen, "stop_low", LOW, marker, f"{endpoint}: {design.low_words}")
        _draw_side(axes, chosen, "stop_high", HIGH, marker, f"{endpoint}: {design.high_words}")
    _count_in_whole_numbers(axes)
    axes.set_xlabel("patients")
    axes.set_ylabel("count")
    axes.legend(fontsize=8, frameon=False)


def _count_in_whole_numbers(axes: "Axes", y: bool = True) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if y:
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))


def _draw_side(axes: "Axes", chosen: list[Boundary], side: str, colour: str, marker: str, label: str) -> None:
    points = [(b.n, value) for b in chosen if (value := b.stop_low if side == "stop_low" else b.stop_high) is not None]
    if points:
        axes.plot(
            [n for n, _ in points],
            [value for _, value in points],
            marker=marker,
            color=colour,
            linewidth=1,
            label=label,
        )


def _draw_characteristics(axes: "Axes", design: Design) -> None:
    if design.looks is None:
        names = [scenario.name for scenario in design.scenarios]
        axes.barh(names, [scenario.reject for scenario in design.scenarios], color=HIGH)
        axes.set_xlabel(f"P({design.decision})")
        axes.set_xlim(0, 1)
        axes.invert_yaxis()
        return
    rates = np.linspace(0, 1, 101)
    courses = [design.at(float(rate)) for rate in rates]
    axes.plot(rates, [course.reject for course in courses], color=HIGH, label=f"P({design.decision})")
    axes.plot(rates, [c.expected_n / design.looks.n_max for c in courses], color=LOW, label="expected n / largest n")
    for scenario in design.scenarios:
        axes.axvline(next(iter(scenario.rates.values())), color=INK, linewidth=0.6, linestyle=":")
    axes.set_xlabel("true rate")
    axes.set_ylim(0, 1.02)
    axes.legend(fontsize=8, frameon=False)


def _draw_sizes(axes: "Axes", designs: Designs) -> None:
    n, expected = zip(*designs.considered, strict=True)
    axes.plot(n, expected, marker="o", color=INK, linewidth=1, label="smallest expected size")
    chosen = [(entry.design.n, entry.design.expected_n or 0.0) for entry in designs.admissible]
    if chosen:
        axes.plot(*zip(*chosen, strict=True), marker="o", linestyle="", color=HIGH, label="admissible")
    _count_in_whole_numbers(axes, y=False)
    axes.set_xlabel("largest n")
    axes.set_ylabel("expected n under the null")
    axes.legend(fontsize=8, frameon=False)
