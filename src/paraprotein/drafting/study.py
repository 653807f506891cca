"""First drafts of a protocol and, for tables that are not CDISC, of a mapping: from what the data show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..arguments import AnyPath, as_paths
from ..errors import DataError, Finding
from ..files.dataset import Dataset
from ..sdtm.files import StudyFiles, read_study, read_tables
from ..sdtm.intake import settle_study
from ..sdtm.mapped.mapping import parse_mapping
from ..sdtm.selection import select_records
from .mapping import draft_mapping
from .protocol import draft_protocol
from .study_facts import find_facts


@dataclass(frozen=True)
class Drafts:
    """What a person starts from.

    Attributes:
        protocol: text of a protocol file.
        mapping: text of a mapping file; None where the tables are CDISC.
        findings: what was noticed in the data on the way, errors included: a draft needs no sound study.
    """

    protocol: str
    mapping: str | None
    findings: tuple[Finding, ...]


def draft_study(
    source: AnyPath | Iterable[AnyPath], study: str | None = None, memory_limit: int | None = None
) -> Drafts:
    """Draft a protocol from a folder, a zip archive or files of study tables, or of tables with columns of their own.

    Args:
        source: the data.
        study: STUDYID of the one to take where there are several; the study's name where the tables are not CDISC.
        memory_limit: memory that the tables may take, bytes; None allows what the files' size lets expect.

    Raises:
        DataError: nothing can be read, several studies and none chosen, or tables in which nothing is recognised.
    """
    given = as_paths(source, "data")
    tables = read_tables(given, memory_limit)
    mapping = None if _are_study_tables(tables) else _draft_mapping(tables, study or "STUDY")
    columns = parse_mapping(mapping, "the draft of the mapping") if mapping else None
    del tables
    files = read_study(given, columns, memory_limit)
    frames, origins, several = select_records(files.frames, files.origins, None if mapping else study)
    if several:
        raise DataError(several)
    settled, findings = settle_study(dict(frames), origins=origins, noticed=files.findings)
    return Drafts(draft_protocol(find_facts(settled)), mapping, _told(files, findings))


def _are_study_tables(tables: Mapping[str, Dataset]) -> bool:
    """Whether one of the tables has the columns of SDTM: its own domain, or the key of one."""
    columns = [{name.strip().upper() for name in dataset.table.columns} for dataset in tables.values()]
    return any(
        "USUBJID" in names and names & {"DOMAIN", "LBTESTCD", "EXDOSE", "AETERM", "RFSTDTC"} for names in columns
    )


def _draft_mapping(tables: Mapping[str, Dataset], study: str) -> str:
    text = draft_mapping(tables, study)
    if "\n  - file: " in text and "    to: LB" in text:
        return text
    seen = "; ".join(f"{name}: {', '.join(dataset.table.columns[:8])}" for name, dataset in list(tables.items())[:5])
    missing = "no laboratory results" if "\n  - file: " in text else "neither patients nor laboratory results"
    fix = (
        "name a column for the patient (patient_id), a date (visit_date), and tests (IgM, Hb) or test, result and unit"
    )
    raise DataError.one("the tables", f"{missing} are recognised; the columns are {seen}", fix, "draft.unknown")


def _told(files: StudyFiles, findings: list[Finding]) -> tuple[Finding, ...]:
    """What concerns the drafting: every error and warning; notes on reading and mapping."""
    return tuple(finding for finding in findings if finding.severity != "note" or finding in files.findings)
