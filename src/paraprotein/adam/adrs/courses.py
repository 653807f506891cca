"""Study tables to courses: what the response rules need to know of every patient."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...protocol.schema import Protocol
from ...response import (
    ANY_METHOD,
    Baseline,
    ClinicalFindings,
    Events,
    MarkerRecords,
    Policies,
    WaldenstromCourse,
    assemble_course,
)
from ...response.preparation import NO_RECORD, baseline_from
from ...response.words import PROCEDURE
from ...sdtm.tables import StudyTables
from ...sdtm.words import PROCEDURE_FIELDS, read_terms
from ...units import conversion_factor
from ..days import dated_records, gap_days
from ..domains import open_domain
from ..matrices import SUBJECT, lay_out
from .assessments import DETECTED, ENLARGED, SIZES, YES_NO, code_findings, detected_terms, of_test, read_assessments
from .drug_exposure import anti_cd20_days, holds
from .lesions import Lesions, read_lesions

RULE_UNIT = "mg/dL"
"""Unit in which the response rules take a serum marker."""


@dataclass(frozen=True)
class Prepared:
    """Courses, with what leads back to the tables.

    Attributes:
        course: visits of every subject of ADSL, one row each, in its order; linear days (day 1 = first dose).
        baseline: the value before treatment, mg/dL, with its day and method.
        records: marker records with _ROW (subject's row), _DAY, SRCSEQ and VALUE (mg/dL); the course names them by
            their place.
    """

    course: WaldenstromCourse
    baseline: Baseline
    records: pl.DataFrame


def prepare_courses(tables: StudyTables, laboratory: pl.DataFrame, adsl: pl.DataFrame, protocol: Protocol) -> Prepared:
    """Marker values, findings and events of every subject of ADSL.

    Subjects who were never treated have no study days: they have neither baseline nor visits.

    Args:
        tables: the study tables.
        laboratory: as `adlb.laboratory.derive_laboratory` gives it, with the baseline flagged.
        adsl: one row per subject.
        protocol: criteria, policies, and the marker with its unit.
    """
    policies = Policies.of(protocol.response)
    subjects = rows_of(adsl)
    records = _marker_records(tables, laboratory, protocol)
    marker = marker_records(records, method_codes(records))
    events, lesions = read_events(tables, subjects, protocol), read_lesions(tables, subjects)
    events = events._replace(enlarged_at_baseline=events.enlarged_at_baseline | lesions.baseline.present)
    baseline = flagged_baseline(records, marker, subjects.height)
    course = assemble_course(marker, _findings(tables, subjects, lesions), events, baseline, policies)
    return Prepared(course, baseline, records)


def flagged_baseline(records: pl.DataFrame, marker: MarkerRecords, n_subjects: int) -> Baseline:
    """The baselines that ADLB flags (ABLFL) among the records of one marker; `marker` holds the same records."""
    flagged = np.flatnonzero((records["ABLFL"] == "Y").fill_null(False).to_numpy())
    chosen = np.full(n_subjects, NO_RECORD, dtype=np.int64)
    chosen[marker.patient[flagged]] = flagged
    return baseline_from(marker, chosen)


def results_of(tables: StudyTables, laboratory: pl.DataFrame, test: str, *columns: str) -> pl.DataFrame:
    """Dated results of one test in order of time, with _ROW (row in ADSL), _DAY (linear) and _ORDER.

    Args:
        tables: the study tables.
        laboratory: as `adlb.laboratory.derive_laboratory` gives it.
        test: LBTESTCD.
        columns: further columns of LB, which `_RECORD` leads to.
    """
    own = laboratory.filter(pl.col("PARAMCD").cast(pl.String) == test, pl.col("ADY").is_not_null())
    told = tables["LB"].select(pl.col(name).gather(own["_RECORD"]) for name in columns).get_columns()
    day = pl.col("ADY") + (pl.col("ADY") < 0).cast(pl.Int32)  # linear: the day before the first dose is 0
    return own.select(
        "AVAL", "AVALU", "ANRHI", "ABLFL", "SRCSEQ", _ROW="_SUBJECT", _DAY=day.cast(pl.Int64)
    ).with_columns(*told).with_row_index("_ORDER")  # fmt: skip


def rows_of(adsl: pl.DataFrame) -> pl.DataFrame:
    """Subjects with their row in the courses and the dates of their events."""
    return adsl.select(*SUBJECT, "TRTSDT", "NACTDT", "DTHDT", "DTHDISFL").with_row_index("_ROW")


def sequence_of(records: pl.DataFrame, places: NDArray[np.int64]) -> pl.Series:
    """SRCSEQ of the records at these places; null at `NO_RECORD`."""
    there = pl.Series(places, dtype=pl.Int64)
    return records["SRCSEQ"].gather(there.set(there == NO_RECORD, None))


def _marker_records(tables: StudyTables, laboratory: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    name = protocol.response.marker
    assay = protocol.assays.get(name)
    factor = conversion_factor(assay.unit if assay else protocol.response.unit, RULE_UNIT, name)
    # a factor of 1 must leave the laboratory's decimals alone; any other is rounded as the door does
    value = pl.col("AVAL") if factor == 1.0 else (pl.col("AVAL") * factor).round_sig_figs(12)
    limit = pl.col("ANRHI") if factor == 1.0 else (pl.col("ANRHI") * factor).round_sig_figs(12)
    return results_of(tables, laboratory, name, "LBMETHOD", "LBBLQFL").with_columns(VALUE=value, HIGH=limit)


def method_codes(records: pl.DataFrame) -> dict[str, int]:
    """A number for each assay method that occurs."""
    names = records["LBMETHOD"].cast(pl.String).drop_nulls().unique().sort()
    return {name: code for code, name in enumerate(names)}


def marker_records(records: pl.DataFrame, methods: Mapping[str, int]) -> MarkerRecords:
    """Marker values (_ROW, _DAY, _ORDER, VALUE, LBBLQFL, LBMETHOD, HIGH) as arrays."""
    method = records["LBMETHOD"].cast(pl.String).replace_strict(methods, default=ANY_METHOD, return_dtype=pl.Int64)
    return MarkerRecords(
        patient=records["_ROW"].to_numpy().astype(np.int64),
        day=records["_DAY"].to_numpy(),
        order=records["_ORDER"].to_numpy().astype(np.float64),
        value=records["VALUE"].fill_null(float("nan")).to_numpy(),
        is_below_limit=(records["LBBLQFL"] == "Y").fill_null(False).to_numpy(),
        method=method.fill_null(ANY_METHOD).to_numpy(),
        high_normal=records["HIGH"].fill_null(float("nan")).to_numpy(),
    )


def _findings(tables: StudyTables, subjects: pl.DataFrame, lesions: Lesions) -> ClinicalFindings:
    """What was found at visits: nodes and spleen as recorded in words, beside the measured lesions."""
    lb = tables["LB"].filter(pl.col("LBTESTCD").cast(pl.String) == "IFE")
    fixation = dated_records(lb.with_columns(RESULT=detected_terms(lb)).lazy(), subjects, "LBDT")
    assessed = read_assessments(tables, subjects)
    fixations = pl.concat([fixation.select("_ROW", "_DAY", "RESULT").collect(), of_test(assessed, "IFE")])
    return ClinicalFindings(
        immunofixation=code_findings(fixations, DETECTED),
        marrow_normal=code_findings(of_test(assessed, "BMNORM"), YES_NO),
        extramedullary=code_findings(of_test(assessed, "EMD"), SIZES).joined(lesions.enlargement),
        clinical_progression=code_findings(of_test(assessed, "CLINPD"), YES_NO).joined(lesions.progression),
    )


def read_events(tables: StudyTables, subjects: pl.DataFrame, protocol: Protocol) -> Events:
    """What happened to each subject; `subjects` as `rows_of` gives them."""
    antibodies = anti_cd20_days(tables, subjects, protocol)
    held = holds(tables, subjects, protocol)
    sizes = of_test(read_assessments(tables, subjects), "EMD")
    enlarged = sizes.filter(pl.col("RESULT").is_in(ENLARGED), pl.col("_DAY") <= 1)["_ROW"].unique()
    died_of_disease = pl.when(pl.col("DTHDISFL") == "Y").then("DTHDT")
    return Events(
        plasmapheresis_day=read_exchanges(tables, subjects),
        anti_cd20_day=_matrix(antibodies, subjects, "_DAY")[:, 0],
        new_therapy_day=_subject_day(subjects, pl.col("NACTDT")),
        disease_death_day=_subject_day(subjects, died_of_disease),
        hold_start=_matrix(held, subjects, "_DAY"),
        restart=_matrix(held, subjects, "_AGAIN"),
        enlarged_at_baseline=subjects["_ROW"].is_in(enlarged.implode()).to_numpy(),
    )


def read_exchanges(tables: StudyTables, subjects: pl.DataFrame) -> NDArray[np.float64]:
    """Linear days of plasma exchanges, shape (n_subjects, n_exchanges), NaN pads; `subjects` as of `rows_of`."""
    pr = open_domain(tables, "PR").filter((pl.col("PROCCUR") != "N").fill_null(True))
    exchanged = pr.filter(read_terms(pr, PROCEDURE_FIELDS, PROCEDURE, "first") == "PLASMAPHERESIS")
    exchanges = dated_records(exchanged.lazy(), subjects, "PRSTDT")
    return _matrix(exchanges, subjects, "_DAY")


def _matrix(records: pl.LazyFrame, subjects: pl.DataFrame, column: str) -> NDArray[np.float64]:
    table = records.sort("_ROW", "_DAY").select(*SUBJECT, column).collect()
    return lay_out(table, subjects).numbers(table[column])


def _subject_day(subjects: pl.DataFrame, date: pl.Expr) -> NDArray[np.float64]:
    day = subjects.select(gap_days(date, pl.col("TRTSDT")) + 1).to_series()
    return day.cast(pl.Float64).fill_null(float("nan")).to_numpy()
