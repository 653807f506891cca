"""`paraprotein analyze`: a study's own data, analysed by its protocol."""

import typer

from ..errors import DataError
from .arguments import (
    AsJson,
    MappingFile,
    MemoryLimit,
    OneStudy,
    OneTrial,
    ProtocolName,
    Repairs,
    ReportFolder,
    Strict,
    StudyData,
    load_and_notice,
)
from .handler import BAD_INPUT, as_json, deliver


def analyze(
    protocol: ProtocolName,
    data: StudyData,
    out: ReportFolder = None,
    json: AsJson = False,
    strict: Strict = False,
    study: OneStudy = None,
    trial: OneTrial = None,
    mapping: MappingFile = None,
    repair: Repairs = None,
    memory_limit: MemoryLimit = None,
) -> None:
    """Analyse a study's own data by its protocol; every finding in the data is told, nothing is dropped in silence."""
    trial_of = load_and_notice(protocol)
    from ..api.analysis import analyze as analyze_study
    from ..api.report import write_report
    from ..api.study import read_study
    from ..report import estimates_table, refuse_strangers
    from .handler import show, show_noticed

    if out is not None:
        refuse_strangers(out)
    try:
        known = read_study(
            data, trial_of, strict=strict, study=study, trial=trial, mapping=mapping, repairs=repair or (),
            memory_limit=memory_limit,
        )  # fmt: skip
    except DataError as error:
        if json:
            deliver(as_json({"valid": False, "findings": [finding.as_record() for finding in error.findings]}))
        show_noticed(error.findings)
        raise typer.Exit(BAD_INPUT) from error
    show_noticed(known.findings)
    result = analyze_study(trial_of, known)
    report = result.report
    if out is not None:
        typer.echo(f"report: {write_report(result, out)}", err=True)
    if json:
        deliver(report.to_json())
    else:
        show(estimates_table(report), f"protocol {trial_of.digest[:12]}, paraprotein {report.versions['paraprotein']}")
