"""Why a dose is what it is: one code per decision, one sentence per code."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType


class Reason(IntEnum):
    """What a visit decided about the dose, and why."""

    UNCHANGED = 0
    STARTED = 1
    ESCALATED = 2
    HELD = 3
    STILL_HELD = 4
    RESUMED = 5
    RESUMED_REDUCED = 6
    REDUCED = 7
    CONTINUED = 8
    STOPPED_TOXICITY = 9
    STOPPED_LOWEST = 10
    STOPPED_RECURRENCE = 11
    STOPPED_LONG_HOLD = 12
    COMPLETED = 13
    STOPPED_PROGRESSION = 14
    STOPPED_WITHDRAWAL = 15
    STOPPED_DEATH = 16
    AFTER_STOP = 17


SENTENCES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.UNCHANGED: "unchanged",
        Reason.STARTED: "started",
        Reason.ESCALATED: "escalated as planned",
        Reason.HELD: "held: {when}",
        Reason.STILL_HELD: "still held: waiting for {until}",
        Reason.RESUMED: "resumed at the same dose: {until}",
        Reason.RESUMED_REDUCED: "resumed one level lower: {until}",
        Reason.REDUCED: "reduced one level: {when}",
        Reason.CONTINUED: "continued at the same dose: {when}",
        Reason.STOPPED_TOXICITY: "stopped for unacceptable toxicity: {when}",
        Reason.STOPPED_LOWEST: "stopped for unacceptable toxicity: no lower dose level after {when}",
        Reason.STOPPED_RECURRENCE: "stopped for unacceptable toxicity: again {when}",
        Reason.STOPPED_LONG_HOLD: "stopped: held longer than allowed for {when}",
        Reason.COMPLETED: "stopped: planned treatment completed",
        Reason.STOPPED_PROGRESSION: "stopped: progression",
        Reason.STOPPED_WITHDRAWAL: "stopped: withdrawal",
        Reason.STOPPED_DEATH: "stopped: death",
        Reason.AFTER_STOP: "treatment had stopped",
    }
)
"""Sentence of each reason; `{when}` and `{until}` are the conditions of the rule that decided."""
