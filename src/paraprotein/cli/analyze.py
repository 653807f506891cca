"""`paraprotein analyze`: a study's own data, analysed by its protocol."""

from dataclasses import asdict

import typer

from ..api.intake import IntakeOptions, admitted, require_one_trial
from ..errors import DataError
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
from .handler import BAD_INPUT, as_json, deliver
from .run import ReportFolder


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
    loaded = load_named(protocol)
    options = IntakeOptions(
        strict=strict,
        study=study,
        trial=trial,
        mapping=mapping,
        repairs=repair or (),
        memory_limit=memory_limit,
    )
    from ..analysis import analyze as analyze_tables
    from ..report import Report, estimates_table, refuse_strangers, write_report
    from .handler import show, show_noticed

    if out is not None:
        refuse_strangers(out)
    try:
        intake = admitted(loaded.protocol, data, options)
    except DataError as error:
        if json:
            deliver(as_json({"valid": False, "findings": [asdict(finding) for finding in error.findings]}))
        show_noticed(error.findings)
        raise typer.Exit(BAD_INPUT) from error
    show_noticed(intake.findings)
    require_one_trial(intake.tables, data)
    analysis = analyze_tables(intake.tables, loaded)
    report = Report.of_study(loaded, analysis, intake.findings)
    if out is not None:
        typer.echo(f"report: {write_report(report, out, analysis.adam)}", err=True)
    if json:
        deliver(report.to_json())
    else:
        show(estimates_table(report), f"protocol {loaded.digest[:12]}, paraprotein {report.versions['paraprotein']}")
