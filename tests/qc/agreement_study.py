"""Compare endpoints: the package derives a study from tables, the second implementation goes patient by patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from agreement import READINGS, Difference
from endpoints_oracle import (
    PRIMARY,
    TABLES,
    Analysis,
    Contact,
    FollowUp,
    Schedule,
    Time,
    describe_exposure,
    duration_of_response,
    is_evaluable,
    overall_survival,
    response_day,
    time_to_event,
    time_to_failure,
    time_to_next_treatment,
)
from product_study import Participant, StudyAnswer, derive_study, read_study
from product_waldenstrom import EDITION_NAMES
from waldenstrom_oracle import measurable_baseline, resolve_course

Deaths = Literal["any", "disease", "none"]

ANALYSES: Mapping[str, Analysis] = {
    "primary": PRIMARY,
    "fda-a": TABLES["A"],
    "fda-b": TABLES["B"],
    "fda-c": TABLES["C"],
    "new-therapy-event": Analysis(counts_new_therapy=True),
    "unconfirmed": Analysis(counts_candidates=True),
}
PROGRESSION: Mapping[str, Deaths] = {"TTP": "disease", "PFS": "any"}
LEVELS: Mapping[str, Sequence[str]] = {"": ("CR", "VGPR", "PR", "MR"), "PR": ("CR", "VGPR", "PR")}
DURATIONS: Mapping[str, Deaths] = {"primary": "any", "death-censor": "disease"}
"""The package's reading: where deaths are censored, one from the disease still ends the response, as it ends TTP."""

COMPARED = ("TTP", "PFS", "DOR", "DORPR", "TTR", "TTPRR", "OS", "TTNT", "TTF")
PLANNED_MG = [400] * 28 + [600] * 1000


def follow_up(person: Participant, edition: str) -> FollowUp:
    """A participant after the response rules of the second implementation."""
    course = person.course
    outcome = resolve_course(course, edition, READINGS)
    return FollowUp(
        statuses=outcome.resolved,
        progression_day=outcome.progression_day,
        new_therapy_day=course.new_therapy_day,
        death_day=course.death_day,
        is_disease_death=course.is_disease_death,
        undocumented_progression_day=person.claim_day,
        has_baseline=measurable_baseline(course, READINGS) is not None,
    )


def last_contact(person: Participant) -> Contact:
    """Last dose above zero, end of treatment, and the latest day of any record, never after death."""
    course = person.course
    last_dose = max(day for day, dose in enumerate(person.doses_mg, start=1) if dose > 0)
    dated = [*(sample.day for sample in course.samples), *course.findings, *course.plasmapheresis_days]
    dated += [len(person.doses_mg), 1]
    dated += [day for day in (course.new_therapy_day, course.anti_cd20_day, person.claim_day) if day is not None]
    alive = max(dated) if course.death_day is None else min(max(dated), course.death_day)
    return Contact(last_dose, person.claim_day, alive)


def list_times(patient: FollowUp, contact: Contact, schedule: Schedule) -> dict[tuple[str, str], tuple[int, bool]]:
    """Every time to event, by parameter and rules; a patient without response has no duration of response."""
    times: dict[tuple[str, str], Time | None] = {
        (parameter, rules): time_to_event(patient, deaths, analysis, schedule)
        for parameter, deaths in PROGRESSION.items()
        for rules, analysis in ANALYSES.items()
    }
    for level, statuses in LEVELS.items():
        for rules, deaths in DURATIONS.items():
            times[f"DOR{level}", rules] = duration_of_response(patient, statuses, deaths)
        day = response_day(patient, statuses)
        times["TTPRR" if level else "TTR", "primary"] = None if day is None else Time(day, True)
    times["OS", "primary"] = overall_survival(patient, contact)
    times["TTNT", "primary"] = time_to_next_treatment(patient, contact)
    times["TTF", "primary"] = time_to_failure(patient, contact)
    return {key: (time.day, time.is_event) for key, time in times.items() if time is not None}


def list_exposure(doses_mg: Sequence[int]) -> tuple[float, ...]:
    """Exposure in the order of `product_study.EXPOSURE`."""
    exposure = describe_exposure(doses_mg, PLANNED_MG)
    values = (
        exposure.duration_days,
        exposure.cumulative_mg,
        exposure.actual_mg_day,
        exposure.planned_mg / exposure.duration_days,
        exposure.average_when_dosed_mg,
        exposure.relative_to_plan(),
        exposure.relative_to(400),
        exposure.relative_to(600),
        sum(dose == 0 for dose in doses_mg[: exposure.duration_days]),
    )
    return tuple(round(float(value), 6) for value in values)


def compare_study(people: Sequence[Participant], edition: str = "I6", window: int = 3) -> list[Difference]:
    """Best response, evaluability, every time to event and the exposure of all people."""
    adam = derive_study(people, EDITION_NAMES[edition], window)
    schedule = Schedule(28, gap_window=2 * window + 1, visit_window=window)
    found = []
    for person, full in zip(people, read_study(adam, len(people)), strict=True):
        patient = follow_up(person, edition)
        times = list_times(patient, last_contact(person), schedule)
        oracle = StudyAnswer(
            times,
            resolve_course(person.course, edition, READINGS).best,
            is_evaluable(patient, is_dosed=True),
            list_exposure(person.doses_mg),
        )
        package = StudyAnswer(
            {key: time for key, time in full.times.items() if key[0] in COMPARED and key[1] != "death-event"},
            full.best,
            full.is_evaluable,
            tuple(round(value, 6) for value in full.exposure),
        )
        if oracle != package:
            found.append(Difference(person, oracle, package))
    return found
