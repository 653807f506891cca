"""Clinical relapse in myeloma: the first day on which new disease or organ damage was seen."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...protocol.schema import Protocol
from ...response import MyelomaCourse, MyelomaCriteria, MyelomaResolved, Policies, assemble_panel
from ...response.myeloma.clinical_relapse import RelapseClause, RelapseValues, find_relapse
from ...response.myeloma.timepoint import MyelomaClause
from ...response.roles import RELAPSE_ROLES
from ...sdtm.tables import StudyTables
from .courses import flagged_baseline, marker_records, method_codes
from .marker_panel import at_limit, role_records
from .tracks import date_columns

_SEEN = (MyelomaClause.IMAGING, MyelomaClause.PLASMACYTOMA_RISE)
"""Clauses of progression that are clinical relapse as well."""


def derive_clinical_relapse(
    tables: StudyTables,
    laboratory: pl.DataFrame,
    adsl: pl.DataFrame,
    protocol: Protocol,
    criteria: MyelomaCriteria,
    course: MyelomaCourse,
    resolved: MyelomaResolved,
) -> pl.DataFrame:
    """CLRDT and CLRCLAUSE (what showed it), one row per row of ADSL; null where there was no relapse.

    Relapse under new therapy does not count. On one day imaging goes before the laboratory.
    """
    by_laboratory, clause = _by_laboratory(tables, laboratory, adsl, protocol, criteria, course.new_therapy_day)
    seen = np.isin(resolved.clause, _SEEN) & ~(course.visits.day >= course.new_therapy_day[:, None])
    by_imaging = np.min(np.where(seen, course.visits.day, np.inf), axis=1, initial=np.inf)
    at = np.argmax(seen & (course.visits.day == by_imaging[:, None]), axis=1) if seen.shape[1] else 0
    first = np.minimum(by_imaging, by_laboratory)
    names = np.array([clause.name for clause in MyelomaClause])
    seen_by = resolved.clause[np.arange(first.size), at] if seen.shape[1] else np.zeros(first.size, np.int8)
    told = np.where(by_imaging <= by_laboratory, names[seen_by], clause)
    dates = date_columns({"CLRDT": np.where(np.isinf(first), np.nan, first)}, adsl["TRTSDT"])
    return pl.DataFrame(dates).with_columns(
        CLRCLAUSE=pl.when(pl.col("CLRDT").is_not_null()).then(pl.Series(told, dtype=pl.String))
    )


def _by_laboratory(
    tables: StudyTables,
    laboratory: pl.DataFrame,
    adsl: pl.DataFrame,
    protocol: Protocol,
    criteria: MyelomaCriteria,
    new_therapy_day: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    """First day of relapse by the laboratory (infinite: none) and the name of the clause, one per subject."""
    found = {role.name: role_records(tables, laboratory, protocol, role, role.code) for role in RELAPSE_ROLES}
    records = {name: marker_records(own, method_codes(own)) for name, own in found.items()}
    nothing = np.zeros((adsl.height, 0))
    baselines = {name: flagged_baseline(own, at_limit(records[name]), adsl.height) for name, own in found.items()}
    panel = assemble_panel(RELAPSE_ROLES, records, {}, nothing, Policies.of(protocol.response), baselines)
    before = RelapseValues(*(panel.baseline[name] for name in RelapseValues._fields))
    later = RelapseValues(*(panel.numbers[name] for name in RelapseValues._fields))
    codes = find_relapse(before, later, criteria.clinical_relapse)
    counts = (codes > 0) & ~(panel.day >= new_therapy_day[:, None])
    first = np.min(np.where(counts, panel.day, np.inf), axis=1, initial=np.inf)
    code = np.max(np.where(panel.day == first[:, None], codes, 0), axis=1, initial=0)
    return first, np.array([clause.name for clause in RelapseClause])[code]
