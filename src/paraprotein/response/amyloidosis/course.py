"""Course of a patient with AL amyloidosis: what is measured, which domains can be judged, one row per visit."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..criteria import AmyloidosisCriteria
from ..thresholds import exceeds, reaches

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


def evaluable_by_baseline(before: AmyloidosisValues, criteria: AmyloidosisCriteria) -> Mapping[str, NDArray[np.bool_]]:
    """Domain (hematologic, cardiac, renal, liver) -> whether a response can be judged, shape (n_patients,).

    Blood: a light chain difference that the rules can judge. Heart: NT-proBNP or NYHA class at or above their limits.
    Kidney: proteinuria above its limit. Liver: an abnormal alkaline phosphatase, or a liver span. Graded heart and
    kidney: by NT-proBNP and proteinuria alone.
    """
    difference = np.abs(before.kappa - before.lambda_)
    peptide = np.asarray(reaches(before.nt_probnp, criteria.cardiac.evaluable))
    kidney = np.asarray(exceeds(before.proteinuria, criteria.renal.evaluable_above))
    return {
        "hematologic": np.asarray(reaches(difference, criteria.hematologic.assessable_low)),
        "cardiac": np.asarray(peptide | reaches(before.nyha, criteria.cardiac.nyha_evaluable)),
        "renal": kidney,
        "liver": np.asarray(exceeds(before.phosphatase, 1.0) | ~np.isnan(before.liver_span)),
        "graded cardiac": peptide,
        "graded renal": kidney,
    }
