"""What can be said of a study only after its tables are derived: doses, visits, methods, grades, conformance."""

import polars as pl

from ..adam.adlb.notes import SUPERSEDED
from ..adam.adrs.lesion_words import compare_lesion_words
from ..adam.datasets import build_datasets
from ..adam.derive import Adam
from ..adam.matrices import SUBJECT
from ..analysis.doses import audit_study
from ..analysis.tables.swimmer import tabulate_discordance
from ..dosing.plan import ONCE, PER_DAY
from ..errors import Finding, Severity
from ..protocol.schema import Protocol
from ..sdtm.tables import StudyTables
from ..units import factor_between
from .conformance import check_conformance, conformance_findings

NAMED = 5
"""Subjects that one finding names."""


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
        *_unread_doses(tables),
        *_ungraded_events(tables),
        *_visits(adam, protocol),
        *_methods(adam, protocol),
        *_grades(adam, protocol),
        *_responses(adam, protocol),
        *_lesions(adam, tables, protocol),
    ]


def _doses(adam: Adam, protocol: Protocol) -> list[Finding]:
    """Doses that the protocol's rules do not allow."""
    audit = audit_study(adam, protocol)
    above = audit.filter(pl.col("VERDICT") == "deviation")
    no_level = audit.filter(pl.col("VERDICT") == "no level")
    fix = "check the dose and the reason recorded for it"
    return [
        *_tell(above, "EX, EXDOSE", "doses above what the rules allow", fix, "study.dose"),
        *_tell(no_level, "EX, EXDOSE", "doses that are no level of the protocol", fix, "study.dose-level"),
    ]


def _unread_doses(tables: StudyTables) -> list[Finding]:
    """Doses in a unit that is no mass, and frequencies that are not known: the first are left unjudged."""
    given = tables.ex.filter(pl.col("EXDOSE") > 0)
    names = given.select(pl.col("EXDOSU", "EXDOSFRQ").cast(pl.String))
    units = {u for u in names["EXDOSU"].drop_nulls().unique() if not (factor_between(u, "mg") or _per_day(u))}
    often = names["EXDOSFRQ"].str.to_uppercase().str.strip_chars()
    unknown = {word for word in often.drop_nulls().unique() if word not in PER_DAY and word != ONCE}
    in_mg = "give EXDOSE in mg (number times strength), EXDOSU mg; without it dose, changes and intensity stay unknown"
    words = "write a CDISC term such as QD or BID; until then the protocol's own interval is taken"
    return [
        *_tell(given.filter(names["EXDOSU"].is_in(list(units))), "EX, EXDOSU",
               "doses in a unit that is no mass", in_mg, "study.dose-unit"),
        *_tell(given.filter(often.is_in(list(unknown))), "EX, EXDOSFRQ",
               "doses of unknown frequency", words, "study.dose-frequency"),
    ]  # fmt: skip


def _per_day(unit: str) -> bool:
    return factor_between(unit, "mg/day") is not None


def _ungraded_events(tables: StudyTables) -> list[Finding]:
    """Adverse events without a grade; a severity (AESEV) is none."""
    lacking = tables.ae.filter(pl.col("AETOXGR").is_null())
    fix = "give AETOXGR; AESEV is no grade of the CTCAE, so tables by grade and dose rules do not see these events"
    return _tell(lacking, "AE, AETOXGR", "adverse events without a grade", fix, "study.event-grade")


def _visits(adam: Adam, protocol: Protocol) -> list[Finding]:
    """Days of marker results under treatment that lie in no visit's window."""
    every, window = protocol.visits.every, protocol.visits.window
    own = adam.adlb.filter(
        pl.col("PARAMCD") == protocol.response.marker, pl.col("ONTRTFL") == "Y", pl.col("ADY") > 1
    )  # fmt: skip
    number = ((pl.col("ADY") - 1) / every).round()
    outside = own.filter((pl.col("ADY") - 1 - every * number).abs() > window)
    return _tell(outside, "LB, LBDTC", "results outside the windows of planned visits", "nothing to do if they were "
                 "unscheduled", "study.window", "note")  # fmt: skip


def _methods(adam: Adam, protocol: Protocol) -> list[Finding]:
    """Subjects whose marker was measured by more than one method."""
    own = adam.adlb.filter(pl.col("PARAMCD") == protocol.response.marker, pl.col("METHOD").is_not_null())
    changed = own.filter(pl.col("METHOD").cast(pl.String).n_unique().over(SUBJECT) > 1)
    fix = "compare only results of one method, or state which is preferred in the protocol's assay"
    return _tell(changed, "LB, LBMETHOD", "results of subjects whose marker changed its method", fix, "study.method")


def _grades(adam: Adam, protocol: Protocol) -> list[Finding]:
    """Results of analytes with a scale that could not be graded, by analyte and reason."""
    findings: list[Finding] = []
    lacking = adam.adlb.filter(pl.col("ATOXREAS").is_not_null(), pl.col("ATOXREAS") != SUPERSEDED)
    fix = "give LBSTNRLO and LBSTNRHI, or the limits of normal in the protocol's assay, in a unit that is known"
    for analyte, reason in lacking.select(pl.col("PARAMCD").cast(pl.String), "ATOXREAS").unique().sort(pl.all()).rows():
        own = lacking.filter(pl.col("PARAMCD") == analyte, pl.col("ATOXREAS") == reason)
        found = f"results that could not be graded ({reason})"
        findings += _tell(own, f"LB, {analyte}", found, fix, "study.ungraded")
    return findings


def _responses(adam: Adam, protocol: Protocol) -> list[Finding]:
    """Visits at which the investigator's response and ours differ."""
    apart = tabulate_discordance(adam, protocol).filter(~pl.col("AGREES"))
    fix = "see the discordance table of the analysis"
    found = "responses of the investigator that differ from the protocol's criteria"
    return _tell(apart, "RS, RSSTRESC", found, fix, "study.discordance", "note")


def _lesions(adam: Adam, tables: StudyTables, protocol: Protocol) -> list[Finding]:
    """Days on which lesions were told otherwise than they were measured; the worse of the two was used."""
    apart = compare_lesion_words(tables, adam.adsl, protocol)
    fix = "compare RS with TU and TR; the worse of the two was used"
    return [
        finding
        for test, found in (
            ("EMD", "sizes in words that differ from the measured lesions"),
            ("CLINPD", "days called free of progression with a new lesion, or the growth of one"),
        )
        for finding in _tell(apart.filter(pl.col("TEST") == test), f"RS, {test}", found, fix, "study.lesions", "note")
    ]


def _tell(
    records: pl.DataFrame, where: str, found: str, fix: str, rule: str, severity: Severity = "warning"
) -> list[Finding]:
    """One finding with the number of records and the first subjects; none without records."""
    if records.is_empty():
        return []
    names = records["USUBJID"].cast(pl.String).unique(maintain_order=True)
    etc = ", ..." if len(names) > NAMED else ""
    told = f"{found}: {records.height} (subjects {', '.join(names.head(NAMED))}{etc})"
    return [Finding(where, told, fix, severity, rule)]
