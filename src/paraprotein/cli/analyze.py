"""`paraprotein analyze`: a study's own data, analysed by its protocol."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import DataError, UsageError
from .arguments import AsJson, ProtocolName, load_named
from .handler import BAD_INPUT, as_json, deliver
from .run import ReportFolder

if TYPE_CHECKING:
    from ..protocol.schema import Protocol
    from ..sdtm import Admitted, StudyTables

StudyData = Annotated[
    Path, typer.Argument(metavar="DATA", help="A folder of study tables, a zip archive of them, or a single file.")
]
OneStudy = Annotated[str | None, typer.Option("--study", metavar="ID", help="STUDYID, where the data hold several.")]
OneTrial = Annotated[
    int | None, typer.Option("--trial", min=1, metavar="N", help="Number of one simulated trial, where there are many.")
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="What the columns of tables that are not CDISC mean.")
]
Repairs = Annotated[
    list[str] | None,
    typer.Option(
        "--repair", metavar="NAME", help="Repair to apply and log (as a finding offers it); repeat it for several."
    ),
]
MemoryLimit = Annotated[
    str | None,
    typer.Option(
        "--memory-limit",
        metavar="SIZE",
        help="Memory that the tables may take, such as 4GB, where a valid study is larger than its files' size lets "
        "expect (twice that size and 300 MB).",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at warnings as at errors.")]


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
    from ..analysis import analyze as analyze_tables
    from ..report import Report, estimates_table, refuse_strangers, write_report
    from .handler import show, show_noticed

    if out is not None:
        refuse_strangers(out)
    try:
        admitted = admit_data(
            loaded.protocol, data, strict=strict, study=study, trial=trial, mapping=mapping, repairs=repair,
            memory_limit=memory_limit,
        )  # fmt: skip
    except DataError as error:
        if json:
            deliver(as_json({"valid": False, "findings": [asdict(finding) for finding in error.findings]}))
        show_noticed(error.findings)
        raise typer.Exit(BAD_INPUT) from error
    show_noticed(admitted.findings)
    require_one_trial(admitted.tables, data)
    analysis = analyze_tables(admitted.tables, loaded)
    report = Report.of_study(loaded, analysis, admitted.findings)
    if out is not None:
        typer.echo(f"report: {write_report(report, out, analysis.adam)}", err=True)
    if json:
        deliver(report.to_json())
    else:
        show(estimates_table(report), f"protocol {loaded.digest[:12]}, paraprotein {report.versions['paraprotein']}")


def admit_data(
    protocol: "Protocol",
    data: Path,
    *,
    strict: bool = False,
    study: str | None = None,
    trial: int | None = None,
    mapping: Path | None = None,
    repairs: Sequence[str] | None = None,
    memory_limit: str | None = None,
) -> "Admitted":
    """Bring a study through the door in the units of a protocol.

    Raises:
        DataError: files that cannot be read, several studies and none chosen, or findings that stop the work.
        UsageError: the memory limit is no size.
    """
    from ..adam.adrs.marker_panel import deciding_tests, laboratory_units
    from ..response import WaldenstromCriteria, criteria_named
    from ..sdtm import admit_study, read_mapping

    rests_on_one = isinstance(criteria_named(protocol.response.criteria), WaldenstromCriteria)
    marker = protocol.response.marker if rests_on_one else None
    units = laboratory_units(protocol)
    return admit_study(
        data, units=units, marker=marker, strict=strict, study=study, trial=trial,
        mapping=read_mapping(mapping) if mapping else None, repairs=repairs or (),
        memory_limit=memory_bytes(memory_limit), tests=deciding_tests(protocol),
    )  # fmt: skip


def memory_bytes(text: str | None) -> int | None:
    """Bytes of a size such as `4GB` or `800 MB`; None for None.

    Raises:
        UsageError: not such a size.
    """
    if text is None:
        return None
    size = re.fullmatch(r"\s*(\d{1,6}(?:\.\d+)?)\s*([MG])i?B?\s*", text, re.IGNORECASE)
    if size is None or not float(size.group(1)):
        fix = "write megabytes or gigabytes, for example 800MB or 4GB"
        raise UsageError.one("--memory-limit", f"'{text}' is no size", fix, "data.memory")
    return int(float(size.group(1)) * {"M": 1e6, "G": 1e9}[size.group(2).upper()])


def require_one_trial(tables: "StudyTables", data: Path) -> None:
    """Many simulated trials are not one study.

    Raises:
        UsageError: the tables hold more than one trial.
    """
    trials = tables.dm["TRIAL"].n_unique()
    if trials > 1:
        fix = f"choose one: --trial {min(tables.dm['TRIAL'].to_list())}"
        raise UsageError.one(str(data), f"holds {trials} simulated trials", fix, "data.trials")
