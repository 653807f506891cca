"""`paraprotein monitor`: an ongoing study on one day."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from .arguments import (
    AsJson,
    DecisionsFile,
    MappingFile,
    MemoryLimit,
    OneStudy,
    OneTrial,
    ProtocolName,
    Repairs,
    Strict,
    StudyData,
    load_and_notice,
)
from .examine import examine
from .handler import as_json, deliver

if TYPE_CHECKING:
    from ..monitoring import Monitor
    from ..monitoring.monitor import SevereToxicity
    from ..monitoring.stopping import RuleStanding

NO_RULE = "stopping: the protocol states no rule that stops the study"

AsOf = Annotated[
    str, typer.Option("--cut", "--as-of", metavar="DATE", help="The day, ISO: 2004-09-01; nothing later is used.")
]
JsonFile = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write JSON to this file.")]


def monitor(
    protocol: ProtocolName,
    data: StudyData,
    as_of: AsOf,
    json: AsJson = False,
    out: JsonFile = None,
    strict: Strict = False,
    study: OneStudy = None,
    trial: OneTrial = None,
    mapping: MappingFile = None,
    repair: Repairs = None,
    memory_limit: MemoryLimit = None,
    decisions: DecisionsFile = None,
) -> None:
    """Show an ongoing study on a day: doses and the next decision, visits due, response, progression, limits near."""
    from ..api.intake import day_named
    from ..api.monitor import monitor as look
    from .handler import show, show_noticed

    day, trial_of = day_named(as_of, "--cut"), load_and_notice(protocol)
    known = examine(
        trial_of, data, json=json, strict=strict, study=study, trial=trial, mapping=mapping, repairs=repair or (),
        memory_limit=memory_limit, decisions=decisions,
    )  # fmt: skip
    show_noticed(known.findings)
    view = look(trial_of, known, day)
    mark = {"simulated": True} if known.is_simulated else {}
    record = as_json(view.as_record() | mark | {"findings": known.findings.records()})
    if out is not None:
        deliver(record, out)
    if json:
        deliver(record)
    elif out is None:
        show(*(["SIMULATED DATA"] if mark else []), _patients(view), *_study(view))


def _patients(view: "Monitor") -> Table:
    from ..report.terminal import cell

    table = Table(title=f"Patients on {view.day.isoformat()}")
    for heading in ("patient", "status", "dose, mg", "next visit", "next dose", "best", "note"):
        table.add_column(heading, overflow="fold", min_width=min(len(heading), 8))
    for row in view.patients.iter_rows(named=True):
        visit = f"{row['NEXTDT']} {row['DUE']}" if row["NEXTDT"] else ""
        following = "" if row["NEXTDOSE"] is None else f"{row['NEXTDOSE']:g}: {row['NEXTWHY']}"
        off_plan = row["VERDICT"] if row["VERDICT"] in ("deviation", "no level") else None
        missed = f"{row['MISSED']} missed" if row["MISSED"] else None
        told = None if row["WHY"] == "unchanged" else row["WHY"]
        notes = "; ".join(note for note in (row["AWAITING"], row["NEAR"], off_plan, missed, told) if note)
        dose = "" if row["DOSE"] is None else f"{row['DOSE']:g}"
        cells = (row["USUBJID"], row["STATUS"], dose, visit, following or row["NEXTWHY"], row["BOR"], notes)
        table.add_row(*(cell(text or "") for text in cells))
    return table


def _study(view: "Monitor") -> list[str]:
    study = view.study
    ends = ", ".join(f"{reason.lower()} {count}" for reason, count in study["ended"].items()) or "none"
    severe = ", ".join(map(_toxicity, study["toxicity"]))
    rate = study["accrual_per_month"]
    return [
        f"accrual: {study['enrolled']} of {study['planned']} enrolled, {study['treated']} treated"
        + (f", {rate:g} a month" if rate else ""),
        f"under treatment: {study['under_treatment']}; ended: {ends}; deaths: {study['deaths']}",
        f"grade 3 or more under treatment: {severe}",
        *(map(_rule, study["stopping_rules"]) if study["stopping_rules"] else [NO_RULE]),
    ]


def _toxicity(entry: "SevereToxicity") -> str:
    return f"{entry['term']} " + ("not collected" if entry["not_collected"] else f"{entry['patients']}/{entry['of']}")


def _rule(record: "RuleStanding") -> str:
    """`stopping, severe edema: continue; toxicity in 2 of 9 patients, the study stops at 5`."""
    if record["not_collected"]:
        return f"stopping, {record['rule']}: {record['decision'].upper()}; {record['not_collected']}"
    stops_at = record["stops_at"]
    bound = "no number of events stops the study here" if stops_at is None else f"the study stops at {stops_at}"
    if record["decision"] == "stop":
        bound = f"boundary reached on {record['since']} after {record['patients_then']} treated patients"
    near = "; the next event stops the study" if record["next_event_stops"] else ""
    waiting = f" ({record['not_known_yet']} more not known or not evaluable)" if record["not_known_yet"] else ""
    counted = f"{record['event']} in {record['events']} of {record['evaluated']} patients{waiting}"
    return f"stopping, {record['rule']}: {record['decision'].upper()}; {counted}, {bound}{near}"
