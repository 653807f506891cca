"""Laboratory safety as the page shows it: rows of words and numbers, made from the tables of the results."""

from collections.abc import Iterable
from statistics import median
from typing import Any

from .contents import Record, Report

GRADES = range(5)
SECTION = ("laboratory_grades", "liver_peaks", "laboratory_ungraded")
"""Tables of which one with a row makes the section."""


def laboratory_section(report: Report) -> dict[str, Any] | None:
    """Everything of the section, None where the study has no graded result under treatment and none ungraded."""
    if not any(report.tables.get(name) for name in SECTION):
        return None
    return {
        "worst": _worst(report.tables.get("laboratory_grades", [])),
        "shifts": _shifts(report.tables.get("laboratory_shifts", [])),
        "liver": [row for row in report.tables.get("liver_peaks", []) if row["HYSLAW"]],
        "judged": len(report.tables.get("liver_peaks", [])),
        "nadirs": _nadirs(report.tables.get("count_nadirs", [])),
        "supported": report.tables.get("laboratory_supported", []),
        "ungraded": report.tables.get("laboratory_ungraded", []),
    }


def _key(row: Record) -> tuple[str, str, str]:
    return row["PARAMCD"], row["DIRECTION"], row["TERM"]


def _worst(rows: Iterable[Record]) -> list[Record]:
    """One row per term: patients of each grade, of grade 3 or more, and emergent ones."""
    terms: dict[tuple[str, str, str], Record] = {}
    for row in rows:
        term = terms.setdefault(
            _key(row), {"test": row["PARAMCD"], "term": row["TERM"], "denominator": row["DENOM"], "counts": {},
                        "severe": 0, "emergent": 0},
        )  # fmt: skip
        term["counts"][row["GRADE"]] = row["N"]
        term["severe"] += row["N"] if row["GRADE"] >= 3 else 0
        term["emergent"] += row["EMERGENT"] if row["GRADE"] >= 3 else 0
    return list(terms.values())


def _shifts(rows: Iterable[Record]) -> list[Record]:
    """One small table per term: grade before treatment by worst grade under it."""
    terms: dict[tuple[str, str, str], Record] = {}
    for row in rows:
        term = terms.setdefault(_key(row), {"test": row["PARAMCD"], "term": row["TERM"], "cells": {}})
        term["cells"][row["BTOXGR"], row["GRADE"]] = row["N"]
    return [
        {
            "test": term["test"],
            "term": term["term"],
            "rows": [
                {"before": "not known" if before is None else before,
                 "counts": [term["cells"].get((before, grade), 0) for grade in GRADES]}
                for before in (*GRADES, None)
                if any((before, grade) in term["cells"] for grade in GRADES)
            ],
        }
        for term in terms.values()
    ]  # fmt: skip


def _nadirs(rows: Iterable[Record]) -> list[Record]:
    """One row per count: patients, middle nadir and its day, how many recovered and in how many days."""
    tests: dict[str, list[Record]] = {}
    for row in rows:
        tests.setdefault(row["PARAMCD"], []).append(row)
    return [
        {
            "test": test,
            "patients": len(own),
            "nadir": median(row["NADIR"] for row in own),
            "day": median(row["NADIRDY"] for row in own),
            "needed": sum(row["STATUS"] in ("recovered", "not recovered") for row in own),
            "recovered": len(days := [row["RECDAYS"] for row in own if row["RECDAYS"] is not None]),
            "days": median(days) if days else None,
        }
        for test, own in tests.items()
    ]
