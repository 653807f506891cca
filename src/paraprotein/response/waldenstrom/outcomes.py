"""What later visits did to one visit: what confirmed or refuted a candidate progression, what a response lacked."""

import numpy as np

from ...comparisons import reaches
from ..measured_marker import written
from ..status import Status, label_of
from ..thresholds import has_progressed
from .clauses import Clause
from .patient import PatientFacts


def describe_outcome(facts: PatientFacts, v: int) -> str:
    """The sentence on what became of visit `v`, or nothing when its raw status needs none."""
    status, raw = facts.status[v], facts.raw[v]
    if status == Status.POST:
        return f"Not used: after progression on day {written(facts.progression_day)}."
    if facts.clause[v] == Clause.RISE:
        return _confirmed(facts, v) if status == Status.PD else _unconfirmed(facts, v)
    if raw == Status.CR:
        return _complete(facts, v)
    if status != raw:
        return f"Not upheld by a next assessment: counted as {label_of(status)}."
    return ""


def _confirmed(facts: PatientFacts, v: int) -> str:
    day = facts.confirmation_day
    at = np.flatnonzero(facts.day == day)
    dated = f"progression is dated at this visit, day {written(facts.day[v])}"
    if at.size and facts.clinical_progression[at[0]]:
        return f"Confirmed by clinical progression on day {written(day)}; {dated}."
    if at.size:
        return f"Confirmed on day {written(day)}: {written(facts.value[at[0]])} mg/dL still reaches the rise; {dated}."
    return f"Confirmed by death from the disease on day {written(day)}; {dated}."


def _unconfirmed(facts: PatientFacts, v: int) -> str:
    """Why a candidate never became progression, from the first visit that fell short, or from what there was."""
    too_soon = []
    for later in range(v + 1, facts.day.size):
        if not facts.is_valid[later]:
            continue
        if not has_progressed(facts.value[later], facts.nadir[v], facts.criteria.progression):
            value = written(facts.value[later])
            return f"Refuted on day {written(facts.day[later])}: {value} mg/dL falls short of the same rise."
        too_soon.append(written(facts.day[later]))
    if too_soon:
        return f"Unconfirmed: the values of day {', '.join(too_soon)} {_why_not(facts)}."
    return "Unconfirmed: no later value."


def _why_not(facts: PatientFacts) -> str:
    gap = facts.policies.progression_gap
    gap = facts.criteria.progression.second_sample_days if gap is None else gap
    if np.any(facts.in_rebound_window):
        return f"came before {written(gap)} days had passed, or while a rebound was possible"
    return f"came before {written(gap)} days had passed"


def _complete(facts: PatientFacts, v: int) -> str:
    complete = facts.criteria.complete
    if complete is None:
        return ""
    gap = complete.second_immunofixation_days
    used = facts.status >= Status.NE
    used &= (facts.status != Status.POST) & (facts.status != Status.PD) & (facts.status != Status.NEW_THERAPY)
    second = used & (facts.immunofixation == -1) & np.asarray(reaches(abs(facts.day - facts.day[v]), gap))
    if not second.any():
        return (
            f"No second negative immunofixation at least {written(gap)} days apart: "
            f"counted as {label_of(facts.status[v])}."
        )
    day = written(facts.day[second][0])
    if facts.status[v] != Status.CR:
        return f"Second negative immunofixation on day {day}, but the next assessment does not uphold the response."
    return f"Second negative immunofixation on day {day}."
