"""Studies of laboratory results alone: one patient, one row per result, treatments beside it."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from hand_built import PROTOCOL, on

from paraprotein.adam.derive import Adam, derive_all
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm.intake import admit


def graded_by(edition: str, **toxicity: object) -> Protocol:
    """The founding protocol under another edition."""
    changed = PROTOCOL.toxicity.model_copy(update={"grading": edition, **toxicity})
    return PROTOCOL.model_copy(update={"toxicity": changed})


def result(test: str, day: int, value: float, unit: str = "", **more: Any) -> dict[str, Any]:
    """One row of LB; `low`, `high`, `fast`, `spec` and `subject` are short for their columns."""
    names = {"low": "LBSTNRLO", "high": "LBSTNRHI", "fast": "LBFAST", "spec": "LBSPEC", "subject": "USUBJID"}
    blank = dict.fromkeys(("LBSTNRLO", "LBSTNRHI", "LBFAST", "LBSPEC"))
    row = {"USUBJID": "A", "LBTESTCD": test, "LBSTRESN": value, "LBSTRESC": str(value), "LBSTRESU": unit or None,
           "LBDTC": on(day).isoformat()}  # fmt: skip
    return row | blank | {names[name]: given for name, given in more.items()}


def derive(
    results: Sequence[dict[str, Any]],
    protocol: Protocol = PROTOCOL,
    treatments: Sequence[dict[str, Any]] = (),
    procedures: Sequence[dict[str, Any]] = (),
    last_dose: int = 112,
) -> Adam:
    """Everything derived from these results of patients who were treated for 112 days."""
    subjects = list(dict.fromkeys(row["USUBJID"] for row in results))
    head = {"STUDYID": "LAB"}
    tables = {
        "DM": [{"USUBJID": name, "SUBJID": name, "RFSTDTC": on(1).isoformat()} for name in subjects],
        "EX": [{"USUBJID": name, "EXSEQ": 1, "EXTRT": "imatinib", "EXDOSE": 400.0, "EXDOSU": "mg",
                "EXDOSFRQ": "QD", "EXSTDTC": on(1).isoformat(), "EXENDTC": on(last_dose).isoformat()}
               for name in subjects],
        "LB": [{**row, "LBSEQ": number} for number, row in enumerate(results, 1)],
        "CM": [{"USUBJID": "A", "CMSEQ": number, "CMENDTC": None, **row} for number, row in enumerate(treatments, 1)],
        "PR": [{"USUBJID": "A", "PRSEQ": number, **row} for number, row in enumerate(procedures, 1)],
    }  # fmt: skip
    frames = {
        domain: pl.DataFrame([{**head, **row} for row in rows], infer_schema_length=None)
        for domain, rows in tables.items()
        if rows
    }
    return derive_all(admit(frames).tables, protocol)


def column(adam: Adam, test: str, name: str, subject: str = "A") -> list[Any]:
    """A column of ADLB of one test and patient."""
    own = adam.adlb.filter(pl.col("PARAMCD") == test, pl.col("USUBJID") == subject)
    return own[name].to_list()
