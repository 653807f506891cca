"""Answers to findings: `decisions.yaml` beside the protocol, applied at intake, void when the value changes.

Each answer names the finding's rule, the record (table, subject and sequence number), the variable and the value that
was seen. It accepts the value, corrects it, or excludes the record. An answer without a record is about the study.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, cast

import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ...arguments import AnyPath, as_path
from ...errors import DataError, Finding, InputError, Record
from ...protocol.case_files import read_text
from ...protocol.checks.field_findings import check_fields
from ...protocol.statements import Statements
from ...protocol.yaml_reader import read_yaml
from ..records import ROW, DomainFiles
from ..shapes import SHAPES

DECISIONS_NAME = "decisions.yaml"
"""File beside the protocol that is read without being named."""


Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else str(value))]
"""A text; a number that was written without quotes is the text of it."""


class DecisionSection(BaseModel):
    """Base of both sections: unknown fields are refused, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Decision(DecisionSection):
    """One answer to one finding."""

    finding: Text = Field(description="rule of the finding", examples=["plausibility.spike"], min_length=1)
    record: Text = Field(
        default="", description="table, subject and sequence number; empty: the finding is about the study",
        examples=["LB S-001 12"],
    )  # fmt: skip
    field: Text = Field(default="", description="the variable", examples=["LBSTRESN"])
    seen: Text = Field(default="", description="its value when the answer was given; another value makes it void")
    answer: Literal["", "accept", "correct", "exclude"] = Field(default="", description="empty: not answered yet")
    value: Text = Field(default="", description="the right value, for `correct`")
    by: Text = Field(default="", description="who answered", examples=["M. Weber"])
    date: Text = Field(default="", description="when, ISO", examples=["2026-11-30"])
    reason: Text = Field(default="", description="why")


class DecisionFile(DecisionSection):
    """The whole file."""

    version: Literal[1] = Field(alias="decisions", description="version of this schema")
    answers: tuple[Decision, ...] = Field(default=(), description="the answers")


@dataclass(frozen=True)
class Decisions:
    """Answers that were read.

    Attributes:
        name: of their file, for findings.
        answers: those that say something.
    """

    name: str = DECISIONS_NAME
    answers: tuple[Decision, ...] = ()


def read_decisions(path: AnyPath) -> Decisions:
    """Read the answers; those that are still empty are left out.

    Raises:
        DataError: not a valid file; carries every finding with its line.
    """
    path = as_path(path, "decisions")
    try:
        document = read_yaml(read_text(path), path.name)
    except InputError as error:
        raise DataError(error.findings) from None
    read, findings = check_fields(
        DecisionFile, Statements(document.tree, document.lines, {}, ()), path.name, document.damaged
    )
    everything = [*document.findings, *findings]
    answers = cast("DecisionFile", read).answers if read is not None else ()
    everything += [found for place, answer in enumerate(answers) for found in _check(answer, path.name, place)]
    if everything or read is None:
        raise DataError(everything)
    return Decisions(path.name, tuple(answer for answer in answers if answer.answer))


def beside(folder: Path) -> Path | None:
    """The file of decisions in a protocol's folder; None where there is none."""
    path = folder / DECISIONS_NAME
    return path if path.is_file() else None


def _check(answer: Decision, name: str, place: int) -> Iterable[Finding]:
    """What an answer lacks: who gave it and why, and for a correction its value."""
    where = f"{name} answers[{place}]"
    if not answer.answer:
        return
    for field in ("by", "date", "reason"):
        if not getattr(answer, field).strip():
            yield Finding(f"{where}.{field}", "an answer without it", f"give {field}", rule="decisions.incomplete")
    if answer.answer == "correct" and not (answer.value and answer.field and answer.record):
        yield Finding(where, "a correction without record, field or value", "give all three", rule="decisions.value")
    if answer.answer == "exclude" and (not answer.record or answer.record.startswith("DM ")):
        fix = "name a record of another table; a subject is excluded by leaving it out of every table"
        yield Finding(where, "DM or no record to exclude", fix, rule="decisions.exclude")


