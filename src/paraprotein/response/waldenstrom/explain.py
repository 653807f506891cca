"""Why each visit of a patient with Waldenström's macroglobulinemia was given its status, in sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ...comparisons import reaches
from ..lesions import NEEDED_ENLARGEMENT, Enlargement
from ..measured_marker import number, percent, percent_change, written
from ..policies import Policies
from ..status import Status, label_of
from ..thresholds import has_fallen
from .clauses import CLAUSE_OF_LEVEL, Clause
from .criteria import MarkerLevel, WaldenstromCriteria
from .outcomes import describe_outcome
from .patient import PatientFacts, facts_of
from .resolve import WaldenstromCourse

_IN_WORDS: Final[dict[Enlargement, str]] = {
    Enlargement.NOT_ASSESSED: "not assessed",
    Enlargement.SAME: "no smaller",
    Enlargement.REDUCED: "smaller",
    Enlargement.HALF: "smaller by half or more",
    Enlargement.RESOLVED: "back to normal",
}


@dataclass(frozen=True)
class VisitExplanation:
    """One visit explained; None where a number does not exist.

    Attributes:
        day: linear study day.
        value: marker, mg/dL.
        baseline_change: change from baseline, percent.
        nadir: lowest value before this visit that the rule compares with, mg/dL.
        nadir_change: change from that nadir, percent.
        raw: status of the visit by itself, e.g. `MR`; a candidate progression is `PD`.
        status: status after confirmation, e.g. `uPD`.
        rule: the sentence of the rule that decided.
        outcome: what later visits did to it: what confirmed or refuted a candidate, what a response lacked; or empty.
        source: where the rule was published.
    """

    day: int
    value: float | None
    baseline_change: float | None
    nadir: float | None
    nadir_change: float | None
    raw: str
    status: str
    rule: str
    outcome: str
    source: str


def explain_patient(
    course: WaldenstromCourse, patient: int, criteria: WaldenstromCriteria, policies: Policies
) -> tuple[VisitExplanation, ...]:
    """Explain every visit of one patient, in day order.

    Args:
        course: the courses of all patients.
        patient: row of the patient to explain.
        criteria: the edition that the protocol names.
        policies: the open choices.
    """
    facts = facts_of(course, patient, criteria, policies)
    return tuple(_explain_visit(facts, v) for v in range(facts.day.size))


def _explain_visit(facts: PatientFacts, v: int) -> VisitExplanation:
    value, nadir = number(facts.value[v]), number(facts.nadir[v])
    return VisitExplanation(
        day=int(facts.day[v]),
        value=value,
        baseline_change=percent_change(value, number(facts.baseline)),
        nadir=nadir,
        nadir_change=percent_change(value, nadir),
        raw=label_of(facts.raw[v]),
        status=label_of(facts.status[v]),
        rule=_SENTENCES[Clause(facts.clause[v])](facts, v),
        outcome=describe_outcome(facts, v),
        source="; ".join(source.citation for source in facts.criteria.sources),
    )


def _level(facts: PatientFacts, clause: Clause) -> MarkerLevel:
    return next(level for level in facts.criteria.levels if CLAUSE_OF_LEVEL[level.status] == clause)


def _fallen(facts: PatientFacts, v: int) -> str:
    level = _level(facts, Clause(facts.clause[v]))
    limit = (1 - level.fall) * facts.baseline
    reached = (
        f"{written(facts.value[v])} mg/dL is at or below {written(limit)}, {percent(level.fall)} less than baseline"
    )
    return f"{level.status.name}: {reached}{_withheld(facts, v, level.status)}."


def _stable(facts: PatientFacts, v: int) -> str:
    lowest = facts.criteria.levels[-1]
    limit = (1 - lowest.fall) * facts.baseline
    reached = f"{written(facts.value[v])} mg/dL is above {written(limit)}, where {lowest.status.name} begins"
    if has_fallen(facts.value[v], facts.baseline, lowest.fall):
        reached = f"{written(facts.value[v])} mg/dL would be enough for a response"
    return f"SD: {reached}{_withheld(facts, v, Status.SD)}; {_short_of_rise(facts, v)}."


def _short_of_rise(facts: PatientFacts, v: int) -> str:
    return f"progression would begin at {written(_rise_limit(facts, v))} mg/dL"


def _rise_limit(facts: PatientFacts, v: int) -> float:
    """The smallest value that is a rise from the nadir of this visit, mg/dL."""
    rise, nadir = facts.criteria.progression, float(facts.nadir[v])
    by_percent = (1 + rise.fraction) * nadir
    return max(by_percent, nadir + rise.absolute) if nadir < rise.absolute_below else by_percent


def _withheld(facts: PatientFacts, v: int, given: Status) -> str:
    """What kept the visit from a better level that its IgM would reach."""
    reasons = []
    for level in facts.criteria.levels:
        needed = NEEDED_ENLARGEMENT[level.extramedullary]
        blocked = facts.enlarged_at_baseline and facts.extramedullary[v] < needed
        if level.status > given and blocked and has_fallen(facts.value[v], facts.baseline, level.fall):
            found, asked = _IN_WORDS[Enlargement(facts.extramedullary[v])], _IN_WORDS[needed]
            reasons.append(f"{level.status.name} withheld, nodes or spleen must be {asked} (found: {found})")
    if facts.criteria.complete and given < Status.CR and facts.immunofixation[v] == -1 and _is_normal(facts, v):
        reasons.append(f"CR withheld, {_missing_for_complete(facts, v)}")
    return "".join(f"; {reason}" for reason in reasons)


def _is_normal(facts: PatientFacts, v: int) -> bool:
    return bool(reaches(facts.high_normal[v], facts.value[v]))


def _missing_for_complete(facts: PatientFacts, v: int) -> str:
    if not facts.marrow_normal[v]:
        return "no normal marrow at this visit"
    return "nodes or spleen have not become normal"


def _rise(facts: PatientFacts, v: int) -> str:
    return f"Candidate progression: {_reached(facts, v)}."


def _reached(facts: PatientFacts, v: int) -> str:
    rise = facts.criteria.progression
    clause = f"{percent(rise.fraction)} above the nadir of {written(facts.nadir[v])}"
    if rise.absolute and facts.nadir[v] < rise.absolute_below:
        clause += f" and at least {written(rise.absolute)} mg/dL more"
    return f"{written(facts.value[v])} mg/dL reaches {written(_rise_limit(facts, v))}, {clause}"


def _flare(facts: PatientFacts, v: int) -> str:
    window = written(facts.policies.flare_window)
    within = f"within {window} days of the first anti-CD20 dose a rise is not progression"
    return f"FLARE: {_reached(facts, v)}, but {within}."


def _normal_marker(facts: PatientFacts, v: int) -> str:
    limit = f"within the normal range (up to {written(facts.high_normal[v])})"
    return f"VGPR: {written(facts.value[v])} mg/dL is {limit}{_withheld(facts, v, Status.VGPR)}."


def _complete(facts: PatientFacts, v: int) -> str:
    limit = written(facts.high_normal[v])
    return (
        f"CR: immunofixation negative, {written(facts.value[v])} mg/dL within the normal range (up to {limit}), "
        "marrow normal, no enlarged nodes or spleen."
    )


def _plasmapheresis(facts: PatientFacts, v: int) -> str:
    return f"NE: taken within {written(facts.policies.plasmapheresis_window)} days of a plasma exchange."


def _fixed(sentence: str) -> Callable[[PatientFacts, int], str]:
    return lambda facts, v: sentence


_SENTENCES: Final[dict[Clause, Callable[[PatientFacts, int], str]]] = {
    Clause.NEW_THERAPY: _fixed("Not used for response: on or after the start of new anticancer therapy."),
    Clause.CLINICAL: _fixed("PD: clinical progression attributable to the disease needs no second sample."),
    Clause.NO_BASELINE: _fixed("NE: no baseline that can be judged (missing, zero, or below the measurable minimum)."),
    Clause.NO_VALUE: _fixed("NE: no value of the marker at this visit."),
    Clause.OTHER_METHOD: _fixed("NE: measured by another method than the baseline."),
    Clause.PLASMAPHERESIS: _plasmapheresis,
    Clause.FLARE: _flare,
    Clause.RISE: _rise,
    Clause.COMPLETE: _complete,
    Clause.VERY_GOOD: _fallen,
    Clause.NORMAL_MARKER: _normal_marker,
    Clause.PARTIAL: _fallen,
    Clause.MINOR: _fallen,
    Clause.STABLE: _stable,
}
