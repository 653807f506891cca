"""`paraprotein check`: is this protocol valid, with the files that it names?"""

from dataclasses import asdict
from typing import Any

import typer

from ..errors import Finding, InputError
from ..protocol import LoadedProtocol, load_population
from ..protocol.published import load_published
from .arguments import AsJson, ProtocolName, load_named
from .handler import BAD_INPUT, as_json


def check(protocol: ProtocolName, json: AsJson = False) -> None:
    """Check a protocol, its population and its published figures; report every finding at once."""
    try:
        loaded = load_named(protocol)
        findings = check_companions(loaded)
    except InputError as error:
        if not json:
            raise
        findings = list(error.findings)
    if json:
        typer.echo(as_json(_record(findings)))
        raise typer.Exit(BAD_INPUT if findings else 0)
    if findings:
        raise InputError(findings)
    typer.echo(f"{loaded.path}: valid. {loaded.protocol.study.id}, digest {loaded.digest[:12]}")


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


def _record(findings: list[Finding]) -> dict[str, Any]:
    return {"valid": not findings, "findings": [asdict(finding) for finding in findings]}