@dataclass(frozen=True)
class Answered:
    """What answers did to a study's tables.

    Attributes:
        frames: domain to table with `_ROW`, corrected, without the excluded records.
        accepted: domain to rule to the positions of records that are accepted as they are.
        findings: one note for each answer that holds, one warning for each that is void.
    """

    frames: dict[str, pl.DataFrame]
    accepted: Mapping[str, Mapping[str, frozenset[int]]]
    findings: list[Finding]


def apply_decisions(frames: Mapping[str, pl.DataFrame], decisions: Decisions) -> Answered:
    """Apply every answer about a record; frames are as the files hold them, with `_ROW`."""
    result, findings = dict(frames), []
    accepted: dict[str, dict[str, frozenset[int]]] = {}
    for answer in decisions.answers:
        if not answer.record:
            continue
        row, fault = _find(result, answer)
        if row is None:
            findings.append(_void(answer, decisions.name, fault))
            continue
        domain = answer.record.split(" ", 1)[0]
        rules = accepted.setdefault(domain, {})
        rules[answer.finding] = rules.get(answer.finding, frozenset()) | {row}
        result[domain] = _changed(result[domain], row, answer)
        findings.append(_note(answer, decisions.name))
    return Answered(result, accepted, findings)


def _find(frames: Mapping[str, pl.DataFrame], answer: Decision) -> tuple[int | None, str]:
    """Position of the record that an answer names, or why there is none with the value that was seen."""
    domain, subject, sequence = _key(answer.record)
    frame = frames.get(domain)
    if frame is None or "USUBJID" not in frame.columns:
        return None, "there is no such table"
    own = pl.col("USUBJID").cast(pl.String).str.strip_chars() == subject
    number = SHAPES[domain].keys[-1] if domain in SHAPES else "USUBJID"
    if number != "USUBJID" and number in frame.columns:
        own &= pl.col(number).cast(pl.String).cast(pl.Float64, strict=False) == sequence
    rows = frame.filter(own)
    if rows.height != 1:
        return None, "there is no such record" if rows.is_empty() else "several records have this key"
    if answer.field and plain_value(_value(rows, answer.field)) != plain_value(answer.seen):
        return None, f"{answer.field} is not what was seen any more"
    return int(rows[ROW][0]), ""


def _key(record: str) -> tuple[str, str, float]:
    """Table, subject and sequence number of `LB S-001 12`; a subject may hold blanks, DM has no number."""
    domain, _, rest = record.strip().partition(" ")
    subject, _, number = rest.rpartition(" ")
    if domain == "DM" or not number.replace(".", "", 1).isdigit():
        return domain, rest.strip(), 0.0
    return domain, subject.strip(), float(number)


def _value(rows: pl.DataFrame, field: str) -> str:
    return "" if field not in rows.columns or rows[field][0] is None else str(rows[field][0])


def plain_value(text: str) -> str:
    """A value as it is compared: numbers by what they are, texts without blanks around.

    >>> plain_value("31.10") == plain_value(" 31.1")
    True
    """
    try:
        return repr(float(text))
    except ValueError:
        return text.strip()


RESULT_FIELDS: Mapping[str, tuple[str, ...]] = {"LBSTRESN": ("LBORRES", "LBORRESU", "LBSTRESC")}
"""Corrected variable -> variables that repeat it, emptied with the correction, so that one value holds."""


def _changed(frame: pl.DataFrame, row: int, answer: Decision) -> pl.DataFrame:
    at = pl.col(ROW) == row
    if answer.answer == "exclude":
        return frame.filter(~at)
    if answer.answer == "accept" or answer.field not in frame.columns:
        return frame
    emptied = [name for name in RESULT_FIELDS.get(answer.field, ()) if name in frame.columns]
    corrected = pl.lit(answer.value).cast(frame.schema[answer.field], strict=False)
    return frame.with_columns(
        pl.when(at).then(corrected).otherwise(pl.col(answer.field)).alias(answer.field),
        *(pl.when(~at).then(pl.col(name)).alias(name) for name in emptied),
    )


