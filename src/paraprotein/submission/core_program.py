"""CDISC CORE as an optional outside program: run, and its report folded into findings.

CORE checks SDTM by CDISC's own rules. It needs a Python and a rule cache of its own and is never required.

Source: cdisc-org/cdisc-rules-engine, README (command `validate`, options -s, -v, -d, -of, -o) and JSON report
(`Issue_Details` with core_id, message, dataset, USUBJID, row, variables).
"""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import DataError, Finding
from ..files.plain import Plain
from ..sdtm.files_write import write_study
from ..sdtm.tables import StudyTables

TIME_LIMIT_S = 1800
"""Seconds after which the program is stopped."""

LARGEST_REPORT = 200_000_000
"""Bytes of a report beyond which it is not read."""


def run_core(program: Path, tables: StudyTables, standard_version: str = "3-4") -> list[Finding]:
    """Check study tables with CORE, in a process and folder of its own.

    The values that its report quotes are left out: findings name subject and field.

    Args:
        program: the executable.
        tables: study tables.
        standard_version: version of the SDTM implementation guide, as CORE writes it.

    Raises:
        DataError: the program cannot be run, takes too long, fails, or writes no readable report.
    """
    with TemporaryDirectory(prefix="paraprotein-core-") as folder:
        data, report = Path(folder) / "data", Path(folder) / "report"
        write_study(tables, data, "xpt")
        _call(
            program,
            ["validate", "-s", "sdtmig", "-v", standard_version, "-d", str(data), "-of", "JSON", "-o", str(report)],
        )
        return core_findings(_read_report(report.with_suffix(".json"), program))


def _call(program: Path, arguments: list[str]) -> None:
    try:
        done = subprocess.run(
            [str(program), *arguments], capture_output=True, timeout=TIME_LIMIT_S, check=False, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        fix = "give the path of the CORE executable"
        raise DataError.one(str(program), f"cannot be run ({error.strerror})", fix, "core.program") from None
    except subprocess.TimeoutExpired:
        fix = "run CORE by itself"
        raise DataError.one(str(program), f"took longer than {TIME_LIMIT_S} s", fix, "core.program") from None
    if done.returncode != 0:
        found = f"ended with code {done.returncode}"
        raise DataError.one(str(program), found, "run CORE by itself to see why", "core.program")


def _read_report(path: Path, program: Path) -> dict[str, Plain]:
    fix = "check the version of CORE"
    try:
        if path.stat().st_size > LARGEST_REPORT:
            raise DataError.one(str(program), "the report is too large to read", fix, "core.report")
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise DataError.one(str(program), "wrote no readable JSON report", fix, "core.report") from None
    if not isinstance(report, dict) or not isinstance(report.get("Issue_Details"), list):
        raise DataError.one(str(program), "the report has no Issue_Details", fix, "core.report")
    return report


def core_findings(report: Mapping[str, Plain]) -> list[Finding]:
    """The issues of a CORE report as findings; entries that are no records are counted in one more."""
    details = report["Issue_Details"]
    entries = details if isinstance(details, list) else []
    issues = [issue for issue in entries if isinstance(issue, dict)]
    findings = [_finding(issue) for issue in issues]
    unread = len(entries) - len(issues)
    if unread:
        findings.append(
            Finding("CORE", f"{unread} entries of the report are no records", "see CORE's own report", "note")
        )
    return findings


def _finding(issue: dict[str, Plain]) -> Finding:
    dataset = str(issue.get("dataset") or "study").removesuffix(".xpt")
    row = f" row {issue['row']}" if issue.get("row") not in (None, "") else ""
    subject = f", subject {issue['USUBJID']}" if issue.get("USUBJID") else ""
    variables = issue.get("variables") or []
    fields = f", {', '.join(map(str, variables))}" if isinstance(variables, list) and variables else ""
    return Finding(
        f"{dataset}{row}{subject}{fields}",
        str(issue.get("message") or "rule broken"),
        "see the rule in CDISC's catalogue",
        "warning",
        str(issue.get("core_id") or "CORE"),
    )
