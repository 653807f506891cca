"""Protocols at the edges of what the schema admits: a base with a few fields at extreme, tiny, odd or empty values."""

import json
from collections.abc import Mapping
from typing import Any

from altered import BASES, Tree, write
from changes import CHANGES
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

DAYS = ("0 days", "0.5 days", "1 day", "3 weeks", "1 month", "100 days", "2 years", "100 years", "1e9 days")
SHARES = ("0 %", "0.001 %", "50 %", "99.9 %", "100 %", "1000 %")
NUMBERS = (0, 1e-9, 0.5, 1, 7.25, 1e3, 1e9, -1)
COUNTS = (0, 1, 2, 5, 6, 400)
TEXTS = ("", "x", "Ä-1", "a" * 21, "tab\tand \x07", "=1+1", "<b>", "NULL", "12")
DOSES = ("0.001 mg", "25 mg", "399.5 mg", "400 mg", "1000 mg", "4 g", "2 kg")

EDGES: Mapping[str, tuple[Any, ...]] = {
    "study.id": TEXTS,
    "study.title": TEXTS,
    "population.characteristics.age_years": (
        {"median": 50, "low": 50, "high": 50}, {"median": 18, "low": 0, "high": 120},
        {"median": 40, "low": 41, "high": 50},
    ),
    "population.characteristics.prior_therapies": (
        {"median": 0, "low": 0, "high": 0}, {"median": 3.5, "low": 0.5, "high": 9},
        {"median": 50, "low": 50, "high": 50},
    ),
    "population.characteristics.male": SHARES,
    "population.eligibility": ([], [{"analyte": "HGB", "at_least": 1000}], [{"analyte": "PLAT", "at_most": 0}]),
    "treatment.levels": (["400 mg"], ["400 mg", "600 mg"], ["400 mg", "400 mg"], []),
    "treatment.start": DOSES,
    "treatment.escalate": (None, {"after": "1 day", "to": "600 mg"}, {"after": "0 days", "to": "600 mg", "unless": []}),
    "treatment.toxicity": (
        [], [{"if": "HGB < 8 g/L", "action": "stop"}], [{"if": "NEUT < 0.5 x LLN", "action": "reduce"}],
        [{"if": "HGB < 0.7 x baseline or NEUROPATHY grade >= 2", "action": "hold", "until": "HGB >= 0.9 x baseline"}],
        [{"if": "WBC grade >= 1", "action": "hold", "until": "WBC grade <= 0", "again": "stop"}],
    ),
    "treatment.stop": ({"after": "28 days"}, {"after": "30 days", "longest_hold": "0 days"}, {"after": "1 day"}),
    "visits.every": ("1 week", "13 days", "28 days", "84 days", "0.2 days"),
    "visits.window": DAYS,
    "visits.screening": DAYS,
    "visits.follow_up": ("0 days", "1 day", "30 days", "90.5 days"),
    "visits.missed": SHARES,
    "assays.IGM.unit": ("g/L", "mg/dL", "ug/mL", "mmol/L", "G/L"),
    "assays.IGM.decimals": (0, 1, 6, 7),
    "assays.IGM.lower_limit": NUMBERS,
    "assays.HGB.unit": ("g/L", "mmol/L", "%"),
    "assays.PLAT.unit": ("10^3/uL", "/uL", "G/L", "10^12/L"),
    "assays.HGB.cv": SHARES,
    "assays.HGB.every": ("visit", "14 days", "1 month", "100 years"),
    "assays.WBC": ({"name": "", "unit": "10^9/L"}, {"name": "W", "unit": "10^9/L", "low_normal": -5}),
    "assays.CREAT": ({"name": "Creatinine", "unit": "umol/L", "high_normal": 110},),
    "toxicity.grading": ("ctcae-3.0", "ctcae-4.03", "ctcae-6.0"),
    "toxicity.terms": ([], ["edema", "edema"], ["neuropathy", "anemia"], [""], ["=1+1"]),
    "toxicity.emergent_window": DAYS,
    "response.criteria": ("abstract-2007", "iwwm-2", "iwwm-3", "iwwm-6", "al-2012"),
    "response.baseline_days": DAYS,
    "response.measurable_min": NUMBERS,
    "response.duplicates": ("mean", "last"),
    "response.nadir": ("lowest", "lowest_confirmed", None),
    "response.stable_min": DAYS,
    "evaluable.later_values": COUNTS,
    "fixed_time": DAYS,
    "endpoints": (["toxicity"], ["overall survival"], []),
    "biomarkers": ([], [{"analyte": "HGB"}, {"analyte": "HGB", "after": "lowest"}]),
    "stopping": (
        None, [],
        [{"name": "all", "event": "no response", "within": "1 day", "table": [{"events": 1, "of": 1}]}],
        [{"name": "a", "event": "toxicity", "within": "100 years", "table": [{"events": 24, "of": 24}]}],
        [{"name": "b", "event": "treatment-related death", "within": "0.5 days",
          "pocock": {"rate": "1 %", "error": "1 %"}}],
    ),
    "conduct.first_patient": ("1900-01-20", "2024-02-29", "2023-02-29", "2999-12-31", "0001-01-01", "9999-12-31", ""),
    "conduct.accrual": DAYS,
    "conduct.data_cut": DAYS,
    "conduct.withdrawal_per_month": SHARES,
    "conduct.death_per_month": SHARES,
    "conduct.never_assessed": SHARES,
}  # fmt: skip
"""Values at the edge, of fields and of whole sections."""


def edge_protocols(most: int = 4) -> SearchStrategy[Tree]:
    """A short trial with up to `most` fields at an edge or changed as the law does, and few or many patients."""
    edge = st.sampled_from(sorted(EDGES)).flatmap(
        lambda path: st.tuples(st.just(path), st.sampled_from(range(len(EDGES[path]))).map(lambda i: EDGES[path][i]))
    )
    of_the_law = st.sampled_from([change for change in CHANGES if change.base == "waldenstrom"]).flatmap(
        lambda change: st.tuples(st.just(change.path), change.values)
    )
    return st.builds(_compose, st.sampled_from((1, 2, 3, 24, 60)), st.lists(st.one_of(edge, of_the_law), max_size=most))


def _compose(enrolled: int, writes: list[tuple[str, Any]]) -> Tree:
    tree = BASES["waldenstrom"]()
    if enrolled < 24:
        del tree["stopping"]  # their tables are of 24 patients
    tree["population"]["enrolled"] = enrolled
    tree["population"]["characteristics"] |= {"relapsed": enrolled - enrolled // 3, "refractory": enrolled // 3}
    for path, value in writes:
        try:
            tree = write(tree, path, value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier write took away the section
    json.dumps(tree)
    return tree
