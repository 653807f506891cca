"""Which disease a study's markers point to, and the response section that follows."""

from collections.abc import Mapping
from types import MappingProxyType

from ..protocol.checks.consistency import CRITERIA, RULE_UNIT
from ..units import factor_between
from .facts import AssayFacts, Disease, StudyFacts
from .findings import FILL_IN, GUESS

HIGH_IGM = 500.0
"""Median IgM, mg/dL, above which the disease is one of IgM: twice the upper limit of normal. Assumed."""

ORGANS = frozenset({"BNPPRONT", "TROPONIT", "TROPONII", "LVEF", "PROTEXR"})
"""Tests of the organs that AL amyloidosis harms."""

CLONE = frozenset({"MCPROT", "UMCPROT", "KLCFR", "LLCFR", "PLSTCECE"})

_NAMED: Mapping[str, Disease] = MappingProxyType(
    {
        "IMWG": "myeloma",
        "MYELOMA": "myeloma",
        "IWWM": "waldenstrom",
        "WALDENSTR": "waldenstrom",
        "AMYLOID": "al-amyloidosis",
    }
)
"""Words in RSCAT."""


def guess_disease(facts: StudyFacts) -> tuple[Disease, str]:
    """The disease, and what points to it."""
    for name in facts.criteria_named:
        for word, disease in _NAMED.items():
            if word in name:
                return disease, f"RSCAT names {name}"
    measured = {assay.code: assay for assay in facts.assays}
    if "IGM" in measured and _median_mg_dl(measured["IGM"]) >= HIGH_IGM:
        return "waldenstrom", "IgM is measured, and its median is high"
    clone = sorted(CLONE & set(measured))
    if clone and ORGANS & set(measured) and "MCPROT" not in clone:
        return "al-amyloidosis", f"{', '.join(clone)} and {', '.join(sorted(ORGANS & set(measured)))} are measured"
    if {"MCPROT"} & set(clone) or {"UMCPROT"} & set(clone) or {"KLCFR", "LLCFR"} <= set(clone):
        return "myeloma", f"{', '.join(clone)} are measured"
    if "IGM" in measured:
        return "waldenstrom", "IgM is measured"
    return "waldenstrom", "no marker points to a disease"


def _median_mg_dl(assay: AssayFacts) -> float:
    return (assay.median or 0.0) * (factor_between(assay.unit, RULE_UNIT, assay.code) or 0.0)


def response_marker(facts: StudyFacts) -> str:
    """LBTESTCD of the one marker that Waldenström's criteria need; of myeloma and AL, a marker that was measured."""
    measured = [assay.code for assay in facts.assays]
    if guess_disease(facts)[0] != "waldenstrom":
        return next((code for code in ("MCPROT", "UMCPROT", "KLCFR", "LLCFR") if code in measured), "MCPROT")
    return next((code for code in ("IGM", "MCPROT", "MPROT") if code in measured), "IGM")


def criteria_section(facts: StudyFacts, disease: Disease, why: str) -> list[str]:
    """The lines of `response`."""
    edition = CRITERIA[disease][-1]
    mark = GUESS if facts.assays else FILL_IN
    lines = ["response:", f'  criteria: {{value: {edition}, assumed: "{mark}the newest edition for {disease}: {why}"}}']
    if disease == "waldenstrom":
        measured = {assay.code for assay in facts.assays}
        marker = response_marker(facts)
        known = f"{GUESS}it is measured" if marker in measured else f"{FILL_IN}the marker of the disease"
        lines.append(f'  marker: {{value: {marker}, assumed: "{known}"}}')
    return [*lines, ""]
