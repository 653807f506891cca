"""The study's stopping rules on a day."""

import math
from datetime import date, timedelta
from typing import Literal, TypedDict

import numpy as np

from ..adam.derive import Adam
from ..analysis.stopping import RuleOutcome, judge_rule
from ..analysis.subjects import Subjects
from ..protocol.schema import Protocol

EPOCH = date(1970, 1, 1)


class RuleStanding(TypedDict):
    """What one stopping rule says of a study today.

    `stops_at` is None where no number of events stops the study here; `since` and `patients_then` are None while the
    study goes on.
    """

    rule: str
    event: str
    events: int
    evaluated: int
    not_known_yet: int
    stops_at: int | None
    next_event_stops: bool
    decision: Literal["stop", "continue", "not known"]
    not_collected: str | None
    since: str | None
    patients_then: int | None


def stopping_rules(adam: Adam, protocol: Protocol) -> list[RuleStanding]:
    """One record per rule: what was counted, what stops the study, and whether it was reached; as plain data."""
    population = Subjects.of(adam, protocol)
    treated = int(population.treated.sum())
    return [_record(judge_rule(population, rule), treated) for rule in protocol.stopping or ()]


def _record(outcome: RuleOutcome, treated: int) -> RuleStanding:
    known = ~np.isnan(outcome.known_day)
    evaluated, events = int(known.sum()), int((outcome.event & known).sum())
    stops = bool(outcome.stop.stops.any())
    return {
        "rule": outcome.rule.name,
        "event": outcome.rule.event,
        "events": events,
        "evaluated": evaluated,
        "not_known_yet": treated - evaluated,
        "stops_at": _bound(outcome, evaluated),
        "next_event_stops": not stops and events + 1 >= _bound_or_infinite(outcome, evaluated + 1),
        "decision": "not known" if outcome.not_collected else "stop" if stops else "continue",
        "not_collected": outcome.not_collected or None,
        "since": _day(float(outcome.stop.day[0])) if stops else None,
        "patients_then": int(outcome.entered[0]) if stops else None,
    }


def _bound(outcome: RuleOutcome, evaluated: int) -> int | None:
    """Events that stop the study at this number of patients; None where no number does."""
    bound = _bound_or_infinite(outcome, evaluated)
    return int(bound) if math.isfinite(bound) else None


def _bound_or_infinite(outcome: RuleOutcome, evaluated: int) -> float:
    return float(outcome.bounds[evaluated]) if evaluated < outcome.bounds.size else math.inf


def _day(number: float) -> str:
    return (EPOCH + timedelta(days=int(number))).isoformat()
