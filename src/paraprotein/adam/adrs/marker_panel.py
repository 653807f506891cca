"""Study tables to a panel of markers: what criteria of several markers need to know of every patient."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import polars as pl

from ...errors import UsageError
from ...protocol.schema import Protocol
from ...response import (
    ANY_METHOD,
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
from ..days import dated_records, order_of_day
from .assessments import CLASSES, DETECTED, SIZES, YES_NO, code_findings, detected_terms, of_test, read_assessments
from .courses import marker_records, method_codes, read_events, rows_of
from .lesions import read_lesions


@dataclass(frozen=True)
class PanelSource:
    """A panel of markers, with what leads back to the tables.

    Attributes:
        panel: every role of the criteria, the class `nyha`, and the findings of RS.
        events: what happened to each subject.
        lesions: lesions that were measured before treatment.
        records: _ROW, _DAY, ROLE and LBSEQ of the laboratory records behind the panel.
    """

    panel: Panel
    events: Events
    lesions: LesionBaseline
    records: pl.DataFrame


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


def read_panel(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol, criteria: Criteria) -> PanelSource:
    """Read every marker, finding and event of every subject of ADSL; subjects never treated have no visits."""
    subjects, roles = rows_of(adsl), roles_of(criteria)
    events, policies = read_events(tables, subjects, protocol), Policies.of(protocol.response)
    laboratory = {
        role.name: role_records(tables, subjects, protocol, role, protocol.response.code_of(role.name))
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
    for role in roles:
        found = laboratory[role.name]
        if role.unit:
            records[role.name] = marker_records(found, method_codes(found))
        else:
            findings[role.name] = code_findings(found.with_columns(RESULT=detected_terms(found)), DETECTED)
    panel = assemble_panel(roles, records, findings, events.plasmapheresis_day, policies)
    sources = [
        found.select("_ROW", "_DAY", "LBSEQ", ROLE=pl.lit(name)) for name, found in laboratory.items() if found.height
    ]
    empty = pl.DataFrame(schema={"_ROW": pl.UInt32, "_DAY": pl.Int64, "LBSEQ": pl.Int32, "ROLE": pl.String})
    return PanelSource(panel, events, lesions.baseline, pl.concat([empty, *sources]))


def role_records(
    tables: StudyTables, subjects: pl.DataFrame, protocol: Protocol, role: Role, code: str
) -> pl.DataFrame:
    """Records of the test `code` in the unit of its role; a result in a unit that cannot be converted is null."""
    found = (
        dated_records(tables["LB"].lazy().filter(pl.col("LBTESTCD").cast(pl.String) == code), subjects, "LBDT")
        .select("_ROW", "_DAY", "LBSEQ", "LBMETHOD", "LBBLQFL", "LBSTRESC", "LBORRES", "LBSTRESN", "LBSTNRHI",
                UNIT=pl.col("LBSTRESU").cast(pl.String), _TIME=order_of_day())
        .sort("_ROW", "_DAY", "_TIME", "LBSEQ")
        .with_row_index("_ORDER")
        .collect()
    )  # fmt: skip
    if not role.unit:
        return found
    factors = _factors(found, protocol, role, code)
    factor = pl.col("UNIT").replace_strict(factors, default=None, return_dtype=pl.Float64)
    converted = found.with_columns(VALUE=_scaled("LBSTRESN", factor), HIGH=_scaled("LBSTNRHI", factor))
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
