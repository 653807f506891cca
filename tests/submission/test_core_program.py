"""CDISC CORE as an outside program: a small script stands in for it."""

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from submission_study import Derived

from paraprotein.errors import DataError
from paraprotein.submission import core_program, run_core

ISSUE = {
    "core_id": "CORE-000123",
    "message": "RFSTDTC is empty",
    "dataset": "dm.xpt",
    "USUBJID": "S4",
    "row": 4,
    "variables": ["RFSTDTC"],
    "values": ["secret value"],
}


def program(folder: Path, report: Any, code: int = 0, seconds: float = 0) -> Path:
    """A stand-in that checks how it is called, then writes a report."""
    body = f"""#!{sys.executable}
import json, pathlib, sys, time
options = dict(zip(sys.argv[2::2], sys.argv[3::2]))
assert sys.argv[1] == "validate" and options["-s"] == "sdtmig" and options["-of"] == "JSON"
assert (pathlib.Path(options["-d"]) / "dm.xpt").is_file()
time.sleep({seconds})
report = {report!r}
if report is not None:
    pathlib.Path(options["-o"] + ".json").write_text(report)
sys.exit({code})
"""
    path = folder / "core"
    path.write_text(body, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_its_issues_become_findings_without_the_values(study: Derived, tmp_path: Path) -> None:
    findings = run_core(program(tmp_path, json.dumps({"Issue_Details": [ISSUE, {}, "odd"]})), study.tables)
    assert str(findings[0]).startswith("dm row 4, subject S4, RFSTDTC: RFSTDTC is empty")
    assert (findings[0].rule, findings[0].severity) == ("CORE-000123", "warning")
    assert findings[1].where == "study"
    assert findings[2].severity == "note"
    assert not any("secret" in str(finding) for finding in findings)


def test_no_issues_are_no_findings(study: Derived, tmp_path: Path) -> None:
    assert run_core(program(tmp_path, json.dumps({"Issue_Details": []})), study.tables) == []


@pytest.mark.parametrize(
    ("report", "code", "found"),
    [
        (None, 0, "no readable JSON report"),
        ("not json", 0, "no readable JSON report"),
        ("[1, 2]", 0, "no Issue_Details"),
        ('{"Issue_Details": 3}', 0, "no Issue_Details"),
        ('{"Issue_Details": []}', 3, "ended with code 3"),
    ],
)
def test_a_program_that_fails_is_told(
    study: Derived, tmp_path: Path, report: str | None, code: int, found: str
) -> None:
    with pytest.raises(DataError, match=found):
        run_core(program(tmp_path, report, code), study.tables)


def test_a_program_that_is_not_there_is_told(study: Derived, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be run"):
        run_core(tmp_path / "nothing", study.tables)


def test_a_program_that_hangs_is_stopped(study: Derived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_program, "TIME_LIMIT_S", 0.5)
    with pytest.raises(DataError, match="took longer"):
        run_core(program(tmp_path, "{}", seconds=30), study.tables)
