"""Course of a patient with AL amyloidosis: what is measured, which domains can be judged, one row per visit."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...comparisons import exceeds, reaches
from ..measured_marker import DecidingMarker
from ..panel import Panel
from ..preparation import Events
from .criteria import AmyloidosisCriteria

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int8]


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


class AmyloidosisCourse(NamedTuple):
    """Everything that is known of the patients, patients in rows, visits in columns in day order."""

    baseline: AmyloidosisValues
    visits: AmyloidosisValues
    day: Numbers  # (n_patients, n_visits), linear
    present: Flags  # False pads
    serum_immunofixation: Codes  # (n_patients, n_visits): -1 negative, +1 positive, 0 not done
    urine_immunofixation: Codes
    new_therapy_day: Numbers  # (n_patients,), NaN: none


def assemble_amyloidosis(panel: Panel, events: Events) -> AmyloidosisCourse:
    """The courses of n_patients patients.

    Args:
        panel: every role of `roles.AMYLOIDOSIS_ROLES` and `nyha` (class 1 to 4); alkaline phosphatase in multiples of
            its upper limit of normal.
        events: new therapy.
    """
    return AmyloidosisCourse(
        baseline=AmyloidosisValues(*(panel.baseline[name] for name in AmyloidosisValues._fields)),
        visits=AmyloidosisValues(*(panel.numbers[name] for name in AmyloidosisValues._fields)),
        day=np.asarray(panel.day),
        present=panel.present,
        serum_immunofixation=panel.codes["serum_immunofixation"],
        urine_immunofixation=panel.codes["urine_immunofixation"],
        new_therapy_day=events.new_therapy_day,
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
