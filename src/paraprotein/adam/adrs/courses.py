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
    choose_baseline,
)
from ...response.words import PROCEDURE, method_key
from ...sdtm.tables import StudyTables
from ...sdtm.words import PROCEDURE_FIELDS, read_terms
from ...units import conversion_factor
from ..days import dated_records, gap_days, order_of_day
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
        records: marker records with _ROW (subject's row), _DAY, LBSEQ and VALUE (mg/dL).
    """

    course: WaldenstromCourse
    baseline: Baseline
    records: pl.DataFrame


def prepare_courses(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> Prepared:
    """Read marker values, findings and events of every subject of ADSL.

    Subjects who were never treated have no study days: they have neither baseline nor visits.
    """
    policies = Policies.of(protocol.response)
    subjects = rows_of(adsl)
    records = _marker_records(tables, subjects, protocol)
    methods = method_codes(records)
    marker = marker_records(records, methods)
    assay = protocol.assays.get(protocol.response.marker)
    events, lesions = read_events(tables, subjects, protocol), read_lesions(tables, subjects)
    events = events._replace(enlarged_at_baseline=events.enlarged_at_baseline | lesions.baseline.present)
    wanted = method_key(assay.method) if assay else ""
    preferred = next((code for name, code in methods.items() if wanted and method_key(name) == wanted), ANY_METHOD)
    baseline = choose_baseline(marker, events.plasmapheresis_day, policies, preferred)
    course = assemble_course(marker, _findings(tables, subjects, lesions), events, baseline, policies)
    return Prepared(course, baseline, records)


def rows_of(adsl: pl.DataFrame) -> pl.DataFrame:
    """Subjects with their row in the courses and the dates of their events."""
    return adsl.select(*SUBJECT, "TRTSDT", "NACTDT", "DTHDT", "DTHDISFL").with_row_index("_ROW")


def _marker_records(tables: StudyTables, subjects: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    name = protocol.response.marker
    assay = protocol.assays.get(name)
    factor = conversion_factor(assay.unit if assay else protocol.response.unit, RULE_UNIT, name)
    # a factor of 1 must leave the laboratory's decimals alone; any other is rounded as the door does
    value = pl.col("LBSTRESN") if factor == 1.0 else (pl.col("LBSTRESN") * factor).round_sig_figs(12)
    limit = pl.col("LBSTNRHI") if factor == 1.0 else (pl.col("LBSTNRHI") * factor).round_sig_figs(12)
    return (
        dated_records(tables["LB"].lazy().filter(pl.col("LBTESTCD") == name), subjects, "LBDT")
        .select("_ROW", "_DAY", "LBSEQ", "LBMETHOD", "LBBLQFL", VALUE=value, HIGH=limit, _TIME=order_of_day())
        .sort("_ROW", "_DAY", "_TIME", "LBSEQ")
        .with_row_index("_ORDER")
        .collect()
    )


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
    """What was found at visits; nodes and spleen told in words and measured lesions stand side by side."""
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
    pr = open_domain(tables, "PR").filter((pl.col("PROCCUR") != "N").fill_null(True))
    exchanged = pr.filter(read_terms(pr, PROCEDURE_FIELDS, PROCEDURE, "first") == "PLASMAPHERESIS")
    exchanges = dated_records(exchanged.lazy(), subjects, "PRSTDT")
    antibodies = anti_cd20_days(tables, subjects, protocol)
    held = holds(tables, subjects, protocol)
    sizes = of_test(read_assessments(tables, subjects), "EMD")
    enlarged = sizes.filter(pl.col("RESULT").is_in(ENLARGED), pl.col("_DAY") <= 1)["_ROW"].unique()
    died_of_disease = pl.when(pl.col("DTHDISFL") == "Y").then("DTHDT")
    return Events(
        plasmapheresis_day=_matrix(exchanges, subjects, "_DAY"),
        anti_cd20_day=_matrix(antibodies, subjects, "_DAY")[:, 0],
        new_therapy_day=_subject_day(subjects, pl.col("NACTDT")),
        disease_death_day=_subject_day(subjects, died_of_disease),
        hold_start=_matrix(held, subjects, "_DAY"),
        restart=_matrix(held, subjects, "_AGAIN"),
        enlarged_at_baseline=subjects["_ROW"].is_in(enlarged.implode()).to_numpy(),
    )


def _matrix(records: pl.LazyFrame, subjects: pl.DataFrame, column: str) -> NDArray[np.float64]:
    table = records.sort("_ROW", "_DAY").select(*SUBJECT, column).collect()
    return lay_out(table, subjects).numbers(table[column])


def _subject_day(subjects: pl.DataFrame, date: pl.Expr) -> NDArray[np.float64]:
    day = subjects.select(gap_days(date, pl.col("TRTSDT")) + 1).to_series()
    return day.cast(pl.Float64).fill_null(float("nan")).to_numpy()
