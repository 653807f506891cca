"""The safety section: tables of adverse events, rates, lists of special interest, deaths and draft narratives, as text.

A dash says that the study does not record what would be counted; it is never a 0.
"""

from dataclasses import dataclass

from .contents import Record, Report
from .numbers import format_percent

NOT_RECORDED = "–"

COLUMNS = {
    "N": "Any", "GRADE3": "Grade ≥ 3", "SERIOUS": "Serious", "RELATED": "Related", "HELD": "Hold",
    "REDUCED": "Reduction", "STOPPED": "Stop", "FATAL": "Fatal",
}  # fmt: skip
"""Counts of the table by class and term that a page shows with percentages -> heading."""

BY_GRADE = {
    **{f"WORST{grade}": str(grade) for grade in range(1, 6)}, "UNGRADED": "Not graded", "PRE": "Before treatment",
}  # fmt: skip
"""Counts that it shows without -> heading."""

LISTED = {"N": "Patients", "GRADE3": "Grade ≥ 3", "SERIOUS": "Serious", "FATAL": "Fatal"}
"""Counts of the table of special interest -> heading."""

MOST_TERMS = 12
"""Terms that a terminal lists; the files hold all."""


@dataclass(frozen=True)
class Safety:
    """The section, ready to be shown.

    Attributes:
        treated: patients treated; 0 where nothing can be said.
        headings: of the counts with percentages, then of those without.
        events: rows by class and term: `level`, `name`, `is_coded`, `cells`, `plain`.
        rates: rows: `name`, `events`, `years`, `rate`, `patients`, `first_rate`.
        lists: rows: `name`, `cells`, `first`, `incidence` (texts by month), `note`.
        months: times of the cumulative incidence, in order.
        deaths: one record per death, as text.
        deaths_unknown: why nothing is known of deaths; empty where it is.
        narratives: subject, reasons and text.
        severities: a sentence on events with a severity and no grade; empty without any.
        uncoded: terms that nobody coded.
    """

    treated: int
    headings: tuple[tuple[str, ...], tuple[str, ...]]
    events: tuple[Record, ...]
    rates: tuple[Record, ...]
    lists: tuple[Record, ...]
    months: tuple[float, ...]
    deaths: tuple[Record, ...]
    deaths_unknown: str
    narratives: tuple[Record, ...]
    severities: str
    uncoded: tuple[str, ...]


def describe_safety(report: Report) -> Safety:
    """The safety section of a report; a report written before there was one has no rows."""
    rows = report.tables.get("adverse_events", [])
    rates = [_rate(row) for row in report.tables.get("event_rates", []) if row["KIND"] != "term"]
    months = tuple(sorted({row["MONTHS"] for row in report.tables.get("incidence", [])}))
    return Safety(
        treated=max((row["DENOM"] for row in rows), default=0),
        headings=(tuple(COLUMNS.values()), tuple(BY_GRADE.values())),
        events=tuple(_event(row) for row in rows),
        rates=tuple(rates),
        lists=tuple(_listed(report, row, months) for row in report.tables.get("special_interest", [])),
        months=months,
        deaths=tuple(_death(row) for row in report.tables.get("deaths", [])),
        deaths_unknown=(report.estimate("deaths") or {"REASON": None})["REASON"] or "",
        narratives=tuple(report.tables.get("narratives", [])),
        severities=_severities(rows),
        uncoded=tuple(row["ADECOD"] for row in rows if row["LEVEL"] == "term" and row["ACODFL"] == "N"),
    )


def count_cell(row: Record, name: str) -> str:
    """`7 (25 %)`, `0`, or a dash where the study does not record it."""
    n, denominator = row[name], row["DENOM"]
    if n is None:
        return NOT_RECORDED
    return f"{n} ({format_percent(n / denominator)})" if n and denominator else str(n)


def _event(row: Record) -> Record:
    names = {"all": "Any adverse event", "class": row["ASOC"], "term": row["ADECOD"]}
    return {
        "level": row["LEVEL"],
        "name": names[row["LEVEL"]],
        "is_coded": row["ACODFL"] != "N",
        "cells": [count_cell(row, name) for name in COLUMNS],
        "plain": [NOT_RECORDED if row[name] is None else str(row[name] or "") for name in BY_GRADE],
    }


def _rate(row: Record) -> Record:
    return {
        "name": row["NAME"][0].upper() + row["NAME"][1:],
        "kind": row["KIND"],
        "events": row["EVENTS"],
        "rate": _limits(row["RATE"], row["LOW"], row["HIGH"], 1.0),
        "patients": count_cell(row, "N"),
        "first_rate": _limits(row["FIRST_RATE"], row["FIRST_LOW"], row["FIRST_HIGH"], 1.0),
        "years": f"{row['YEARS']:.1f}",
        "first_years": f"{row['FIRST_YEARS']:.1f}",
    }


