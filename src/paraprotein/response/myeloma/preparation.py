"""From a panel of markers to the courses that the myeloma criteria resolve.

Plasmacytomas are measured, or described in words (RS test EMD). A size in words is a fraction of the baseline's:
unchanged 1, smaller 0.75, smaller by half 0.5, gone 0. Growth cannot be expressed that way and is recorded as clinical
progression. Where both were recorded on one day the larger size is used.
"""

import numpy as np
from numpy.typing import NDArray

from ..lesions import Enlargement, LesionBaseline
from ..panel import Panel
from ..preparation import Events
from .resolve import MyelomaCourse
from .timepoint import MyelomaBaseline, MyelomaVisit

LESIONS = "lesions"
"""Measurement of the panel: sum of the products of the diameters of measured lesions, cm2."""

PLASMACYTOMA = "plasmacytoma"
"""Finding of the panel: minus the code of Enlargement, so that a larger code is worse."""

PROGRESSION = "progression"
"""Finding of the panel: 1 new lesion, growth of a lesion, or clinical progression."""

FRACTION_LEFT = {Enlargement.SAME: 1.0, Enlargement.REDUCED: 0.75, Enlargement.HALF: 0.5, Enlargement.RESOLVED: 0.0}
"""Size of plasmacytomas as a fraction of baseline, by what was found."""


def assemble_myeloma(panel: Panel, events: Events, lesions: LesionBaseline) -> MyelomaCourse:
    """The courses of n_patients patients.

    Args:
        panel: every role of `roles.MYELOMA_ROLES`, the measured lesions and the two findings.
        events: new therapy, death, plasmacytomas described in words before treatment.
        lesions: lesions measured before treatment.
    """
    before, now = panel.baseline, panel.numbers
    told = np.where(events.enlarged_at_baseline | lesions.present, 1.0, np.nan)
    before_treatment = np.where(np.isnan(lesions.product), told, lesions.product)
    baseline = MyelomaBaseline(
        serum=before["serum"],
        urine=before["urine"],
        kappa=before["kappa"],
        lambda_=before["lambda_"],
        marrow=before["marrow"],
        circulating=before["circulating"],
        plasmacytoma=before_treatment,
        several_plasmacytomas=lesions.several,
    )
    visits = MyelomaVisit(
        day=panel.day,
        present=panel.present,
        serum=now["serum"],
        urine=now["urine"],
        kappa=now["kappa"],
        lambda_=now["lambda_"],
        marrow=now["marrow"],
        circulating=now["circulating"],
        plasmacytoma=np.fmax(now[LESIONS], _size(panel.codes[PLASMACYTOMA]) * before_treatment[:, None]),
        serum_immunofixation=panel.codes["serum_immunofixation"],
        urine_immunofixation=panel.codes["urine_immunofixation"],
        clonal_cells=panel.codes["clonal_cells"],
        imaging_progression=panel.codes[PROGRESSION] == 1,
    )
    return MyelomaCourse(baseline, visits, events.new_therapy_day, events.disease_death_day)


def _size(code: NDArray[np.int8]) -> NDArray[np.float64]:
    size = np.full(code.shape, np.nan)
    for found, left in FRACTION_LEFT.items():
        size = np.where(code == -found.value, left, size)
    return size
