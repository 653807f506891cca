"""From long laboratory records to courses: baseline, one value per day, assay method, plasma exchange.

Days are linear integers: date minus date of first dose plus 1, so the day before the first dose is 0. (CDISC study days
skip 0 and would shorten every interval that spans the first dose.)

Readings chosen where the papers are silent:

- Values on day 1 are taken before the first dose; leave out those that were not.
- A value of unrecorded method is taken to be of the patient's own method.
- An immunofixation in the window after plasma exchange says nothing, as the IgM of that day.
- Findings of one day that disagree: the worse one stands.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .policies import Policies
from .visit_grid import FindingRecords, VisitGrid, merge_daily
from .waldenstrom.resolve import Course
from .waldenstrom.visits import Enlargement, Exclusion, visit_values
from .windows import is_rebound_prone, is_within

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


class Findings(NamedTuple):
    """What else was found at visits."""

    immunofixation: FindingRecords  # -1 negative, +1 positive
    marrow_normal: FindingRecords  # 1 normal, 0 not
    extramedullary: FindingRecords  # codes of Enlargement
    clinical_progression: FindingRecords  # 1 progression, 0 none


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


def no_findings() -> Findings:
    """Nothing found at any visit."""
    none = FindingRecords(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int8))
    return Findings(none, none, none, none)


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
    n_patients = plasmapheresis_day.shape[0]
    oldest = -np.inf if policies.baseline_days is None else 1 - policies.baseline_days
    valid = ~np.isnan(records.value) & (records.day <= 1) & (records.day >= oldest)
    valid &= ~after_exchange(records, plasmapheresis_day, policies)
    by_preferred = (records.method == preferred_method) & (preferred_method != ANY_METHOD)
    ascending = np.lexsort((records.order, records.day, by_preferred, records.patient))
    ascending = ascending[valid[ascending]]
    last = np.full(n_patients, -1)
    last[records.patient[ascending]] = ascending  # a later assignment to the same patient wins
    found = last >= 0
    value = np.full(n_patients, np.nan)
    value[found] = np.where(records.is_below_limit, np.nan, records.value)[last[found]]
    day = np.full(n_patients, np.nan)
    day[found] = records.day[last[found]]
    method = np.full(n_patients, ANY_METHOD, dtype=np.int64)
    method[found] = records.method[last[found]]
    return Baseline(value, day, method)


def assemble_course(
    records: MarkerRecords, findings: Findings, events: Events, baseline: Baseline, policies: Policies
) -> Course:
    """One visit per patient and day after day 1 on which anything was recorded.

    Args:
        records: marker values of all patients, any order; those on or before day 1 are left to `choose_baseline`.
        findings: immunofixation, marrow, nodes and spleen, clinical progression.
        events: plasma exchange, anti-CD20, new therapy, death from the disease, holds; shapes (n_patients, ...).
        baseline: from `choose_baseline`.
        policies: the open choices.
    """
    grid = VisitGrid.over([(source.patient, source.day) for source in (records, *findings)], baseline.value.size)
    marker, exclusion, high_normal = _daily_marker(records, baseline, grid, policies)
    washed = is_within(grid.day, events.plasmapheresis_day, policies.plasmapheresis_window)
    exclusion = np.where(washed & ~np.isnan(marker), np.int8(Exclusion.PLASMAPHERESIS), exclusion)
    immunofixation = grid.worst(findings.immunofixation, np.maximum, -128)
    immunofixation = np.where((immunofixation == -128) | washed, np.int8(0), immunofixation)
    enlargement = grid.worst(_assessed(findings.extramedullary), np.minimum, 127)
    visits = visit_values(
        grid.day,
        marker,
        present=grid.present,
        exclusion=exclusion,
        immunofixation=immunofixation,
        marrow_normal=grid.worst(findings.marrow_normal, np.minimum, 127) == 1,
        extramedullary=np.where(enlargement == 127, np.int8(Enlargement.NOT_ASSESSED), enlargement),
        clinical_progression=grid.worst(findings.clinical_progression, np.maximum, 0) == 1,
        on_new_therapy=grid.day >= events.new_therapy_day[:, None],
        in_flare_window=is_within(grid.day, events.anti_cd20_day[:, None], policies.flare_window),
        in_rebound_window=is_rebound_prone(grid.day, events.hold_start, events.restart, policies.rebound_window),
        high_normal=high_normal,
    )
    return Course(baseline.value, events.enlarged_at_baseline, visits, events.disease_death_day)


def after_exchange(records: MarkerRecords, plasmapheresis_day: Days, policies: Policies) -> NDArray[np.bool_]:
    """Records that fall into the window after a plasma exchange of their patient, shape (n_records,)."""
    own = plasmapheresis_day[records.patient]
    day = records.day.astype(np.float64)[:, None]
    return is_within(day, own, policies.plasmapheresis_window)[:, 0]


def _assessed(records: FindingRecords) -> FindingRecords:
    keep = records.code != Enlargement.NOT_ASSESSED
    return FindingRecords(records.patient[keep], records.day[keep], records.code[keep])


def _daily_marker(
    records: MarkerRecords, baseline: Baseline, grid: VisitGrid, policies: Policies
) -> tuple[NDArray[np.generic], NDArray[np.generic], NDArray[np.generic]]:
    """Marker, exclusion and upper limit of normal of each visit; values by the patient's own method come first."""
    own = baseline.method[records.patient]
    is_other = (records.method != own) & (records.method != ANY_METHOD) & (own != ANY_METHOD)
    measured = (records.day > 1) & ~np.isnan(records.value)
    n_visits = grid.keys.size
    marker, high_normal = np.full(n_visits, np.nan), np.full(n_visits, np.nan)
    exclusion = np.zeros(n_visits, dtype=np.int8)
    for wanted, code in ((is_other, Exclusion.OTHER_METHOD), (~is_other, Exclusion.USABLE)):
        chosen = np.flatnonzero(measured & wanted)
        chosen = chosen[np.argsort(records.order[chosen], kind="stable")]
        at = grid.place(records.patient[chosen], records.day[chosen])
        seen, values = merge_daily(records.value[chosen], at, n_visits, policies.duplicates)
        marker[seen], exclusion[seen] = values[seen], code
        high_normal[at] = records.high_normal[chosen]  # the last of the day
    return grid.spread(marker, np.nan), grid.spread(exclusion, 0), grid.spread(high_normal, np.nan)
