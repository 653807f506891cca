"""What can be said of a study only after its tables are derived: doses, visits, methods, grades, conformance."""

import polars as pl

from ..adam.adlb.baseline import marker_tests
from ..adam.adlb.notes import SUPERSEDED
from ..adam.adlb.sponsor_flags import check_sponsor_flags
from ..adam.adrs.lesion_words import compare_lesion_words
from ..adam.adrs.marker_panel import laboratory_units
from ..adam.datasets import build_datasets
from ..adam.derive import Adam
from ..adam.matrices import SUBJECT
from ..analysis.doses import audit_study
from ..analysis.tables.swimmer import tabulate_discordance
from ..errors import Finding
from ..protocol.schema import Protocol
from ..sdtm.tables import StudyTables
from ..toxicity.ctcae import edition_named
from .conformance import check_conformance, conformance_findings
from .recorded_doses import check_recorded_doses, tell


def check_study(adam: Adam, tables: StudyTables, protocol: Protocol) -> list[Finding]:
    """Findings about an admitted study; they name subjects and fields, never a value.

    Args:
        adam: the derived tables.
        tables: the study tables.
        protocol: the protocol.
    """
    return [
        *conformance_findings(check_conformance(build_datasets(adam, tables, protocol))),
        *_doses(adam, protocol),
        *check_recorded_doses(tables, protocol),
        *_ungraded_events(tables),
        *_undated_events(tables),
        *_visits(adam, protocol),
        *_methods(adam, protocol),
        *_grades(adam),
        *_responses(adam, protocol),
        *_lesions(adam, tables, protocol),
        *check_sponsor_flags(adam.laboratory, tables, tests_read(protocol)),
        *_laboratories(adam, tables, protocol),
    ]


def tests_read(protocol: Protocol) -> frozenset[str]:
    """LBTESTCD of every test that a rule of the protocol reads: markers, graded tests, assays, biomarkers."""
    graded = edition_named(protocol.toxicity.grading).analytes
    return frozenset(graded | set(laboratory_units(protocol)) | {marker.analyte for marker in protocol.biomarkers})


def _doses(adam: Adam, protocol: Protocol) -> list[Finding]:
    """Doses that the protocol's rules do not allow."""
    audit = audit_study(adam, protocol)
    above = audit.filter(pl.col("VERDICT") == "deviation")
    no_level = audit.filter(pl.col("VERDICT") == "no level")
    fix = "check the dose and the reason recorded for it"
    return [
        *tell(above, "EX, EXDOSE", "doses above what the rules allow", fix, "study.dose"),
        *tell(no_level, "EX, EXDOSE", "doses that are no level of the protocol", fix, "study.dose-level"),
    ]


def _ungraded_events(tables: StudyTables) -> list[Finding]:
    """Adverse events without a grade; a severity (AESEV) is none."""
    lacking = tables.ae.filter(pl.col("AETOXGR").is_null())
    fix = "give AETOXGR; AESEV is no grade of the CTCAE, so tables by grade and dose rules do not see these events"
    return tell(lacking, "AE, AETOXGR", "adverse events without a grade", fix, "study.event-grade")


def _undated_events(tables: StudyTables) -> list[Finding]:
    """Adverse events whose start is not known at all."""
    undated = tables.ae.filter(pl.col("AESTDTC").is_null())
    fix = "give AESTDTC, if only the year or month; such events count as begun under treatment unless they ended before"
    return tell(undated, "AE, AESTDTC", "adverse events without a start", fix, "study.event-start")


def _visits(adam: Adam, protocol: Protocol) -> list[Finding]:
    """Days of marker results under treatment that lie in no visit's window."""
    every, window = protocol.visits.every, protocol.visits.window
    own = adam.adlb.filter(
        pl.col("PARAMCD") == protocol.response.marker, pl.col("ONTRTFL") == "Y", pl.col("ADY") > 1
    )  # fmt: skip
    number = ((pl.col("ADY") - 1) / every).round()
    outside = own.filter((pl.col("ADY") - 1 - every * number).abs() > window)
    return tell(outside, "LB, LBDTC", "results outside the windows of planned visits", "nothing to do if they were "
                 "unscheduled", "study.window", "note")  # fmt: skip


def _methods(adam: Adam, protocol: Protocol) -> list[Finding]:
    """Subjects whose marker was measured by more than one method."""
    own = adam.adlb.filter(pl.col("PARAMCD") == protocol.response.marker, pl.col("METHOD").is_not_null())
    changed = own.filter(pl.col("METHOD").cast(pl.String).n_unique().over(SUBJECT) > 1)
    fix = "compare only results of one method, or state which is preferred in the protocol's assay"
    return tell(changed, "LB, LBMETHOD", "results of subjects whose marker changed its method", fix, "study.method")


def _laboratories(adam: Adam, tables: StudyTables, protocol: Protocol) -> list[Finding]:
    """Subjects whose marker was measured by more than one laboratory."""
    markers = marker_tests(protocol)
    own = adam.laboratory.filter(pl.col("PARAMCD").cast(pl.String).is_in(sorted(markers)))
    own = own.with_columns(tables["LB"]["LBNAM"].gather(own["_RECORD"]).cast(pl.String)).drop_nulls("LBNAM")
    changed = own.filter(pl.col("LBNAM").n_unique().over(*SUBJECT, "PARAMCD") > 1)
    fix = "compare results of one laboratory only, or give LBMETHOD where their methods are the same"
    return tell(
        changed, "LB, LBNAM", "results of subjects whose marker changed its laboratory", fix, "study.laboratory"
    )


def _grades(adam: Adam) -> list[Finding]:
    """Results of analytes with a scale that could not be graded, by analyte and reason."""
    findings: list[Finding] = []
    lacking = adam.adlb.filter(pl.col("ATOXREAS").is_not_null(), pl.col("ATOXREAS") != SUPERSEDED)
    fix = "give LBSTNRLO and LBSTNRHI, or the limits of normal in the protocol's assay, in a unit that is known"
    for analyte, reason in lacking.select(pl.col("PARAMCD").cast(pl.String), "ATOXREAS").unique().sort(pl.all()).rows():
        own = lacking.filter(pl.col("PARAMCD") == analyte, pl.col("ATOXREAS") == reason)
        found = f"results that could not be graded ({reason})"
        findings += tell(own, f"LB, {analyte}", found, fix, "study.ungraded")
    return findings


def _responses(adam: Adam, protocol: Protocol) -> list[Finding]:
    """Visits at which the investigator's response and ours differ."""
    apart = tabulate_discordance(adam, protocol).filter(~pl.col("AGREES"))
    fix = "see the discordance table of the analysis"
    found = "responses of the investigator that differ from the protocol's criteria"
    return tell(apart, "RS, RSSTRESC", found, fix, "study.discordance", "note")


def _lesions(adam: Adam, tables: StudyTables, protocol: Protocol) -> list[Finding]:
    """Days on which the words recorded for lesions differ from their measurements; the worse of the two was used."""
    apart = compare_lesion_words(tables, adam.adsl, protocol)
    fix = "compare RS with TU and TR; the worse of the two was used"
    return [
        finding
        for test, found in (
            ("EMD", "sizes in words that differ from the measured lesions"),
            ("CLINPD", "days called free of progression with a new lesion, or the growth of one"),
        )
        for finding in tell(apart.filter(pl.col("TEST") == test), f"RS, {test}", found, fix, "study.lesions", "note")
    ]
