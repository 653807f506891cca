"""Why each visit of a patient with myeloma was given its status, in sentences."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .criteria import MyelomaCriteria
from .deciding_marker import MARKERS, deciding_myeloma_marker
from .myeloma_resolve import MyelomaCourse, resolve_myeloma
from .myeloma_timepoint import (
    LAST_CERTAIN,
    MyelomaBaseline,
    MyelomaClause,
    MyelomaVisit,
)
from .policies import Policies
from .status import Status, label_of

_RULES: Final[dict[MyelomaClause, str]] = {
    MyelomaClause.IMAGING: "PD: a new lesion, or growth by half of one lesion, seen by imaging",
    MyelomaClause.PLASMACYTOMA_RISE: "PD: the plasmacytomas together grew by at least {plasmacytoma}",
    MyelomaClause.MARROW_RISE: "PD: marrow plasma cells rose by at least {marrow} and {marrow_absolute} points",
    MyelomaClause.CIRCULATING_RISE: "PD: circulating plasma cells, the only measure, rose by at least {circulating}",
    MyelomaClause.SERUM_RISE: "PD: serum M-protein rose by at least {serum} and {serum_absolute} mg/dL, or by at least "
    "{high_serum_rise} mg/dL from a nadir of {high_serum_nadir} or more",
    MyelomaClause.URINE_RISE: "PD: urine M-protein rose by at least {urine} and {urine_absolute} mg/24 h",
    MyelomaClause.FLC_RISE: "PD: the light chain difference rose by at least {flc} and more than {flc_absolute} mg/L",
    MyelomaClause.NOT_EVALUABLE: "NE: no value of a marker that was measurable at baseline, or none was measurable",
    MyelomaClause.STRINGENT: "sCR: complete response with a normal light chain ratio and no clonal cells",
    MyelomaClause.COMPLETE: "CR: immunofixation negative, marrow clear, no plasmacytoma",
    MyelomaClause.VERY_GOOD: "VGPR: every measurable marker fell as far as a very good partial response needs",
    MyelomaClause.PARTIAL: "PR: every measurable marker fell as far as a partial response needs",
    MyelomaClause.MINOR: "MR: every measurable marker fell as far as a minimal response needs",
    MyelomaClause.STABLE: "SD: the markers reach neither a response nor progression",
}


@dataclass(frozen=True)
class MyelomaExplanation:
    """One visit explained; None stands where a number does not exist.

    Attributes:
        day: linear study day.
        marker: what decides for this patient, one of `deciding_marker.MARKERS`; empty when nothing can.
        value: that marker, in mg/dL, mg/24 h, mg/L or percent.
        baseline_change: its change from baseline, percent.
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
    raw: str
    status: str
    rule: str
    outcome: str
    source: str


def explain_myeloma_patient(
    course: MyelomaCourse, patient: int, criteria: MyelomaCriteria, policies: Policies
) -> tuple[MyelomaExplanation, ...]:
    """Explain every visit of one patient, in day order; `patient` is the row in the course."""
    rows = slice(patient, patient + 1)
    one = MyelomaCourse(
        MyelomaBaseline(*(field[rows] for field in course.baseline)),
        MyelomaVisit(*(field[rows] for field in course.visits)),
        course.new_therapy_day[rows],
        course.disease_death_day[rows],
    )
    resolved = resolve_myeloma(one, criteria, policies)
    decides = deciding_myeloma_marker(one, criteria)
    marker, baseline, values = MARKERS[int(decides.code[0])], float(decides.baseline[0]), decides.values[0]
    limits = _limits(criteria)
    explained = []
    for v in np.flatnonzero(one.visits.present[0]):
        clause, raw, status = MyelomaClause(resolved.clause[0, v]), resolved.raw[0, v], resolved.status[0, v]
        value = None if np.isnan(values[v]) else float(values[v])
        explained.append(
            MyelomaExplanation(
                day=int(one.visits.day[0, v]),
                marker=marker,
                value=value,
                baseline_change=None if value is None else 100.0 * (value - baseline) / baseline,
                raw=label_of(raw),
                status=label_of(status),
                rule=f"{_RULES[clause].format(**limits)}.",
                outcome=_outcome(clause, raw, status, resolved.raw[0, v + 1 :]),
                source="; ".join(source.citation for source in criteria.sources),
            )
        )
    return tuple(explained)


def _limits(criteria: MyelomaCriteria) -> dict[str, str]:
    rules = criteria.progression
    fractions = {name: getattr(rules, name).fraction for name in ("serum", "urine", "flc", "marrow", "plasmacytoma")}
    limits = {
        name: f"{100 * fraction:g} %" for name, fraction in (fractions | {"circulating": rules.circulating}).items()
    }
    absolute = {
        f"{name}_absolute": f"{getattr(rules, name).absolute:g}" for name in ("serum", "urine", "flc", "marrow")
    }
    high = {"high_serum_nadir": f"{rules.high_serum_nadir:g}", "high_serum_rise": f"{rules.high_serum_rise:g}"}
    return limits | absolute | high


def _outcome(clause: MyelomaClause, raw: int, status: int, later: np.ndarray) -> str:
    """What the next assessment that could be evaluated made of this one."""
    evaluated = later[later >= Status.PD]
    following = label_of(evaluated[0]) if evaluated.size else "nothing"
    if status == Status.NEW_THERAPY:
        return "Not used: on or after the start of new therapy."
    if raw == Status.PD:
        if clause <= LAST_CERTAIN:
            return "Needs no second assessment."
        confirmed = "Progression" if status == Status.PD else "Unconfirmed progression"
        return f"{confirmed}: followed by {following}; the patient stays in {label_of(status)}."
    if raw > Status.SD:
        return f"Followed by {following}: confirmed category {label_of(status)}."
    return ""
