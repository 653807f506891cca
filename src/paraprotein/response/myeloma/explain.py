"""Why each visit of a patient with myeloma was given its status: its markers, and the sentence of the rule."""

from dataclasses import dataclass

from ..measured_marker import MeasuredMarker
from ..policies import Policies
from ..status import label_of
from .criteria import MyelomaCriteria
from .outcomes import describe_myeloma_outcome
from .patient import MyelomaFacts, marker_of, measured_markers, myeloma_facts
from .resolve import MyelomaCourse
from .sentences import describe_myeloma_rule


@dataclass(frozen=True)
class MyelomaExplanation:
    """One visit explained; None where a number does not exist.

    Attributes:
        day: linear study day.
        marker: what decides for this patient first, one of `deciding_marker.MARKERS`; empty when nothing can.
        value: that marker, in mg/dL, mg/day, mg/L or percent.
        baseline_change: its change from baseline, percent.
        nadir: its lowest earlier value that the rules compare with, confirmed or not as the protocol says.
        nadir_change: its change from that nadir, percent.
        markers: everything that was measured at the visit.
        raw: status of the visit by itself.
        status: confirmed category, carried forward.
        rule: the sentence of the rule that decided.
        outcome: what the next assessment did to it.
        source: where the rule was published.
    """

    day: int
    marker: str
    value: float | None
    baseline_change: float | None
    nadir: float | None
    nadir_change: float | None
    markers: tuple[MeasuredMarker, ...]
    raw: str
    status: str
    rule: str
    outcome: str
    source: str


def explain_myeloma_patient(
    course: MyelomaCourse, patient: int, criteria: MyelomaCriteria, policies: Policies
) -> tuple[MyelomaExplanation, ...]:
    """Explain every visit of one patient, in day order; `patient` is the row in the course."""
    facts = myeloma_facts(course, patient, criteria, policies)
    return tuple(_explain_visit(facts, v) for v in range(facts.visits.day.size))


def _explain_visit(facts: MyelomaFacts, v: int) -> MyelomaExplanation:
    decides = marker_of(facts, v, facts.deciding) if facts.deciding else None
    return MyelomaExplanation(
        day=int(facts.visits.day[v]),
        marker="" if decides is None else decides.marker,
        value=None if decides is None else decides.value,
        baseline_change=None if decides is None else decides.baseline_change,
        nadir=None if decides is None else decides.nadir,
        nadir_change=None if decides is None else decides.nadir_change,
        markers=measured_markers(facts, v),
        raw=label_of(facts.raw[v]),
        status=label_of(facts.status[v]),
        rule=describe_myeloma_rule(facts, v),
        outcome=describe_myeloma_outcome(facts, v),
        source="; ".join(source.citation for source in facts.criteria.sources),
    )
