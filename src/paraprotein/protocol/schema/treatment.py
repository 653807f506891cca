"""Dose, schedule, dose rules and the end of treatment."""

from typing import Literal

from pydantic import Field

from .quantities import Days, Interval, Milligrams, Section


class Escalation(Section):
    """Planned rise of the dose."""

    after: Days = Field(description="time since first dose", examples=["28 days"])
    to: Milligrams = Field(description="new daily dose", examples=["600 mg"])
    unless: tuple[Literal["held", "reduced"], ...] = Field(
        default=("held", "reduced"), description="dose changes for toxicity that cancel the rise"
    )


class DoseRule(Section):
    """One rule for toxicity: the first rule whose condition holds decides."""

    when: str = Field(alias="if", description="condition on laboratory values or adverse-event grades",
                      examples=["NEUT < 1.0 or PLAT < 50", "EDEMA grade >= 3"])  # fmt: skip
    action: Literal["continue", "hold", "reduce", "stop"] = Field(description="what happens to the dose")
    until: str = Field(default="", description="condition that ends a hold", examples=["NEUT >= 1.5 and PLAT >= 75"])
    then: Literal["same dose", "reduce"] = Field(default="same dose", description="dose after the first hold")
    again: Literal["same dose", "reduce", "stop"] = Field(
        default="reduce", description="dose after a later hold by the same rule"
    )


class Stopping(Section):
    """What ends study treatment."""

    after: Days = Field(description="longest treatment", examples=["24 months"])
    at: tuple[Literal["progression", "unacceptable toxicity", "withdrawal", "death"], ...] = Field(
        default=("progression", "unacceptable toxicity", "withdrawal", "death"), description="events that end treatment"
    )
    longest_hold: Days = Field(default=56.0, description="a longer hold ends treatment", examples=["56 days"])


class Treatment(Section):
    """Dose, schedule and dose rules."""

    drug: str = Field(description="drug name, becomes EXTRT")
    route: Literal["oral"] = Field(description="route of administration")
    levels: tuple[Milligrams, ...] = Field(description="permitted doses per administration, lowest first", min_length=1)
    every: Interval = Field(description="dosing interval", examples=["1 day"])
    start: Milligrams = Field(description="first dose")
    escalate: Escalation | None = Field(default=None, description="planned rise of the dose")
    toxicity: tuple[DoseRule, ...] = Field(default=(), description="dose rules; the first that fires decides")
    stop: Stopping = Field(description="what ends study treatment")
