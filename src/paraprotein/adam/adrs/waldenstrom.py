"""Response by one serum marker (Waldenström): visits with their status, and what follows for each subject."""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...comparisons import reaches
from ...protocol.schema import Protocol
from ...response import Exclusion, Policies, Status, WaldenstromCriteria, WaldenstromResolved, resolve
from ...response.waldenstrom.clauses import Clause
from ...sdtm.tables import StudyTables
from ..adtte.claims import derive_claims
from ..days import date_of
from ..matrices import SUBJECT
from ..schedule import PlannedVisits
from .courses import Prepared, prepare_courses, sequence_of
from .response_tables import ResponseTables, add_recorded, status_labels
from .tracks import date_columns


def derive_marker_response(
    tables: StudyTables,
    laboratory: pl.DataFrame,
    adsl: pl.DataFrame,
    protocol: Protocol,
    criteria: WaldenstromCriteria,
) -> ResponseTables:
    """Apply criteria that rest on one serum marker to every subject of ADSL."""
    prepared = prepare_courses(tables, laboratory, adsl, protocol)
    policies = Policies.of(protocol.response)
    resolved = resolve(prepared.course, criteria, policies)
    consecutive = resolve(prepared.course, criteria, replace(policies, confirm_response="consecutive"))
    keys = adsl.select(*SUBJECT, "TRTSDT")
    visits = _visit_table(prepared, resolved, keys, policies).pipe(add_recorded, tables)
    subjects = pl.concat(
        [
            adsl.select(SUBJECT),
            _subject_columns(prepared, resolved, consecutive, keys["TRTSDT"], policies),
        ],
        how="horizontal",
    )
    schedule = PlannedVisits.of(protocol.visits)
    extra = _from_visits(visits, schedule)
    subjects = subjects.join(extra, on=SUBJECT, how="left", maintain_order="left")
    claims = derive_claims(adsl, visits, schedule)
    subjects = subjects.join(claims, on=SUBJECT, how="left", maintain_order="left")
    return ResponseTables(visits, subjects.with_columns(pl.col("NVALID").fill_null(0)))


def _visit_table(
    prepared: Prepared, resolved: WaldenstromResolved, keys: pl.DataFrame, policies: Policies
) -> pl.DataFrame:
    """Visits as long records; `keys` has one row per row of the course."""
    course = prepared.course
    row, column = np.nonzero(course.visits.present)
    usable = (course.visits.exclusion == Exclusion.USABLE) & ~np.isnan(course.visits.marker)
    measured = usable & ~course.visits.on_new_therapy
    table = keys[row.astype(np.uint32)].with_columns(
        ADY=pl.Series(course.visits.day[row, column]).cast(pl.Int32),
        AVAL=pl.Series(course.visits.marker[row, column]).fill_nan(None),
        BASE=pl.Series(_judged_baseline(prepared, policies)[row]).fill_nan(None),
        NADIR=pl.Series(resolved.nadir[row, column]).fill_nan(None),
        OVR=status_labels(resolved.raw[row, column]),
        COVR=status_labels(resolved.status[row, column]),
        CLAUSE=_names(resolved.clause[row, column]),
        EXCL=pl.Series(course.visits.exclusion[row, column]),
        MEASFL=pl.Series(measured[row, column]),
        USEDFL=pl.Series((measured & _is_used(resolved.status))[row, column]),
        CLINFL=pl.Series(course.visits.clinical_progression[row, column]),
    )
    change = pl.col("AVAL") - pl.col("BASE")
    return table.with_columns(
        ADT=date_of(pl.col("TRTSDT"), pl.col("ADY")),
        CHG=change,
        PCHG=100 * change / pl.col("BASE"),
        SRCSEQ=sequence_of(prepared.records, course.source[row, column]),
    ).drop("TRTSDT")


def _is_used(status: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Visits before progression and new therapy; the visit of progression itself only where there is none before."""
    before = (status >= Status.SD) | (status == Status.UPD) | (status == Status.FLARE)
    used: NDArray[np.bool_] = before | ((status == Status.PD) & ~before.any(axis=1, keepdims=True))
    return used


def _judged_baseline(prepared: Prepared, policies: Policies) -> NDArray[np.float64]:
    """Baseline as the rules use it: NaN when missing, 0 or below the smallest that can be judged."""
    value = prepared.baseline.value
    return np.where((value > 0) & reaches(value, policies.measurable_min), value, np.nan)


def _names(codes: NDArray[np.int8]) -> pl.Series:
    names = [clause.name for clause in Clause]
    return pl.Series(names, dtype=pl.Enum(names)).gather(codes)


def _subject_columns(
    prepared: Prepared,
    resolved: WaldenstromResolved,
    consecutive: WaldenstromResolved,
    first_dose: pl.Series,
    policies: Policies,
) -> pl.DataFrame:
    day = {
        "BASEDT": np.where(np.isnan(_judged_baseline(prepared, policies)), np.nan, prepared.baseline.day),
        "RSPDT": resolved.response_day,
        "RSPPRDT": resolved.major_response_day,
        "PDDT": resolved.progression_day,
        "PDCONFDT": resolved.confirmation_day,
        "CBORDT": _first_day(consecutive, np.asarray(prepared.course.visits.day)),
        "LADT": np.where(resolved.censor_day > 1, resolved.censor_day, np.nan),
    }
    return pl.DataFrame(date_columns(day, first_dose)).with_columns(
        BASE=pl.Series(_judged_baseline(prepared, policies)).fill_nan(None),
        BASEFOUND=pl.Series(prepared.baseline.value).fill_nan(None),
        BOR=status_labels(resolved.best),
        CBOR=status_labels(consecutive.best),
    )


def _first_day(resolved: WaldenstromResolved, day: NDArray[np.float64]) -> NDArray[np.float64]:
    """Day of the first visit with the best status of its subject; NaN where no visit has it."""
    reached = np.min(np.where(resolved.status == resolved.best[:, None], day, np.inf), axis=1, initial=np.inf)
    return np.where(np.isfinite(reached), reached, np.nan)


def _from_visits(visits: pl.DataFrame, schedule: PlannedVisits) -> pl.DataFrame:
    """What the resolved visits say of a subject beyond response and progression days."""
    status = pl.col("COVR")
    adequate = status.is_in(["SD", "MR", "PR", "VGPR", "CR", "sCR"])
    judged = adequate | status.is_in(["uPD", "FLARE"])
    planned = schedule.planned_visit(pl.col("ADY"))
    progressed = status == "PD"
    return (
        visits.lazy()
        .group_by(SUBJECT)
        .agg(
            UPDDT=pl.col("ADT").filter(status == "uPD").min(),
            LSEENDT=pl.col("ADT").filter(judged).max(),
            _FIRST=(pl.col("ADT") - pl.duration(days=pl.col("ADY") - 1)).first(),
            _PLAN=planned.filter(adequate).max(),
            NVALID=pl.col("MEASFL").sum().cast(pl.Int32),
            PDTYPE=pl.when(pl.col("CLAUSE").filter(progressed).first() == "CLINICAL")
            .then(pl.lit("CLINICAL PROGRESSION"))
            .when(progressed.any())
            .then(pl.lit("PROGRESSIVE DISEASE")),
            EARLYPDFL=(progressed & pl.col("CLINFL")).any(),
        )
        .with_columns(LPLANDT=date_of(pl.col("_FIRST"), pl.col("_PLAN")))
        .drop("_FIRST", "_PLAN")
        .collect()
    )
