"""Why each visit of a patient with AL amyloidosis was given its statuses, domain by domain."""

from dataclasses import dataclass

import numpy as np

from ..measured_marker import MeasuredMarker, written
from ..policies import Policies
from .clauses import AmyloidosisClause, Domain
from .course import AmyloidosisCourse, AmyloidosisValues, evaluable_by_baseline
from .criteria import AmyloidosisCriteria
from .markers import DOMAIN_MARKERS, measured_in_domain
from .resolve import DomainResult, resolve_amyloidosis
from .sentences import amyloidosis_sentences

WORDS = {
    Domain.NEW_THERAPY: "NEW THERAPY",
    Domain.NE: "NE",
    Domain.PROGRESSION: "PROGRESSION",
    Domain.NR: "NR",
    Domain.RESPONSE: "RESPONSE",
    Domain.VGPR: "VGPR",
    Domain.CR: "CR",
}
"""How the status of a domain is written."""

_LEVELLED = ("hematologic", "graded_cardiac", "graded_renal")
"""Domains with levels, whose RESPONSE is a partial response."""

_GRADED = ("graded_cardiac", "graded_renal")


@dataclass(frozen=True)
class DomainExplanation:
    """One domain at one visit, explained.

    Attributes:
        day: linear study day.
        domain: hematologic, cardiac, renal, liver, graded cardiac or graded renal.
        markers: everything that was measured of the domain at the visit.
        status: status of the visit, one of `WORDS`, or `PR`.
        rule: the sentence of the rule that decided.
        outcome: why the visit is not used for best response; or empty.
        source: where the rule was published.
    """

    day: int
    domain: str
    markers: tuple[MeasuredMarker, ...]
    status: str
    rule: str
    outcome: str
    source: str


def explain_amyloidosis_patient(
    course: AmyloidosisCourse, patient: int, criteria: AmyloidosisCriteria, policies: Policies
) -> tuple[DomainExplanation, ...]:
    """Explain every visit of one patient, in day order, domain by domain; `patient` is the row in the course.

    A domain of which nothing was measured at a visit is left out there, unless something decided.
    """
    one = _only(course, patient)
    resolved = resolve_amyloidosis(one, criteria, policies)
    sentences = amyloidosis_sentences(criteria, policies)
    is_judged = {name: bool(flag[0]) for name, flag in evaluable_by_baseline(one.baseline, criteria).items()}
    explained = []
    for v in np.flatnonzero(one.present[0]):
        for domain in DOMAIN_MARKERS:
            result: DomainResult | None = getattr(resolved, domain)
            if result is None:
                continue
            status, name = Domain(result.status[0, v]), domain.replace("_", " ")
            markers = measured_in_domain(one, resolved, domain, int(v), is_judged[name])
            if not markers and status in (Domain.NE, Domain.NEW_THERAPY):
                continue
            explained.append(
                DomainExplanation(
                    day=int(one.day[0, v]),
                    domain=name,
                    markers=markers,
                    status="PR" if status == Domain.RESPONSE and domain in _LEVELLED else WORDS[status],
                    rule=sentences[domain, AmyloidosisClause(result.clause[0, v])],
                    outcome=_outcome(status, float(one.day[0, v]), float(result.progression_day[0])),
                    source=_cited(domain, criteria),
                )
            )
    return tuple(explained)


def _only(course: AmyloidosisCourse, patient: int) -> AmyloidosisCourse:
    """The course of one patient."""
    rows = slice(patient, patient + 1)
    return AmyloidosisCourse(
        AmyloidosisValues(*(field[rows] for field in course.baseline)),
        AmyloidosisValues(*(field[rows] for field in course.visits)),
        course.day[rows],
        course.present[rows],
        course.serum_immunofixation[rows],
        course.urine_immunofixation[rows],
        course.new_therapy_day[rows],
    )


def _outcome(status: Domain, day: float, progression_day: float) -> str:
    if status == Domain.NEW_THERAPY:
        return ""  # the rule itself says so
    if day > progression_day:
        return f"Not used for best response: after progression on day {written(progression_day)}."
    return "Needs no second assessment." if status == Domain.PROGRESSION else ""


def _cited(domain: str, criteria: AmyloidosisCriteria) -> str:
    sources = criteria.graded_sources if domain in _GRADED else criteria.sources
    return "; ".join(cited.citation for cited in sources)
