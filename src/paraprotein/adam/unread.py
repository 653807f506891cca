"""Records that nothing reads and that may bear on a decision: laboratory tests and drugs of names not known here."""

import re
from collections.abc import Iterator

import polars as pl

from ..errors import Finding
from ..protocol.schema import Protocol
from ..response import WaldenstromCriteria, criteria_named
from ..response.drugs import effects_of, is_suspect
from ..response.roles import DEFAULT_CODES, RELAPSE_ROLES
from ..response.words import THERAPY
from ..sdtm.tables import StudyTables
from ..sdtm.words import THERAPY_FIELDS, read_terms
from ..toxicity.analytes import UNOFFICIAL, code_of
from ..toxicity.ctcae import edition_named
from ..toxicity.terms import TERMS
from .adrs.drug_exposure import ANTI_CD20, holds
from .adrs.marker_panel import laboratory_units
from .days import dated_records
from .matrices import SUBJECT

NAMED = 10
"""Tests that a finding names; the rest are counted."""

_PROTEIN = r"M.?(?:PROT|SPIKE|COMP|PEAK)|PARAPROT|MONOCLON|IMM?U?N?O?.?FIX|\bS?U?IFE\b"
ONE_MARKER = re.compile(rf"(?i){_PROTEIN}|\bIGM|IMMUNOGLOBULIN M\b")
PANEL = re.compile(rf"(?i){_PROTEIN}|KAPPA|LAMBDA|LIGHT CHAIN|PLASMA CELL|\bS?FLC|BENCE")
"""Codes and names of tests that may be a marker or an immunofixation under a code that is not known."""


