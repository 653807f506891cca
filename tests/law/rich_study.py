"""A small study in which every column of every study table has a value that could decide something.

Four patients with Waldenström's macroglobulinemia, measured lesions and laboratory results that came in every way: in
standard units, in original units alone, below a limit, flagged, timed, by another method.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from paraprotein.protocol.load import load_protocol
from paraprotein.protocol.schema import Protocol

FIRST_DOSE = date(2004, 1, 5)
PROTOCOL: Protocol = load_protocol("imatinib-wm-2007").protocol
HEAD = {"TRIAL": 0, "STUDYID": "RICH"}

Row = dict[str, Any]


def on(day: int, clock: str = "") -> str:
    """ISO date of a study day, with a clock time where one is given."""
    return (FIRST_DOSE + timedelta(days=day - 1 if day > 0 else day)).isoformat() + (f"T{clock}" if clock else "")


def _subject(name: str, **more: Any) -> Row:
    return {
        "USUBJID": name, "SUBJID": name, "RFSTDTC": on(1), "RFENDTC": on(120), "RFICDTC": on(-14), "RFPENDTC": on(150),
        "SITEID": "01", "BRTHDTC": "1940-05-01", "AGE": 63.0, "AGEU": "YEARS", "SEX": "F", "ARMCD": "IMA",
        "ARM": "Imatinib", "ACTARMCD": "IMA", "ACTARM": "Imatinib", "PRIORTX": 2.0, "DISSTAT": "RELAPSED", **more,
    }  # fmt: skip


SUBJECTS = (
    _subject("S1"),
    _subject("S2", SEX="M", AGE=70.0, BRTHDTC="1933-11-20", DISSTAT="REFRACTORY", DTHDTC=on(160), DTHFL="Y",
             RFPENDTC=on(160)),
    _subject("S3", PRIORTX=4.0, SIMULATED=None),
    _subject("S4", RFPENDTC=on(200), RFENDTC=on(138)),
    _subject("S5", RFSTDTC=None, RFENDTC=None, RFPENDTC=None, ARMCD="SCRNFAIL"),
    _subject("S6"),
    _subject("S7", RFPENDTC=on(60)),
    _subject("S8", RFPENDTC=on(60)),
    _subject("S9", RFPENDTC=on(100), DTHDTC=on(100), DTHFL="Y", DTHCAUS="Disease progression"),
    _subject("T1", RFPENDTC=on(60)),
    _subject("T2", RFPENDTC=on(60)),
)  # fmt: skip


def _dose(name: str, start: int, end: int | None, mg: float, clock: str = "", **more: Any) -> Row:
    ended = on(end) if end is not None else None
    return {
        "USUBJID": name, "EXTRT": "imatinib", "EXDOSE": mg, "EXDOSU": "mg", "EXDOSFRQ": "QD", "EXROUTE": "ORAL",
        "EXSTDTC": on(start, clock), "EXENDTC": ended, **more,
    }  # fmt: skip


DOSES = (
    _dose("S1", 1, 60, 400.0, "09:00"),
    _dose("S1", 61, 120, 300.0, EXADJ="ADVERSE EVENT"),
    _dose("S2", 1, 56, 400.0),
    _dose("S3", 1, 28, 400.0),
    _dose("S3", 29, 34, 0.0, EXADJ="ADVERSE EVENT"),
    _dose("S3", 35, 100, 400.0),
    _dose("S4", 1, None, 400.0),
    _dose("S6", 1, 40, 400.0),
    _dose("S7", 1, 40, 400.0),
    _dose("S8", 1, 40, 400.0),
    _dose("S9", 1, 40, 400.0),
    _dose("T1", 1, 40, 400.0),
    _dose("T2", 1, 40, 400.0),
)


def _result(
    name: str, test: str, day: int, value: float | None, unit: str = "mg/dL", clock: str = "", **more: Any
) -> Row:
    return {
        "USUBJID": name, "LBTESTCD": test, "LBTEST": test, "LBSTRESC": None if value is None else f"{value:g}",
        "LBSTRESN": value, "LBSTRESU": unit, "LBDTC": on(day, clock), **more,
    }  # fmt: skip


def _original(name: str, test: str, day: int, text: str, unit: str, **more: Any) -> Row:
    return {"USUBJID": name, "LBTESTCD": test, "LBORRES": text, "LBORRESU": unit, "LBDTC": on(day), **more}


RESULTS = (
    # S1: the sample of 16:00 on day 1 was taken after the dose of 09:00; response, one value below the limit
    _result("S1", "IGM", -7, 3600.0, LBMETHOD="NEPHELOMETRY", LBNAM="CENTRAL"),
    _result(
        "S1",
        "IGM",
        1,
        4000.0,
        clock="07:50",
        LBMETHOD="NEPHELOMETRY",
        LBLOBXFL="Y",
        LBBLFL="Y",
        LBNAM="CENTRAL",
        LBTPT="PREDOSE",
        LBTPTNUM=1.0,
    ),
    _result(
        "S1", "IGM", 1, 2500.0, clock="16:00", LBMETHOD="NEPHELOMETRY", LBNAM="CENTRAL", LBTPT="7H POST", LBTPTNUM=2.0
    ),
    _original("S1", "IGM", 29, "24", "g/L", LBMETHOD="NEPHELOMETRY", LBNAM="CENTRAL"),
    _result("S1", "IGM", 57, 1800.0, LBMETHOD="NEPHELOMETRY", VISITNUM=4.0, VISIT="WEEK 8", LBNAM="CENTRAL"),
    _result("S1", "IGM", 85, 500.0, LBMETHOD="ELECTROPHORESIS", LBNAM="CENTRAL"),
    _result("S1", "IGM", 113, None, LBSTRESC="BLQ", LBLLOQ=20.0, LBMETHOD="NEPHELOMETRY", LBNAM="CENTRAL"),
    _result("S1", "IFE", 57, None, "", LBSTRESC="NEGATIVE"),
    _result("S1", "IFE", 113, None, "", LBSTRESC="NEGATIVE"),
    _result("S1", "HGB", 1, 12.5, "g/dL", LBSTNRLO=12.0, LBSTNRHI=17.5),
    _result("S1", "HGB", 29, 7.9, "g/dL", LBSTNRLO=12.0, LBSTNRHI=17.5),
    _result("S1", "NEUT", 29, 0.8, "10^9/L", LBSTNRLO=1.8, LBSTNRHI=7.7),
    _result("S1", "ALT", 29, 300.0, "U/L", LBSTNRLO=5.0, LBSTNRHI=40.0),
    _result("S1", "GLUC", 29, 260.0, "mg/dL", LBSTNRHI=100.0, LBFAST="Y"),
    _result("S1", "CREAT", 29, 3.2, "mg/dL", LBSPEC="SERUM", LBCAT="CHEMISTRY", LBSTNRHI=1.1),
    _result("S3", "CREAT", 29, 90.0, "mg/dL", LBSPEC="URINE", LBCAT="CHEMISTRY", LBSTNRHI=1.1),
    _result("S4", "CREAT", 29, 80.0, "mg/dL", LBCAT="URINALYSIS", LBSTNRHI=1.1),
    _result("S1", "SODIUM", 29, 133.0, "mmol/L", LBSTNRLO=135.0, LBSTNRHI=145.0),
    # S2: time points alone; rise of IgM, death from the disease
    _result("S2", "IGM", 1, 2000.0, LBTPT="PREDOSE", LBTPTNUM=-1.0),
    _result("S2", "IGM", 1, 1500.0, LBTPT="2H POST", LBTPTNUM=2.0),
    _result("S2", "IGM", 29, 2600.0),
    _result("S2", "IGM", 57, 3400.0),
    _result("S2", "IGM", 85, 5000.0, LBSTAT="NOT DONE"),
    # S3: stable, with a plasma exchange; below the limit by flag
    _result("S3", "IGM", -20, 3000.0),
    _result("S3", "IGM", 1, 2900.0),
    _result("S3", "IGM", 29, 2800.0),
    _result("S3", "IGM", 57, 2500.0),
    _result("S3", "PLAT", 29, 40.0, "10^9/L", LBSTNRLO=150.0, LBSTNRHI=400.0),
    # S4: measured lesions
    _result("S4", "IGM", 1, 3500.0, LBTPTNUM=0.0),
    _result("S4", "IGM", 1, 3400.0, LBELTM="PT2H"),
    _result("S4", "HGB", 1, 12.0, "g/dL", LBTPTNUM=2.0),
    _result("S4", "HGB", 1, 11.0, "g/dL", LBTPTNUM=1.0),
    _result("S4", "IGM", 29, 1700.0),
    _result("S4", "IGM", 57, 1600.0),
    # T1, T2: a rise under an antibody against CD20 that only its name shows
    *(
        _result(name, "IGM", day, value)
        for name in ("T1", "T2")
        for day, value in ((1, 2000.0), (29, 2700.0), (57, 2700.0))
    ),
    # S6: a baseline below the limit, by the flag alone
    _result("S6", "IGM", 1, 100.0, LBBLQFL="Y"),
    _result("S6", "IGM", 29, 90.0),
)


def _event(name: str, term: str, grade: str, start: int, end: int, **more: Any) -> Row:
    return {
        "USUBJID": name, "AETERM": term, "AEDECOD": term, "AETOXGR": grade, "AESTDTC": on(start), "AEENDTC": on(end),
        "AEBODSYS": "General disorders", "AEOUT": "RECOVERED", "AESDTH": "N", "AESER": "N",
        "AEREL": "RELATED", "AEACN": "DOSE REDUCED", **more,
    }  # fmt: skip


EVENTS = (
    _event("S1", "Oedema peripheral", "3", 55, 60, AETERM="swollen legs"),
    _event("S1", "Neuropathy peripheral", "2", 40, 70),
    _event("S4", "Oedema peripheral", "2", 55, 60, AEDECOD=None),
    _event("S3", "Nausea", "3", 28, 170),
    _event("S3", "Fatigue", "2", 10, 20),
    _event("S7", "Sepsis", "4", 80, 90, AEOUT="FATAL"),
    _event("S8", "Sepsis", "4", 80, 90, AESDTH="Y"),
    _event("S3", "Rash", "1", 12, 20, AESOC="Skin and subcutaneous tissue disorders", AETRTEM="Y"),
    _event("S3", "Cough", "", 14, 20, AETOXGR=None, AESEV="SEVERE"),
    _event("S1", "Syncope", "2", 15, 20, AESHOSP="Y"),
    _event("S2", "Syncope", "2", 15, 20, AESLIFE="Y"),
    _event("S3", "Syncope", "2", 15, 20, AESDISAB="Y"),
    _event("S4", "Syncope", "2", 15, 20, AESCONG="Y"),
    _event("S6", "Syncope", "2", 15, 20, AESMIE="Y"),
)


DISPOSITIONS = (
    {"USUBJID": "S1", "DSTERM": "Informed consent", "DSDECOD": "INFORMED CONSENT OBTAINED",
     "DSCAT": "PROTOCOL MILESTONE", "DSSTDTC": on(-14)},
    {"USUBJID": "S1", "DSTERM": "Completed", "DSDECOD": "COMPLETED", "DSCAT": "DISPOSITION EVENT",
     "DSSCAT": "STUDY TREATMENT", "DSSTDTC": on(121)},
    {"USUBJID": "S2", "DSTERM": "DEATH DUE TO WALDENSTROM", "DSDECOD": "DEATH", "DSCAT": "DISPOSITION EVENT",
     "DSSCAT": "STUDY PARTICIPATION", "DSSTDTC": on(160)},
    {"USUBJID": "S2", "DSTERM": "PROGRESSIVE DISEASE", "DSDECOD": "PROGRESSIVE DISEASE", "DSCAT": "DISPOSITION EVENT",
     "DSSCAT": "STUDY TREATMENT", "DSSTDTC": on(58)},
    {"USUBJID": "S4", "DSTERM": "ADVERSE EVENT", "DSDECOD": "ADVERSE EVENT", "DSCAT": "DISPOSITION EVENT",
     "DSSCAT": "STUDY TREATMENT", "DSSTDTC": on(140)},
)  # fmt: skip


def _assessed(name: str, test: str, day: int, word: str, **more: Any) -> Row:
    return {
        "USUBJID": name, "RSTESTCD": test, "RSTEST": test, "RSSTRESC": word, "RSDTC": on(day),
        "RSEVAL": "INVESTIGATOR", "RSCAT": "IWWM", **more,
    }  # fmt: skip


ASSESSMENTS = (
    _assessed("S1", "BMNORM", 57, "Y"),
    _assessed("S1", "EMD", 1, "PRESENT"),
    _assessed("S1", "EMD", 57, "RESOLVED"),
    _assessed("S1", "OVRLRESP", 57, "PR", VISITNUM=4.0, VISIT="WEEK 8"),
    _assessed("S1", "OVRLRESP", 57, "SD", RSEVAL="INDEPENDENT ASSESSOR", RSEVALID="READER 1", RSACPTFL="Y"),
    _assessed("S1", "OVRLRESP", 57, "PD", RSEVAL="INDEPENDENT ASSESSOR", RSEVALID="READER 2"),
    _assessed("S3", "CLINPD", 85, "Y", RSSTRESC=None, RSORRES="Y"),
)

MEDICATIONS = (
    {"USUBJID": "T1", "CMTRT": "rituximab", "CMSTDTC": on(1)},
    {"USUBJID": "T1", "CMTRT": "vitamin D", "CMSTDTC": on(2)},
    {"USUBJID": "S6", "CMTRT": "tablets", "CMSCAT": "ANTICANCER THERAPY", "CMSTDTC": on(20)},
    {"USUBJID": "T2", "CMTRT": "infusion", "CMDECOD": "RITUXIMAB", "CMSTDTC": on(1)},
    {"USUBJID": "S2", "CMTRT": "rituximab", "CMDECOD": "RITUXIMAB", "CMCAT": "ANTICANCER THERAPY", "CMSTDTC": on(100),
     "CMENDTC": on(130)},
    {"USUBJID": "S4", "CMTRT": "rituximab", "CMDECOD": "RITUXIMAB", "CMCAT": "ANTI-CD20", "CMSTDTC": on(1),
     "CMENDTC": on(20)},
    {"USUBJID": "S4", "CMTRT": "idelalisib", "CMDECOD": "IDELALISIB", "CMCAT": "ANTICANCER THERAPY", "CMOCCUR": "N",
     "CMSTDTC": on(20)},
    {"USUBJID": "S4", "CMTRT": "aspirin", "CMDECOD": "ACETYLSALICYLIC ACID", "CMCAT": "GENERAL", "CMSTDTC": on(10)},
)  # fmt: skip

PROCEDURES = (
    {"USUBJID": "S4", "PRTRT": "PLASMA EXCHANGE", "PRSTDTC": on(28)},
    {"USUBJID": "S3", "PRTRT": "Apheresis", "PRDECOD": "PLASMAPHERESIS", "PRSTDTC": on(-5)},
    {"USUBJID": "S1", "PRTRT": "PLASMA EXCHANGE", "PROCCUR": "N", "PRSTDTC": on(50)},
    {"USUBJID": "S4", "PRTRT": "Biopsy", "PRDECOD": "BIOPSY", "PRSTDTC": on(2)},
)

CONCENTRATIONS = (
    {"USUBJID": "S4", "PCTESTCD": "IMATINIB", "PCTEST": "Imatinib", "PCSTRESN": 1.1, "PCSTRESU": "mg/L",
     "VISITNUM": 2.0, "PCDTC": on(29)},
    {"USUBJID": "S4", "PCTESTCD": "IMATINIB", "PCTEST": "Imatinib", "PCSTRESN": 1.2, "PCSTRESU": "mg/L",
     "VISITNUM": 3.0, "PCDTC": on(300)},
)  # fmt: skip


def _identified(name: str, lesion: str, kind: str, day: int, where: str = "Lymph node", **more: Any) -> Row:
    return {
        "USUBJID": name, "TULNKID": lesion, "TUTESTCD": "TUMIDENT", "TUORRES": kind, "TUSTRESC": kind, "TULOC": where,
        "TUEVAL": "INVESTIGATOR", "TUDTC": on(day), **more,
    }  # fmt: skip


def _measured(name: str, lesion: str, test: str, day: int, value: float, **more: Any) -> Row:
    return {
        "USUBJID": name, "TRLNKID": lesion, "TRTESTCD": test, "TRORRES": f"{value:g}", "TRORRESU": "mm",
        "TRSTRESC": f"{value:g}", "TRSTRESN": value, "TRSTRESU": "mm", "TREVAL": "INVESTIGATOR", "TRDTC": on(day),
        "VISITNUM": 1.0, **more,
    }  # fmt: skip


_ORIGINAL_ALONE = {"TRSTRESN": None, "TRSTRESC": None, "TRSTRESU": None}

LESIONS = (
    _identified("M1", "N1", "NEW", 85, TUORRES=None),
    _identified("M2", "N1", "NEW", 57, TUSTRESC=None),
    _identified("M1", "T1", "TARGET", 1),
    _identified("M1", "T2", "NON-TARGET", 1),
    _identified("M2", "T1", "TARGET", 1, "Liver"),
)

SIZES = (
    _measured("M1", "T1", "LDIAM", 1, 40.0),
    _measured("M1", "T1", "LPERP", 1, 30.0),
    _measured("M1", "T1", "LDIAM", 29, 20.0, **_ORIGINAL_ALONE),
    _measured("M1", "T1", "LPERP", 29, 15.0, TRSTRESN=None),
    _measured("M1", "T1", "LDIAM", 57, 60.0, TRSTAT="NOT DONE"),
    _measured("M1", "T1", "LPERP", 57, 60.0, TRSTAT="NOT DONE"),
    _measured("M2", "T1", "LDIAM", 1, 20.0),
    _measured("M2", "T1", "LPERP", 1, 20.0),
    _measured("M2", "T1", "LDIAM", 29, 30.0),
    _measured("M2", "T1", "LPERP", 29, 30.0),
)

DEATHS = (
    {"USUBJID": "T1", "DDTESTCD": "PRCDTH", "DDTEST": "Primary Cause of Death", "DDORRES": "Disease progression",
     "DDRESCAT": "NONTREATMENT RELATED", "DDEVAL": "INVESTIGATOR", "DDDTC": on(90)},
    {"USUBJID": "T2", "DDTESTCD": "PRCDTH", "DDTEST": "Primary Cause of Death", "DDSTRESC": "DISEASE PROGRESSION",
     "DDEVAL": "INVESTIGATOR", "DDDTC": on(95)},
    {"USUBJID": "T2", "DDTESTCD": "LOCDTH", "DDTEST": "Location of Death", "DDORRES": "Home", "DDSTRESC": "HOME",
     "DDEVAL": "INVESTIGATOR", "DDDTC": on(95)},
)  # fmt: skip

STATUSES = (
    {"USUBJID": "S1", "SSTESTCD": "SURVSTAT", "SSTEST": "Survival Status", "SSSTRESC": "ALIVE", "SSDTC": on(350)},
    {"USUBJID": "S6", "SSTESTCD": "SURVSTAT", "SSTEST": "Survival Status", "SSORRES": "Alive", "SSDTC": on(350)},
    {"USUBJID": "S6", "SSTESTCD": "SURVSTAT", "SSTEST": "Survival Status", "SSORRES": "Alive", "SSDTC": on(10)},
)

TABLES: Mapping[str, tuple[Row, ...]] = {
    "DM": SUBJECTS, "EX": DOSES, "LB": RESULTS, "AE": EVENTS, "DS": DISPOSITIONS, "RS": ASSESSMENTS,
    "CM": MEDICATIONS, "PR": PROCEDURES, "PC": CONCENTRATIONS, "DD": DEATHS, "SS": STATUSES,
}  # fmt: skip

MYELOMA_TABLES: Mapping[str, tuple[Row, ...]] = {
    "DM": (_subject("M1"), _subject("M2")),
    "EX": (_dose("M1", 1, 120, 4.0), _dose("M2", 1, 120, 4.0)),
    "LB": tuple(
        _result(name, "MCPROT", day, value, "g/dL")
        for name in ("M1", "M2")
        for day, value in ((1, 3.0), (29, 1.4), (57, 1.4), (85, 1.4))
    ),
    "TU": LESIONS,
    "TR": SIZES,
}
"""Myeloma with measured plasmacytomas: there lesions decide response and progression."""


def rich_frames(tables: Mapping[str, tuple[Row, ...]] = TABLES) -> dict[str, pl.DataFrame]:
    """Raw tables, as files would hold them."""
    return {domain: _frame(domain, rows) for domain, rows in tables.items()}


def _frame(domain: str, rows: tuple[Row, ...]) -> pl.DataFrame:
    counted: dict[str, int] = {}
    numbered = []
    for row in rows:
        counted[row["USUBJID"]] = counted.get(row["USUBJID"], 0) + 1
        sequence = {} if domain == "DM" else {f"{domain}SEQ": counted[row["USUBJID"]]}
        numbered.append({**HEAD, "DOMAIN": domain, **sequence, **row})
    return pl.DataFrame(numbered, infer_schema_length=None)
