"""`paraprotein derive`: analysis data sets for reviewers."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ..api.intake import IntakeOptions
from ..errors import UsageError
from .arguments import (
    AsJson,
    MappingFile,
    MemoryLimit,
    OneStudy,
    OneTrial,
    ProtocolName,
    Repairs,
    Strict,
    StudyData,
    load_named,
)
from .examine import examine, finding_records
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
    simulated_ok: SimulatedOk = False,
    json: AsJson = False,
) -> None:
    """Derive ADSL, ADLB, ADRS, ADTTE, ADAE and ADEX, check them, and write them with study tables and Define-XML."""
    stamp = _stamp(created)
    loaded = load_named(protocol)
    from ..adam.datasets import build_datasets
    from ..submission import check_conformance, write_submission
    from .handler import show_noticed

    options = IntakeOptions(
        strict=strict,
        study=study,
        trial=trial,
        mapping=mapping,
        repairs=repair or (),
        memory_limit=memory_limit,
    )
    passed = examine(loaded, data, options, json=json)
    show_noticed(passed.findings)
    done = write_submission(
        passed.adam, passed.tables, loaded.protocol, out, tuple(to or ("xpt",)), stamp, simulated_ok=simulated_ok
    )
    outcomes = check_conformance(build_datasets(passed.adam, passed.tables, loaded.protocol))
    states = [outcome.state for outcome in outcomes]
    counts = {state: states.count(state) for state in ("pass", "fail", "skipped", "error")}
    record = {
        "folder": str(out),
        "files": done.files,
        "records": dict(done.records),
        "conformance": counts,
        "findings": finding_records(passed.findings),
    }
    told = ", ".join(f"{name} {count}" for name, count in done.records.items())
    checked = ", ".join(f"{count} {state}" for state, count in counts.items())
    deliver(as_json(record) if json else f"{out}: {told}\nconformance: {checked}")


def _stamp(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        fix = "write for example 2026-01-31T12:00:00"
        raise UsageError.one("--created", f"'{text}' is no ISO time", fix, "derive.created") from None
