"""The one marker that decides for a patient, out of several: what a figure of the marker shows."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
