"""A small study as its files hold it: response, progression, a patient without a later value, an id that bites."""

from datetime import date, timedelta

import polars as pl

from paraprotein.analysis import Analysis, analyze
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.sdtm import admit

FIRST = date(2004, 1, 5)
WILD = "S-<script>alert(1)</script>"
"""A subject id that a careless page would run."""

COURSES: dict[str, tuple[float, ...]] = {
    "S-001": (4000, 2800, 1900, 1500, 2600, 2900),
    "S-002": (3000, 3300, 3900, 4000),
    "S-003": (2500,),
    WILD: (3200, 2300, 3100, 3000),
    "S-005": (1000, 2300, 2400),
}
"""IgM in mg/dL at baseline and every 28 days: PR then progression, early progression, no later value, an MR that the
next visit does not uphold, and a rise beyond +100 %."""


def analysis_of(loaded: LoadedProtocol, courses: dict[str, tuple[float, ...]]) -> Analysis:
    """The analysis of a study of these patients."""
    return analyze(admit(study_frames(courses)).tables, loaded)


def study_frames(courses: dict[str, tuple[float, ...]]) -> dict[str, pl.DataFrame]:
    """DM, EX, LB, AE and DS of these patients; dates are ISO text. Without patients the tables keep their columns."""
    if not courses:
        return {domain: table.clear() for domain, table in study_frames(COURSES).items()}
    last = {subject: FIRST + timedelta(days=28 * len(values)) for subject, values in courses.items()}
    subjects = list(courses)
    return {
        "DM": pl.DataFrame(
            {
                "STUDYID": ["S"] * len(subjects),
                "USUBJID": subjects,
                "SUBJID": [subject.partition("-")[2] for subject in subjects],
                "RFSTDTC": [FIRST.isoformat()] * len(subjects),
                "RFENDTC": [last[subject].isoformat() for subject in subjects],
                "RFPENDTC": [last[subject].isoformat() for subject in subjects],
                "AGE": [50.0 + 3 * place for place in range(len(subjects))],
                "AGEU": ["YEARS"] * len(subjects),
                "SEX": ["F"] * len(subjects),
            }
        ),
        "EX": _table("EX", [_dose(subject, last[subject]) for subject in subjects]),
        "LB": _table("LB", [row for subject in subjects for row in _laboratory(subject, courses[subject])]),
        "AE": _table("AE", [_edema(subject) for subject in subjects[:1]]),
        "DS": _table("DS", [_end(subject, last[subject]) for subject in subjects]),
    }


def _table(domain: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame([{"STUDYID": "S", "DOMAIN": domain, **row} for row in rows])


def _dose(subject: str, end: date) -> dict[str, object]:
    return {
        "USUBJID": subject, "EXSEQ": 1, "EXTRT": "imatinib", "EXDOSE": 400.0, "EXDOSU": "mg", "EXDOSFRQ": "QD",
        "EXROUTE": "ORAL", "EXSTDTC": FIRST.isoformat(), "EXENDTC": end.isoformat(),
    }  # fmt: skip


def _laboratory(subject: str, values: tuple[float, ...]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for visit, igm in enumerate(values):
        day = (FIRST + timedelta(days=28 * visit)).isoformat()
        for code, unit, value in (
            ("IGM", "mg/dL", igm), ("HGB", "g/dL", 11.5 - 0.9 * visit), ("TRYPTASE", "ng/mL", 8.0 / (visit + 1)),
        ):  # fmt: skip
            rows.append(
                {
                    "USUBJID": subject, "LBSEQ": len(rows) + 1, "LBTESTCD": code, "LBORRES": str(value),
                    "LBORRESU": unit, "LBSTRESC": str(value), "LBSTRESN": float(value), "LBSTRESU": unit, "LBDTC": day,
                }
            )  # fmt: skip
    return rows


def _edema(subject: str) -> dict[str, object]:
    return {
        "USUBJID": subject, "AESEQ": 1, "AETERM": "swollen ankles", "AEDECOD": "Oedema peripheral", "AETOXGR": "2",
        "AESTDTC": (FIRST + timedelta(days=30)).isoformat(),
    }  # fmt: skip


def _end(subject: str, day: date) -> dict[str, object]:
    return {
        "USUBJID": subject, "DSSEQ": 1, "DSTERM": "withdrew", "DSDECOD": "WITHDRAWAL BY SUBJECT",
        "DSCAT": "DISPOSITION EVENT", "DSSCAT": "STUDY TREATMENT", "DSSTDTC": day.isoformat(),
    }  # fmt: skip