_DONE = {"accept": "accepted as it is", "correct": "corrected", "exclude": "excluded"}


def _where(answer: Decision, name: str) -> str:
    return f"{name}, {answer.record or 'study'}{', ' if answer.field else ''}{answer.field}"


def _note(answer: Decision, name: str) -> Finding:
    found = f"{answer.finding}: {_DONE[answer.answer]} by {answer.by}, {answer.date}: {answer.reason}"
    return Finding(_where(answer, name), found, "nothing to do", "note", "decisions.applied")


def _void(answer: Decision, name: str, fault: str) -> Finding:
    found = f"an answer to {answer.finding} that is void: {fault}"
    return Finding(_where(answer, name), found, "answer the finding anew, or remove the answer", "warning",
                   "decisions.void")  # fmt: skip


def answer_study(findings: Iterable[Finding], decisions: Decisions) -> list[Finding]:
    """Findings without those that an answer about the study accepts while they say what was seen."""
    about = {(a.finding, _plain(a.seen)): a for a in decisions.answers if not a.record and a.answer == "accept"}
    kept, used = [], []
    for finding in findings:
        answer = about.get((finding.rule, _plain(finding.found))) if finding.severity != "error" else None
        kept += [finding] if answer is None else []
        used += [] if answer is None else [_note(answer, decisions.name)]
    return [*kept, *dict.fromkeys(used)]


MOST_DRAFTED = 50
"""Records of one finding in a draft: what is wrong in more of them is corrected in the source."""


def draft_decisions(findings: Iterable[Finding], frames: Mapping[str, pl.DataFrame]) -> str:
    """A file of decisions with every warning and error still to be answered, as YAML text.

    Args:
        findings: what was found.
        frames: domain to table as the files hold them, with `_ROW`: the values that were seen.
    """
    lines = ["decisions: 1", "answers:"]
    for finding in findings:
        if finding.severity == "note" or finding.rule.startswith("decisions."):
            continue
        lines += [f"  # {_plain(finding.found)}. {_plain(finding.fix)}."]
        if not finding.records:
            lines += _entry(finding.rule, "", "", finding.found)
        for record in finding.records[:MOST_DRAFTED]:
            lines += _entry(finding.rule, record_key(record), *_seen(record, frames))
    return "\n".join(lines if len(lines) > 2 else [lines[0], "answers: []"]) + "\n"


def record_key(record: Record) -> str:
    """`LB S-001 12`, as a decision names it."""
    number = "" if record.sequence is None else f" {record.sequence}"
    return f"{record.domain} {record.subject}{number}"


def _seen(record: Record, frames: Mapping[str, pl.DataFrame]) -> tuple[str, str]:
    """The variable and its value in the files; the original result where the files have no standard one."""
    frame = frames.get(record.domain)
    rows = frame.filter(pl.col(ROW) == record.row) if frame is not None else pl.DataFrame()
    field = record.field
    if not rows.is_empty() and field == "LBSTRESN" and not _value(rows, field):
        field = "LBORRES"
    return (field, _value(rows, field)) if field in rows.columns else ("", "")


def _entry(rule: str, record: str, field: str, seen: str) -> list[str]:
    values = {"finding": rule, "record": record, "field": field, "seen": seen, "answer": "", "value": "", "by": "",
              "date": "", "reason": ""}  # fmt: skip
    first, *rest = (f"{name}: {_quoted(value)}" for name, value in values.items())
    return [f"  - {first}", *(f"    {line}" for line in rest)]


def _quoted(value: str) -> str:
    plain = _plain(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _plain(text: str) -> str:
    return " ".join(text.split())


def files_with(domain: str, files: DomainFiles, answered: Answered) -> DomainFiles:
    """The files of a domain, knowing which of its records are accepted."""
    return DomainFiles(domain, files.origins, answered.accepted.get(domain, {}))
