"""What is measured of a patient with AL amyloidosis."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class AmyloidosisValues(NamedTuple):
    """Measurements: at baseline shape (n_patients,), at visits (n_patients, n_visits); NaN when not measured."""

    kappa: Numbers  # free light chain, mg/L
    lambda_: Numbers  # free light chain, mg/L
    serum: Numbers  # M-protein, mg/dL
    urine: Numbers  # M-protein, mg/24 h
    nt_probnp: Numbers  # ng/L
    troponin: Numbers  # any one unit
    ejection_fraction: Numbers  # percent
    nyha: Numbers  # class 1 to 4
    proteinuria: Numbers  # mg/24 h
    filtration: Numbers  # eGFR, mL/min/1.73 m2
    phosphatase: Numbers  # alkaline phosphatase, multiples of its upper limit of normal
    liver_span: Numbers  # cm
