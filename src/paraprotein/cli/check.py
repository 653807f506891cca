"""`paraprotein check`: is this protocol valid, with the files that it names, and is a study's data sound?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..api.findings import Findings, shown_lines
from ..errors import InputError, UsageError
from .arguments import AsJson, Cut, DecisionsFile, MappingFile, MemoryLimit, OneStudy, ProtocolName, Repairs, load_named
from .handler import BAD_INPUT, as_json, deliver, say

if TYPE_CHECKING:
    from ..api.trial import Trial

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DATA", help="Also check this study: a folder, zip archive or file.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 2 for warnings as for errors.")]
Core = Annotated[
    Path | None, typer.Option("--core", metavar="PATH", help="Also run this CDISC CORE executable on the study.")
]


DecisionsDraft = Annotated[
    Path | None,
    typer.Option("--decisions-draft", metavar="FILE", help="Write a decisions.yaml with every finding to be answered."),
]
Queries = Annotated[
    Path | None,
    typer.Option(
        "--queries",
        metavar="FILE",
        help="Write queries per site, patient and form (.xlsx or .csv): new, open and closed since the last delivery.",
    ),
]


def check(
    protocol: ProtocolName,
    data: Data = None,
    strict: Strict = False,
    core: Core = None,
    json: AsJson = False,
    study: OneStudy = None,
    mapping: MappingFile = None,
    repair: Repairs = None,
    memory_limit: MemoryLimit = None,
    cut: Cut = None,
    decisions: DecisionsFile = None,
    decisions_draft: DecisionsDraft = None,
    queries: Queries = None,
) -> None:
    """Check a protocol and its companions, and a study's data against it; report every finding at once."""
    from ..api.check import check as check_trial

    loaded: Trial | None = None
    try:
        loaded = load_named(protocol)
        findings = check_trial(
            loaded, data, core, study=study, mapping=mapping, repairs=repair or (), memory_limit=memory_limit, cut=cut,
            decisions=decisions,
        )  # fmt: skip
    except UsageError:
        raise
    except InputError as error:
        findings = Findings(error.findings)
    _deliver(findings, data, mapping, study, decisions_draft, queries)
    stopping = findings.stopping(strict=strict)
    if json:
        deliver(as_json({"valid": not stopping, "findings": findings.records()}))
        raise typer.Exit(BAD_INPUT if stopping else 0)
    if stopping:
        raise InputError(findings)
    for line in shown_lines(findings):
        say(line)
    if loaded is not None:
        about = f"; {data}: no {'finding' if strict else 'error'} that stops the work" if data is not None else ""
        deliver(f"{loaded.path}: valid. {loaded.protocol.study.id}, digest {loaded.digest[:12]}{about}")


def _deliver(
    findings: Findings,
    data: Path | None,
    mapping: Path | None,
    study: str | None,
    draft: Path | None,
    asked: Path | None,
) -> None:
    """Write the draft of answers and the queries that were asked for.

    Raises:
        UsageError: there are no data to ask about.
    """
    if draft is None and asked is None:
        return
    from ..api.queries import ORDER, read_delivery, write_draft, write_queries

    if data is None:
        name = "--decisions-draft" if draft is not None else "--queries"
        raise UsageError.one(name, "there is no study to check", "add --data DATA", "check.delivery")
    delivered = read_delivery(data, mapping, study)
    if draft is not None:
        write_draft(draft, findings, delivered)
        say(f"answers to be given: {draft}")
    if asked is not None:
        states = [query.state for query in write_queries(asked, findings, delivered.sites)]
        say(f"queries: {asked}: " + ", ".join(f"{states.count(state)} {state}" for state in ORDER))
