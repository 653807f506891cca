"""Response in AL amyloidosis, from study tables: blood, heart, kidney and liver, never pooled.

The course that times to progression and response speak of is that of the blood.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...protocol.schema import Protocol
from ...response import (
    AmyloidosisClause,
    AmyloidosisCourse,
    AmyloidosisCriteria,
    AmyloidosisResolved,
    Domain,
    DomainResult,
    Policies,
    Status,
    assemble_amyloidosis,
    deciding_amyloidosis_marker,
    evaluable_by_baseline,
    resolve_amyloidosis,
)
from ...response.measured_marker import DecidingMarker
from ...sdtm.tables import StudyTables
from ..adtte.claims import derive_claims
from ..days import date_of
from ..matrices import SUBJECT
from ..schedule import PlannedVisits
from .marker_panel import PanelSource, read_panel
from .myeloma import baseline_day, deciding_records
from .response_tables import DOMAIN_COLUMNS, DOMAIN_VISIT_COLUMNS, DOMAINS, ORGANS, ResponseTables, add_recorded
from .tracks import Track, date_columns, tabulate_subjects, tabulate_visits, used_visits

Codes = NDArray[np.int8]

_STATUS = np.array(
    [Status.NONE, Status.NEW_THERAPY, Status.NE, Status.PD, Status.SD, Status.PR, Status.VGPR, Status.CR], dtype=np.int8
)
"""Status code of the blood by code of Domain."""

CLAUSES = tuple(clause.name for clause in AmyloidosisClause)

_BLOOD_WORDS = np.array(["", "NEW THERAPY", "NE", "PROGRESSION", "NR", "PR", "VGPR", "CR"])
_ORGAN_WORDS = np.array(["", "NEW THERAPY", "NE", "PROGRESSION", "NR", "RESPONSE", "VGPR", "CR"])


def prepare_amyloidosis(
    tables: StudyTables, laboratory: pl.DataFrame, adsl: pl.DataFrame, protocol: Protocol, criteria: AmyloidosisCriteria
) -> tuple[AmyloidosisCourse, PanelSource]:
    """The courses of every subject of ADSL, one row each, in its order, and what they were made of."""
    source = read_panel(tables, laboratory, adsl, protocol, criteria)
    return assemble_amyloidosis(source.panel, source.events), source


def derive_amyloidosis_response(
    tables: StudyTables, laboratory: pl.DataFrame, adsl: pl.DataFrame, protocol: Protocol, criteria: AmyloidosisCriteria
) -> ResponseTables:
    """Apply the AL amyloidosis criteria to every subject of ADSL."""
    course, source = prepare_amyloidosis(tables, laboratory, adsl, protocol, criteria)
    resolved = resolve_amyloidosis(course, criteria, Policies.of(protocol.response))
    marker = deciding_amyloidosis_marker(course, criteria)
    track = _blood_track(course, source, resolved.hematologic, marker)
    keys = adsl.select(*SUBJECT, "TRTSDT")
    visits = tabulate_visits(track, keys, deciding_records(source, marker)).pipe(add_recorded, tables)
    subjects = tabulate_subjects(track, keys, PlannedVisits.of(protocol.visits)).with_columns(
        RSPPRDT="RSPDT", CBOR="BOR"
    )
    subjects = subjects.join(
        derive_claims(adsl, visits, PlannedVisits.of(protocol.visits)), on=SUBJECT, how="left", maintain_order="left"
    )
    evaluable = evaluable_by_baseline(course.baseline, criteria)
    results = _results(resolved)
    domains = [_domain_subjects(code, result, evaluable[DOMAINS[code]], keys) for code, result in results.items()]
    by_visit = [_domain_visits(code, result, course, keys) for code, result in results.items()]
    return ResponseTables(
        visits,
        subjects,
        pl.concat(domains).sort(*SUBJECT, "DOMAIN"),
        pl.concat(by_visit).sort(*SUBJECT, "DOMAIN", "ADT"),
    )


def _results(resolved: AmyloidosisResolved) -> dict[str, DomainResult]:
    """Every domain that was judged, by its code."""
    found = {code: getattr(resolved, name.replace(" ", "_")) for code, name in DOMAINS.items()}
    return {code: result for code, result in found.items() if result is not None}


def _blood_track(course: AmyloidosisCourse, source: PanelSource, blood: DomainResult, marker: DecidingMarker) -> Track:
    day, present = course.day, course.present
    before_therapy = present & ~(day >= course.new_therapy_day[:, None])
    before = before_therapy & ~(day >= blood.progression_day[:, None])
    raw = _STATUS[blood.status]
    adequate = (raw >= Status.SD) & before
    after = present & (day > blood.progression_day[:, None]) & before_therapy
    last = np.max(np.where(adequate, day, -np.inf), axis=1, initial=-np.inf)
    return Track(
        marker=marker,
        baseline_day=baseline_day(source, marker),
        day=day,
        present=present,
        raw=raw,
        status=np.where(after, np.int8(Status.POST), raw),
        clause=blood.clause,
        clauses=CLAUSES,
        measured=~np.isnan(marker.values) & before_therapy,
        used=used_visits(before, before_therapy, marker, day, blood.progression_day),
        adequate=adequate,
        judged=adequate,
        clinical=source.panel.codes["progression"] == 1,
        best=_STATUS[blood.best],
        response_day=blood.response_day,
        progression_day=blood.progression_day,
        last_day=np.where(np.isinf(last), np.nan, last),
        candidate=np.zeros(day.shape, dtype=np.bool_),
    )


def _words(code: str, status: Codes) -> NDArray[np.str_]:
    return (_ORGAN_WORDS if code in ORGANS else _BLOOD_WORDS)[status]


def _domain_subjects(code: str, result: DomainResult, evaluable: NDArray[np.bool_], keys: pl.DataFrame) -> pl.DataFrame:
    assessed = np.any(result.status >= Domain.PROGRESSION, axis=1)
    days = {"RSPDT": result.response_day, "PDDT": result.progression_day}
    return keys.select(SUBJECT).with_columns(
        *date_columns(days, keys["TRTSDT"]),
        DOMAIN=pl.lit(code, DOMAIN_COLUMNS["DOMAIN"]),
        BASEFL=pl.Series(evaluable),
        ASSESSFL=pl.Series(assessed),
        BOR=pl.Series(_words(code, result.best), dtype=pl.String),
    ).select(list(DOMAIN_COLUMNS))  # fmt: skip


def _domain_visits(code: str, result: DomainResult, course: AmyloidosisCourse, keys: pl.DataFrame) -> pl.DataFrame:
    row, column = np.nonzero(course.present)
    at = (row, column)
    status, day = result.status[at], course.day[at]
    used = (status >= Domain.NE) & ~(day > result.progression_day[row])
    return keys[row.astype(np.uint32)].with_columns(
        DOMAIN=pl.lit(code, DOMAIN_COLUMNS["DOMAIN"]),
        ADT=date_of(pl.col("TRTSDT"), pl.lit(pl.Series(day).cast(pl.Int32))),
        AVALC=pl.Series(_words(code, status), dtype=pl.String),
        CLAUSE=pl.Series(np.array(CLAUSES)[result.clause[at]], dtype=pl.String),
        ANL01FL=pl.Series(used),
    ).select(list(DOMAIN_VISIT_COLUMNS))  # fmt: skip
