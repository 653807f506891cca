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
Table = Literal["A", "B", "C"]


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
    """Planned assessments on days 1, 1 + interval, ...; more than one is missed beyond two intervals and the window."""

    interval: int = 28
    window: int = 7

    @property
    def longest_gap(self) -> int:
        return 2 * self.interval + self.window

    def is_planned(self, day: int) -> bool:
        return (day - 1) % self.interval == 0

    def next_planned(self, day: int) -> int:
        """The planned day itself, or the first one after."""
        return day if self.is_planned(day) else 1 + self.interval * ((day - 1) // self.interval + 1)


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


def last_seen(patient: FollowUp, before: int) -> int:
    """The last assessment that could be judged: a visit with a flare or a candidate was not missed."""
    return max((day for day, status in patient.statuses.items() if status != "NE" and day < before), default=1)


def is_after_gap(patient: FollowUp, event_day: int, schedule: Schedule) -> bool:
    """Whether more than one planned assessment was missed just before the event."""
    return event_day - last_seen(patient, event_day) > schedule.longest_gap


def time_to_progression(patient: FollowUp, gap: Schedule | None = None) -> Time:
    """Progression or death from the disease; any other end is censored at the last adequate assessment."""
    days = [patient.progression_day] if patient.progression_day is not None else []
    if patient.is_disease_death and patient.death_day is not None and is_before_therapy(patient.death_day, patient):
        days.append(patient.death_day)
    return close(patient, days, gap)


def close(patient: FollowUp, event_days: Sequence[int], gap: Schedule | None) -> Time:
    """The earliest event, unless it follows a gap; else the last adequate assessment."""
    if not event_days:
        return Time(last_adequate(patient), False)
    event = min(event_days)
    if gap is not None and is_after_gap(patient, event, gap):
        return Time(last_adequate(patient, event), False)
    return Time(event, True)


def progression_free_survival(
    patient: FollowUp, table: Table = "A", schedule: Schedule | None = None, *, has_gap_rule: bool = True
) -> Time:
    """Progression or death from any cause, censored as one of the three tables says."""
    schedule = schedule or Schedule()
    if not patient.has_baseline:
        return Time(1, False)
    happened: list[tuple[int, int]] = []  # (the day it is dated, the day it was seen)
    if patient.progression_day is not None:
        seen = patient.progression_day
        happened.append((seen if table == "A" else schedule.next_planned(seen), seen))
    if patient.death_day is not None and is_before_therapy(patient.death_day, patient):
        happened.append((patient.death_day, patient.death_day))
    claim = patient.undocumented_progression_day
    if table == "C" and claim is not None and is_before_therapy(claim, patient):
        happened.append((schedule.next_planned(claim), claim))
    if not happened:
        return Time(censor_by_table(patient, table, schedule, None), False)
    event, seen = min(happened)
    if has_gap_rule and is_after_gap(patient, seen, schedule):
        return Time(censor_by_table(patient, table, schedule, seen), False)
    return Time(event, True)


def censor_by_table(patient: FollowUp, table: Table, schedule: Schedule, before: int | None) -> int:
    """The last adequate assessment; in tables B and C the last one that was planned."""
    if table == "A":
        return last_adequate(patient, before)
    planned = {day: status for day, status in patient.statuses.items() if schedule.is_planned(day)}
    return last_adequate(FollowUp(planned, new_therapy_day=patient.new_therapy_day), before)


def response_day(patient: FollowUp, levels: Sequence[str] = RESPONSES) -> int | None:
    """The first assessment at one of these levels."""
    return min((day for day, status in patient.statuses.items() if status in levels), default=None)


def duration_of_response(
    patient: FollowUp, levels: Sequence[str] = RESPONSES, death: Literal["event", "censor"] = "event"
) -> Time | None:
    """Days from the first response to progression or, by default, death; None for a patient without response."""
    start = response_day(patient, levels)
    if start is None:
        return None
    days = [patient.progression_day] if patient.progression_day is not None else []
    if death == "event" and patient.death_day is not None and is_before_therapy(patient.death_day, patient):
        days.append(patient.death_day)
    end = close(patient, days, None)
    return Time(end.day - start + 1, end.is_event)


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
