"""All derivations of a study, in order."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ..protocol.schema import Protocol
from ..sdtm.tables import StudyTables
from .adae import derive_adae
from .adex import derive_adex
from .adlb import derive_adlb
from .adrs import derive_adrs
from .adsl import derive_adsl
from .adtox import derive_worst_grades
from .adtte import derive_adtte
from .evaluable import derive_evaluability
from .exposure import derive_exposure
from .markers import derive_biomarker_pairs, derive_marker_values
from .matrices import SUBJECT
from .response import derive_response
from .response_tables import ORGANS
from .schedule import Schedule


@dataclass(frozen=True, eq=False)
class Adam:
    """Everything derived from the study tables; every frame is keyed by TRIAL, USUBJID.

    Attributes:
        adsl: one row per subject.
        adlb: laboratory results.
        adrs: response, one record per parameter.
        adtte: times to events.
        adae: adverse events.
        adex: dosing intervals.
        visits: response by visit, one row per visit.
        response: response by subject, one row per row of ADSL.
        domains: response by subject and domain of AL amyloidosis; empty under other criteria.
        markers: the marker at its best, at the fixed time and at the last visit.
        toxicity: worst grade of each toxicity, counted in three ways.
        exposure: dose intensity, one row per treated subject.
        biomarkers: analyte -> values before and under treatment.
    """

    adsl: pl.DataFrame
    adlb: pl.DataFrame
    adrs: pl.DataFrame
    adtte: pl.DataFrame
    adae: pl.DataFrame
    adex: pl.DataFrame
    visits: pl.DataFrame
    response: pl.DataFrame
    domains: pl.DataFrame
    markers: pl.DataFrame
    toxicity: pl.DataFrame
    exposure: pl.DataFrame
    biomarkers: Mapping[str, pl.DataFrame]


def derive_all(tables: StudyTables, protocol: Protocol) -> Adam:
    """Derive every table of a study, or of many virtual ones."""
    adsl = derive_adsl(tables)
    adlb = derive_adlb(tables, adsl, protocol)
    adae = derive_adae(tables, adsl, protocol)
    adex = derive_adex(tables, adsl, protocol)
    response = derive_response(tables, adsl, protocol)
    adsl = derive_evaluability(adsl, response.subjects, protocol.evaluable)
    subjects = (
        adsl.drop("BASE", "BASEDT")
        .join(response.subjects, on=SUBJECT, how="left", maintain_order="left")
        .pipe(_add_organs, response.domains)
    )
    return Adam(
        adsl=adsl,
        adlb=adlb,
        adrs=derive_adrs(response, adsl),
        adtte=derive_adtte(subjects, Schedule.of(protocol.visits), protocol.response.duration_of_response_death),
        adae=adae,
        adex=adex,
        visits=response.visits,
        response=response.subjects,
        domains=response.domains,
        markers=derive_marker_values(response.visits, protocol.fixed_time, protocol.visits.every / 2),
        toxicity=derive_worst_grades(adlb, adae, protocol.toxicity.terms),
        exposure=derive_exposure(adex, adsl, protocol.treatment),
        biomarkers={
            marker.analyte: derive_biomarker_pairs(adlb, marker.analyte, marker.after) for marker in protocol.biomarkers
        },
    )


def _add_organs(subjects: pl.DataFrame, domains: pl.DataFrame) -> pl.DataFrame:
    """The day of the first response of each organ, where the criteria judge organs."""
    if not domains.height:
        return subjects
    for code in ORGANS:
        first = domains.filter(pl.col("DOMAIN") == code).select(*SUBJECT, pl.col("RSPDT").alias(f"RSP{code}DT"))
        subjects = subjects.join(first, on=SUBJECT, how="left", maintain_order="left")
    return subjects
