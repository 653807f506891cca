"""All derivations of a study, in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ..arguments import nearest
from ..errors import UsageError
from ..protocol.schema import Protocol
from ..sdtm.tables import StudyTables
from .adae.adae import derive_adae
from .adae.adtox import derive_worst_grades
from .adex.adex import derive_adex, derive_intervals
from .adex.exposure import derive_exposure
from .adlb.adlb import derive_adlb
from .adlb.laboratory import derive_laboratory
from .adlb.markers import derive_biomarker_pairs, derive_marker_values
from .adrs.adrs import derive_adrs, derive_response
from .adrs.evaluable import derive_evaluability
from .adrs.response_tables import ORGANS, ResponseTables
from .adsl.adsl import derive_adsl
from .adtte.adtte import derive_adtte
from .matrices import SUBJECT
from .schedule import PlannedVisits
from .shapes import ADAM_SHAPES


@dataclass(frozen=True, eq=False)
class Adam:
    """Everything derived from the study tables; every frame is keyed by TRIAL, USUBJID.

    Attributes:
        tables: the study tables.
        adsl: one row per subject.
        laboratory: laboratory results with baseline, grade and time under treatment.
        adtte: times to events.
        adae: adverse events.
        adex: dosing intervals.
        judged: response by visit, by subject and, in AL amyloidosis, by domain.
        markers: the marker at its best, at the fixed time and at the last visit.
        toxicity: worst grade of each toxicity, counted in three ways.
        exposure: dose intensity, one row per treated subject.
        biomarkers: analyte -> values before and under treatment.
        protocol: whose rules were applied.

    ADLB and ADRS are written out when they are first asked for: they are the longest tables, and no result of many
    trials reads them.
    """

    tables: StudyTables
    adsl: pl.DataFrame
    laboratory: pl.DataFrame
    adtte: pl.DataFrame
    adae: pl.DataFrame
    adex: pl.DataFrame
    judged: ResponseTables
    markers: pl.DataFrame
    toxicity: pl.DataFrame
    exposure: pl.DataFrame
    biomarkers: Mapping[str, pl.DataFrame]
    protocol: Protocol

    def __getitem__(self, name: str) -> pl.DataFrame:
        """A derived table by the name of its data set: `adam["ADLB"]` is `adam.adlb`.

        Raises:
            UsageError: no such data set.
        """
        if name not in ADAM_SHAPES:
            fix = f"write {nearest(name, ADAM_SHAPES) or 'one of: ' + ', '.join(ADAM_SHAPES)}"
            raise UsageError.one("adam", f"there is no data set '{name}'", fix, "adam.name")
        table: pl.DataFrame = getattr(self, name.lower())
        return table

    def __iter__(self) -> Iterator[str]:
        return iter(ADAM_SHAPES)

    @cached_property
    def adlb(self) -> pl.DataFrame:
        """Laboratory results as an analysis data set."""
        return derive_adlb(self.laboratory, self.tables, self.protocol)

    @cached_property
    def adrs(self) -> pl.DataFrame:
        """Response, one record per parameter."""
        return derive_adrs(self.judged, self.adsl)

    @property
    def visits(self) -> pl.DataFrame:
        """Response by visit, one row per visit."""
        return self.judged.visits

    @property
    def response(self) -> pl.DataFrame:
        """Response by subject, one row per row of ADSL."""
        return self.judged.subjects

    @property
    def domains(self) -> pl.DataFrame:
        """Response by subject and domain of AL amyloidosis; empty under other criteria."""
        return self.judged.domains


def derive_all(tables: StudyTables, protocol: Protocol) -> Adam:
    """Derive every table of a study, or of many virtual ones."""
    adsl = derive_adsl(tables)
    laboratory = derive_laboratory(tables, adsl, protocol)
    adae = derive_adae(tables, adsl, protocol)
    dosing = derive_intervals(tables, adsl, protocol)
    judged = derive_response(tables, adsl, protocol, laboratory)
    adsl = derive_evaluability(adsl, judged.subjects, protocol.evaluable)
    subjects = (
        adsl.drop("BASE", "BASEDT")
        .join(judged.subjects, on=SUBJECT, how="left", maintain_order="left")
        .pipe(_add_organs, judged.domains)
    )
    return Adam(
        tables=tables,
        adsl=adsl,
        laboratory=laboratory,
        adtte=derive_adtte(subjects, PlannedVisits.of(protocol.visits), protocol.response.duration_of_response_death),
        adae=adae,
        adex=derive_adex(dosing),
        judged=judged,
        markers=derive_marker_values(judged.visits, protocol.fixed_time, protocol.visits.every / 2),
        toxicity=derive_worst_grades(laboratory, adae, protocol.toxicity.terms),
        exposure=derive_exposure(dosing, adsl, protocol.treatment),
        biomarkers={
            marker.analyte: derive_biomarker_pairs(laboratory, marker.analyte, marker.after)
            for marker in protocol.biomarkers
        },
        protocol=protocol,
    )


def _add_organs(subjects: pl.DataFrame, domains: pl.DataFrame) -> pl.DataFrame:
    """The day of the first response of each organ, where the criteria judge organs."""
    if not domains.height:
        return subjects
    for code in ORGANS:
        first = domains.filter(pl.col("DOMAIN") == code).select(*SUBJECT, pl.col("RSPDT").alias(f"RSP{code}DT"))
        subjects = subjects.join(first, on=SUBJECT, how="left", maintain_order="left")
    return subjects
