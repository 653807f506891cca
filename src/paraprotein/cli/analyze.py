"""`paraprotein analyze`: a study's own data, analysed by its protocol."""

import typer

from ..api.intake import IntakeOptions
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
from .examine import examine
from .handler import deliver
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
    passed = examine(loaded, data, options, json=json)
    show_noticed(passed.findings)
    analysis = analyze_tables(passed.tables, loaded, passed.adam)
    report = Report.of_study(loaded, analysis, passed.findings)
    if out is not None:
        typer.echo(f"report: {write_report(report, out, analysis.adam)}", err=True)
    if json:
        deliver(report.to_json())
    else:
        show(estimates_table(report), f"protocol {loaded.digest[:12]}, paraprotein {report.versions['paraprotein']}")
