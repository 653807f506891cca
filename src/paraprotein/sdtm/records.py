"""Where a record stands in the files, and how findings about records are told.

A finding names file, row, subject and field, never another value of the patient. Rows are counted as a spreadsheet
shows them: under a header line the first record is row 2.
"""

from dataclasses import dataclass

import polars as pl

from ..errors import Finding, Severity

ROW = "_ROW"
"""Name of the column that holds each record's position (from 0) in the domain while it is being checked."""

LISTED = 10
"""Records that one check names singly for one field; the rest are counted in one more finding."""


@dataclass(frozen=True)
class Origin:
    """One file that a domain's records were read from.

    Attributes:
        file: name as the person knows it, e.g. `lb.csv`.
        rows: records in it.
        first_row: row number of its first record.
        numbers: row number of each record, where they do not simply follow each other.
    """

    file: str
    rows: int
    first_row: int = 1
    numbers: tuple[int, ...] = ()

    def row(self, position: int) -> int:
        """Row number of the record at this position."""
        return self.numbers[position] if self.numbers else position + self.first_row


@dataclass(frozen=True)
class DomainFiles:
    """The records of one domain and the files that they came from, in order."""

    domain: str
    origins: tuple[Origin, ...] = ()

    @property
    def name(self) -> str:
        """The files' names, or the domain when the table never was a file."""
        return ", ".join(origin.file for origin in self.origins) or self.domain

    def place(self, position: int) -> str:
        """File and row of the record at this position."""
        for origin in self.origins:
            if position < origin.rows:
                return f"{origin.file} row {origin.row(position)}"
            position -= origin.rows
        return f"{self.domain} record {position + 1}"


@dataclass(frozen=True)
class Complaint:
    """What one check says of every record that it catches; `fix` and `found` hold no patient's data."""

    rule: str
    field: str
    found: str
    fix: str
    severity: Severity = "error"


def list_records(records: pl.DataFrame, caught: pl.Expr, files: DomainFiles, complaint: Complaint) -> list[Finding]:
    """Findings for the records that a check catches: the first few singly, then one with the count of all.

    Args:
        records: one domain with its `_ROW` column.
        caught: boolean expression, true where the record is to be reported; null counts as false.
        files: where the records came from.
        complaint: what to say.
    """
    rows = records.lazy().filter(caught.fill_null(False)).select(_place_columns(records)).collect()
    if rows.is_empty():
        return []
    findings = [
        Finding(
            f"{files.place(row[ROW])}{_subject(row)}, {complaint.field}",
            complaint.found,
            complaint.fix,
            complaint.severity,
            complaint.rule,
        )
        for row in rows.head(LISTED).iter_rows(named=True)
    ]
    if rows.height > LISTED:
        more = f"{complaint.found}: {rows.height - LISTED} more records ({rows.height} in all)"
        where = f"{files.name}, {complaint.field}"
        findings.append(Finding(where, more, complaint.fix, complaint.severity, complaint.rule))
    return findings


def count_records(records: pl.DataFrame, caught: pl.Expr, files: DomainFiles, complaint: Complaint) -> list[Finding]:
    """One finding with the number of records that a check catches and the places of the first three."""
    rows = records.lazy().filter(caught.fill_null(False)).select(ROW).collect()
    if rows.is_empty():
        return []
    places = ", ".join(files.place(row) for row in rows[ROW].head(3).to_list())
    etc = ", ..." if rows.height > 3 else ""
    found = f"{complaint.found}: {rows.height} of {records.height} records ({places}{etc})"
    return [Finding(f"{files.name}, {complaint.field}", found, complaint.fix, complaint.severity, complaint.rule)]


def _place_columns(records: pl.DataFrame) -> list[str]:
    return [name for name in (ROW, "TRIAL", "USUBJID") if name in records.columns]


def _subject(row: dict[str, object]) -> str:
    subject = f", subject {row['USUBJID']}" if row.get("USUBJID") is not None else ""
    return subject + (f", trial {row['TRIAL']}" if row.get("TRIAL") else "")
