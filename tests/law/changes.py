"""One change, or several, for every field of the protocol; `readers.READ_BY` says why others change nothing."""

from altered import Change, one_of, scaled
from test_policies_act import AMYLOIDOSIS, MYELOMA, ONE_MARKER

POPULATION = "population.characteristics"
RULE = "treatment.toxicity[0]"
TABLE, POSTERIOR, POCOCK = "stopping[0]", "stopping[1]", "stopping[2]"
ROLES = {
    "serum": "myeloma", "urine": "myeloma", "kappa": "myeloma", "lambda": "myeloma",
    "serum_immunofixation": "myeloma", "urine_immunofixation": "myeloma", "marrow": "myeloma",
    "circulating": "myeloma", "clonal_cells": "myeloma", "nt_probnp": "al-amyloidosis", "troponin": "al-amyloidosis",
    "ejection_fraction": "al-amyloidosis", "proteinuria": "al-amyloidosis", "filtration": "al-amyloidosis",
    "phosphatase": "al-amyloidosis", "liver_span": "al-amyloidosis",
}  # fmt: skip


def _at(path: str, values: object, **more: object) -> Change:
    """A change of a field that stands at the very path that names it."""
    return Change(path, path, values, **more)  # type: ignore[arg-type]


def _each(field: str, path: str, values: object, **more: object) -> Change:
    return Change(field, path, values, **more)  # type: ignore[arg-type]