def _limits(value: float | None, low: float | None, high: float | None, scale: float, unit: str = "") -> str:
    if value is None:
        return NOT_RECORDED
    shown = f"{value * scale:.1f}{unit}"
    return shown if low is None or high is None else f"{shown} ({low * scale:.1f} to {high * scale:.1f})"


def _listed(report: Report, row: Record, months: tuple[float, ...]) -> Record:
    found = {
        at["MONTHS"]: _limits(at["INCIDENCE"], at["LOW"], at["HIGH"], 100.0)
        for at in report.tables.get("incidence", [])
        if at["NAME"] == row["NAME"]
    }
    first = f"{row['FIRST_MEDIAN']:g} ({row['FIRST_MIN']} to {row['FIRST_MAX']})" if row["N"] else ""
    notes = {
        "PROPOSED": "by a proposed term only",
        "UNDATED": "with a start date that is not complete, placed at its earliest day",
    }
    return {
        "name": row["NAME"][0].upper() + row["NAME"][1:],
        "cells": [count_cell(row, name) for name in LISTED],
        "events": row["EVENTS"],
        "first": first,
        "incidence": [found.get(month, "" if row["N"] else "0.0") for month in months],
        "note": "; ".join(f"{row[name]} {words}" for name, words in notes.items() if row[name]),
    }


def _death(row: Record) -> Record:
    related = {"RELATED": "related", "NOT RELATED": "not related"}.get(row["RELATED"], "not recorded")
    day = NOT_RECORDED if row["ADY"] is None else str(row["ADY"])
    since = NOT_RECORDED if row["SINCE"] is None else str(row["SINCE"])
    inferred = " (inferred)" if row["DTHDTF"] == "Y" else ""
    return {
        "subject": row["USUBJID"],
        "date": f"{row['DTHDT'] or NOT_RECORDED}{inferred}",
        "day": day,
        "since": since,
        "under": "yes" if row["ONTRT"] == "Y" else "no",
        "cause": row["CAUSE"] or "not recorded",
        "event": row["EVENT"] or "",
        "related": related,
    }


def _severities(rows: list[Record]) -> str:
    """`Without a grade and with a severity: 1 patient severe`, of patients none of whose events has a grade."""
    total = next((row for row in rows if row["LEVEL"] == "all"), None)
    terms = [row for row in rows if row["LEVEL"] == "term"]
    if total is None or not any(row["UNGRADED"] for row in terms):
        return ""
    said = [
        f"{row['ADECOD']}: " + ", ".join(
            [f"{row[name]} {name.lower()}" for name in ("MILD", "MODERATE", "SEVERE") if row[name]] or ["no severity"]
        )
        for row in terms
        if row["UNGRADED"]
    ]  # fmt: skip
    return "Patients of whom no such event has a grade, by the severity that was recorded in its place: " + "; ".join(
        said
    )


def safety_lines(report: Report) -> list[str]:
    """The block that a terminal shows below the estimates: severe, serious, fatal and uncoded terms, and deaths."""
    rows = report.tables.get("adverse_events", [])
    if not rows:
        return []
    terms = [row for row in rows if row["LEVEL"] == "term"]
    lines = [f"Adverse events of {rows[0]['DENOM']} treated patients, treatment-emergent:"]
    lines += _named("grade 3 or more", terms, "GRADE3")
    lines += _named("serious", terms, "SERIOUS")
    lines += _named("fatal", terms, "FATAL")
    if any(row["ACODFL"] == "N" for row in terms):
        lines += _named("not coded", [row for row in terms if row["ACODFL"] == "N"], "N")
    for death in map(_death, report.tables.get("deaths", [])):
        relation = f"relation to treatment: {death['related']}"
        lines.append(f"  death: {death['subject']}, day {death['day']}, {death['cause']}; {relation}")
    return lines


def _named(heading: str, terms: list[Record], column: str) -> list[str]:
    """One line: `  serious: Pneumonia 2, Atrial fibrillation 1`."""
    if terms and all(row[column] is None for row in terms):
        return [f"  {heading}: not recorded"]
    counted = sorted(((row[column], row["ADECOD"]) for row in terms if row[column]), key=lambda pair: -pair[0])
    shown = ", ".join(f"{term} {n}" for n, term in counted[:MOST_TERMS]) or "none"
    more = f" and {len(counted) - MOST_TERMS} more terms" if len(counted) > MOST_TERMS else ""
    return [f"  {heading}: {shown}{more}"]
