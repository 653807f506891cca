"""`paraprotein explain-response`: why each visit of one patient has its status."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from .analyze import MappingFile, OneStudy, OneTrial, Repairs, StudyData, admit_data, require_one_trial
from .arguments import AsJson, ProtocolName, load_named
from .handler import as_json, deliver

if TYPE_CHECKING:
    from ..report.explanation_table import ExplanationTable

Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="USUBJID, or SUBJID where that names one subject.")]


def explain_response(
    protocol: ProtocolName,
    data: StudyData,
    subject: Subject,
    json: AsJson = False,
    study: OneStudy = None,
    trial: OneTrial = None,
    mapping: MappingFile = None,
    repair: Repairs = None,
) -> None:
    """Explain one patient's response visit by visit: value, changes, status, and the sentence of the rule."""
    loaded = load_named(protocol)
    from rich.markup import escape

    from ..report.explanation import explain_subject
    from ..report.explanation_table import tabulate_explanation
    from .show import show, show_noticed

    admitted = admit_data(loaded.protocol, data, study=study, trial=trial, mapping=mapping, repairs=repair)
    require_one_trial(admitted.tables, data)
    explained = explain_subject(admitted.tables, loaded.protocol, subject)
    if json:
        deliver(as_json(explained.record()))
        return
    show_noticed(finding for finding in admitted.findings if finding.severity != "note")
    table = tabulate_explanation(explained.record())
    rules = f"Rules ({loaded.protocol.response.criteria}): {'; '.join(explained.sources)}"
    show(escape(table.title), explanation_table(table), rules)


def explanation_table(explained: "ExplanationTable") -> Table:
    """One row per visit, in AL amyloidosis per visit and domain; in the last column the sentence of the rule, and what
    later visits did to it."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, heading in enumerate(explained.headings):
        table.add_column(
            heading, justify="right" if place < explained.numbers else "left", no_wrap=heading != "Measured"
        )
    table.add_column("Why")
    for visit in explained.visits:
        table.add_row(*(escape(cell) for cell in visit.cells), escape(visit.why))
    return table