CHANGES = (
    _at("study.id", one_of("OTHER", "LAW-2")),
    _at("study.disease", one_of("myeloma", "al-amyloidosis")),
    _at(
        "population.enrolled",
        one_of(12, 20, 40),
        beside=lambda n: {f"{POPULATION}.relapsed": n - n // 6, f"{POPULATION}.refractory": n // 6},
    ),
    _at(f"{POPULATION}.age_years.median", one_of(55, 60, 70)),
    _at(f"{POPULATION}.age_years.low", one_of(20, 30, 55)),
    _at(f"{POPULATION}.age_years.high", one_of(75, 95)),
    _at(f"{POPULATION}.prior_therapies.median", one_of(3, 4)),
    _at(f"{POPULATION}.prior_therapies.low", one_of(0, 2)),
    _at(f"{POPULATION}.prior_therapies.high", one_of(12, 20)),
    _at(f"{POPULATION}.relapsed", one_of(12, 22), beside=lambda n: {f"{POPULATION}.refractory": 24 - n}),
    _at(f"{POPULATION}.refractory", one_of(12, 20), beside=lambda n: {f"{POPULATION}.relapsed": 24 - n}),
    _at(f"{POPULATION}.male", scaled("%", 5, 95)),
    _each("population.eligibility[].analyte", "population.eligibility[0].analyte", one_of("WBC", "HGB")),
    _each("population.eligibility[].at_least", "population.eligibility[0].at_least", one_of(3.5, 4.5)),
    _each("population.eligibility[].at_most", "population.eligibility[0].at_most", one_of(3.2, 4.0)),
    _at("virtual_patients.model", one_of("other-model")),
    _at("virtual_patients.population", one_of("niche", "direct", "no-such-file")),
    _at("virtual_patients.stand_in.for", one_of("ibrutinib"), base="stand-in"),
    _at("treatment.drug", one_of("bortezomib", "zanubrutinib", "Gleevec")),
    _at(
        "treatment.levels", one_of(["400 mg", "600 mg"], ["350 mg", "400 mg", "600 mg"], ["0.3 mg", "400 mg", "600 mg"])
    ),
    _at("treatment.every", scaled("days", 0.5, 2, 7, 21)),
    _at("treatment.start", one_of("300 mg")),
    _at("treatment.escalate.after", scaled("days", 56, 84)),
    _at(
        "treatment.escalate.to", one_of("500 mg"), beside=lambda dose: {"treatment.levels": ["300 mg", "400 mg", dose]}
    ),
    _at("treatment.escalate.unless", one_of([])),
    _each("treatment.toxicity[].if", f"{RULE}.if", one_of("NEUT < 1.8 or PLAT < 100", "NEUT < 2.6", "NEUT > 0.1")),
    _each("treatment.toxicity[].action", "treatment.toxicity[1].action", one_of("stop", "continue", "hold")),
    _each("treatment.toxicity[].until", f"{RULE}.until", one_of("NEUT >= 2.4 and PLAT >= 140", "NEUT < 50")),
    _each("treatment.toxicity[].then", f"{RULE}.then", one_of("same dose")),
    _each("treatment.toxicity[].again", f"{RULE}.again", one_of("reduce", "same dose")),
    _at("treatment.stop.after", scaled("days", 84, 112)),
    _at("treatment.stop.at", one_of(["unacceptable toxicity", "withdrawal", "death"], ["progression", "death"])),
    _at("treatment.stop.longest_hold", scaled("days", 1, 56)),
    _at("visits.every", scaled("days", 21, 42)),
    _at("visits.window", scaled("days", 0, 1, 6)),
    _at("visits.screening", scaled("days", 7, 21)),
    _at("visits.follow_up", scaled("days", 0, 10, 90)),
    _at("visits.missed", scaled("%", 0, 40)),
    _each("assays.*.name", "assays.HGB.name", one_of("Hb")),
    _each("assays.*.unit", "assays.HGB.unit", one_of("g/L", "mmol/L", "10^9/L")),
    _each("assays.*.every", "assays.HGB.every", scaled("days", 14, 56)),
    _each("assays.*.cv", "assays.HGB.cv", scaled("%", 0, 10)),
    _each("assays.*.lower_limit", "assays.TRYPTASE.lower_limit", one_of(0.5, 8)),
    _each("assays.*.low_normal", "assays.HGB.low_normal", one_of(10.0, 14.0)),
    _each("assays.*.high_normal", "assays.HGB.high_normal", one_of(15.0, 18.0)),
    _each("assays.*.decimals", "assays.HGB.decimals", one_of(0, 3)),
    _each("assays.*.method", "assays.HGB.method", one_of("OTHER METHOD")),
    _at("toxicity.grading", one_of("ctcae-3.0"), context={f"{RULE}.if": "HGB grade >= 4 or WBC grade >= 3"}),
    _at("toxicity.terms", one_of(["anemia"], ["anemia", "neutropenia", "edema", "neuropathy"], ["ANC"])),
    _at("toxicity.emergent_window", scaled("days", 0, 120)),
    _at("toxicity.glucose_when_fasting_unknown", one_of("fasting"), context={"toxicity.grading": "ctcae-4.03"}),
    _at("toxicity.inr_on_anticoagulation", one_of("worst"), context={"toxicity.grading": "ctcae-4.03"}),
    _each(
        "assays.*.infarction_limit",
        "assays.TROPONI.infarction_limit",
        one_of(0.05),
        context={
            "toxicity.grading": "ctcae-4.03",
            "assays.TROPONI": {"name": "Troponin I", "unit": "ng/mL", "high_normal": 0.04},
        },
    ),
    _each(
        "toxicity.groups[].name",
        "toxicity.groups",
        one_of([{"name": "edema", "terms": ["Oedema peripheral"]}], [{"name": "infection"}], [{"name": "infektion"}]),
    ),
    _each(
        "toxicity.groups[].terms",
        "toxicity.groups[0].terms",
        one_of(["Cough"], ["Oedema peripheral", "Cough"]),
        context={"toxicity.groups": [{"name": "infection", "terms": ["Oedema peripheral"]}]},
    ),
    _at("response.criteria", one_of("iwwm-2", "abstract-2007", "imwg-2016")),
    _at("response.marker", one_of("NEUT", "IGG")),
    _at("response.unit", one_of("g/L", "pounds")),
    *(_at(f"response.analytes.{role}", one_of("OTHER"), base=base) for role, base in ROLES.items()),
    _at("evaluable.baseline", one_of(False)),
    _at("evaluable.later_values", one_of(0, 3)),
    _at("evaluable.early_progression_counts", one_of(False)),
    _each("stopping[].name", f"{TABLE}.name", one_of("other name")),
    _each("stopping[].event", f"{POSTERIOR}.event", one_of("treatment-related death", "toxicity")),
    _each("stopping[].terms", f"{TABLE}.terms", one_of(["anemia"], ["neuropathy"])),
    _each("stopping[].grade", f"{TABLE}.grade", one_of(1, 3)),
    _each("stopping[].related", f"{POCOCK}.related", one_of(True)),
    _each("stopping[].within", f"{TABLE}.within", scaled("days", 20, 60)),
    _each("stopping[].table[].events", f"{TABLE}.table[0].events", one_of(1, 4)),
    _each(
        "stopping[].table[].of",
        f"{TABLE}.table[0].of",
        one_of(4),
        context={f"{TABLE}.table": [{"events": 4, "of": 24}], f"{TABLE}.within": "40 days"},
    ),
    _each("stopping[].posterior.rate", f"{POSTERIOR}.posterior.rate", scaled("%", 5, 60)),
    _each("stopping[].posterior.exceeded", f"{POSTERIOR}.posterior.exceeded", scaled("%", 99)),
    _each("stopping[].posterior.prior.a", f"{POSTERIOR}.posterior.prior.a", one_of(20.0)),
    _each("stopping[].posterior.prior.b", f"{POSTERIOR}.posterior.prior.b", one_of(20.0)),
    _each("stopping[].posterior.first", f"{POSTERIOR}.posterior.first", one_of(1, 20)),
    _each("stopping[].pocock.rate", f"{POCOCK}.pocock.rate", scaled("%", 2, 60)),
    _each("stopping[].pocock.error", f"{POCOCK}.pocock.error", scaled("%", 1, 60)),
    _at("conduct.first_patient", one_of("2011-03-01", "2030-02-28", "9999-12-31")),
    _at("conduct.accrual", scaled("days", 10, 200)),
    _at("conduct.data_cut", scaled("days", 120, 200)),
    _at("conduct.withdrawal_per_month", scaled("%", 0, 40)),
    _at("conduct.death_per_month", scaled("%", 0, 30)),
    _at("conduct.never_assessed", scaled("%", 0, 60)),
    _each("biomarkers[].analyte", "biomarkers[0].analyte", one_of("PLAT", "NOTHING")),
    _each("biomarkers[].after", "biomarkers[0].after", one_of("lowest")),
    _at("fixed_time", scaled("days", 28, 140)),
    _at("endpoints", one_of(["toxicity"], ["best response", "overall survival"])),
)
"""Changes that a simulated study, the fixed study or a finding must show."""

ACTS = frozenset(f"response.{name}" for name in (*ONE_MARKER, *MYELOMA, *AMYLOIDOSIS, "vgpr_normal_igm"))
"""Policies of response that need a patient of their own: `tests/analysis/test_policies_act.py` shows each to act under
every set of criteria that knows it."""
