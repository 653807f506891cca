"""Queries to the sites over two deliveries, and findings grouped by cause."""

import csv
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from paraprotein.api.findings import Findings, grouped, shown_lines
from paraprotein.api.queries import queries, write_queries
from paraprotein.errors import Finding, Record, UsageError

SITES = {"S-1": "01", "S-2": "02"}


def asked(*subjects: str) -> Finding:
    records = tuple(Record("LB", subject, 3, "LBSTRESN", 7) for subject in subjects)
    return Finding("lb.csv row 9", "a single result far away: 2 records", "correct it", "warning", "spike", records)


def test_the_second_delivery_says_what_is_new_open_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    first = write_queries(path, [asked("S-1", "S-2")], SITES)
    assert [(q.site, q.state) for q in first] == [("01", "new"), ("02", "new")]
    second = write_queries(path, [asked("S-2", "S-3")], SITES)
    assert {(q.patient, q.state) for q in second} == {("S-1", "closed"), ("S-2", "open"), ("S-3", "new")}
    third = write_queries(path, [asked("S-2")], SITES)
    assert {(q.patient, q.state) for q in third} == {("S-2", "open"), ("S-3", "closed")}
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert {row["form"] for row in rows} == {"Laboratory Test Results"}


def test_a_workbook_holds_texts_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    write_queries(path, [asked("=1+1")], {})
    with zipfile.ZipFile(path) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    texts = [node.text for node in sheet.iter() if node.tag.endswith("}t")]
    assert "=1+1" in texts
    assert not [node for node in sheet.iter() if node.tag.endswith("}f")]


def test_notes_ask_nothing_and_findings_of_the_study_are_asked_once() -> None:
    note = Finding("x", "y", "z", "note", "n")
    study = Finding("AE", "no table", "add AE", "warning", "coverage.table")
    (query,) = queries([note, study], {})
    assert (query.form, query.field) == ("study", "AE")


def test_a_damaged_memory_or_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"xlsx"):
        write_queries(tmp_path / "q.txt", [], {})
    (tmp_path / "q.csv.state.json").write_text(json.dumps({"other": 1}), encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        write_queries(tmp_path / "q.csv", [], {})


def test_findings_of_one_cause_are_one_line_worst_first() -> None:
    notes = [Finding(f"f{n}", f"note {n}", "none", "note", f"n{n}") for n in range(9)]
    warnings = [Finding(f"dm.csv row {n}", "an age of -1", "correct AGE", "warning", "age") for n in range(55)]
    lines = shown_lines([*notes, *warnings, Finding("LB", "empty", "add LB", "error", "lb")])
    assert lines[0].startswith("error: LB")
    assert lines[1].startswith("warning: dm.csv row 0; dm.csv row 1; dm.csv row 2; ...: an age of -1 (55 times)")
    assert lines[-1].startswith("note: 3 more notes")
    assert len(lines) == 9
    assert len(grouped(notes)) == 9
    assert repr(Findings(warnings)).count("\n") == 1
