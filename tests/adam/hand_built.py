"""Small studies built by hand: patients told by study day, brought through the door like any other study."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from paraprotein.protocol.load import load_protocol
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

FIRST_DOSE = date(2004, 1, 5)
PROTOCOL = load_protocol("imatinib-wm-2007").protocol
LIMITS = {"HGB": (12.0, 17.5), "NEUT": (1.8, 7.7), "PLAT": (150.0, 400.0), "WBC": (4.0, 11.0)}


def on(day: int) -> date:
    """Date of a study day; day 1 is the first dose and there is no day 0."""
    return FIRST_DOSE + timedelta(days=day - 1 if day > 0 else day)


@dataclass(frozen=True)
class Patient:
    """One patient; every number of days is a study day."""

    igm: Mapping[int, float | str] = field(default_factory=dict)
    labs: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    doses: Sequence[tuple[int, int | None, float | None]] = ((1, 28, 400.0),)
    events: Sequence[tuple[str, int | None, int | None, int | None]] = ()
    clinical: Sequence[int] = ()
    investigator: Mapping[int, str] = field(default_factory=dict)
    stopped: tuple[int, str] | None = None
    died: int | None = None
    died_of_disease: bool = False
    new_therapy: int | None = None
    last_contact: int | None = None
    demographics: Mapping[str, Any] = field(default_factory=dict)
    treated: bool = True


def build(patients: Mapping[str, Patient], trial: int = 0) -> StudyTables:
    """Study tables of some patients."""
    return admit(frames(patients, trial)).tables


def frames(patients: Mapping[str, Patient], trial: int = 0) -> dict[str, pl.DataFrame]:
    """Raw tables, as files would hold them."""
    head = {"TRIAL": trial, "STUDYID": "HAND"}
    rows: dict[str, list[dict[str, Any]]] = {domain: [] for domain in ("DM", "EX", "LB", "AE", "DS", "RS", "CM")}
    for name, patient in patients.items():
        for domain, records in _records(patient).items():
            rows[domain] += [
                {**head, "USUBJID": name, f"{domain}SEQ": number, **record} for number, record in enumerate(records, 1)
            ]
    for row in rows["DM"]:
        row["SUBJID"] = row["USUBJID"]
        del row["DMSEQ"]
    return {domain: pl.DataFrame(records, infer_schema_length=None) for domain, records in rows.items() if records}


def _records(patient: Patient) -> dict[str, list[dict[str, Any]]]:
    return {
        "DM": [_demographics(patient)],
        "EX": [_dose(*dose) for dose in patient.doses] if patient.treated else [],
        "LB": [
            _result(test, day, value)
            for test, course in {"IGM": patient.igm, **patient.labs}.items()
            for day, value in course.items()
        ],
        "AE": [_event(*event) for event in patient.events],
        "DS": _disposition(patient),
        "RS": [
            *({"RSTESTCD": "CLINPD", "RSSTRESC": "Y", "RSDTC": on(day).isoformat()} for day in patient.clinical),
            *(
                {"RSTESTCD": "OVRLRESP", "RSSTRESC": status, "RSDTC": on(day).isoformat()}
                for day, status in patient.investigator.items()
            ),
        ],
        "CM": [_therapy(patient.new_therapy)] if patient.new_therapy else [],
    }


def _demographics(patient: Patient) -> dict[str, Any]:
    contact = on(patient.last_contact).isoformat() if patient.last_contact else None
    return {
        "RFSTDTC": on(1).isoformat() if patient.treated else None,
        "RFENDTC": None,
        "RFPENDTC": contact,
        "AGE": 61.0,
        "AGEU": "YEARS",
        "SEX": "M",
        "PRIORTX": 2.0,
        "DISSTAT": "RELAPSED",
        "DTHDTC": on(patient.died).isoformat() if patient.died else None,
        "DTHFL": "Y" if patient.died else None,
        **patient.demographics,
    }


def _dose(start: int, end: int | None, mg: float | None) -> dict[str, Any]:
    return {
        "EXTRT": "imatinib",
        "EXDOSE": mg,
        "EXDOSU": "mg",
        "EXDOSFRQ": "QD",
        "EXROUTE": "ORAL",
        "EXSTDTC": on(start).isoformat(),
        "EXENDTC": on(end).isoformat() if end else None,
    }


def _result(test: str, day: int, value: float | str) -> dict[str, Any]:
    low, high = LIMITS.get(test, (None, None))
    below = isinstance(value, str)
    return {
        "LBTESTCD": test,
        "LBSTRESC": str(value),
        "LBSTRESN": float(str(value).lstrip("<")),
        "LBSTRESU": PROTOCOL.assays[test].unit if test in PROTOCOL.assays else "U/L",
        "LBSTNRLO": low,
        "LBSTNRHI": high,
        "LBBLQFL": "Y" if below else None,
        "LBDTC": on(day).isoformat(),
    }


def _event(term: str, grade: int | None, start: int | None, end: int | None) -> dict[str, Any]:
    return {
        "AETERM": term,
        "AEDECOD": term,
        "AETOXGR": str(grade) if grade else None,
        "AESTDTC": on(start).isoformat() if start else None,
        "AEENDTC": on(end).isoformat() if end else None,
    }


def _disposition(patient: Patient) -> list[dict[str, Any]]:
    records = []
    if patient.stopped:
        day, reason = patient.stopped
        records.append(
            {"DSTERM": reason, "DSDECOD": reason, "DSSCAT": "STUDY TREATMENT", "DSSTDTC": on(day).isoformat()}
        )
    if patient.died:
        term = "DEATH DUE TO PROGRESSIVE DISEASE" if patient.died_of_disease else "DEATH"
        records.append(
            {
                "DSTERM": term,
                "DSDECOD": "DEATH",
                "DSSCAT": "STUDY PARTICIPATION",
                "DSSTDTC": on(patient.died).isoformat(),
            }
        )
    return records


def _therapy(day: int) -> dict[str, Any]:
    return {"CMTRT": "rituximab", "CMCAT": "ANTICANCER THERAPY", "CMSTDTC": on(day).isoformat()}
