"""Study tables to a panel of markers: what criteria of several markers need to know of every patient."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import polars as pl

from ...errors import UsageError
from ...protocol.schema import Protocol
from ...response import (
    ANY_METHOD,
    Baseline,
    ClinicalRecords,
    Criteria,
    Events,
    MarkerRecords,
    MyelomaCriteria,
    Panel,
    Policies,
    Role,
    assemble_panel,
    criteria_named,
    roles_of,
)
from ...response.lesions import LesionBaseline
from ...response.myeloma.preparation import LESIONS, PLASMACYTOMA, PROGRESSION
from ...response.roles import SERUM, URINE
from ...sdtm.tables import StudyTables
from ...sdtm.words import DECIDING_TESTS, DecidingTests
from ...units import conversion_factor
from .assessments import CLASSES, DETECTED, SIZES, YES_NO, code_findings, detected_terms, of_test, read_assessments
from .courses import flagged_baseline, marker_records, method_codes, read_events, results_of, rows_of
from .lesions import read_lesions


@dataclass(frozen=True)
class PanelSource:
    """A panel of markers, with what leads back to the tables.

    Attributes:
        panel: every role of the criteria, the class `nyha`, and the findings of RS.
        events: what happened to each subject.
        lesions: lesions that were measured before treatment.
        records: role -> the laboratory records behind it with SRCSEQ; the panel names them by their place.
    """

    panel: Panel
    events: Events
    lesions: LesionBaseline
    records: Mapping[str, pl.DataFrame]


def laboratory_units(protocol: Protocol) -> dict[str, str]:
    """Unit wanted of every laboratory test that the protocol's rules read, by LBTESTCD.

    The assay's own unit; for a test of criteria of several markers that has no assay, the unit of the rules.
    """
    roles = roles_of(criteria_named(protocol.response.criteria))
    wanted = {protocol.response.code_of(role.name): role.unit for role in roles if role.unit}
    return wanted | {analyte: assay.unit for analyte, assay in protocol.assays.items()}


def deciding_tests(protocol: Protocol) -> DecidingTests:
    """Laboratory tests of which words decide, by the codes that the protocol names beside the usual ones."""
    roles, code_of = roles_of(criteria_named(protocol.response.criteria)), protocol.response.code_of
    findings = {code_of(role.name) for role in roles if not role.unit}
    proteins = {code_of(role.name) for role in roles if role in (SERUM, URINE)}
    return DecidingTests(DECIDING_TESTS.findings | findings, DECIDING_TESTS.proteins | proteins)


def read_panel(
    tables: StudyTables, laboratory: pl.DataFrame, adsl: pl.DataFrame, protocol: Protocol, criteria: Criteria
) -> PanelSource:
    """Every marker, finding and event of every subject of ADSL; subjects never treated have no visits.

    Args:
        tables: the study tables.
        laboratory: as `adlb.laboratory.derive_laboratory` gives it, with the baselines flagged.
        adsl: one row per subject.
        protocol: policies, and the tests with their units.
        criteria: names the roles.
    """
    subjects, roles = rows_of(adsl), roles_of(criteria)
    events, policies = read_events(tables, subjects, protocol), Policies.of(protocol.response)
    results = {
        role.name: role_records(tables, laboratory, protocol, role, protocol.response.code_of(role.name))
        for role in roles
    }
    assessed = read_assessments(tables, subjects)
    growth = criteria.progression.lesion if isinstance(criteria, MyelomaCriteria) else None
    lesions = read_lesions(tables, subjects, growth)
    records: dict[str, MarkerRecords] = {"nyha": _classes(assessed), LESIONS: lesions.sums}
    findings: dict[str, ClinicalRecords] = {
        PROGRESSION: code_findings(of_test(assessed, "CLINPD"), YES_NO).joined(lesions.progression),
        PLASMACYTOMA: code_findings(of_test(assessed, "EMD"), {term: -code for term, code in SIZES.items()}),
    }
    baselines: dict[str, Baseline] = {}
    for role in roles:
        found = results[role.name]
        if role.unit:
            records[role.name] = marker = marker_records(found, method_codes(found))
            baselines[role.name] = flagged_baseline(found, at_limit(marker), subjects.height)
        else:
            findings[role.name] = code_findings(found.with_columns(RESULT=detected_terms(found)), DETECTED)
    panel = assemble_panel(roles, records, findings, events.plasmapheresis_day, policies, baselines)
    return PanelSource(panel, events, lesions.baseline, results)


def at_limit(marker: MarkerRecords) -> MarkerRecords:
    """The records with results below quantitation as values like any other, at the limit."""
    return marker._replace(is_below_limit=np.zeros(marker.value.shape, dtype=np.bool_))


def role_records(
    tables: StudyTables, laboratory: pl.DataFrame, protocol: Protocol, role: Role, code: str
) -> pl.DataFrame:
    """Records of the test `code` in the unit of its role; a result in a unit that cannot be converted is null."""
    found = results_of(tables, laboratory, code, "LBMETHOD", "LBBLQFL", "LBSTRESC", "LBORRES").with_columns(
        UNIT=pl.col("AVALU").cast(pl.String)
    )
    if not role.unit:
        return found
    factors = _factors(found, protocol, role, code)
    factor = pl.col("UNIT").replace_strict(factors, default=None, return_dtype=pl.Float64)
    converted = found.with_columns(VALUE=_scaled("AVAL", factor), HIGH=_scaled("ANRHI", factor))
    return _as_multiple(converted, protocol, role, code) if role.name == "phosphatase" else converted


def _factors(found: pl.DataFrame, protocol: Protocol, role: Role, code: str) -> dict[str | None, float]:
    """Factor of every unit that occurs; a record without a unit is in that of the assay."""
    assay = protocol.assays.get(code)
    factors: dict[str | None, float] = {}
    for unit in found["UNIT"].unique():
        with suppress(UsageError):
            factors[unit] = conversion_factor(unit or (assay.unit if assay else ""), role.unit, code)
    return factors


def _scaled(column: str, factor: pl.Expr) -> pl.Expr:
    # a factor of 1 must leave the laboratory's decimals alone; any other is rounded as the door does
    return pl.when(factor == 1.0).then(column).otherwise((pl.col(column) * factor).round_sig_figs(12))


def _as_multiple(found: pl.DataFrame, protocol: Protocol, role: Role, code: str) -> pl.DataFrame:
    """Values as multiples of the upper limit of normal: the laboratory's, else the assay's."""
    assay = protocol.assays.get(code)
    limit = None
    if assay is not None and assay.high_normal is not None:
        limit = assay.high_normal * conversion_factor(assay.unit, role.unit, code)
    high = pl.col("HIGH").fill_null(limit) if limit is not None else pl.col("HIGH")
    return found.with_columns(VALUE=pl.when(high > 0).then(pl.col("VALUE") / high), HIGH=pl.lit(None, pl.Float64))


def _classes(assessed: pl.DataFrame) -> MarkerRecords:
    """NYHA classes as measurements."""
    found = (
        of_test(assessed, "NYHA")
        .with_columns(VALUE=pl.col("RESULT").replace_strict(dict(CLASSES), default=None, return_dtype=pl.Float64))
        .drop_nulls("VALUE")
        .sort("_ROW", "_DAY")
    )
    n = found.height
    return MarkerRecords(
        patient=found["_ROW"].to_numpy().astype(np.int64),
        day=found["_DAY"].to_numpy(),
        order=np.arange(n, dtype=np.float64),
        value=found["VALUE"].to_numpy(),
        is_below_limit=np.zeros(n, dtype=np.bool_),
        method=np.full(n, ANY_METHOD, np.int64),
        high_normal=np.full(n, np.nan),
    )
