"""Which domains of AL amyloidosis can be judged by their baseline."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..criteria import AmyloidosisCriteria
from ..thresholds import exceeds, reaches
from .values import AmyloidosisValues


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
