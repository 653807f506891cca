"""What the next assessment did to a visit of a patient with myeloma: what confirmed or refuted it."""

import numpy as np

from ..measured_marker import written
from ..status import Status, label_of
from .patient import MyelomaFacts, marker_of
from .sentences import RISEN
from .timepoint import LAST_CERTAIN, MyelomaClause


def describe_myeloma_outcome(facts: MyelomaFacts, v: int) -> str:
    """The sentence on what became of visit `v`, or nothing when its status needs none."""
    raw, status = facts.raw[v], facts.status[v]
    if status == Status.NEW_THERAPY:
        return "Not used: on or after the start of new therapy."
    if facts.visits.day[v] > facts.progression_day:
        return f"Not used: after progression on day {written(facts.progression_day)}."
    if raw == Status.PD:
        return _confirmed(facts, v) if facts.by_next[v] == Status.PD else f"{_unconfirmed(facts, v)}{_stays(facts, v)}."
    if raw > Status.SD:
        return f"{_upheld(facts, v)}{_stays(facts, v)}."
    return "" if status == raw else f"The patient stays in {label_of(status)}, confirmed before."


def _confirmed(facts: MyelomaFacts, v: int) -> str:
    dated = f"progression is dated at this visit, day {written(float(facts.visits.day[v]))}"
    if facts.clause[v] <= LAST_CERTAIN:
        return f"Needs no second assessment: {dated}."
    if np.isnan(facts.next_day[v]):
        return f"Confirmed by death from the disease on day {written(facts.disease_death_day)}: {dated}."
    return f"Confirmed on day {written(facts.next_day[v])} by {_next(facts, v)}: {dated}."


def _unconfirmed(facts: MyelomaFacts, v: int) -> str:
    if np.isnan(facts.next_day[v]):
        return "Unconfirmed: no later assessment"
    day = written(facts.next_day[v])
    if _next_status(facts, v) == Status.PD:
        gap = written(facts.policies.progression_gap or 0.0)
        return f"Unconfirmed: the next assessment, on day {day}, came before {gap} days had passed"
    return f"Refuted on day {day} by {_next(facts, v)}"


def _upheld(facts: MyelomaFacts, v: int) -> str:
    """What the next assessment made of a response."""
    given = label_of(facts.by_next[v])
    if np.isnan(facts.next_day[v]):
        return f"Not upheld, no later assessment: counts as {given}"
    following, day = _next_status(facts, v), written(facts.next_day[v])
    if facts.by_next[v] == facts.raw[v]:
        return f"Upheld by {label_of(following)} on day {day}"
    if following > facts.by_next[v]:
        return f"Not upheld, the next assessment on day {day} came after the start of new therapy: counts as {given}"
    return f"Not upheld by {label_of(following)} on day {day}: counts as {given}"


def _stays(facts: MyelomaFacts, v: int) -> str:
    status = facts.status[v]
    return "" if status == facts.by_next[v] else f"; the patient stays in {label_of(status)}, confirmed before"


def _next(facts: MyelomaFacts, v: int) -> str:
    """The next assessment, with the marker that rose at this one."""
    marker = RISEN.get(MyelomaClause(facts.clause[v]))
    told = None if marker is None else marker_of(facts, _next_visit(facts, v), marker)
    measured = "" if told is None or told.value is None else f" ({told.in_words()})"
    return f"{label_of(_next_status(facts, v))}{measured}"


def _next_visit(facts: MyelomaFacts, v: int) -> int:
    return int(np.flatnonzero(facts.visits.day == facts.next_day[v])[0])


def _next_status(facts: MyelomaFacts, v: int) -> int:
    return int(facts.raw[_next_visit(facts, v)])
