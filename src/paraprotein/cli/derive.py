"""`paraprotein derive`: analysis data sets for reviewers."""

from pathlib import Path
from typing import Annotated

import typer

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

To = Annotated[
    list[str] | None,
    typer.Option(
        "--to",
        help="Format (xpt, xpt8, dataset-json, ndjson, csv, parquet), xpt where none is named; repeat it for several, "
        "which get a folder each.",
    ),
]
OutFolder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write.")]
Created = Annotated[
    str, typer.Option("--created", metavar="TIME", help="Time stamp of the files, ISO; fixed, so that bytes repeat.")
]


SimulatedOk = Annotated[
    bool, typer.Option("--simulated-ok", help="Write simulated data in a format for submission all the same.")
]


def derive(
    protocol: ProtocolName,
    data: StudyData,
    out: OutFolder,
    to: To = None,
    created: Created = "1960-01-01T00:00:00",
    strict: Strict = False,
    study: OneStudy = None,
    trial: OneTrial = None,
    mapping: MappingFile = None,
    repair: Repairs = None,
    memory_limit: MemoryLimit = None,
    cut: Cut = None,
    decisions: DecisionsFile = None,
    simulated_ok: SimulatedOk = False,
    json: AsJson = False,
) -> None:
    """Derive ADSL, ADLB, ADRS, ADTTE, ADAE and ADEX, check them, and write them with study tables and Define-XML."""
    from ..api.files import derive as derive_study
    from .handler import show_noticed

    trial_of = load_and_notice(protocol)
    known = examine(
        trial_of, data, json=json, strict=strict, study=study, trial=trial, mapping=mapping, repairs=repair or (),
        memory_limit=memory_limit, cut=cut, decisions=decisions,
    )  # fmt: skip
    done = derive_study(trial_of, known, out, to or ("xpt",), created, simulated_ok)
    show_noticed(done.findings)
    written = done.submission
    record = {
        "folder": str(out), "files": written.files, "records": dict(written.records), "conformance": done.conformance,
        "findings": done.findings.records(),
    }  # fmt: skip
    records = ", ".join(f"{name} {count}" for name, count in written.records.items())
    checked = ", ".join(f"{count} {state}" for state, count in done.conformance.items())
    deliver(as_json(record) if json else f"{out}: {records}\nconformance: {checked}")
