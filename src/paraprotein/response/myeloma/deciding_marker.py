"""The one marker that decides for a patient with myeloma."""

import numpy as np
from numpy.typing import NDArray

from ...arrays import FloatArray
from ..measured_marker import DecidingMarker
from .criteria import MyelomaCriteria
from .resolve import MyelomaCourse
from .timepoint import measured_by


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


def _choose(code: NDArray[np.int64], of: tuple[FloatArray, ...]) -> NDArray[np.float64]:
    chosen = np.full(of[0].shape, np.nan)
    for place, values in enumerate(of, 1):
        chosen = np.where(code == place, values, chosen)
    return chosen
