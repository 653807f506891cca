"""Is a results folder what was written, and are the data those of the last run?"""

import re
from pathlib import Path

from ..errors import Finding
from ..sdtm.contents import compare_contents, describe_contents, parse_contents
from ..sdtm.tables import StudyTables
from ..storage.seal import SEAL, check_seal, read_seal, set_digest
from .contents import RESULTS_FILE, Report
from .write import DATA_FILE, PAGE_FILE

AGAIN = "write the results again with `paraprotein run` or `paraprotein analyze`"


def check_results(folder: Path, report: Report) -> list[Finding]:
    """What is not as it was written: edited results, changed or missing files, a page of another set.

    Args:
        folder: the results folder.
        report: the results that were read from it.
    """
    findings = check_seal(folder)
    if report.is_edited:
        found = f"edited since: it states the digest {report.digest[:12]}, and has {report.computed_digest[:12]}"
        findings.append(Finding(str(folder / RESULTS_FILE), found, AGAIN, "warning", "results.edited"))
    listed, stated = read_seal(folder), page_digest(folder)
    others = {name: digest for name, digest in (listed or {}).items() if name != PAGE_FILE}
    if listed is not None and stated != set_digest(others):
        found = f"the page states another set of files than {SEAL} lists"
        findings.append(Finding(str(folder / PAGE_FILE), found, AGAIN, "warning", "results.set"))
    return findings


def page_digest(folder: Path) -> str | None:
    """The digest of the files beside it that a page states; None where there is no page, or one that states none."""
    try:
        page = (folder / PAGE_FILE).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    found = re.search('<code id="set">([0-9a-f]{64})</code>', page)
    return found[1] if found else None


def data_changes(folder: Path, tables: StudyTables) -> list[Finding]:
    """How the study tables differ from those of the results that a folder holds; empty where it holds none.

    Names the tables, the columns and, of tables that are not too long, the records.
    """
    try:
        before = parse_contents((folder / DATA_FILE).read_bytes())
    except OSError:
        return []
    return [] if before is None else compare_contents(before, describe_contents(tables))
