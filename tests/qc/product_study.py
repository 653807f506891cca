"""Write random Waldenström patients as study tables, let the package derive the whole study, and read its endpoints.

This is the long way round: SDTM records, subject dates, courses, response, times to event. Laboratory values stand
in the tables in mg/dL already; the reading of units has its own tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl
from courses import Pick, build_patient, sometimes
from waldenstrom_oracle import Course, date_of

from paraprotein.adam.derive import Adam, derive_all
from paraprotein.protocol.load import load_protocol
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm.shapes import SHAPES
from paraprotein.sdtm.tables import StudyTables, schema_of

FIRST_DOSE = date(2005, 2, 1)
METHODS = {"IGM": "NEPHELOMETRY", "SPEP": "ELECTROPHORESIS"}
Record = dict[str, Any]


@dataclass(frozen=True)
class Participant:
    """A patient's course, when treatment was stopped for progression, and each day's dose in mg from the first on."""

    course: Course
    claim_day: int | None
    doses_mg: tuple[int, ...]


def build_participant(pick: Pick) -> Participant:
    """A patient with treatment; nobody starts another therapy after death."""
    course = build_patient(pick)
    if course.death_day is not None and course.new_therapy_day is not None:
        therapy = course.new_therapy_day
        course = replace(course, new_therapy_day=therapy if therapy < course.death_day else None)
    last = max([2, *(sample.day for sample in course.samples)])
    claim = max(2, last + pick((0, 1, 10, 40, -30, -100))) if sometimes(pick, 5) else None  # and seen again after it
    if claim is not None and course.death_day is not None and claim > course.death_day:
        claim = None
    lengths = [pick((28, 14, 1, 30)) for _ in range(pick((1, 2, 3, 4)))]
    levels = [400, *(pick((600, 0, 300, 400)) for _ in lengths[1:])]
    doses = tuple(dose for level, length in zip(levels, lengths, strict=True) for dose in [level] * length)
    return Participant(course, claim, doses[: course.death_day])


def iso(study_day: int) -> date:
    return FIRST_DOSE + timedelta(days=date_of(study_day))


def dated(name: str, study_day: int | None) -> Record:
    """A --DTC column and its --DT companion."""
    day = None if study_day is None else iso(study_day)
    return {f"{name}C": None if day is None else day.isoformat(), name: day}


def subject_record(person: Participant) -> Record:
    death = person.course.death_day
    return {
        "SUBJID": "1",
        **dated("RFSTDT", 1),
        **dated("RFENDT", len(person.doses_mg)),
        **dated("DTHDT", death),
        "DTHFL": None if death is None else "Y",
    }


def laboratory_records(person: Participant) -> Iterator[Record]:
    for sample in person.course.samples:
        yield {
            "LBTESTCD": "IGM",
            "LBSTRESN": None if sample.mg_dl is None else float(sample.mg_dl),
            "LBSTRESU": "mg/dL",
            "LBSTNRHI": float(person.course.upper_limit),
            "LBMETHOD": METHODS[sample.method],
            "LBBLQFL": "Y" if sample.is_below_limit else None,
            **dated("LBDT", sample.day),
        }
    for day, findings in person.course.findings.items():
        if findings.ife is not None:
            result = "NEGATIVE" if findings.ife == "-" else "POSITIVE"
            yield {"LBTESTCD": "IFE", "LBSTRESC": result, **dated("LBDT", day)}


def response_records(person: Participant) -> Iterator[Record]:
    if person.course.has_baseline_emd:
        yield {"RSTESTCD": "EMD", "RSSTRESC": "PRESENT", **dated("RSDT", 1)}
    for day, findings in person.course.findings.items():
        results = {"CLINPD": "Y" if findings.is_clinical_progression else "N"}
        if findings.emd is not None:
            results["EMD"] = findings.emd.upper()
        if findings.is_marrow_normal is not None:
            results["BMNORM"] = "Y" if findings.is_marrow_normal else "N"
        for test, result in results.items():
            yield {"RSTESTCD": test, "RSSTRESC": result, **dated("RSDT", day)}


def medication_records(person: Participant) -> Iterator[Record]:
    if person.course.new_therapy_day is not None:
        start = dated("CMSTDT", person.course.new_therapy_day)
        yield {"CMTRT": "bortezomib", "CMCAT": "ANTICANCER THERAPY", **start}
    if person.course.anti_cd20_day is not None:
        yield {"CMTRT": "rituximab", "CMCAT": "ANTI-CD20", **dated("CMSTDT", person.course.anti_cd20_day)}


def procedure_records(person: Participant) -> Iterator[Record]:
    for day in person.course.plasmapheresis_days:
        yield {"PRTRT": "plasma exchange", "PRDECOD": "PLASMAPHERESIS", **dated("PRSTDT", day)}


def disposition_records(person: Participant) -> Iterator[Record]:
    if person.claim_day is not None:
        stopped = {"DSTERM": "PROGRESSION", "DSDECOD": "PROGRESSIVE DISEASE", "DSSCAT": "STUDY TREATMENT"}
        yield {**stopped, **dated("DSSTDT", person.claim_day)}
    if person.course.death_day is not None:
        term = "DEATH DUE TO PROGRESSIVE DISEASE" if person.course.is_disease_death else "DEATH"
        died = {"DSTERM": term, "DSDECOD": "DEATH", "DSSCAT": "STUDY PARTICIPATION"}
        yield {**died, **dated("DSSTDT", person.course.death_day)}


def exposure_records(person: Participant) -> Iterator[Record]:
    """One record per constant dose; a hold has dose 0."""
    start = 0
    for index, dose in enumerate(person.doses_mg):
        if index + 1 == len(person.doses_mg) or person.doses_mg[index + 1] != dose:
            given = {"EXTRT": "imatinib", "EXDOSE": float(dose), "EXDOSU": "mg", "EXDOSFRQ": "QD"}
            yield {**given, **dated("EXSTDT", start + 1), **dated("EXENDT", index + 1)}
            start = index + 1


RECORDS = {
    "DM": lambda person: iter([subject_record(person)]),
    "EX": exposure_records,
    "LB": laboratory_records,
    "RS": response_records,
    "CM": medication_records,
    "PR": procedure_records,
    "DS": disposition_records,
}


def name_of(row: int) -> str:
    return f"P{row:06d}"


def write_study(people: Sequence[Participant]) -> StudyTables:
    """All people as one study."""
    frames = {}
    for domain, records_of in RECORDS.items():
        rows = [
            {"TRIAL": 0, "STUDYID": "QC", "DOMAIN": domain, "USUBJID": name_of(row), f"{domain}SEQ": number, **record}
            for row, person in enumerate(people)
            for number, record in enumerate(records_of(person), start=1)
        ]
        schema = schema_of(SHAPES[domain])
        columns = {name: [row.get(name) for row in rows] for name in schema}
        frames[domain] = pl.DataFrame(columns, schema=schema)
    return StudyTables(frames)


def write_protocol(criteria: str, window: float) -> Protocol:
    """The founding protocol with other criteria and no preferred method: the last baseline decides, however old."""
    protocol = load_protocol("imatinib-wm-2007").protocol
    igm = protocol.assays["IGM"].model_copy(update={"method": ""})
    return protocol.model_copy(
        update={
            "response": protocol.response.model_copy(update={"criteria": criteria, "baseline_days": None}),
            "visits": protocol.visits.model_copy(update={"window": window}),
            "assays": {**protocol.assays, "IGM": igm},
        }
    )


def derive_study(people: Sequence[Participant], criteria: str, window: float) -> Adam:
    return derive_all(write_study(people), write_protocol(criteria, window))


@dataclass(frozen=True)
class StudyAnswer:
    """One patient's endpoints: (days, is event) by parameter and rules; best response; evaluability; exposure."""

    times: Mapping[tuple[str, str], tuple[int, bool]]
    best: str
    is_evaluable: bool
    exposure: tuple[float, ...]


