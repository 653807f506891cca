"""`paraprotein check`: is this protocol valid, with the files that it names, and is a study's data sound?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..api.findings import Findings
from ..errors import InputError, UsageError
from .arguments import (
    AsJson,
    MappingFile,
    MemoryLimit,
    OneStudy,
    ProtocolName,
    Repairs,
    load_named,
)
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
) -> None:
    """Check a protocol and its companions, and a study's data against it; report every finding at once."""
    from ..api.check import check as check_trial

    loaded: Trial | None = None
    try:
        loaded = load_named(protocol)
        findings = check_trial(
            loaded, data, core, study=study, mapping=mapping, repairs=repair or (), memory_limit=memory_limit
        )
    except UsageError:
        raise
    except InputError as error:
        findings = Findings(error.findings)
    stopping = findings.stopping(strict=strict)
    if json:
        deliver(as_json({"valid": not stopping, "findings": findings.records()}))
        raise typer.Exit(BAD_INPUT if stopping else 0)
    if stopping:
        raise InputError(findings)
    for finding in findings:
        say(f"{finding.severity}: {finding}")
    if loaded is not None:
        about = f"; {data}: no {'finding' if strict else 'error'} that stops the work" if data is not None else ""
        deliver(f"{loaded.path}: valid. {loaded.protocol.study.id}, digest {loaded.digest[:12]}{about}")