def find_unread(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> list[Finding]:
    """Findings about tests and drugs that no rule reads.

    Args:
        tables: study tables that passed the door.
        adsl: one row per subject with TRTSDT.
        protocol: names the tests and the windows of the rules.
    """
    findings = [*_tests(tables, protocol), *_synonyms(tables, protocol), *_fasting(tables, protocol)]
    if isinstance(criteria_named(protocol.response.criteria), WaldenstromCriteria):
        if protocol.response.flare_window or protocol.response.rebound_window:
            findings += _drugs(tables)
        if protocol.response.flare_window:
            findings += _undated_antibodies(tables)
        if not protocol.response.rebound_window:
            findings += _rebounds(tables, adsl, protocol)
    return findings


def read_tests(protocol: Protocol) -> frozenset[str]:
    """LBTESTCD of every laboratory test that an analysis under this protocol reads."""
    scales = edition_named(protocol.toxicity.grading).analytes
    terms = {term.analyte for term in TERMS.values() if term.analyte}
    panel = (
        () if isinstance(criteria_named(protocol.response.criteria), WaldenstromCriteria) else DEFAULT_CODES.values()
    )
    biomarkers = {biomarker.analyte for biomarker in protocol.biomarkers}
    relapse = {role.code for role in RELAPSE_ROLES}
    return frozenset({*laboratory_units(protocol), *scales, *terms, *panel, *biomarkers, *relapse, "IFE",
                      protocol.response.marker})  # fmt: skip


def _tests(tables: StudyTables, protocol: Protocol) -> Iterator[Finding]:
    one = isinstance(criteria_named(protocol.response.criteria), WaldenstromCriteria)
    names = tables.lb.select(CODE=pl.col("LBTESTCD").cast(pl.String), TEST=pl.col("LBTEST").cast(pl.String))
    unread = (
        names.filter(~pl.col("CODE").is_in(sorted(read_tests(protocol))))
        .group_by("CODE")
        .agg(pl.len(), pl.col("TEST").first())
        .sort("CODE")
    )
    pattern = ONE_MARKER if one else PANEL
    alike: list[str] = []
    others: list[str] = []
    for code, count, test in unread.iter_rows():
        (alike if pattern.search(f"{code} {test or ''}") else others).append(f"{code} ({count} results)")
    if alike:
        found = f"tests that nothing reads, by their names a marker or an immunofixation: {_listed(alike)}"
        fix = "write the LBTESTCD that the protocol reads (IFE for immunofixation), or name the test in the protocol "
        fix += "under response.marker, response.analytes or assays"
        yield Finding("LB, LBTESTCD", found, fix, "warning", "unread.marker")
    if others:
        fix = "nothing to do, or name them in the protocol under assays"
        yield Finding("LB, LBTESTCD", f"tests that nothing reads: {_listed(others)}", fix, "note", "unread.tests")


def _synonyms(tables: StudyTables, protocol: Protocol) -> Iterator[Finding]:
    """Tests under a usual synonym of the LBTESTCD that CDISC gives them."""
    graded = edition_named(protocol.toxicity.grading).analytes
    counted = tables.lb["LBTESTCD"].cast(pl.String).value_counts().rows()
    for name, count in sorted(row for row in counted if row[0] in UNOFFICIAL and row[0] in graded):
        found = f"{count} results of {name} are graded as {code_of(name)}"
        fix = f"nothing to do if this is right; write {code_of(name)}"
        yield Finding("LB, LBTESTCD", found, fix, "note", "unread.synonym")


def _fasting(tables: StudyTables, protocol: Protocol) -> Iterator[Finding]:
    """Glucose of which LBFAST does not say whether the patient had fasted, where the grade asks for it."""
    scale = edition_named(protocol.toxicity.grading).scale("GLUC", "high")
    if scale is None or not any(route.applies == "fasting" for route in scale.routes):
        return
    own = tables.lb.filter(pl.col("LBTESTCD").cast(pl.String) == "GLUC", pl.col("LBSTRESN").is_not_null())
    silent = own.filter(~pl.col("LBFAST").cast(pl.String).is_in(["Y", "N"]).fill_null(False))
    if silent.height and "glucose_when_fasting_unknown" not in protocol.toxicity.model_fields_set:
        taken = protocol.toxicity.glucose_when_fasting_unknown
        found = f"{silent.height} of {own.height} glucose results do not say whether the patient had fasted: "
        found += f"taken as {taken}"
        fix = "give LBFAST, or write toxicity.glucose_when_fasting_unknown"
        yield Finding("LB, LBFAST", found, fix, "warning", "unread.fasting")


def _listed(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _drugs(tables: StudyTables) -> Iterator[Finding]:
    """Names that may be a drug after which IgM flares or rebounds, and are not known."""
    for domain, column in (("EX", "EXTRT"), ("CM", "CMTRT"), ("PR", "PRTRT")):
        table = tables[domain]
        if domain == "CM":  # the category says what the name does not
            table = table.filter(~_called_antibody(table))
        names = table[column].cast(pl.String).drop_nulls().value_counts(sort=True)
        suspect = [(name, count) for name, count in names.iter_rows() if is_suspect(name)]
        if suspect:
            shown = _listed([f"'{name}' ({count} records)" for name, count in suspect])
            found = f"drugs that may flare or rebound under names that are not known, and are not counted so: {shown}"
            fix = "write the substance, or a record in CM with CMCAT ANTI-CD20; leave it where it is another drug"
            yield Finding(f"{domain}, {column}", found, fix, "warning", "unread.drugs")


def _called_antibody(cm: pl.DataFrame) -> pl.Series:
    """Records of CM whose category says that they are an antibody against CD20, whatever its name."""
    return (read_terms(cm, THERAPY_FIELDS, THERAPY, "first") == ANTI_CD20).fill_null(False)


def _undated_antibodies(tables: StudyTables) -> Iterator[Finding]:
    named = tables.cm.with_columns(_NAME=pl.col("CMTRT").cast(pl.String).fill_null(""))
    names = [name for name in named["_NAME"].unique() if "flare" in effects_of(name)]
    antibody = pl.lit(_called_antibody(named)) | pl.col("_NAME").is_in(names)
    lost = named.filter(antibody.fill_null(False), pl.col("CMSTDT").is_null())
    if lost.height:
        shown = ", ".join(lost["USUBJID"].cast(pl.String).unique(maintain_order=True).head(3))
        found = f"{lost.height} antibodies against CD20 without a complete start date open no flare window"
        found += f" (subjects {shown})"
        yield Finding("CM, CMSTDTC", found, "give the day of the first dose", "warning", "unread.flare-date")


def _rebounds(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> Iterator[Finding]:
    """Marker values in a hold of a drug prone to rebound, where the protocol does not say what they mean."""
    names = [name for name in tables.ex["EXTRT"].cast(pl.String).drop_nulls().unique() if "rebound" in effects_of(name)]
    if not names or "rebound_window" in protocol.response.model_fields_set:
        return
    prone = tables.replaced({"EX": tables.ex.filter(pl.col("EXTRT").cast(pl.String).is_in(names))})
    subjects = adsl.select(*SUBJECT, "TRTSDT").with_row_index("_ROW")
    off = holds(prone, subjects, protocol).select("_ROW", FIRST="_DAY", AGAIN="_AGAIN").collect()
    own = tables["LB"].lazy().filter(pl.col("LBTESTCD").cast(pl.String) == protocol.response.marker)
    own = own.with_columns(pl.col("USUBJID").cast(pl.Categorical))
    seen = dated_records(own, subjects, "LBDT").select("_ROW", "USUBJID", "_DAY").collect().join(off, on="_ROW")
    inside = seen.filter(pl.col("_DAY") >= pl.col("FIRST"), (pl.col("_DAY") < pl.col("AGAIN")).fill_null(True))
    if inside.height:
        patients = inside["USUBJID"].n_unique()
        found = f"{inside.height} results of {protocol.response.marker} of {patients} patients lie in a hold of "
        found += f"{', '.join(sorted(names))}, where IgM may rebound; a rise counts as progression"
        fix = "write response.rebound_window: 28 days, or 0 days to keep it so"
        yield Finding("EX, EXTRT", found, fix, "warning", "unread.rebound")
