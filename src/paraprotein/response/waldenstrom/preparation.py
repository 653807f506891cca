"""From laboratory records to courses of one serum marker: one value per day, its method, what excludes it."""

import numpy as np
from numpy.typing import NDArray

from ..lesions import Enlargement
from ..policies import Policies
from ..preparation import ANY_METHOD, NO_RECORD, Baseline, ClinicalFindings, Events, MarkerRecords
from ..visit_grid import ClinicalRecords, VisitGrid, merge_daily
from ..windows import is_rebound_prone, is_within
from .resolve import WaldenstromCourse
from .visits import Exclusion, visit_values


def assemble_course(
    records: MarkerRecords, findings: ClinicalFindings, events: Events, baseline: Baseline, policies: Policies
) -> WaldenstromCourse:
    """One visit per patient and day after day 1 on which anything was recorded.

    Args:
        records: marker values of all patients, any order; those on or before day 1 are left to `choose_baseline`.
        findings: immunofixation, marrow, nodes and spleen, clinical progression.
        events: plasma exchange, anti-CD20, new therapy, death from the disease, holds; shapes (n_patients, ...).
        baseline: from `choose_baseline`.
        policies: the open choices.
    """
    grid = VisitGrid.over([(source.patient, source.day) for source in (records, *findings)], baseline.value.size)
    marker, exclusion, high_normal, source = _daily_marker(records, baseline, grid, policies)
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
    return WaldenstromCourse(baseline.value, events.enlarged_at_baseline, visits, events.disease_death_day, source)


def _assessed(records: ClinicalRecords) -> ClinicalRecords:
    keep = records.code != Enlargement.NOT_ASSESSED
    return ClinicalRecords(records.patient[keep], records.day[keep], records.code[keep])


def _daily_marker(
    records: MarkerRecords, baseline: Baseline, grid: VisitGrid, policies: Policies
) -> tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.float64], NDArray[np.int64]]:
    """Marker, exclusion, upper limit of normal and record of each visit; the patient's own method comes first."""
    own = baseline.method[records.patient]
    is_other = (records.method != own) & (records.method != ANY_METHOD) & (own != ANY_METHOD)
    measured = (records.day > 1) & ~np.isnan(records.value)
    n_visits = grid.keys.size
    marker, high_normal = np.full(n_visits, np.nan), np.full(n_visits, np.nan)
    exclusion = np.zeros(n_visits, dtype=np.int8)
    source = np.full(n_visits, NO_RECORD, dtype=np.int64)
    for wanted, code in ((is_other, Exclusion.OTHER_METHOD), (~is_other, Exclusion.USABLE)):
        chosen = np.flatnonzero(measured & wanted)
        chosen = chosen[np.argsort(records.order[chosen], kind="stable")]
        at = grid.place(records.patient[chosen], records.day[chosen])
        values, standing = merge_daily(records.value[chosen], at, n_visits, policies.duplicates)
        seen = ~np.isnan(values)
        marker[seen], exclusion[seen] = values[seen], code
        source[seen] = NO_RECORD
        source[standing != NO_RECORD] = chosen[standing[standing != NO_RECORD]]
        high_normal[at] = records.high_normal[chosen]  # the last of the day
    spread = np.asarray(grid.spread(source, NO_RECORD), dtype=np.int64)
    return grid.spread(marker, np.nan), grid.spread(exclusion, 0), grid.spread(high_normal, np.nan), spread
