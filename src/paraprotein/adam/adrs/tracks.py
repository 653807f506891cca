"""One course of response per subject under criteria of several markers, from arrays to tables."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...response import DecidingMarker
from ...response.measured_marker import MARKER_UNITS, MARKERS
from ..days import date_of
from ..matrices import SUBJECT
from ..schedule import PlannedVisits
from .response_tables import status_labels

Codes = NDArray[np.int8]
Days = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MARKERS, _UNITS = np.array(MARKERS), np.array(MARKER_UNITS)


@dataclass(frozen=True)
class Track:
    """What the criteria said of every subject of ADSL, row by row; linear days, NaN for what did not happen.

    Attributes:
        marker: the deciding marker.
        baseline_day: day of its baseline, shape (n_subjects,).
        day: day of each visit, shape (n_subjects, n_visits), like all that follows.
        present: False pads.
        raw: codes of Status of each visit by itself.
        status: codes of Status, resolved.
        clause: index into `clauses`: what decided.
        clauses: names of the clauses.
        measured: the deciding marker has a value, before new therapy.
        used: counts for best response and best value: before progression and new therapy.
        adequate: shows that there was no progression.
        judged: could be judged at all, before progression and new therapy.
        clinical: progression without a marker.
        best: codes of Status of each subject, by the criteria.
        response_day: first response that the criteria count.
        progression_day: progression.
        last_day: last adequate visit.
        candidate: visits whose progression nothing confirmed.
    """

    marker: DecidingMarker
    baseline_day: Days
    day: Days
    present: Flags
    raw: Codes
    status: Codes
    clause: Codes
    clauses: tuple[str, ...]
    measured: Flags
    used: Flags
    adequate: Flags
    judged: Flags
    clinical: Flags
    best: Codes
    response_day: Days
    progression_day: Days
    last_day: Days
    candidate: Flags


def tabulate_visits(track: Track, keys: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """One row per visit.

    Args:
        track: the courses.
        keys: TRIAL, USUBJID and TRTSDT of each row.
        sources: _ROW, _DAY and SRCSEQ, the record of the deciding marker.
    """
    row, column = np.nonzero(track.present)
    at = (row, column)
    code = track.marker.code[row]
    clause = np.array(track.clauses)[track.clause[at]]
    table = keys[row.astype(np.uint32)].with_columns(
        _ROW=pl.Series(row, dtype=pl.UInt32),
        ADY=pl.Series(track.day[at]).cast(pl.Int32),
        MARKER=pl.Series(_MARKERS[code], dtype=pl.String),
        AVALU=pl.Series(_UNITS[code], dtype=pl.String),
        AVAL=pl.Series(track.marker.values[at]).fill_nan(None),
        BASE=pl.Series(track.marker.baseline[row]).fill_nan(None),
        NADIR=pl.lit(None, pl.Float64),
        OVR=status_labels(track.raw[at]),
        COVR=status_labels(track.status[at]),
        CLAUSE=pl.Series(clause, dtype=pl.String).cast(pl.Enum(track.clauses)),
        EXCL=pl.lit(0, pl.Int8),
        MEASFL=pl.Series(track.measured[at]),
        USEDFL=pl.Series((track.measured & track.used)[at]),
        CLINFL=pl.Series(track.clinical[at]),
    )
    change = pl.col("AVAL") - pl.col("BASE")
    return (
        table.lazy()
        .with_columns(
            ADT=date_of(pl.col("TRTSDT"), pl.col("ADY")), CHG=change, PCHG=100 * change / pl.col("BASE"),
            _DAY=pl.col("ADY").cast(pl.Int64),
        )
        .join(sources.lazy(), on=["_ROW", "_DAY"], how="left", maintain_order="left")
        .drop("_ROW", "_DAY", "TRTSDT")
        .collect()
    )  # fmt: skip


def tabulate_subjects(track: Track, keys: pl.DataFrame, schedule: PlannedVisits) -> pl.DataFrame:
    """One row per subject, in the order of `keys`: everything of `ResponseTables.subjects` but BOR's companions."""
    seen = np.where(track.judged, track.day, np.nan)
    days = {
        "BASEDT": np.where(np.isnan(track.marker.baseline), np.nan, track.baseline_day),
        "RSPDT": track.response_day,
        "PDDT": track.progression_day,
        "LADT": track.last_day,
        "UPDDT": _earliest(np.where(track.candidate, track.day, np.nan)),
        "LSEENDT": -_earliest(-seen),
    }
    planned = _last_planned(track, schedule)
    clinical = np.any(track.clinical & (track.day == track.progression_day[:, None]), axis=1)
    progressed = ~np.isnan(track.progression_day)
    kind = pl.when("EARLYPDFL").then(pl.lit("CLINICAL PROGRESSION")).otherwise(pl.lit("PROGRESSIVE DISEASE"))
    code = track.marker.code
    return keys.select(SUBJECT).with_columns(
        *date_columns(days | {"LPLANDT": planned}, keys["TRTSDT"]),
        pl.lit(None, pl.Date).alias("PDCONFDT"),
        EARLYPDFL=pl.Series(clinical),
        _PD=pl.Series(progressed),
        MARKER=pl.Series(_MARKERS[code], dtype=pl.String),
        AVALU=pl.Series(_UNITS[code], dtype=pl.String),
        BASE=pl.Series(track.marker.baseline).fill_nan(None),
        BASEFOUND=pl.Series(track.marker.baseline).fill_nan(None),
        BOR=status_labels(track.best),
        NVALID=pl.Series((track.measured).sum(axis=1), dtype=pl.Int32),
    ).with_columns(PDTYPE=pl.when("_PD").then(kind)).drop("_PD")  # fmt: skip


def used_visits(
    before: Flags, before_therapy: Flags, marker: DecidingMarker, day: Days, progression_day: Days
) -> Flags:
    """Visits before progression; where none of them has a value, the visit of progression."""
    measured = np.any(before & ~np.isnan(marker.values), axis=1, keepdims=True)
    at = before_therapy & (day == progression_day[:, None])
    return np.asarray(before | (at & ~measured))


def date_columns(days: dict[str, Days], first_dose: pl.Series) -> list[pl.Series]:
    """Linear days (NaN: none) as dates."""
    table = pl.DataFrame(days, schema=dict.fromkeys(days, pl.Float64)).fill_nan(None).with_columns(first_dose)
    return table.select(
        date_of(pl.col("TRTSDT"), pl.col(name).cast(pl.Int64)).alias(name) for name in days
    ).get_columns()


def _earliest(day: Days) -> Days:
    first = np.fmin.reduce(day, axis=1, initial=np.inf)
    return np.where(np.isinf(first), np.nan, first)


def _last_planned(track: Track, schedule: PlannedVisits) -> Days:
    """Planned day of the last adequate visit that was a planned one."""
    row, column = np.nonzero(track.adequate)
    days = pl.DataFrame({"_ROW": row, "DAY": track.day[row, column]}, schema={"_ROW": pl.Int64, "DAY": pl.Float64})
    last = days.group_by("_ROW").agg(PLAN=schedule.planned_visit(pl.col("DAY")).max()).drop_nulls()
    planned = np.full(track.day.shape[0], np.nan)
    planned[last["_ROW"].to_numpy()] = last["PLAN"].to_numpy()
    return planned
