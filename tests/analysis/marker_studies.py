"""Studies of several markers built by hand: patients told by study day, through the door like any other study."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from paraprotein.adam.adrs.marker_panel import laboratory_units
from paraprotein.protocol.init import starter_text
from paraprotein.protocol.load import load_protocol_text
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

FIRST_DOSE = date(2020, 1, 6)
UNITS = {
    "MCPROT": "g/dL", "UMCPROT": "mg/24 h", "KLCFR": "mg/L", "LLCFR": "mg/L", "PLSTCECE": "%", "BNPPRONT": "ng/L",
    "PROTEXR": "g/24 h", "GFRE": "mL/min/1.73 m2", "ALP": "U/L", "TROPONIT": "ng/L", "LVEF": "%", "LIVSPAN": "cm",
}  # fmt: skip
HIGH = {"ALP": 120.0}


def starter(disease: str, **response: object) -> Protocol:
    """The starter protocol of a disease, with other policies."""
    protocol = load_protocol_text(starter_text(disease), Path("study.yaml")).protocol
    changed = protocol.response.model_copy(update=response)
    return protocol.model_copy(update={"response": changed})


@dataclass(frozen=True)
class Subject:
    """One patient: results by LBTESTCD and study day (text is a finding), and assessments of RS by test and day."""

    labs: Mapping[str, Mapping[int, float | str]] = field(default_factory=dict)
    assessed: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    new_therapy: int | None = None
    died: int | None = None
    units: Mapping[str, tuple[str, float]] = field(default_factory=dict)  # other unit, and what a value is worth in it
    limits: Mapping[tuple[str, int], float | None] = field(default_factory=dict)  # upper limits, by test and day


def on(day: int) -> str:
    """ISO date of a study day."""
    return (FIRST_DOSE + timedelta(days=day - 1 if day > 0 else day)).isoformat()


def frames(subjects: Mapping[str, Subject]) -> dict[str, pl.DataFrame]:
    """Raw tables, as files would hold them."""
    rows: dict[str, list[dict[str, Any]]] = {domain: [] for domain in ("DM", "EX", "LB", "RS", "CM", "DS")}
    for name, subject in subjects.items():
        for domain, records in _records(subject).items():
            head = {"STUDYID": "HAND", "USUBJID": name}
            rows[domain] += [{**head, f"{domain}SEQ": n, **record} for n, record in enumerate(records, 1)]
    for row in rows["DM"]:
        row["SUBJID"] = row["USUBJID"]
        del row["DMSEQ"]
    return {domain: pl.DataFrame(records, infer_schema_length=None) for domain, records in rows.items() if records}


def study(subjects: Mapping[str, Subject], protocol: Protocol) -> StudyTables:
    """Study tables of some patients, as `paraprotein analyze` admits them."""
    return admit(frames(subjects), units=laboratory_units(protocol)).tables


def _records(subject: Subject) -> dict[str, list[dict[str, Any]]]:
    death = {"DTHDTC": on(subject.died), "DTHFL": "Y"} if subject.died else {"DTHDTC": None, "DTHFL": None}
    return {
        "DM": [{"RFSTDTC": on(1), "RFENDTC": on(200), "AGE": 60.0, "AGEU": "YEARS", "SEX": "F", **death}],
        "EX": [{"EXTRT": "drug", "EXDOSE": 4.0, "EXDOSU": "mg", "EXDOSFRQ": "QD", "EXROUTE": "ORAL",
                "EXSTDTC": on(1), "EXENDTC": on(200)}],
        "LB": [
            _result(test, day, value, subject)
            for test, course in subject.labs.items()
            for day, value in course.items()
        ],
        "RS": [
            {"RSTESTCD": test, "RSSTRESC": word, "RSDTC": on(day)}
            for test, course in subject.assessed.items()
            for day, word in course.items()
        ],
        "CM": [{"CMTRT": "other", "CMCAT": "ANTICANCER THERAPY", "CMSTDTC": on(subject.new_therapy)}]
        if subject.new_therapy
        else [],
        "DS": [{"DSTERM": "DEATH DUE TO MYELOMA PROGRESSION", "DSDECOD": "DEATH", "DSSCAT": "STUDY PARTICIPATION",
                "DSSTDTC": on(subject.died)}]
        if subject.died
        else [],
    }  # fmt: skip


def _result(test: str, day: int, value: float | str, subject: Subject) -> dict[str, Any]:
    record: dict[str, Any] = {
        "LBTESTCD": test,
        "LBDTC": on(day),
        "LBSTRESC": str(value),
        "LBSTRESN": None,
        "LBSTRESU": None,
        "LBSTNRHI": subject.limits.get((test, day), HIGH.get(test)),
    }
    if isinstance(value, str):
        return record
    unit, factor = subject.units.get(test) or (UNITS[test], 1.0)
    number = value * factor
    return {**record, "LBSTRESC": f"{number:.12g}", "LBSTRESN": number, "LBSTRESU": unit}
