"""`paraprotein check`: is this protocol valid, with the files that it names, and is a study's data sound?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..api.gate import examined, stopping
from ..api.intake import IntakeOptions
from ..drafting.findings import check_draft
from ..errors import DataError, Finding, InputError, UsageError
from ..protocol import LoadedProtocol, load_population
from ..protocol.published import load_published
from .arguments import (
    AsJson,
    MappingFile,
    MemoryLimit,
    OneStudy,
    ProtocolName,
    Repairs,
    load_named,
)
from .examine import finding_records
from .handler import BAD_INPUT, as_json

if TYPE_CHECKING:
    from ..protocol.schema import Protocol


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
    if core is not None and data is None:
        raise UsageError.one("--core", "there is no study to check", "add --data DATA", "check.core")
    try:
        loaded = load_named(protocol)
        findings = [*check_companions(loaded), *check_draft(loaded.provenance, str(loaded.path))]
    except InputError as error:
        if not json:
            raise
        loaded, findings = None, list(error.findings)
    if data is not None and loaded is not None and not stopping(findings, strict=False):
        options = IntakeOptions(study=study, mapping=mapping, repairs=repair or (), memory_limit=memory_limit)
        findings += check_data(loaded.protocol, data, core, options)
    stops = stopping(findings, strict=strict)
    if json:
        typer.echo(as_json({"valid": not stops, "findings": finding_records(findings)}))
        raise typer.Exit(BAD_INPUT if stops else 0)
    if stops:
        raise InputError(findings)
    for finding in findings:
        typer.echo(f"{finding.severity}: {finding}", err=True)
    if loaded is not None:
        about = f"; {data}: no {'finding' if strict else 'error'} that stops the work" if data is not None else ""
        typer.echo(f"{loaded.path}: valid. {loaded.protocol.study.id}, digest {loaded.digest[:12]}{about}")


def check_data(
    protocol: "Protocol",
    data: Path,
    core: Path | None = None,
    options: IntakeOptions | None = None,
) -> list[Finding]:
    """Everything wrong with a study's files, tables, doses and derived data sets."""
    from ..submission import run_core

    try:
        passed = examined(protocol, data, options, many_trials=True)
    except DataError as error:
        return list(error.findings)
    findings = list(passed.findings)
    try:
        findings += run_core(core, passed.tables) if core is not None else []
    except InputError as error:
        findings += error.findings
    return findings


def check_companions(loaded: LoadedProtocol) -> list[Finding]:
    """Findings in the population and published-figures files of a valid protocol."""
    findings: list[Finding] = []
    virtual = loaded.protocol.virtual_patients
    try:
        if virtual is not None:
            population = load_population(virtual.population, loaded.directory)
            if population.model != virtual.model:
                found = f"population '{population.name}' belongs to the model '{population.model}'"
                fix = f"write '{population.model}', or name another population"
                findings.append(Finding(f"{loaded.path} virtual_patients.model", found, fix, rule="population.model"))
    except InputError as error:
        findings.extend(error.findings)
    try:
        load_published(loaded.directory)
    except InputError as error:
        findings.extend(error.findings)
    return findings
