"""Why each visit of a patient with AL amyloidosis was given its statuses, one sentence per domain."""

from dataclasses import dataclass

import numpy as np

from .amyloidosis_clauses import Domain
from .amyloidosis_resolve import AmyloidosisCourse, DomainResult, resolve_amyloidosis
from .amyloidosis_values import AmyloidosisValues
from .criteria import AmyloidosisCriteria, GradedRules
from .policies import Policies

WORDS = {
    Domain.NEW_THERAPY: "NEW THERAPY",
    Domain.NE: "NE",
    Domain.PROGRESSION: "PROGRESSION",
    Domain.NR: "NR",
    Domain.RESPONSE: "RESPONSE",
    Domain.VGPR: "VGPR",
    Domain.CR: "CR",
}
"""How the status of a domain is written; RESPONSE of the blood and of a graded organ is a partial response."""

_SHOWN = {
    "hematologic": (("kappa", "kappa", "mg/L"), ("lambda_", "lambda", "mg/L"), ("serum", "serum M-protein", "mg/dL"),
                    ("urine", "urine M-protein", "mg/24 h")),
    "cardiac": (("nt_probnp", "NT-proBNP", "ng/L"), ("troponin", "troponin", "ng/L"),
                ("ejection_fraction", "ejection fraction", "%"), ("nyha", "NYHA class", "")),
    "renal": (("proteinuria", "proteinuria", "mg/24 h"), ("filtration", "eGFR", "mL/min/1.73 m2")),
    "liver": (("phosphatase", "ALP", "times the upper limit"), ("liver_span", "liver span", "cm")),
    "graded_cardiac": (("nt_probnp", "NT-proBNP", "ng/L"),),
    "graded_renal": (("proteinuria", "proteinuria", "mg/24 h"), ("filtration", "eGFR", "mL/min/1.73 m2")),
}  # fmt: skip
"""What each domain rests on: field, name, unit."""

_GRADED = ("graded_cardiac", "graded_renal")


@dataclass(frozen=True)
class DomainExplanation:
    """One domain at one visit, explained.

    Attributes:
        day: linear study day.
        domain: hematologic, cardiac, renal, liver, graded cardiac or graded renal.
        measured: what was measured, with its baseline.
        status: status of the visit, one of `WORDS`.
        rule: the sentence of the rule that decided.
        source: where the rule was published.
    """

    day: int
    domain: str
    measured: str
    status: str
    rule: str
    source: str


def explain_amyloidosis_patient(
    course: AmyloidosisCourse, patient: int, criteria: AmyloidosisCriteria, policies: Policies
) -> tuple[DomainExplanation, ...]:
    """Explain every visit of one patient, in day order, domain by domain; `patient` is the row in the course.

    A domain of which nothing was ever measured is left out.
    """
    rows = slice(patient, patient + 1)
    one = AmyloidosisCourse(
        AmyloidosisValues(*(field[rows] for field in course.baseline)),
        AmyloidosisValues(*(field[rows] for field in course.visits)),
        course.day[rows],
        course.present[rows],
        course.serum_immunofixation[rows],
        course.urine_immunofixation[rows],
        course.new_therapy_day[rows],
    )
    resolved = resolve_amyloidosis(one, criteria, policies)
    sentences = _sentences(criteria, policies)
    explained = []
    for v in np.flatnonzero(one.present[0]):
        for domain in _SHOWN:
            result: DomainResult | None = getattr(resolved, domain)
            if result is None:
                continue
            status = Domain(result.status[0, v])
            measured = _measured(one, domain, int(v))
            if measured or status not in (Domain.NE, Domain.NEW_THERAPY):
                rule = _sentence(sentences, domain, status, float(one.day[0, v]), float(result.progression_day[0]))
                name, source = domain.replace("_", " "), _cited(domain, criteria)
                explained.append(DomainExplanation(int(one.day[0, v]), name, measured, WORDS[status], rule, source))
    return tuple(explained)


def _cited(domain: str, criteria: AmyloidosisCriteria) -> str:
    sources = criteria.graded_sources if domain in _GRADED else criteria.sources
    return "; ".join(cited.citation for cited in sources)


def _measured(course: AmyloidosisCourse, domain: str, v: int) -> str:
    parts = []
    for name, label, unit in _SHOWN[domain]:
        now, before = getattr(course.visits, name)[0, v], getattr(course.baseline, name)[0]
        if not np.isnan(now):
            known = "no baseline" if np.isnan(before) else f"baseline {before:.6g}"
            parts.append(f"{label} {now:.6g}{' ' if unit and unit != '%' else ''}{unit} ({known})")
    if domain == "hematologic":
        for label, found in (("serum", course.serum_immunofixation), ("urine", course.urine_immunofixation)):
            if found[0, v]:
                parts.append(f"{label} immunofixation {'positive' if found[0, v] > 0 else 'negative'}")
    return "; ".join(parts)


