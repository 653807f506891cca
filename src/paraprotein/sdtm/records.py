"""Where a record is in the files, and how findings about records are reported: one finding per cause.

A finding names file, row, subject and field, never another value of the patient. Rows are counted as a spreadsheet
shows them: under a header line the first record is row 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import polars as pl

from ..errors import MOST_RECORDS, Finding, Record, Severity
from .shapes import SHAPES

ROW = "_ROW"
"""Name of the column that holds each record's position (from 0) in the domain while it is being checked."""

FIRST = 3
"""Records and subjects that a finding about several names."""


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
    """The records of one domain and the files that they came from, in order.

    Attributes:
        domain: code of the table.
        origins: its files.
        accepted: rule to the positions of records that somebody has accepted as they are: not reported again.
    """

    domain: str
    origins: tuple[Origin, ...] = ()
    accepted: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))

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
    """One finding for all records that a check catches, with their number and the first of them and their subjects.

    Args:
        records: one domain with its `_ROW` column.
        caught: boolean expression, true where the record is to be reported; null counts as false.
        files: where the records came from.
        complaint: what to say.
    """
    rows = _caught(records, caught, files, complaint)
    if rows.is_empty():
        return []
    field = complaint.field
    if rows.height == 1:
        row = rows.row(0, named=True)
        return [_finding(f"{files.place(row[ROW])}{_subject(row)}, {field}", complaint.found, rows, files, complaint)]
    found, subject = f"{complaint.found}: {rows.height} records{_subjects(rows)}", ""
    if "USUBJID" in rows.columns and rows["USUBJID"].n_unique() == 1:
        subject = _subject(rows.row(0, named=True))
    return [_finding(f"{_places(rows, files)}{subject}, {field}", found, rows, files, complaint)]


def count_records(records: pl.DataFrame, caught: pl.Expr, files: DomainFiles, complaint: Complaint) -> list[Finding]:
    """One finding with the number of records that a check catches and the places of the first three."""
    rows = _caught(records, caught, files, complaint)
    if rows.is_empty():
        return []
    found = f"{complaint.found}: {rows.height} of {records.height} records ({_places(rows, files)})"
    return [_finding(f"{files.name}, {complaint.field}", found, rows, files, complaint)]


def _caught(records: pl.DataFrame, caught: pl.Expr, files: DomainFiles, complaint: Complaint) -> pl.DataFrame:
    """Keys of the records that are caught and that nobody has accepted."""
    rows = records.lazy().filter(caught.fill_null(False)).select(_key_columns(records, files)).collect()
    accepted = files.accepted.get(complaint.rule) if complaint.severity != "error" else None
    return rows.filter(~pl.col(ROW).is_in(list(accepted))) if accepted else rows


def _finding(where: str, found: str, rows: pl.DataFrame, files: DomainFiles, complaint: Complaint) -> Finding:
    kept = rows.head(MOST_RECORDS) if complaint.severity != "note" else rows.clear()
    sequence = SHAPES[files.domain].keys[-1] if files.domain in SHAPES else ""
    named = tuple(
        Record(
            files.domain,
            str(row.get("USUBJID") or ""),
            row.get(sequence) if sequence != "USUBJID" else None,
            complaint.field,
            row[ROW],
        )
        for row in kept.iter_rows(named=True)
    )
    return Finding(where, found, complaint.fix, complaint.severity, complaint.rule, named)


def name_records(findings: list[Finding], frames: Mapping[str, pl.DataFrame]) -> list[Finding]:
    """Findings whose records have their subject and number, also where a check saw only positions."""
    lacking = {
        (record.domain, record.row)
        for finding in findings
        for record in finding.records
        if (record.sequence is None and record.domain != "DM") or not record.subject
    }
    if not lacking:
        return findings
    keys = {at: key for domain, frame in frames.items() for at, key in _keys(frame, domain, lacking)}
    return [replace(finding, records=tuple(_named(record, keys) for record in finding.records)) for finding in findings]


Keys = Mapping[tuple[str, int], tuple[str, int | None]]
"""Table and position of a record to its subject and number."""


def _named(record: Record, keys: Keys) -> Record:
    key = keys.get((record.domain, record.row))
    return record if key is None else replace(record, subject=key[0], sequence=key[1])


def _keys(
    frame: pl.DataFrame, domain: str, wanted: set[tuple[str, int]]
) -> list[tuple[tuple[str, int], tuple[str, int | None]]]:
    """Place and key of the wanted records of one table."""
    rows = [row for name, row in wanted if name == domain]
    sequence = SHAPES[domain].keys[-1]
    number = pl.lit(None, pl.Int32) if sequence == "USUBJID" else pl.col(sequence)
    own = frame.filter(pl.col(ROW).is_in(rows)).select(ROW, pl.col("USUBJID").cast(pl.String), NUMBER=number)
    return [((domain, row), (subject or "", number)) for row, subject, number in own.iter_rows()]


def _places(rows: pl.DataFrame, files: DomainFiles) -> str:
    """Places of the first three records; several records of one row are one place."""
    places = dict.fromkeys(files.place(row) for row in rows[ROW].head(FIRST).to_list())
    return ", ".join(places) + (", ..." if rows.height > FIRST else "")


def _subjects(rows: pl.DataFrame) -> str:
    """How many subjects, and the first of them; nothing where there is one, whom the place names."""
    if "USUBJID" not in rows.columns:
        return ""
    trials = "TRIAL" in rows.columns and bool((rows["TRIAL"] != 0).any())
    subjects = rows.select(["TRIAL", "USUBJID"] if trials else ["USUBJID"]).unique(maintain_order=True)
    if subjects.height == 1:
        return ""
    named = [str(name) for name in subjects["USUBJID"].head(FIRST)]
    etc = ", ..." if subjects.height > FIRST else ""
    return f" of {subjects.height} subjects ({', '.join(named)}{etc})"


def _key_columns(records: pl.DataFrame, files: DomainFiles) -> list[str]:
    sequence = SHAPES[files.domain].keys[-1] if files.domain in SHAPES else "USUBJID"
    return [name for name in dict.fromkeys((ROW, "TRIAL", "USUBJID", sequence)) if name in records.columns]


def _subject(row: dict[str, object]) -> str:
    subject = f", subject {row['USUBJID']}" if row.get("USUBJID") is not None else ""
    return subject + (f", trial {row['TRIAL']}" if row.get("TRIAL") else "")
