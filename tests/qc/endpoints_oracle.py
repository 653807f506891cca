"""Times to event, populations and dose intensity, written a second time: one patient, days as integers.

Censoring: FDA guidance Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics (2018), Appendix 3,
Tables A to C. Time to progression: Rajkumar et al., Blood 2011;117:4691. Study day 1 is the
first dose, so the duration to study day d is d days (end - start + 1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

RESPONSES = ("sCR", "CR", "VGPR", "PR", "MR")
ADEQUATE = (*RESPONSES, "SD")


@dataclass(frozen=True)
class FollowUp:
    """One patient after the response rules: resolved status by study day, and what ended the observation."""

    statuses: Mapping[int, str]
    progression_day: int | None = None
    new_therapy_day: int | None = None
    death_day: int | None = None
    is_disease_death: bool = False
    undocumented_progression_day: int | None = None
    has_baseline: bool = True


@dataclass(frozen=True)
class Schedule:
    """Planned assessments on days 1, 1 + interval, ...; more than one is missed beyond two intervals and `gap_window`.

    `visit_window`: an assessment up to so many days early or late is the planned one.
    """

    interval: int = 28
    gap_window: int = 7
    visit_window: int = 0

    @property
    def longest_gap(self) -> int:
        return 2 * self.interval + self.gap_window

    def planned_day(self, day: int) -> int | None:
        """The planned day, after the first, that an assessment belongs to."""
        days = range(1 + self.interval, day + self.interval + 1, self.interval)
        return next((planned for planned in days if abs(day - planned) <= self.visit_window), None)

    def next_planned(self, day: int) -> int:
        """The planned day that a finding belongs to, or the first one after it."""
        return self.planned_day(day) or self.planned_on_or_after(day)

    def planned_on_or_after(self, day: int) -> int:
        """The first planned day that is not before this one."""
        return 1 + self.interval * max(1, -((1 - day) // self.interval))


@dataclass(frozen=True)
class Analysis:
    """How progression, death and censoring are dated; the default is the primary analysis."""

    needs_baseline: bool = False
    has_gap_rule: bool = False
    has_uniform_dates: bool = False
    counts_claims: bool = False
    counts_candidates: bool = False
    counts_new_therapy: bool = False


PRIMARY = Analysis()
TABLES: Mapping[str, Analysis] = {
    "A": Analysis(needs_baseline=True, has_gap_rule=True),
    "B": Analysis(needs_baseline=True, has_gap_rule=True, has_uniform_dates=True),
    "C": Analysis(needs_baseline=True, has_gap_rule=True, has_uniform_dates=True, counts_claims=True),
}


@dataclass(frozen=True)
class Time:
    """Days from the start, and whether they ended with the event."""

    day: int
    is_event: bool


def is_before_therapy(day: int | None, patient: FollowUp) -> bool:
    """Whether something happened, and before any new anticancer therapy."""
    return day is not None and (patient.new_therapy_day is None or day < patient.new_therapy_day)


def last_adequate(patient: FollowUp, before: int | None = None) -> int:
    """The last documented non-progression before a day and before new therapy; day 1 where there is none."""
    days = [
        day
        for day, status in patient.statuses.items()
        if status in ADEQUATE and is_before_therapy(day, patient) and (before is None or day < before)
    ]
    return max(days, default=1)


def last_planned(patient: FollowUp, schedule: Schedule, before: int | None = None) -> int:
    """The planned day of the last adequate assessment that was a planned one; day 1 where there is none."""
    planned = [
        schedule.planned_day(day)
        for day, status in patient.statuses.items()
        if status in ADEQUATE and is_before_therapy(day, patient) and (before is None or day < before)
    ]
    return max((day for day in planned if day is not None), default=1)


def last_seen(patient: FollowUp, event_day: int) -> int:
    """The last assessment without progression that could be judged: a flare or a candidate is no missed visit."""
    judged = (*ADEQUATE, "uPD", "FLARE")
    return max((day for day, status in patient.statuses.items() if status in judged and day <= event_day), default=1)


def list_events(
    patient: FollowUp, deaths: Literal["any", "disease", "none"], analysis: Analysis, schedule: Schedule
) -> list[tuple[int, int]]:
    """(the day it was seen, the day it is dated) of everything that ends the time."""
    progression = patient.progression_day
    if analysis.counts_candidates:
        candidates = [day for day, status in patient.statuses.items() if status == "uPD"]
        progression = min([*candidates, *([progression] if progression is not None else [])], default=None)
    claim, therapy = patient.undocumented_progression_day, patient.new_therapy_day
    find_date = schedule.next_planned
    if analysis.counts_claims and progression is None and claim is not None and (therapy is None or claim <= therapy):
        progression, find_date = claim, schedule.planned_on_or_after  # stopping treatment is no visit
    events = []
    is_counted = deaths == "any" or (deaths == "disease" and patient.is_disease_death)
    if progression is not None:
        dated = find_date(progression) if analysis.has_uniform_dates else progression
        if is_counted and patient.death_day is not None:
            dated = min(dated, patient.death_day)  # the planned date is not waited for after death
        events.append((progression, dated))
    is_in_time = analysis.counts_new_therapy or is_before_therapy(patient.death_day, patient)
    if patient.death_day is not None and is_counted and is_in_time:
        events.append((patient.death_day, patient.death_day))
    if analysis.counts_new_therapy and therapy is not None:
        events.append((therapy, therapy))
    return events


def time_to_event(
    patient: FollowUp,
    deaths: Literal["any", "disease", "none"],
    analysis: Analysis = PRIMARY,
    schedule: Schedule | None = None,
) -> Time:
    """From the first dose to the earliest event, else to the last adequate assessment before new therapy."""
    schedule = schedule or Schedule()
    if analysis.needs_baseline and not patient.has_baseline:
        return Time(1, False)
    events = list_events(patient, deaths, analysis, schedule)
    seen = min((seen for seen, _ in events), default=None)
    is_missed = seen is not None and seen - last_seen(patient, seen) > schedule.longest_gap
    if events and not (analysis.has_gap_rule and is_missed):
        return Time(min(dated for _, dated in events), True)
    if analysis.has_uniform_dates:
        return Time(last_planned(patient, schedule, seen), False)
    return Time(last_adequate(patient, seen), False)


def time_to_progression(patient: FollowUp, analysis: Analysis = PRIMARY, schedule: Schedule | None = None) -> Time:
    """Progression, or death from the disease."""
    return time_to_event(patient, "disease", analysis, schedule)


def progression_free_survival(
    patient: FollowUp, analysis: Analysis = TABLES["A"], schedule: Schedule | None = None
) -> Time:
    """Progression, or death from any cause."""
    return time_to_event(patient, "any", analysis, schedule)


def response_day(patient: FollowUp, levels: Sequence[str] = RESPONSES) -> int | None:
    """The first assessment at one of these levels."""
    return min((day for day, status in patient.statuses.items() if status in levels), default=None)


def duration_of_response(
    patient: FollowUp,
    levels: Sequence[str] = RESPONSES,
    deaths: Literal["any", "disease", "none"] = "any",
) -> Time | None:
    """Days from the first response to progression or, by default, death; None for a patient without response."""
    start = response_day(patient, levels)
    if start is None:
        return None
    end = time_to_event(patient, deaths)
    return Time(end.day - start + 1, end.is_event)


@dataclass(frozen=True)
class Contact:
    """What ended a patient's observation outside the disease: last dose, end of treatment, last sign of life."""

    last_dose_day: int
    end_of_treatment_day: int | None
    last_alive_day: int


