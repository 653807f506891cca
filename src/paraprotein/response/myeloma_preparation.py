"""From a panel of markers to the courses that the myeloma criteria resolve.

Plasmacytomas are told in words (RS test EMD), so their size is a fraction of the baseline's: unchanged 1, smaller 0.75,
smaller by half 0.5, gone 0. Growth in centimetres cannot be told that way; it is recorded as clinical progression.
"""

import numpy as np
from numpy.typing import NDArray

from .myeloma_resolve import MyelomaCourse
from .myeloma_timepoint import MyelomaBaseline, MyelomaVisit
from .panel import Panel
from .preparation import Events
from .visits import Enlargement

PLASMACYTOMA = "plasmacytoma"
"""Finding of the panel: minus the code of Enlargement, so that a larger code is worse."""

PROGRESSION = "progression"
"""Finding of the panel: 1 new lesion, growth of a lesion, or clinical progression."""

FRACTION_LEFT = {Enlargement.SAME: 1.0, Enlargement.REDUCED: 0.75, Enlargement.HALF: 0.5, Enlargement.RESOLVED: 0.0}
"""Size of plasmacytomas as a fraction of baseline, by what was found."""


def assemble_myeloma(panel: Panel, events: Events) -> MyelomaCourse:
    """The courses of n_patients patients; `panel` holds every role of `roles.MYELOMA_ROLES` and the two findings."""
    before, now = panel.baseline, panel.numbers
    baseline = MyelomaBaseline(
        serum=before["serum"],
        urine=before["urine"],
        kappa=before["kappa"],
        lambda_=before["lambda_"],
        marrow=before["marrow"],
        circulating=before["circulating"],
        plasmacytoma=np.where(events.enlarged_at_baseline, 1.0, np.nan),
        several_plasmacytomas=np.zeros(events.enlarged_at_baseline.shape, dtype=np.bool_),
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
        plasmacytoma=_size(panel.codes[PLASMACYTOMA]),
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
