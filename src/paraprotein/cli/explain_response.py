"""`paraprotein explain-response`: why each visit of one patient has its status."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from .analyze import StudyData, admit_data, require_one_trial
from .arguments import AsJson, ProtocolName, load_named
from .handler import as_json, deliver

if TYPE_CHECKING:
    from ..report.explanation import SubjectExplanation

Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="USUBJID, or SUBJID where that names one subject.")]


def explain_response(protocol: ProtocolName, data: StudyData, subject: Subject, json: AsJson = False) -> None:
    """Explain one patient's response visit by visit: value, changes, status, and the sentence of the rule."""
    loaded = load_named(protocol)
    from ..report.explanation import explain_subject
    from .show import show, show_noticed

    admitted = admit_data(loaded.protocol, data)
    require_one_trial(admitted.tables, data)
    explained = explain_subject(admitted.tables, loaded.protocol, subject)
    if json:
        deliver(as_json(asdict(explained) | {"baseline_date": str(explained.baseline_date or "") or None}))
        return
    show_noticed(finding for finding in admitted.findings if finding.severity != "note")
    show(
        f"{explained.subject}: {_baseline(explained)}",
        explanation_table(explained),
        f"Rules ({loaded.protocol.response.criteria}): {'; '.join(explained.sources)}",
    )


def explanation_table(explained: "SubjectExplanation") -> Table:
    """One row per visit; the sentence of the rule in the last column, and what later visits did to it.

    In AL amyloidosis one row per visit and domain.
    """
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape

    from ..response import DomainExplanation

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    domains = [visit for visit in explained.visits if isinstance(visit, DomainExplanation)]
    if domains:
        for heading in ("Day", "Domain", "Status", "Measured", "Why"):
            table.add_column(heading, no_wrap=heading in ("Day", "Domain", "Status"))
        for found in domains:
            table.add_row(str(found.day), found.domain, found.status, escape(found.measured), escape(found.rule))
        return table
    for heading in ("Day", explained.unit or "value", "vs baseline", "vs nadir"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("By itself", "Status"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Why")
    for visit in explained.visits:
        if isinstance(visit, DomainExplanation):
            continue
        changes = (_percent(visit.baseline_change), _percent(getattr(visit, "nadir_change", None)))
        why = f"{visit.rule} {visit.outcome}".strip()
        value = "" if visit.value is None else f"{visit.value:,.10g}"
        table.add_row(str(visit.day), value, *changes, visit.raw, visit.status, escape(why))
    return table


def _baseline(explained: "SubjectExplanation") -> str:
    known = "that can be judged: none" if explained.baseline is None else f"{explained.baseline:,.10g} {explained.unit}"
    day = f" on {explained.baseline_date}" if explained.baseline_date else ""
    return f"{explained.marker or 'marker'} at baseline {known}{day}"


def _percent(change: float | None) -> str:
    return "" if change is None else f"{change:+.1f} %"
