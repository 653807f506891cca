"""Response in myeloma, from study tables: visits with their status, and what follows for each subject."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...protocol.schema import Protocol
from ...response import (
    MyelomaCourse,
    MyelomaCriteria,
    MyelomaResolved,
    Policies,
    Status,
    assemble_myeloma,
    deciding_myeloma_marker,
    resolve_myeloma,
)
from ...response.measured_marker import DecidingMarker
from ...response.myeloma.timepoint import MyelomaClause
from ...response.preparation import NO_RECORD
from ...sdtm.tables import StudyTables
from ..adtte.claims import derive_claims
from ..matrices import SUBJECT
from ..schedule import PlannedVisits
from .clinical_relapse import derive_clinical_relapse
from .courses import sequence_of
from .marker_panel import PanelSource, read_panel
from .response_tables import ResponseTables, add_recorded, status_labels
from .tracks import Track, date_columns, tabulate_subjects, tabulate_visits, used_visits

Days = NDArray[np.float64]
Flags = NDArray[np.bool_]

CLAUSES = tuple(clause.name for clause in MyelomaClause)


def prepare_myeloma(
    tables: StudyTables, laboratory: pl.DataFrame, adsl: pl.DataFrame, protocol: Protocol, criteria: MyelomaCriteria
) -> tuple[MyelomaCourse, PanelSource]:
    """The courses of every subject of ADSL, one row each, in its order, and what they were made of."""
    source = read_panel(tables, laboratory, adsl, protocol, criteria)
    return assemble_myeloma(source.panel, source.events, source.lesions), source


def derive_myeloma_response(
    tables: StudyTables, laboratory: pl.DataFrame, adsl: pl.DataFrame, protocol: Protocol, criteria: MyelomaCriteria
) -> ResponseTables:
    """Apply the myeloma criteria to every subject of ADSL."""
    course, source = prepare_myeloma(tables, laboratory, adsl, protocol, criteria)
    resolved = resolve_myeloma(course, criteria, Policies.of(protocol.response))
    marker = deciding_myeloma_marker(course, criteria)
    track = _track(course, source, resolved, marker)
    keys = adsl.select(*SUBJECT, "TRTSDT")
    visits = tabulate_visits(track, keys, deciding_records(source, marker)).pipe(add_recorded, tables)
    used = track.used & ~np.isnan(track.day)
    minor = _first_day((resolved.status >= Status.MR) & used, track.day)
    subjects = tabulate_subjects(track, keys, PlannedVisits.of(protocol.visits)).with_columns(
        *date_columns({"MRDT": minor}, keys["TRTSDT"]),
        RSPPRDT="RSPDT",
        CBOR="BOR",
        UBOR=status_labels(_best(np.where(used, resolved.raw, np.int8(Status.NONE)))),
    )
    relapse = derive_clinical_relapse(tables, laboratory, adsl, protocol, criteria, course, resolved)
    subjects = pl.concat([subjects, relapse], how="horizontal")
    subjects = subjects.join(
        derive_claims(adsl, visits, PlannedVisits.of(protocol.visits)), on=SUBJECT, how="left", maintain_order="left"
    )
    return ResponseTables(visits, subjects)


def deciding_records(source: PanelSource, marker: DecidingMarker) -> pl.DataFrame:
    """_ROW, _DAY and SRCSEQ: the record behind each visit's value of what decides; of light chains the involved one."""
    chain = np.where(marker.kappa_involved, "kappa", "lambda_")
    roles = np.array(["", "serum", "urine", "", "marrow"])[marker.code]
    deciding = np.where(marker.code == 3, chain, roles)
    parts = [pl.DataFrame(schema={"_ROW": pl.UInt32, "_DAY": pl.Int64, "SRCSEQ": pl.Int32})]
    for role in source.panel.sources.keys() & set(deciding.tolist()):
        places = source.panel.sources[role]
        row, column = np.nonzero((places != NO_RECORD) & (deciding == role)[:, None])
        parts.append(
            pl.DataFrame(
                {
                    "_ROW": pl.Series(row, dtype=pl.UInt32),
                    "_DAY": pl.Series(source.panel.day[row, column]).cast(pl.Int64),
                    "SRCSEQ": sequence_of(source.records[role], places[row, column]),
                }
            )
        )
    return pl.concat(parts)


def baseline_day(source: PanelSource, marker: DecidingMarker) -> Days:
    """Day of the baseline of what decides; of light chains the involved one."""
    days = source.panel.baseline_day
    chain = np.where(marker.kappa_involved, days["kappa"], days["lambda_"])
    nothing = np.full(chain.shape, np.nan)
    return np.select(
        [marker.code == place for place in (1, 2, 3, 4)],
        [days["serum"], days["urine"], chain, days.get("marrow", nothing)],
        nothing,
    )


def _track(course: MyelomaCourse, source: PanelSource, resolved: MyelomaResolved, marker: DecidingMarker) -> Track:
    day, present = np.asarray(course.visits.day), np.asarray(course.visits.present)
    before_therapy = present & ~(day >= course.new_therapy_day[:, None])
    before = before_therapy & ~(day >= resolved.progression_day[:, None])
    judged = (resolved.raw >= Status.PD) & before
    return Track(
        marker=marker,
        baseline_day=baseline_day(source, marker),
        day=day,
        present=present,
        raw=resolved.raw,
        status=resolved.status,
        clause=resolved.clause,
        clauses=CLAUSES,
        measured=~np.isnan(marker.values) & before_therapy,
        used=used_visits(before, before_therapy, marker, day, resolved.progression_day),
        adequate=(resolved.raw >= Status.SD) & before,
        judged=judged,
        clinical=np.asarray(course.visits.imaging_progression),
        best=resolved.best,
        response_day=resolved.response_day,
        progression_day=resolved.progression_day,
        last_day=np.where(resolved.censor_day > 1, resolved.censor_day, np.nan),
        candidate=judged & (resolved.raw == Status.PD),
    )


def _best(codes: NDArray[np.int8]) -> NDArray[np.int8]:
    best: NDArray[np.int8] = np.maximum(np.max(codes, axis=1, initial=np.int8(Status.NONE)), np.int8(Status.NE))
    return best


def _first_day(holds: Flags, day: Days) -> Days:
    first = np.min(np.where(holds, day, np.inf), axis=1, initial=np.inf)
    return np.where(np.isinf(first), np.nan, first)