EXPOSURE = ("TRTDURD", "CUMDOSE", "ADI", "PDI", "AVGDOSE", "RDI", "RDIFIRST", "RDIHIGH", "HOLDDAYS")


def read_study(adam: Adam, n_people: int) -> list[StudyAnswer]:
    """The package's answer for each patient."""
    times: list[dict[tuple[str, str], tuple[int, bool]]] = [{} for _ in range(n_people)]
    wanted = adam.adtte.select(pl.col("USUBJID", "PARAMCD", "RULES").cast(pl.String), "AVAL", "CNSR")
    for name, parameter, rules, days, censored in wanted.iter_rows():
        times[int(name[1:])][parameter, rules] = (int(days), censored == 0)
    subjects = adam.adsl.select(pl.col("USUBJID").cast(pl.String), "EVALFL")
    best = adam.response.select(pl.col("USUBJID", "BOR").cast(pl.String))
    exposure = adam.exposure.select(pl.col("USUBJID").cast(pl.String), *EXPOSURE)
    flags, bests = dict(subjects.iter_rows()), dict(best.iter_rows())
    doses = {name: tuple(float(value) for value in values) for name, *values in exposure.iter_rows()}
    return [
        StudyAnswer(times[row], bests[name_of(row)], flags[name_of(row)] == "Y", doses[name_of(row)])
        for row in range(n_people)
    ]
