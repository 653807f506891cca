"""The one marker that decides for a patient, out of several: what a figure of the marker shows."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .amyloidosis.resolve import AmyloidosisCourse
from .criteria import AmyloidosisCriteria, MyelomaCriteria
from .myeloma.resolve import MyelomaCourse
from .myeloma.timepoint import measured_by
from .thresholds import reaches

MARKERS = ("", "serum M-protein", "urine M-protein", "light chain difference", "marrow plasma cells")
"""Names by code; 0: no marker can be judged."""

MARKER_UNITS = ("", "mg/dL", "mg/day", "mg/L", "%")
"""Unit of each."""


class DecidingMarker(NamedTuple):
    """The deciding marker of every patient."""

    code: NDArray[np.int64]  # index into MARKERS, shape (n_patients,)
    baseline: NDArray[np.float64]  # (n_patients,); NaN when no marker can be judged
    values: NDArray[np.float64]  # (n_patients, n_visits)
    kappa_involved: NDArray[np.bool_]  # (n_patients,)


def deciding_myeloma_marker(course: MyelomaCourse, criteria: MyelomaCriteria) -> DecidingMarker:
    """The first measurable of serum, urine, light chain difference and marrow."""
    measured, before, now = measured_by(course.baseline, criteria), course.baseline, course.visits
    sign = np.where(measured.kappa_involved, 1.0, -1.0)
    code = np.select([measured.serum, measured.urine, measured.flc, measured.marrow], [1, 2, 3, 4], 0)
    baselines = (before.serum, before.urine, sign * (before.kappa - before.lambda_), before.marrow)
    values = (now.serum, now.urine, sign[:, None] * (now.kappa - now.lambda_), now.marrow)
    return DecidingMarker(
        code=code,
        baseline=_choose(code, baselines),
        values=_choose(code[:, None], values),
        kappa_involved=np.asarray(measured.kappa_involved),
    )


def deciding_amyloidosis_marker(course: AmyloidosisCourse, criteria: AmyloidosisCriteria) -> DecidingMarker:
    """The light chain difference, where its baseline is large enough to be judged."""
    before, now = course.baseline, course.visits
    kappa_involved = before.kappa > before.lambda_
    sign = np.where(kappa_involved, 1.0, -1.0)
    baseline = sign * (before.kappa - before.lambda_)
    code = np.where(reaches(baseline, criteria.hematologic.assessable_low), 3, 0)
    return DecidingMarker(
        code=code,
        baseline=np.where(code == 3, baseline, np.nan),
        values=np.where(code[:, None] == 3, sign[:, None] * (now.kappa - now.lambda_), np.nan),
        kappa_involved=kappa_involved,
    )


def _choose(code: NDArray[np.int64], of: tuple[NDArray[np.float64], ...]) -> NDArray[np.float64]:
    chosen = np.full(of[0].shape, np.nan)
    for place, values in enumerate(of, 1):
        chosen = np.where(code == place, values, chosen)
    return chosen
