"""A study of 40 patients with 200 invented adverse events, and the same events as plain records to count by hand."""

import random
from dataclasses import dataclass
from typing import Any

import polars as pl
from hand_built import Patient, frames, on

from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

TERMS = (
    ("Nausea", "Gastrointestinal disorders"), ("Diarrhoea", "Gastrointestinal disorders"),
    ("Fatigue", "General disorders and administration site conditions"), ("Atrial fibrillation", "Cardiac disorders"),
    ("Pneumonia", "Infections and infestations"), ("Herpes zoster", "Infections and infestations"),
    ("Epistaxis", "Respiratory, thoracic and mediastinal disorders"),
    ("Rash", "Skin and subcutaneous tissue disorders"),
)  # fmt: skip
VERBATIMS = ("felt sick, nausea", "a-fib", "moved house")
RELATIONS = ("RELATED", "NOT RELATED", "POSSIBLE", "UNLIKELY", None)
ACTIONS = ("DRUG INTERRUPTED", "DOSE REDUCED", "DRUG WITHDRAWN", "DOSE NOT CHANGED", None)
NOT_RELATED = ("NOT RELATED", "UNLIKELY")
WINDOW = 30


@dataclass(frozen=True)
class Invented:
    """One event; days are study days, `end` of treatment that of its patient."""

    subject: str
    term: str | None
    verbatim: str
    organ: str | None
    day: int
    grade: int | None
    severity: str | None
    serious: str
    related: str | None
    action: str | None
    fatal: bool
    last_dose: int

    @property
    def emergent(self) -> bool:
        """Began under treatment, the window included."""
        return 1 <= self.day <= self.last_dose + WINDOW

    @property
    def name(self) -> str:
        """Under which the event counts."""
        return self.term or self.verbatim


def invent(seed: int = 13, patients: int = 40, events: int = 200) -> tuple[StudyTables, list[Invented], dict[str, int]]:
    """The study, its events, and the last dose of each patient (study day); the last five patients died."""
    chance = random.Random(seed)
    last_dose = {f"P{number:02d}": chance.randint(20, 300) for number in range(patients)}
    died = {name: last_dose[name] + chance.randint(0, 20) for name in list(last_dose)[-5:]}
    invented = [_event(chance, chance.choice(list(last_dose)), last_dose, died) for _ in range(events - len(died))]
    invented += [
        Invented(name, "Pneumonia", "PNEUMONIA", "Infections and infestations", day, 5, None, "Y", "POSSIBLE", None,
                 True, last_dose[name])
        for name, day in died.items()
    ]  # fmt: skip
    people = {
        name: Patient(igm={1: 3000.0, 29: 2900.0}, doses=((1, last, 400.0),), died=died.get(name),
                      last_contact=min(last + 60, died.get(name, 999)))
        for name, last in last_dose.items()
    }  # fmt: skip
    tables = frames(people)
    tables["AE"] = pl.DataFrame(
        [_row(event, place) for place, event in enumerate(invented, 1)], infer_schema_length=None
    )
    return admit(tables).tables, invented, {**last_dose}


def _event(chance: random.Random, name: str, last_dose: dict[str, int], died: dict[str, int]) -> Invented:
    coded = chance.random() > 0.15
    term, organ = chance.choice(TERMS) if coded else (None, None)
    day = chance.randint(-10, min(last_dose[name] + 55, died.get(name, 999)))
    grade = chance.choice((1, 1, 2, 2, 3, 4, None))
    return Invented(
        subject=name, term=term, verbatim=term.upper() if term else chance.choice(VERBATIMS), organ=organ,
        day=day if day > 0 else day - 1, grade=grade,
        severity=None if grade else chance.choice(("MILD", "SEVERE", None)),
        serious=chance.choice("NNNY"), related=chance.choice(RELATIONS), action=chance.choice(ACTIONS), fatal=False,
        last_dose=last_dose[name],
    )  # fmt: skip


def _row(event: Invented, place: int) -> dict[str, Any]:
    return {
        "TRIAL": 0, "STUDYID": "HAND", "USUBJID": event.subject, "AESEQ": place, "AETERM": event.verbatim,
        "AEDECOD": event.term, "AEBODSYS": event.organ, "AESTDTC": on(event.day).isoformat(),
        "AETOXGR": None if event.grade is None else str(event.grade), "AESEV": event.severity, "AESER": event.serious,
        "AEREL": event.related, "AEACN": event.action, "AEOUT": "FATAL" if event.fatal else None,
    }  # fmt: skip
