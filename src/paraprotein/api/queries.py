"""Queries to the sites: every finding about a record, per site, patient and form, and what became of the last ones.

What was asked is kept beside the queries (`FILE.state.json`), so that the next delivery says what is new, what is
still open, and what has been closed: by a correction in the data or by an answer in decisions.yaml.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from io import StringIO
from pathlib import Path
from typing import Literal

import polars as pl

from ..arguments import AnyPath, as_path
from ..errors import Finding, Record, UsageError
from ..files.xlsx_write import xlsx_bytes
from ..sdtm.delivery.decisions import draft_decisions, record_key
from ..sdtm.shapes import SHAPES
from ..storage.disk import replace_file

State = Literal["new", "open", "closed"]

ORDER: tuple[State, ...] = ("new", "open", "closed")


@dataclass(frozen=True)
class Query:
    """One question to a site.

    Attributes:
        id: the same for the same finding about the same record in every delivery.
        state: new, open since an earlier delivery, or closed.
        site: SITEID of the patient, as DM has it.
        patient: USUBJID.
        form: label of the table.
        record: table, patient and sequence number.
        field: the variable.
        question: what was found.
        request: what to do.
    """

    id: str
    state: State
    site: str
    patient: str
    form: str
    record: str
    field: str
    question: str
    request: str


COLUMNS = tuple(field.name for field in fields(Query))


def queries(findings: Iterable[Finding], sites: Mapping[str, str], before: Iterable[Query] = ()) -> tuple[Query, ...]:
    """The questions of a delivery, by site, patient and form; those of the last one that are gone are closed.

    Args:
        findings: of the delivery; notes ask nothing.
        sites: USUBJID -> site.
        before: the queries of the last delivery.
    """
    asked = {query.id: query for query in _asked(findings, sites)}
    known = {query.id: query for query in before if query.state != "closed"}
    current = [replace(query, state="open" if query.id in known else "new") for query in asked.values()]
    closed = [replace(query, state="closed") for name, query in known.items() if name not in asked]
    place = {state: number for number, state in enumerate(ORDER)}
    return tuple(sorted([*current, *closed], key=lambda q: (q.site, q.patient, q.form, place[q.state], q.record, q.id)))


def _asked(findings: Iterable[Finding], sites: Mapping[str, str]) -> Iterable[Query]:
    for finding in findings:
        if finding.severity == "note":
            continue
        for record in finding.records:
            yield _query(finding, record, sites)
        if not finding.records:
            name = _identity(finding.rule, finding.where, finding.found)
            yield Query(name, "new", "", "", "study", "", finding.where, finding.found, finding.fix)


def _query(finding: Finding, record: Record, sites: Mapping[str, str]) -> Query:
    key = record_key(record)
    form = SHAPES[record.domain].label if record.domain in SHAPES else record.domain
    question = finding.found.rpartition(": ")[0] if finding.found.endswith(("records", ")")) else finding.found
    return Query(
        _identity(finding.rule, key, record.field), "new", sites.get(record.subject, ""), record.subject, form, key,
        record.field, question or finding.found, finding.fix,
    )  # fmt: skip


def _identity(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]


def write_queries(path: AnyPath, findings: Iterable[Finding], sites: Mapping[str, str]) -> tuple[Query, ...]:
    """Write the queries of a delivery to an .xlsx or .csv file and remember them in `FILE.state.json`.

    Args:
        path: file to write.
        findings: of the delivery.
        sites: USUBJID -> site.

    Raises:
        UsageError: another kind of file, or what was remembered cannot be read.
    """
    path = as_path(path, "queries")
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError.one(str(path), "neither .xlsx nor .csv", "name the file queries.xlsx", "queries.format")
    memory = path.with_name(f"{path.name}.state.json")
    asked = queries(findings, sites, _remembered(memory))
    rows = [[str(getattr(query, name)) for name in COLUMNS] for query in asked]
    replace_file(path, xlsx_bytes("queries", COLUMNS, rows) if path.suffix.lower() == ".xlsx" else _csv(rows))
    state = {"queries": 1, "asked": [asdict(query) for query in asked if query.state != "closed"]}
    replace_file(memory, (json.dumps(state, indent=1, ensure_ascii=False) + "\n").encode())
    return asked


def _csv(rows: Iterable[list[str]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # with the mark by which Excel knows UTF-8


def _remembered(memory: Path) -> list[Query]:
    if not memory.is_file():
        return []
    try:
        return [Query(**entry) for entry in json.loads(memory.read_text(encoding="utf-8"))["asked"]]
    except (ValueError, KeyError, TypeError):
        fix = "restore it, or remove it: every query is then new"
        raise UsageError.one(memory.name, "what was asked before cannot be read", fix, "queries.state") from None


@dataclass(frozen=True)
class Delivered:
    """A delivery as its files hold it, for answers and queries.

    Attributes:
        frames: domain to table with `_ROW`.
        sites: USUBJID -> SITEID; empty where DM has none.
    """

    frames: Mapping[str, pl.DataFrame]
    sites: Mapping[str, str]


def read_delivery(
    data: AnyPath, mapping: AnyPath | None = None, study: str | None = None, trial: int | None = None
) -> Delivered:
    """The tables of a delivery before anything is settled.

    Raises:
        DataError: files that cannot be read.
    """
    from ..sdtm import read_mapping
    from ..sdtm.files import read_study
    from ..sdtm.records import ROW
    from ..sdtm.selection import select_records

    files = read_study(data, read_mapping(mapping) if mapping is not None else None)
    selected, _, _ = select_records(files.frames, files.origins, study, trial)
    frames = {domain.upper(): frame.with_row_index(ROW) for domain, frame in selected.items()}
    return Delivered(frames, _sites(frames.get("DM")))


def _sites(dm: pl.DataFrame | None) -> dict[str, str]:
    if dm is None or not {"USUBJID", "SITEID"} <= set(dm.columns):
        return {}
    texts = dm.select(pl.col("USUBJID", "SITEID").cast(pl.String).str.strip_chars())
    return {subject: site or "" for subject, site in texts.iter_rows() if subject}


def write_draft(path: AnyPath, findings: Iterable[Finding], delivered: Delivered) -> None:
    """Write a file of decisions with every finding that is still to be answered.

    Raises:
        UsageError: the file is there already: answers are never overwritten.
    """
    path = as_path(path, "decisions")
    if path.exists():
        fix = "name another file, and move the entries over"
        raise UsageError.one(str(path), "is there already; answers are not overwritten", fix, "decisions.exists")
    replace_file(path, draft_decisions(findings, delivered.frames).encode())
