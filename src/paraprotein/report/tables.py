"""Every table of a report as CSV and JSON: the numbers unrounded, for whoever computes on."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..files.plain import Plain
from .contents import Record, Report
from .sensitivity import flat_setting

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A text that begins so would be run by a spreadsheet; an apostrophe in front of it prevents that."""


@dataclass(frozen=True)
class Table:
    """One table as it is written beside the page.

    Attributes:
        name: of its files.
        columns: in order.
        rows: one record per row, plain values.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Record, ...]

    def to_csv(self) -> str:
        """The table as CSV (RFC 4180, UTF-8): a header, missing values empty."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows([_cell(row.get(column)) for column in self.columns] for row in self.rows)
        return text.getvalue()

    def to_json(self) -> str:
        """The table as a JSON list of records."""
        records = [{column: row.get(column) for column in self.columns} for row in self.rows]
        return json.dumps(records, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def tabulate_report(report: Report) -> tuple[Table, ...]:
    """Every table of a report: results first, then what is behind the figures, then how things are known."""
    tables = tuple(_with_stand_in(table, report.stand_in) for table in _tables(report))
    tables = tuple(_with_cut(table, report.cut) for table in tables)
    return tuple(_marked(table) for table in tables) if report.simulated else tables


def _marked(table: Table) -> Table:
    """The table with the mark of simulated data in every row."""
    return Table(table.name, (*table.columns, "SIMULATED"), tuple({**row, "SIMULATED": "Y"} for row in table.rows))


def _with_stand_in(table: Table, sentence: str) -> Table:
    """The table with what must be known of a stand-in in each row, so that no row travels without it."""
    if not sentence:
        return table
    rows = tuple({**row, "stand_in": sentence} for row in table.rows)
    return Table(table.name, (*table.columns, "stand_in"), rows)


def _with_cut(table: Table, day: str) -> Table:
    """The table with the day of the cut in each row."""
    if not day:
        return table
    return Table(table.name, (*table.columns, "cut"), tuple({**row, "cut": day} for row in table.rows))


def _tables(report: Report) -> Iterator[Table]:
    if report.comparison is not None:
        yield _table("comparison", (_flat(figure, report) for figure in report.comparison["figures"]), COMPARISON)
        if report.comparison.get("stopping"):
            yield _table("stopping", (_stopped(record) for record in report.comparison["stopping"]), STOPPING)
    yield _table("estimates", (_described(record, report) for record in report.estimates), ESTIMATES)
    if report.sensitivity:
        yield _table("sensitivity", (flat_setting(row) for row in report.sensitivity), SENSITIVITY)
    yield _table("explanation", explained_visits(report), EXPLANATION)
    for name, rows in report.tables.items():
        yield _table(name, rows, tuple(report.columns[name]))
    yield _table("findings", report.findings, ("severity", "where", "found", "fix", "rule"))
    yield _table("protocol", report.statements, ("path", "text", "standing", "reason", "description"))
    if report.population is not None:
        columns = ("path", "text", "spread", "standing", "reason", "source")
        yield _table("population", report.population["parameters"], columns)


COMPARISON = (
    "id", "label", "unit", "published", "relation", "denominator", "simulated_median", "simulated_low",
    "simulated_high", "simulated_not_estimable", "no_drug_median", "no_drug_low", "no_drug_high",
    "no_drug_not_estimable", "percentile", "inside", "source", "statistic", "standing", "note",
)  # fmt: skip
STOPPING = (
    "rule", "event", "within_days", "boundary",
    *(f"{arm}_{key}" for arm in ("simulated", "no_drug") for key in (
        "trials", "stopped", "share", "low", "high", "patients", "patients_low", "patients_high")),
)  # fmt: skip
SENSITIVITY = (
    "cv", "visit_interval", "trials", "responses", "responses_low", "responses_high", "confirmed", "confirmed_low",
    "confirmed_high", "significant_best", "fall_of_median",
)  # fmt: skip
EXPLANATION = (
    "subject", "day", "domain", "marker", "value", "finding", "unit", "baseline", "baseline_change", "nadir",
    "nadir_change", "is_judged", "raw", "status", "rule", "outcome",
)  # fmt: skip
ESTIMATES = (
    "id", "label", "section", "population", "unit", "value", "low", "high", "level", "n", "denominator", "method",
    "reason", "note", "asked",
)  # fmt: skip


def _table(name: str, rows: Iterable[Record], columns: tuple[str, ...]) -> Table:
    return Table(name, columns, tuple(rows))


def _stopped(record: Record) -> Record:
    """A stopping rule in one row."""
    arms = {f"{arm}_{key}": value for arm in ("simulated", "no_drug") for key, value in record[arm].items()}
    return {key: value for key, value in record.items() if not isinstance(value, dict)} | arms


def _flat(figure: Record, report: Report) -> Record:
    """A compared figure in one row."""
    row = {key: value for key, value in figure.items() if not isinstance(value, dict)}
    for arm in ("simulated", "no_drug"):
        row |= {f"{arm}_{key}": value for key, value in figure[arm].items()}
    statement: Record = (report.published or {"figures": {}})["figures"].get(figure["id"], {})
    return row | statement


def explained_visits(report: Report) -> Iterator[Record]:
    """Every visit of every explained patient, one row each; where several markers were measured, a row for each."""
    for explained in report.explanations["subjects"]:
        subject = {"subject": explained["subject"]}
        one_marker = {name: explained[name] for name in ("marker", "unit", "baseline")}
        for visit in explained["visits"]:
            markers = visit.get("markers")
            if markers is None:
                yield subject | one_marker | visit
            else:
                judged = {name: visit.get(name) for name in ("day", "domain", "raw", "status", "rule", "outcome")}
                yield from (subject | judged | marker for marker in markers or [{}])


def _described(record: Record, report: Report) -> Record:
    """An estimate with what the catalogue says about it."""
    entry = report.figures.get(record["ID"], {})
    numbers = {
        "id": record["ID"], "value": record["VALUE"], "low": record["LOW"], "high": record["HIGH"],
        "level": record["LEVEL"], "n": record["N"], "denominator": record["DENOM"], "method": record["METHOD"],
        "reason": record["REASON"], "asked": record["ASKED"],
    }  # fmt: skip
    return {**entry, **numbers}


def _cell(value: Plain) -> Plain:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
