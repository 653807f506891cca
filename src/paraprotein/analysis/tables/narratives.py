"""Draft narratives: what the tables say of a patient who died, had a serious event or stopped for one, in sentences."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import polars as pl

from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol
from .deaths import tabulate_deaths
from .event_counts import safety_events, safety_subjects

DRAFT = "DRAFT, written from the study tables by rule; a physician has not read it."

Row: TypeAlias = Mapping[str, object]

_ACTIONS: Mapping[str, str] = {
    "DRUG WITHDRAWN": "treatment was stopped for good", "DRUG INTERRUPTED": "treatment was held",
    "DOSE REDUCED": "the dose was reduced", "DOSE INCREASED": "the dose was raised",
    "DOSE NOT CHANGED": "the dose was not changed",
}  # fmt: skip

_SEXES: Mapping[str, str] = {"M": "man", "F": "woman"}


def tabulate_narratives(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per patient who died, had a serious treatment-emergent event, or stopped treatment for an event.

    Returns:
        REASONS (death, serious event, end of treatment for an event) and TEXT, plain sentences that begin with `DRAFT`.
        Nothing is in them that the study tables do not hold; what the tables leave out is said to be not recorded.
    """
    subjects = safety_subjects(adam, protocol)
    events = safety_events(adam, subjects).filter(pl.col("TRTEMFL") == "Y")
    told = events.filter((pl.col("ASER") == "Y") | (pl.col("AACN") == "DRUG WITHDRAWN") | (pl.col("AFATFL") == "Y"))
    by_patient = told.sort(*SUBJECT, "AONSETDT", "SRCSEQ").partition_by(SUBJECT, as_dict=True)
    deaths = {(row["TRIAL"], row["USUBJID"]): row for row in tabulate_deaths(adam, protocol).iter_rows(named=True)}
    chosen = {*by_patient, *deaths}
    rows = [
        (*key, *_narrative(patient, _rows(by_patient.get(key)), deaths.get(key), protocol))
        for patient in adam.adsl.iter_rows(named=True)
        if (key := (patient["TRIAL"], patient["USUBJID"])) in chosen
    ]
    schema = {name: adam.adsl.schema[name] for name in SUBJECT} | {"REASONS": pl.String(), "TEXT": pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _rows(events: pl.DataFrame | None) -> list[Row]:
    return [] if events is None else list(events.iter_rows(named=True))


def _narrative(patient: Row, events: list[Row], death: Row | None, protocol: Protocol) -> tuple[str, str]:
    """Why the patient has a narrative, and its text."""
    reasons = {
        "death": death is not None,
        "serious event": any(event["ASER"] == "Y" for event in events),
        "end of treatment for an event": any(event["AACN"] == "DRUG WITHDRAWN" for event in events),
    }
    sentences = [DRAFT, _who(patient), _treatment(patient, protocol)]
    sentences += [" ".join(_event(event)) for event in events]
    sentences += [_end(patient)] if patient["EOTREAS"] else []
    sentences += [_death(death)] if death is not None else []
    return ", ".join(name for name, holds in reasons.items() if holds), " ".join(filter(None, sentences))


def _who(patient: Row) -> str:
    age = patient["AGE"]
    person = _SEXES.get(str(patient["SEX"]), "patient")
    if not isinstance(age, int | float):
        return f"Patient {patient['USUBJID']}, a {person}, age not recorded."
    article = "an" if f"{age:.0f}".startswith(("8", "11", "18")) else "a"
    return f"Patient {patient['USUBJID']}, {article} {age:.0f}-year-old {person}."


def _treatment(patient: Row, protocol: Protocol) -> str:
    if patient["TRTSDT"] is None:
        return "No dose is recorded."
    given = f"{protocol.treatment.drug.capitalize()} was given from {patient['TRTSDT']} to {patient['TRTEDT']}"
    return f"{given} ({patient['TRTDURD']} days)."


def _event(event: Row) -> Iterator[str]:
    """The sentences on one event."""
    grade = f"grade {event['ATOXGRN']}" if event["ATOXGRN"] is not None else "not graded"
    if event["ATOXGRN"] is None and event["ASEV"] is not None:
        grade += f", called {str(event['ASEV']).lower()}"
    kind = "serious" if event["ASER"] == "Y" else "not called serious"
    coded = "" if event["ACODFL"] == "Y" else ", not coded"
    yield f"{_began(event)}: {event['ADECOD']}{coded} ({grade}, {kind})."
    relation = {"RELATED": "related to treatment", "NOT RELATED": "not related to treatment"}.get(str(event["AREL"]))
    yield f"The investigator called it {relation}." if relation else "Its relation to treatment is not recorded."
    if event["AACN"] is None or str(event["AACN"]) in _ACTIONS:
        action = _ACTIONS.get(str(event["AACN"]), "the action taken with treatment is not recorded")
        yield f"{action[0].upper()}{action[1:]}."
    yield _outcome(event)


def _began(event: Row) -> str:
    if event["ASTDT"] is None:
        return "On a day that is not fully recorded"
    return f"On day {event['ASTDY']} ({event['ASTDT']})"


def _outcome(event: Row) -> str:
    ended = f" on day {event['AENDY']} ({event['AENDT']})" if event["AENDT"] is not None else ""
    if event["AFATFL"] == "Y":
        return "The event was fatal."
    if event["AEOUT"] is None:
        return f"It ended{ended}." if ended else "Its outcome is not recorded."
    return f"Outcome: {str(event['AEOUT']).lower()}{ended}."


def _end(patient: Row) -> str:
    day = f" on {patient['EOTDT']}" if patient["EOTDT"] is not None else ""
    return f"Treatment ended{day}; recorded reason: {str(patient['EOTREAS']).lower()}."


def _death(death: Row) -> str:
    day = "on a day that is not recorded" if death["DTHDT"] is None else f"on {death['DTHDT']}"
    if death["ADY"] is not None:
        day = f"on day {death['ADY']} ({death['DTHDT']}), {_after(death['SINCE'])}"
    inferred = " (the day is inferred)" if death["DTHDTF"] == "Y" else ""
    cause = f"recorded cause: {death['CAUSE']}" if death["CAUSE"] else "no cause is recorded"
    relation = {"RELATED": "related to treatment", "NOT RELATED": "not related to treatment"}.get(
        str(death["RELATED"]), "relation to treatment not recorded"
    )
    return f"The patient died {day}{inferred}; {cause}; {relation}."


def _after(days: object) -> str:
    if not isinstance(days, int) or days <= 0:
        return "on the day of the last dose" if days == 0 else "while on treatment"
    return f"{days} day{'' if days == 1 else 's'} after the last dose"