def overall_survival(patient: FollowUp, contact: Contact) -> Time:
    """From the first dose to death, else to the last day known alive."""
    if patient.death_day is not None:
        return Time(patient.death_day, True)
    return Time(contact.last_alive_day, False)


def time_to_next_treatment(patient: FollowUp, contact: Contact) -> Time:
    """To the next anticancer therapy or death, whichever comes first, else to the last day known alive."""
    days = [day for day in (patient.new_therapy_day, patient.death_day) if day is not None]
    return Time(min(days), True) if days else Time(contact.last_alive_day, False)


def time_to_failure(patient: FollowUp, contact: Contact) -> Time:
    """To the end of treatment for any reason, or death under it, else to the last dose."""
    days = [day for day in (contact.end_of_treatment_day, patient.death_day) if day is not None]
    return Time(min(days), True) if days else Time(contact.last_dose_day, False)


def months(days: int) -> float:
    """Months of 30.4375 days."""
    return float(days / Fraction("30.4375"))


def is_evaluable(patient: FollowUp, *, is_dosed: bool) -> bool:
    """Dosed, with a measurable baseline, and assessed once or lost early to the disease."""
    is_assessed = any(status not in ("NE", "post") for status in patient.statuses.values())
    return is_dosed and patient.has_baseline and (is_assessed or patient.is_disease_death)


@dataclass(frozen=True)
class Exposure:
    """Dose intensity of one patient, mg and mg/day."""

    duration_days: int
    cumulative_mg: Fraction
    actual_mg_day: Fraction
    planned_mg: Fraction
    average_when_dosed_mg: Fraction

    def relative_to_plan(self) -> Fraction:
        return self.cumulative_mg / self.planned_mg

    def relative_to(self, reference_mg_day: int) -> Fraction:
        return self.actual_mg_day / reference_mg_day


def describe_exposure(taken_mg: Sequence[int], planned_mg: Sequence[int]) -> Exposure:
    """From the dose of each day, first day first; the course ends with the last dose above zero."""
    duration = max(index + 1 for index, dose in enumerate(taken_mg) if dose > 0)
    cumulative = Fraction(sum(taken_mg[:duration]))
    return Exposure(
        duration_days=duration,
        cumulative_mg=cumulative,
        actual_mg_day=cumulative / duration,
        planned_mg=Fraction(sum(planned_mg[:duration])),
        average_when_dosed_mg=cumulative / sum(dose > 0 for dose in taken_mg),
    )
