"""Checks of the conditions in dose rules: they can be read, and a laboratory measures what they compare."""

from collections.abc import Generator, Mapping

from ...arguments import nearest
from ...dosing.conditions import ANALYTES, Comparison, Condition, parse_condition
from ...dosing.conditions import TERMS as DOSE_TERMS
from ...errors import UsageError
from ...toxicity.terms import TERMS as TOXICITIES
from ...toxicity.terms import is_event_of
from ..schema import Assay
from ..yaml_reader import Path
from .consistency import Contradiction, Contradictions, check_analyte_has_assay

_Checked = Generator[Contradiction, None, Condition | None]

LABORATORY = frozenset(ANALYTES.values())


def check_conditions(path: Path, when: str, until: str, assays: Mapping[str, Assay | None]) -> Contradictions:
    """Both conditions of one rule.

    Args:
        path: path of the rule.
        when: what fires it.
        until: what ends a hold; empty when there is none.
        assays: the protocol's assays by code; None for one that cannot be read.
    """
    fires = yield from _check_condition((*path, "if"), when, "", assays)
    if until:
        graded = sorted(fires.graded) if fires is not None else []
        yield from _check_condition((*path, "until"), until, graded[0] if len(graded) == 1 else "", assays)


def _check_condition(path: Path, text: str, term: str, assays: Mapping[str, Assay | None]) -> _Checked:
    try:
        condition = parse_condition(text, "", term=term)
    except UsageError as error:
        for finding in error.findings:
            place = finding.where.lstrip(", ")
            yield path, f"in '{text}' at {place}: {finding.found}", finding.fix
        return None
    for comparison in dict.fromkeys(condition.comparisons):
        yield from _check_comparison(path, comparison, assays)
    return condition


def _check_comparison(path: Path, comparison: Comparison, assays: Mapping[str, Assay | None]) -> Contradictions:
    code = comparison.name
    if comparison.is_grade and code not in LABORATORY and code not in assays:
        meant = _known_term(code)
        if meant:
            yield path, f"'{code}' is known as {meant}: this rule would never fire", f"write '{meant} grade'"
        return  # reported by the investigator, not by a laboratory
    if code not in assays:
        yield from check_analyte_has_assay(path, code, tuple(assays))
        return
    limits = {"LLN": "low_normal", "ULN": "high_normal"}
    field = limits.get(comparison.of)
    assay = assays[code]
    if field is not None and assay is not None and getattr(assay, field) is None:
        yield path, f"{comparison.of} of {code} is not given", f"add {field} to assays.{code}"


def _known_term(name: str) -> str:
    """The toxicity or test that a term of adverse events is another name of; empty when it is its own."""
    if name in DOSE_TERMS.values():
        return ""
    for term in TOXICITIES.values():
        if is_event_of(term, name):
            return term.analyte or term.name.upper()
    words = (ANALYTES.get(word.lower(), "") for word in name.split())
    return next((code for code in words if code), "") or DOSE_TERMS.get(nearest(name, DOSE_TERMS, likeness=0.85), "")
