"""From long laboratory records to courses: baseline, one value per day, assay method, plasma exchange.

Days are linear integers: date minus date of first dose plus 1, so the day before the first dose is 0. (CDISC study days
skip 0 and would shorten every interval that spans the first dose.)

Interpretations chosen where the papers are silent:

- Values on day 1 are taken before the first dose; those known to be later (by the clock or their time point) are left
  out of `choose_baseline` by whoever calls it.
- A value of unrecorded method is taken to be of the patient's own method.
- An immunofixation in the window after plasma exchange says nothing, as the IgM of that day.
- Where findings of one day disagree, the worse one is used.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .policies import Policies
from .visit_grid import ClinicalRecords
from .windows import is_within

Days = NDArray[np.float64]


ANY_METHOD = -1
"""Method code of a value whose method was not recorded."""


class MarkerRecords(NamedTuple):
    """Marker values, one per record; arrays of shape (n_records,). A missed visit is a record with value NaN."""

    patient: NDArray[np.int64]  # row of the patient
    day: NDArray[np.int64]  # linear
    order: NDArray[np.float64]  # rises with time of day, then sequence number
    value: NDArray[np.float64]  # mg/dL; below quantitation: the limit itself
    is_below_limit: NDArray[np.bool_]  # below the limit of quantitation
    method: NDArray[np.int64]  # code of the assay method, or ANY_METHOD
    high_normal: NDArray[np.float64]  # the laboratory's upper limit of normal, mg/dL; NaN when not given


class ClinicalFindings(NamedTuple):
    """What else was found at visits."""

    immunofixation: ClinicalRecords  # -1 negative, +1 positive
    marrow_normal: ClinicalRecords  # 1 normal, 0 not
    extramedullary: ClinicalRecords  # codes of Enlargement
    clinical_progression: ClinicalRecords  # 1 progression, 0 none


class Events(NamedTuple):
    """What happened to each patient; linear days, NaN where it did not."""

    plasmapheresis_day: Days  # (n_patients, n_procedures)
    anti_cd20_day: Days  # (n_patients,), first dose
    new_therapy_day: Days  # (n_patients,), first new anticancer therapy
    disease_death_day: Days  # (n_patients,)
    hold_start: Days  # (n_patients, n_holds), first day without a rebound-prone drug
    restart: Days  # (n_patients, n_holds)
    enlarged_at_baseline: NDArray[np.bool_]  # (n_patients,), nodes or spleen


class Baseline(NamedTuple):
    """The value before treatment that a patient is compared with; arrays of shape (n_patients,)."""

    value: NDArray[np.float64]  # mg/dL; NaN when there is none or it was below quantitation
    day: Days
    method: NDArray[np.int64]
    record: NDArray[np.int64]  # index of the record among those it was chosen from; NO_RECORD when there is none


NO_RECORD = -1
"""Index of a baseline or a visit that no single record gave."""


class Standing(IntEnum):
    """Whether a record can be a baseline, and why not."""

    ELIGIBLE = 0
    NO_VALUE = 1
    AFTER_FIRST_DOSE = 2
    TOO_OLD = 3
    AFTER_EXCHANGE = 4


def no_findings() -> ClinicalFindings:
    """Nothing found at any visit."""
    none = ClinicalRecords(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int8))
    return ClinicalFindings(none, none, none, none)


def no_events(n_patients: int) -> Events:
    """Nothing happened to anybody."""
    never, nothing = np.full(n_patients, np.nan), np.zeros((n_patients, 0))
    return Events(nothing, never, never, never, nothing, nothing, np.zeros(n_patients, np.bool_))


def choose_baseline(
    records: MarkerRecords, plasmapheresis_day: Days, policies: Policies, preferred_method: int = ANY_METHOD
) -> Baseline:
    """The last valid value on or before day 1; on one day the last by time, then sequence.

    Args:
        records: marker values of all patients, any order.
        plasmapheresis_day: plasma exchanges, shape (n_patients, n_procedures), NaN pads.
        policies: the oldest day that counts and the window after plasma exchange.
        preferred_method: taken where the patient has a valid value by it; otherwise the last value by any method.
    """
    eligible = np.flatnonzero(baseline_standing(records, plasmapheresis_day, policies) == Standing.ELIGIBLE)
    by_preferred = (records.method == preferred_method) & (preferred_method != ANY_METHOD)
    keys = (records.order, records.day, by_preferred, records.patient)
    ascending = eligible[np.lexsort(tuple(key[eligible] for key in keys))]
    last = np.full(plasmapheresis_day.shape[0], NO_RECORD)
    last[records.patient[ascending]] = ascending  # a later assignment to the same patient wins
    return baseline_from(records, last)


def baseline_from(records: MarkerRecords, chosen: NDArray[np.int64]) -> Baseline:
    """The baselines that the chosen records give.

    Args:
        records: marker values of all patients, any order.
        chosen: index of each patient's record, NO_RECORD where there is none, shape (n_patients,).
    """
    found = chosen != NO_RECORD
    value, day = np.full(chosen.shape, np.nan), np.full(chosen.shape, np.nan)
    value[found] = np.where(records.is_below_limit, np.nan, records.value)[chosen[found]]
    day[found] = records.day[chosen[found]]
    method = np.full(chosen.shape, ANY_METHOD, dtype=np.int64)
    method[found] = records.method[chosen[found]]
    return Baseline(value, day, method, chosen)


def baseline_standing(records: MarkerRecords, plasmapheresis_day: Days, policies: Policies) -> NDArray[np.int8]:
    """Codes of `Standing`, the first that applies, shape (n_records,); arguments as in `choose_baseline`."""
    oldest = -np.inf if policies.baseline_days is None else 1 - policies.baseline_days
    reasons = (
        (Standing.NO_VALUE, np.isnan(records.value)),
        (Standing.AFTER_FIRST_DOSE, records.day > 1),
        (Standing.TOO_OLD, records.day < oldest),
        (Standing.AFTER_EXCHANGE, after_exchange(records, plasmapheresis_day, policies)),
    )
    standing = np.full(records.value.shape, Standing.ELIGIBLE, dtype=np.int8)
    for reason, applies in reversed(reasons):
        standing = np.where(applies, np.int8(reason), standing)
    return standing


def after_exchange(records: MarkerRecords, plasmapheresis_day: Days, policies: Policies) -> NDArray[np.bool_]:
    """Records that fall into the window after a plasma exchange of their patient, shape (n_records,)."""
    own = plasmapheresis_day[records.patient]
    day = records.day.astype(np.float64)[:, None]
    return is_within(day, own, policies.plasmapheresis_window)[:, 0]
