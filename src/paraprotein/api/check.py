"""Is this protocol valid, with the files that it names, and is a study's data sound?"""

from typing import TYPE_CHECKING, Unpack

from ..arguments import AnyPath, as_path
from ..drafting.findings import check_draft
from ..errors import DataError, Finding, InputError, UsageError
from ..protocol import LoadedProtocol, load_population
from ..protocol.published import load_published
from ..simulation import executable_findings
from .findings import Findings
from .intake import IntakeKeywords
from .trial import AnyTrial, Trial

if TYPE_CHECKING:
    from .study import AnyStudy


def check(
    protocol: AnyTrial,
    data: "AnyStudy | None" = None,
    core: AnyPath | None = None,
    **options: Unpack[IntakeKeywords],
) -> Findings:
    """Check a protocol and its companions, and a study's data against it; report every finding at once.

    Args:
        protocol: a bundled name, a path, or a `Trial`; an invalid file gives findings, not an error.
        data: also check this study, once the protocol has no error.
        core: also run this CDISC CORE executable on the study.
        options: how the data are read; see `IntakeOptions`.

    Raises:
        UsageError: `core` without data, or an argument of a wrong type.

    Example:
        >>> check("imatinib-wm-2007").stopping()
        no findings
    """
    if core is not None and data is None:
        raise UsageError.one("--core", "there is no study to check", "add --data DATA", "check.core")
    try:
        trial = Trial.of(protocol)
    except UsageError:
        raise
    except InputError as error:
        return Findings(error.findings)
    findings = [
        *trial.findings,
        *check_companions(trial),
        *check_draft(trial.provenance, str(trial.path)),
        *executable_findings(trial),
    ]
    if data is not None and not Findings(findings).stopping():
        findings += check_data(trial, data, core, options)
    return Findings(findings)


def check_data(trial: Trial, data: "AnyStudy", core: AnyPath | None, options: IntakeKeywords) -> list[Finding]:
    """Everything wrong with a study's files, tables, doses and derived data sets."""
    from ..submission import run_core
    from .study import passed_gate, study_for

    try:
        study = study_for(trial, data, options)
        findings = list(passed_gate(trial, study).findings)
    except DataError as error:
        return list(error.findings)
    try:
        findings += run_core(as_path(core, "core"), study) if core is not None else []
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
