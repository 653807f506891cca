"""Who reads each field of a protocol: the engine that simulates, the analysis of study tables, or neither, and why.

The table is written by hand and held true by `tests/law`: a change of a field that the engine reads shows in the rows
of a simulated study, one that the analysis reads in its results. What is refused where it would change nothing, such as
another dosing interval than the model's, is reported by `check`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Reader = Literal["engine", "analysis"]


@dataclass(frozen=True)
class Reading:
    """Who reads a field.

    Attributes:
        readers: engine, analysis, both or none.
        note: what else must be known; for a field that nobody reads, why.
    """

    readers: frozenset[Reader]
    note: str = ""


_ENGINE: tuple[str, ...] = (
    "study.id", "population.characteristics.age_years.median", "population.characteristics.age_years.low",
    "population.characteristics.age_years.high", "population.characteristics.prior_therapies.median",
    "population.characteristics.prior_therapies.low", "population.characteristics.relapsed",
    "population.characteristics.refractory", "population.characteristics.male", "population.eligibility[].analyte",
    "population.eligibility[].at_least", "population.eligibility[].at_most", "virtual_patients.population",
    "treatment.drug", "visits.screening", "visits.follow_up", "visits.missed", "assays.*.name", "assays.*.every",
    "assays.*.cv", "assays.*.lower_limit", "assays.*.decimals", "assays.*.method", "conduct.first_patient",
    "conduct.accrual", "conduct.data_cut", "conduct.withdrawal_per_month", "conduct.death_per_month",
    "conduct.never_assessed",
)  # fmt: skip

_ANALYSIS: tuple[str, ...] = (
    "toxicity.terms", "toxicity.emergent_window", "toxicity.groups[].name", "toxicity.groups[].terms",
    "toxicity.glucose_when_fasting_unknown", "toxicity.inr_on_anticoagulation", "assays.*.infarction_limit",
    "response.analytes.serum", "response.analytes.urine",
    "response.analytes.kappa", "response.analytes.lambda", "response.analytes.serum_immunofixation",
    "response.analytes.urine_immunofixation", "response.analytes.marrow", "response.analytes.circulating",
    "response.analytes.clonal_cells", "response.analytes.nt_probnp", "response.analytes.troponin",
    "response.analytes.ejection_fraction", "response.analytes.proteinuria", "response.analytes.filtration",
    "response.analytes.phosphatase", "response.analytes.liver_span", "response.confirm_response",
    "response.baseline_days", "response.duplicates", "response.flare_window", "response.plasmapheresis_window",
    "response.rebound_window", "response.duration_of_response_death", "response.stable_min", "response.pr_strict",
    "response.cr_uninvolved_ratio", "response.graded_organ_response", "response.high_normal",
    "response.vgpr_normal_igm", "response.measurable_min", "evaluable.baseline", "evaluable.later_values",
    "evaluable.early_progression_counts", "stopping[].name", "stopping[].event", "stopping[].terms",
    "stopping[].grade", "stopping[].related", "stopping[].within", "stopping[].table[].events",
    "stopping[].table[].of", "stopping[].posterior.rate", "stopping[].posterior.exceeded",
    "stopping[].posterior.prior.a", "stopping[].posterior.prior.b", "stopping[].posterior.first",
    "stopping[].pocock.rate", "stopping[].pocock.error", "biomarkers[].analyte", "biomarkers[].after", "fixed_time",
    "endpoints",
)  # fmt: skip

_BOTH: tuple[str, ...] = (
    "population.enrolled", "treatment.levels", "treatment.start", "treatment.escalate.after", "treatment.escalate.to",
    "treatment.escalate.unless", "treatment.toxicity[].if", "treatment.toxicity[].action", "treatment.toxicity[].until",
    "treatment.toxicity[].then", "treatment.toxicity[].again", "treatment.stop.after", "treatment.stop.longest_hold",
    "treatment.stop.at", "visits.every", "visits.window", "assays.*.unit", "assays.*.low_normal",
    "assays.*.high_normal", "toxicity.grading", "response.criteria", "response.marker", "response.nadir",
    "response.progression_gap",
)  # fmt: skip

_OTHERS: Mapping[str, Reading] = MappingProxyType(
    {
        "schema": Reading(frozenset(), "there is one version; any other is refused"),
        "study.title": Reading(frozenset(), "a heading for people"),
        "study.source": Reading(frozenset(), "a citation for people"),
        "study.disease": Reading(frozenset(), "the criteria and the model must be of this disease, or are refused"),
        "population.characteristics.prior_therapies.high": Reading(
            frozenset(), "counts follow median and lowest value; a highest value that they do not reach is reported"
        ),
        "virtual_patients.model": Reading(frozenset({"engine"}), "one model so far; any other name is refused"),
        "virtual_patients.stand_in.for": Reading(frozenset(), "must be treatment.drug, or is refused"),
        "virtual_patients.stand_in.reason": Reading(frozenset(), "a reason for people, shown with every result"),
        "treatment.route": Reading(frozenset({"engine"}), "oral; any other is refused"),
        "treatment.every": Reading(
            frozenset({"analysis"}),
            "the interval of planned doses; simulated only where it is the model's",
        ),
        "response.unit": Reading(frozenset(), "must be mg/dL, the unit of the criteria, or is refused"),
    }
)

_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "treatment.drug": "without a model of its own it needs virtual_patients.stand_in",
        "treatment.stop.at": "progression; the other events always end treatment, and a list without them is reported",
        "assays.*.low_normal": "the analysis takes it where the laboratory gives none",
        "assays.*.high_normal": "the analysis takes it where the laboratory gives none",
        "stopping[].table[].of": "simulated trials count stopping rules and do not obey them",
        "endpoints": "marks the results that the protocol asks for; all are estimated",
    }
)


def _read_by() -> Iterator[tuple[str, Reading]]:
    groups: tuple[tuple[tuple[str, ...], frozenset[Reader]], ...] = (
        (_ENGINE, frozenset({"engine"})),
        (_ANALYSIS, frozenset({"analysis"})),
        (_BOTH, frozenset({"engine", "analysis"})),
    )
    for fields, readers in groups:
        yield from ((field, Reading(readers, _NOTES.get(field, ""))) for field in fields)
    yield from _OTHERS.items()


READ_BY: Mapping[str, Reading] = MappingProxyType(dict(_read_by()))
"""Field, as `schema.fields.leaf_fields` names it -> who reads it."""
