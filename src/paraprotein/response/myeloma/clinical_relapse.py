"""Clinical relapse in myeloma by the laboratory: calcium, hemoglobin, creatinine (CRAB without bone).

It decides neither response nor progression; the paper keeps it for what asks when treatment is needed again. What the
laboratory cannot know, whether the disease is the cause, a reader must judge.

Interpretations chosen where the paper is silent:

- Hemoglobin and creatinine are compared with their values before treatment; without one they show nothing.
- Calcium must have been at or below the limit before, or never measured.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...comparisons import exceeds, reaches
from ..thresholds import first_that_holds
from .criteria import ClinicalRelapse

Numbers = NDArray[np.float64]


class RelapseClause(IntEnum):
    """What shows clinical relapse, in the order in which it is asked."""

    NO_RELAPSE = 0
    CALCIUM_HIGH = 1
    HEMOGLOBIN_FALL = 2
    CREATININE_RISE = 3


class RelapseValues(NamedTuple):
    """Measurements: before treatment shape (n_patients,), later (n_patients, n_visits); NaN when not measured."""

    calcium: Numbers  # mg/dL
    hemoglobin: Numbers  # g/dL
    creatinine: Numbers  # mg/dL


def find_relapse(before: RelapseValues, later: RelapseValues, rules: ClinicalRelapse) -> NDArray[np.int8]:
    """Code of RelapseClause of every visit, shape (n_patients, n_visits); visits in day order."""
    earlier = np.concatenate([before.calcium[:, None], later.calcium], axis=1)[:, :-1]
    lowest = np.fmin.accumulate(earlier, axis=1) if earlier.size else later.calcium
    developed = exceeds(later.calcium, rules.calcium_above) & ~exceeds(lowest, rules.calcium_above)
    codes = first_that_holds(
        [
            (developed, RelapseClause.CALCIUM_HIGH),
            (
                reaches(before.hemoglobin[:, None] - later.hemoglobin, rules.hemoglobin_fall),
                RelapseClause.HEMOGLOBIN_FALL,
            ),
            (
                reaches(later.creatinine - before.creatinine[:, None], rules.creatinine_rise),
                RelapseClause.CREATININE_RISE,
            ),
        ],
        RelapseClause.NO_RELAPSE,
    )
    return np.asarray(codes, dtype=np.int8)
