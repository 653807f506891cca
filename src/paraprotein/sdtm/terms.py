"""Required values, controlled terms, and texts that a spreadsheet would run."""

from dataclasses import replace

import polars as pl

from ..errors import Finding, Severity
from .records import ROW, Complaint, DomainFiles, list_records
from .repairs import offer, reads_term
from .shapes import Column, Shape

_FORMULA = r"^[=@]|^[+-].*[(|!]"


def check_required(frame: pl.DataFrame, shape: Shape, missing: frozenset[str], files: DomainFiles) -> list[Finding]:
    """Records without a value where one is required; a column that is missing altogether was reported before."""
    findings: list[Finding] = []
    for column in shape.columns:
        if column.core == "required" and column.name not in missing:
            complaint = Complaint(
                "terms.required", column.name, "a required value is empty", f"give the {column.label}"
            )
            findings += list_records(frame, pl.col(column.name).is_null(), files, complaint)
    return findings


def check_terms(frame: pl.DataFrame, shape: Shape, files: DomainFiles) -> list[Finding]:
    """Values outside a column's controlled terms: an error in a required column, a warning elsewhere."""
    findings: list[Finding] = []
    for column in shape.columns:
        if column.terms and not _all_known(frame[column.name], column):
            fix = f"write one of: {', '.join(column.terms)}"
            severity: Severity = "error" if column.core == "required" else "warning"
            complaint = Complaint("terms.unknown", column.name, "not one of the controlled terms", fix, severity)
            records = frame.select(ROW, "TRIAL", "USUBJID", pl.col(column.name).cast(pl.String))
            unknown = ~pl.col(column.name).is_in(list(column.terms))
            readable = reads_term(pl.col(column.name), column)
            findings += list_records(records, unknown & readable, files, replace(complaint, fix=offer(fix, "terms")))
            findings += list_records(records, unknown & ~readable, files, complaint)
    return findings


def check_formulas(frame: pl.DataFrame, shape: Shape, files: DomainFiles) -> list[Finding]:
    """Texts that begin like a spreadsheet formula: here they are text, elsewhere they might run."""
    findings: list[Finding] = []
    for column in shape.columns:
        if column.kind == "text" and frame[column.name].null_count() < frame.height:
            complaint = Complaint(
                "terms.formula",
                column.name,
                "a text that a spreadsheet would run as a formula; kept as text",
                "correct it, or open the file as text only",
                "warning",
            )
            findings += list_records(frame, pl.col(column.name).str.contains(_FORMULA), files, complaint)
    return findings


def _all_known(values: pl.Series, column: Column) -> bool:
    return bool(values.drop_nulls().is_in(list(column.terms)).all())
