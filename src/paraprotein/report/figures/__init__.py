"""The figures of a report, one file each."""

from ..contents import Report, explained_anchors
from .biomarker_pairs import plot_pairs
from .comparison_intervals import plot_comparison
from .cumulative_incidence import plot_incidence
from .drawing import Drawing as Drawing
from .kaplan_meier import plot_curves
from .laboratory import plot_laboratory
from .no_drug import plot_no_drug
from .sensitivity import plot_sensitivity
from .spider import plot_change, plot_ratio
from .swimmer import plot_lanes
from .toxicity import plot_grades
from .waterfall import plot_best, plot_fixed

SIMULATED = "simulated data"
"""What stands in the corner of every figure of virtual patients."""


def draw_figures(report: Report) -> tuple[Drawing, ...]:
    """Every figure of a report, in the order of the page; the comparison only where there is one.

    The marks of a patient whom the page explains lead to the explanation.
    """
    drawings = [plot_comparison(report)] if report.comparison is not None else []
    if report.comparison is not None and "no_drug_trial" in report.comparison:
        drawings.append(plot_no_drug(report.comparison["no_drug_trial"]))
    if report.sensitivity:
        drawings.append(plot_sensitivity(report))
    drawings += [plot_best(report), plot_fixed(report), plot_change(report), plot_ratio(report), plot_lanes(report)]
    drawings += [*plot_curves(report), plot_grades(report), *plot_incidence(report), *plot_laboratory(report)]
    drawings += plot_pairs(report)
    links = explained_anchors(report)
    for drawing in drawings:
        drawing.links = links
        drawing.mark = SIMULATED if report.simulated else ""
        if report.stand_in:
            drawing.note(report.stand_in)
        if report.cut:
            drawing.note(report.cut_sentence)
    return tuple(drawings)
