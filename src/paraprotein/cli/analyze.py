"""`paraprotein analyze`: a study's own data, analysed by its protocol."""

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
    ReportFolder,
    Strict,
    StudyData,
    load_and_notice,
)
from .examine import examine
from .handler import deliver, say


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
    cut: Cut = None,
    decisions: DecisionsFile = None,
) -> None:
    """Analyse a study's own data by its protocol; every finding in the data is told, nothing is dropped in silence."""
    trial_of = load_and_notice(protocol)
    from ..api.analysis import analyze as analyze_study
    from ..api.report import write_report
    from ..report import data_changes, estimates_table, refuse_strangers, safety_block
    from .handler import log_run, show, show_noticed

    if out is not None:
        refuse_strangers(out)
    known = examine(
        trial_of, data, json=json, strict=strict, study=study, trial=trial, mapping=mapping, repairs=repair or (),
        memory_limit=memory_limit, cut=cut, decisions=decisions,
    )  # fmt: skip
    show_noticed(known.findings)
    result = analyze_study(trial_of, known)
    report = result.report
    if out is not None:
        show_noticed(data_changes(out, known))
        page = write_report(result, out)
        log_run(out, "analyze", protocol=trial_of.digest, results=report.digest, inputs=report.inputs)
        say(f"report: {page}")
    if json:
        deliver(report.to_json())
    else:
        show(
            estimates_table(report),
            safety_block(report),
            f"protocol {trial_of.digest[:12]}, paraprotein {report.versions['paraprotein']}",
        )