def _sentence(sentences: dict[tuple[str, Domain], str], domain: str, status: Domain, day: float, end: float) -> str:
    if status == Domain.NEW_THERAPY:
        return "Not used: on or after the start of new therapy."
    after = f" Not used for best response: after progression on day {end:g}." if day > end else ""
    return sentences[domain, status] + after


def _sentences(criteria: AmyloidosisCriteria, policies: Policies) -> dict[tuple[str, Domain], str]:
    blood, heart, kidney, liver = criteria.hematologic, criteria.cardiac, criteria.renal, criteria.liver
    more = "more than" if policies.pr_strict else "at least"
    share = {name: f"{100 * value:g} %" for name, value in (
        ("partial", blood.partial_fall), ("rise", blood.progression), ("heart", heart.change),
        ("troponin", heart.troponin_rise), ("protein", kidney.fall), ("eGFR", kidney.filtration_fall),
        ("ALP", liver.phosphatase_fall),
    )}  # fmt: skip
    said = {
        "hematologic": {
            Domain.PROGRESSION: f"Progression: after complete response an M-protein, or a light chain doubled with an "
            f"abnormal ratio; or from the lowest value a rise of {share['rise']} of serum M-protein to more than "
            f"{blood.serum_above:g} mg/dL, of urine M-protein to more than {blood.urine_above:g} mg/24 h, or of the "
            f"involved light chain to more than {blood.flc_above:g} mg/L.",
            Domain.CR: "CR: serum and urine immunofixation negative and a normal light chain ratio.",
            Domain.VGPR: f"VGPR: light chain difference below {blood.very_good_below:g} mg/L.",
            Domain.RESPONSE: f"PR: light chain difference fell by {more} {share['partial']}, or from a low baseline to "
            f"below {blood.low_partial_below:g} mg/L.",
            Domain.NR: "NR: the light chain difference reaches neither a response nor progression.",
            Domain.NE: f"NE: no light chain difference, or one below {blood.assessable_low:g} mg/L before treatment.",
        },
        "cardiac": {
            Domain.PROGRESSION: f"Progression: NT-proBNP rose by more than {share['heart']} and {heart.absolute:g} "
            f"ng/L while the kidney did not worsen, troponin rose by {share['troponin']}, or the ejection fraction "
            f"fell by {heart.ejection_fall:g} points.",
            Domain.RESPONSE: f"Response: NT-proBNP fell by more than {share['heart']} and {heart.absolute:g} ng/L, or "
            f"the NYHA class fell by {heart.nyha_fall:g}.",
            Domain.NR: f"NR: NT-proBNP changed by no more than {share['heart']} or {heart.absolute:g} ng/L.",
            Domain.NE: f"NE: NT-proBNP below {heart.evaluable:g} ng/L before treatment and NYHA class below "
            f"{heart.nyha_evaluable:g}, or not measured again.",
        },
        "renal": {
            Domain.PROGRESSION: f"Progression: eGFR fell by more than {share['eGFR']}.",
            Domain.RESPONSE: f"Response: proteinuria fell by {share['protein']} or to below {kidney.below:g} mg/24 h, "
            "and eGFR did not fall too far.",
            Domain.NR: f"NR: proteinuria fell by less than {share['protein']}, not to below {kidney.below:g} mg/24 h.",
            Domain.NE: f"NE: proteinuria not above {kidney.evaluable_above:g} mg/24 h before treatment, or proteinuria "
            "or eGFR missing.",
        },
        "liver": {
            Domain.RESPONSE: f"Response: an abnormal alkaline phosphatase fell by {share['ALP']}, or the liver shrank "
            f"by {liver.span_fall_cm:g} cm.",
            Domain.NR: "NR: neither alkaline phosphatase nor liver span fell far enough.",
            Domain.NE: "NE: alkaline phosphatase normal before treatment, liver span unknown, or not measured again.",
        },
    }  # fmt: skip
    for organ, marker, unit, rules in (
        ("cardiac", "NT-proBNP", "ng/L", criteria.graded_cardiac),
        ("renal", "proteinuria", "mg/24 h", criteria.graded_renal),
    ):
        same = {status: said[organ][status] for status in (Domain.PROGRESSION, Domain.NE)}
        said[f"graded_{organ}"] = same | _graded_sentences(marker, unit, rules)
    said["graded_cardiac"][Domain.NE] = f"NE: NT-proBNP below {heart.evaluable:g} ng/L before treatment, or missing."
    return {(domain, status): text for domain, texts in said.items() for status, text in texts.items()}


def _graded_sentences(marker: str, unit: str, rules: GradedRules) -> dict[Domain, str]:
    deep, some = f"{100 * rules.very_good_fall:g} %", f"{100 * rules.partial_fall:g} %"
    return {
        Domain.CR: f"CR: {marker} at most {rules.complete:g} {unit}.",
        Domain.VGPR: f"VGPR: {marker} fell by more than {deep}.",
        Domain.RESPONSE: f"PR: {marker} fell by more than {some}.",
        Domain.NR: f"NR: {marker} fell by no more than {some}.",
    }
