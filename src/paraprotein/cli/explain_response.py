"""`paraprotein explain-response`: why each visit of one patient has its status."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table

from ..plain_text import plain_line
from .arguments import (
    AsJson,
    Cut,
    DecisionsFile,
    MappingFile,
    MemoryLimit,
    OneStudy,
    OneTrial,
    ProtocolName,
    Repairs,
    Strict,
    StudyData,
    load_and_notice,
)
from .examine import examine
from .handler import as_json, deliver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from ..report.explanation_table import ExplainedVisit, ExplanationTable

Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="USUBJID, or SUBJID where that names one subject.")]


def explain_response(
    protocol: ProtocolName,
    data: StudyData,
    subject: Subject,
    json: AsJson = False,
    strict: Strict = False,
    study: OneStudy = None,
    trial: OneTrial = None,
    mapping: MappingFile = None,
    repair: Repairs = None,
    memory_limit: MemoryLimit = None,
    cut: Cut = None,
    decisions: DecisionsFile = None,
) -> None:
    """Explain one patient's response visit by visit: value, changes, status, and the sentence of the rule."""
    trial_of = load_and_notice(protocol)
    from ..api.analysis import explain_response as explain_patient
    from ..report.explanation_table import tabulate_explanation
    from .handler import show, show_noticed

    known = examine(
        trial_of, data, json=json, strict=strict, study=study, trial=trial, mapping=mapping, repairs=repair or (),
        memory_limit=memory_limit, cut=cut, decisions=decisions,
    )  # fmt: skip
    explained = explain_patient(trial_of, known, subject)
    if json:
        mark = {"simulated": True} if known.is_simulated else {}
        deliver(as_json(explained.record() | mark | {"findings": known.findings.records()}))
        return
    if known.is_simulated:
        show("SIMULATED DATA")
    if known.cut is not None:
        show(f"Data as known on {known.cut.isoformat()}: what had not ended then is ongoing")
    show_noticed(known.findings.of_severity("error", "warning"))
    table = tabulate_explanation(explained.record())
    rules = f"Rules ({trial_of.protocol.response.criteria}): {'; '.join(explained.sources)}"
    unused = ["\n".join(map(plain_line, table.unused))] if table.unused else []
    show(plain_line(table.title), *_visits(table), *([table.legend] if table.legend else []), *unused, rules)


def _visits(explained: "ExplanationTable") -> "Iterable[RenderableType]":
    if not explained.visits:
        return ["No visit after the first dose."]
    return marker_blocks(explained) if explained.by_marker else [explanation_table(explained)]


def explanation_table(explained: "ExplanationTable") -> Table:
    """One row per visit; in the last column the sentence of the rule, and what later visits did to it."""
    from rich.box import SIMPLE_HEAD

    from ..report.terminal import cell

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in explained.columns:
        justify: Literal["left", "right"] = "right" if column.is_number else "left"
        table.add_column(column.heading, justify=justify, overflow="fold", min_width=min(len(column.heading), 8))
    table.add_column("Why", min_width=20, overflow="fold")
    for visit in explained.visits:
        table.add_row(*(cell(text) for (text,) in visit.cells), cell(visit.why))
    return table


def marker_blocks(explained: "ExplanationTable") -> "Iterator[RenderableType]":
    """A block per visit, in AL amyloidosis per visit and domain: its status, a line for each marker, the sentences."""
    from rich.padding import Padding

    from ..report.terminal import cell

    first = next((visit for visit in explained.visits if visit.n_markers), None)
    for visit in explained.visits:
        cells = zip(explained.columns, visit.cells, strict=True)
        shared = [(column.heading, *lines) for column, lines in cells if not column.by_marker]
        yield ""
        yield cell("   ".join(" ".join(told) for told in shared), "bold")
        if visit.n_markers:
            yield Padding(_marker_lines(explained, visit, show_headings=visit is first), (0, 0, 0, 4), expand=False)
        yield Padding(cell(visit.why), (0, 0, 0, 4), expand=False)
    yield ""


def _marker_lines(explained: "ExplanationTable", visit: "ExplainedVisit", *, show_headings: bool) -> Table:
    """The markers of one visit, in columns as wide as those of every other visit."""
    from ..report.terminal import cell

    table = Table(box=None, pad_edge=False, show_header=show_headings, header_style="", padding=(0, 2, 0, 0))
    places = [place for place, column in enumerate(explained.columns) if column.by_marker]
    for place in places:
        column = explained.columns[place]
        widest = max(len(line) for each in explained.visits for line in (column.heading, *each.cells[place]))
        table.add_column(
            column.heading, justify="right" if column.is_number else "left", min_width=widest, no_wrap=True
        )
    for line in range(visit.n_markers):
        table.add_row(*(cell(visit.cells[place][line]) for place in places))
    return table
