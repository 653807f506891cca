"""What the fields of a protocol must be to each other: one small test per sentence.

Each test takes values as the schema holds them and yields `(path, found, fix)` for every contradiction.
"""

import re
from collections.abc import Iterator, Mapping

from ...arguments import nearest
from ...dosing import levels as dose_levels
from ...dosing.conditions import ANALYTES, TERMS
from ...errors import UsageError
from ...response import criteria_named, roles_of, why_without_meaning
from ...toxicity.groups import STANDARD
from ...units import canonical_unit, conversion_factor
from ..analytes import STANDARD_UNITS
from ..event_groups import key_of_name
from ..schema import Analytes, Eligibility, Escalation, EventGroup, Spread
from ..yaml_reader import Path

Contradiction = tuple[Path, str, str]
Contradictions = Iterator[Contradiction]

CRITERIA: Mapping[str, tuple[str, ...]] = {
    "waldenstrom": ("abstract-2007", "iwwm-2", "iwwm-3", "iwwm-6", "iwwm-11"),
    "myeloma": ("imwg-2016",),
    "al-amyloidosis": ("al-2012",),
}
"""Editions of the response criteria that were written for each disease."""

DECIDING: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "imwg-2016": (("serum",), ("urine",), ("kappa", "lambda_")),
    "al-2012": (("kappa", "lambda_"),),
}
"""Roles of which one group must be measured, by edition that rests on several markers."""

RULE_UNIT = "mg/dL"
"""Unit in which the criteria of one serum marker state their limits, and `measurable_min` and `high_normal` are."""

_CODE = re.compile(r"[A-Z][A-Z0-9]{0,7}")


def check_counts_add_up(enrolled: int, relapsed: int, refractory: int) -> Contradictions:
    """Every enrolled patient is either relapsed or refractory."""
    if relapsed + refractory != enrolled:
        found = f"{relapsed} relapsed and {refractory} refractory patients make {relapsed + refractory}"
        path = ("population", "characteristics", "refractory")
        yield path, f"{found}, but {enrolled} were enrolled", "correct one of the three numbers"


def check_median_in_range(path: Path, spread: Spread) -> Contradictions:
    """low <= median <= high."""
    if not spread.low <= spread.median <= spread.high:
        found = f"the median {spread.median:g} is outside the range {spread.low:g} to {spread.high:g}"
        yield path, found, "correct median, low or high"


def check_spread_is_possible(path: Path, spread: Spread, highest: float, unit: str) -> Contradictions:
    """Nobody is younger than 0 or older than anybody ever was, and a count of therapies is one."""
    if spread.low < 0 or spread.high > highest:
        found = f"{spread.low:g} to {spread.high:g} {unit}"
        yield path, found, f"write values from 0 to {highest:g}"


def check_eligibility_limits(path: Path, rule: Eligibility) -> Contradictions:
    """An entry condition has a limit, and its limits leave room."""
    if rule.at_least is None and rule.at_most is None:
        yield path, f"no limit for {rule.analyte}", "add at_least or at_most"
    elif rule.at_least is not None and rule.at_most is not None and rule.at_least > rule.at_most:
        yield path, f"at_least {rule.at_least:g} exceeds at_most {rule.at_most:g}", "exchange the two limits"


def check_levels_rise(levels: tuple[float, ...]) -> Contradictions:
    """Dose levels are listed lowest first, each once."""
    yield from _at(("treatment", "levels"), dose_levels.check_levels_rise(levels))


def check_dose_is_a_level(path: Path, dose: float, levels: tuple[float, ...]) -> Contradictions:
    """A dose that the protocol gives is one of its levels."""
    yield from _at(path, dose_levels.check_dose_is_a_level(dose, levels))


def check_escalation_rises(escalate: Escalation | None, start: float, levels: tuple[float, ...]) -> Contradictions:
    """The planned new dose is a level above the first dose."""
    if escalate is not None:
        yield from _at(("treatment", "escalate", "to"), dose_levels.check_rise_is_higher(escalate.to, start, levels))


def _at(path: Path, troubles: Iterator[dose_levels.Trouble]) -> Contradictions:
    return ((path, found, fix) for found, fix in troubles)


def check_escalation_within_treatment(escalate: Escalation | None, longest: float) -> Contradictions:
    """The dose rises before treatment ends."""
    if escalate is not None and escalate.after >= longest:
        found = f"the dose rises after {escalate.after:g} days, treatment ends after {longest:g} days"
        yield ("treatment", "escalate", "after"), found, "write an earlier time, or a longer treatment"


def check_hold_has_an_end(path: Path, action: str, until: str) -> Contradictions:
    """A hold, and only a hold, says what ends it."""
    yield from _at((*path, "until") if until else path, dose_levels.check_hold_has_an_end(action, until))


def check_visit_window(every: float, window: float) -> Contradictions:
    """Neighbouring visits cannot change places."""
    if 2 * window >= every:
        found = f"a window of {window:g} days either way with visits every {every:g} days"
        yield ("visits", "window"), f"{found} lets visits change places", "write less than half the interval"


def check_seen_at_most_daily(path: Path, every: float | str) -> Contradictions:
    """Visits and results are dated by day: none comes more often."""
    if isinstance(every, float) and every < 1:
        yield path, f"every {every:g} days is more than once a day", "write 1 day or longer"


def check_visits_within_treatment(every: float, longest: float) -> Contradictions:
    """There is a visit under treatment."""
    if every > longest:
        found = f"the first visit falls on day {every:g}, after treatment ends on day {longest:g}"
        yield ("visits", "every"), found, "write a shorter interval"


def check_assay_code(code: str) -> Contradictions:
    """A laboratory test has a CDISC code: at most eight capital letters and digits."""
    if not _CODE.fullmatch(code):
        near = nearest(code, STANDARD_UNITS)
        fix = f"write '{near}'" if near else "write at most 8 capital letters and digits, for example IGM"
        yield ("assays", code), f"'{code}' is not a laboratory test code", fix


def check_assay_unit(code: str, unit: str) -> Contradictions:
    """The unit is known and measures what the test measures."""
    path = ("assays", code, "unit")
    wanted = STANDARD_UNITS.get(code, ())
    try:
        canonical_unit(unit)
    except UsageError as error:
        yield path, error.findings[0].found, f"write {' or '.join(wanted)}" if wanted else error.findings[0].fix
        return
    if wanted and not any(_converts(unit, standard) for standard in wanted):
        yield path, f"'{unit}' is not a unit of {code}", f"write a unit such as {' or '.join(wanted)}"


def check_normal_limits(code: str, low: float | None, high: float | None) -> Contradictions:
    """The normal range has a lower and an upper end, in this order."""
    if low is not None and high is not None and low >= high:
        yield ("assays", code, "low_normal"), f"low_normal {low:g} is not below high_normal {high:g}", "exchange them"


def check_analyte_has_assay(path: Path, code: str, assays: tuple[str, ...]) -> Contradictions:
    """What the protocol uses, a laboratory measures."""
    if code not in assays:
        near = nearest(code, assays)
        fix = f"write '{near}', or add the assay" if near else f"add the assay, or use one of: {', '.join(assays)}"
        yield path, f"no assay measures '{code}'", fix


def check_marker_unit(unit: str, marker: str, assay_unit: str) -> Contradictions:
    """The rules' unit can be reached from the assay's, and is the one in which their limits are written."""
    path = ("response", "unit")
    try:
        canonical_unit(assay_unit)
    except UsageError:
        return  # the assay's own check speaks of it
    try:
        canonical_unit(unit)
    except UsageError as error:
        yield path, error.findings[0].found, f"write {assay_unit}"
        return
    if not _converts(unit, assay_unit):
        found = f"{marker}, the response.marker, is measured in {assay_unit}, which is not convertible to {unit}"
        yield path, found, "name a marker whose unit is, or correct the unit of its assay"
    elif canonical_unit(unit) != RULE_UNIT:
        yield (
            path,
            f"the limits of the criteria are in {RULE_UNIT}, not {unit}",
            "remove this line: results are converted",
        )


def check_criteria_fit_disease(disease: str, criteria: str) -> Contradictions:
    """The response criteria were written for the disease under treatment."""
    if criteria not in CRITERIA[disease]:
        fix = f"write one of: {', '.join(CRITERIA[disease])}"
        found = f"'{criteria}' was not written for {disease}, the study.disease"
        yield ("response", "criteria"), found, fix


def check_markers_are_measured(criteria: str, analytes: Analytes | None, assays: tuple[str, ...]) -> Contradictions:
    """Criteria of several markers have an assay for a marker that can decide, and for every test that is named."""
    chosen = analytes or Analytes()
    needed = DECIDING.get(criteria, ())
    if needed and not any(all(getattr(chosen, role) in assays for role in roles) for roles in needed):
        codes = [" and ".join(getattr(chosen, role) for role in roles) for roles in needed]
        found = f"no assay measures a marker that '{criteria}' can judge by"
        yield ("assays",), found, f"add {', or '.join(codes)}; or name your codes in response.analytes"
    known = {role.name for role in roles_of(criteria_named(criteria))}
    for role in sorted(chosen.model_fields_set) if analytes and known else ():
        name = Analytes.model_fields[role].alias or role
        if role not in known:
            yield ("response", "analytes", name), f"'{name}' plays no part in '{criteria}'", "remove this line"
            continue
        yield from check_analyte_has_assay(("response", "analytes", name), getattr(chosen, role), assays)


def check_data_follow_accrual(accrual: float, data_cut: float) -> Contradictions:
    """Data are cut after the last patient has entered."""
    if data_cut <= accrual:
        found = f"data are cut {data_cut:g} days after the first patient, but accrual takes {accrual:g} days"
        yield ("conduct", "data_cut"), found, "write a later data cut"


def check_terms_are_spelt(terms: tuple[str, ...]) -> Contradictions:
    """A toxicity that is almost a graded laboratory term is that term, misspelt; any other word is an adverse event."""
    for place, term in enumerate(terms):
        if term.strip().lower() in [other.strip().lower() for other in terms[:place]]:
            yield ("toxicity", "terms"), f"'{term}' is listed twice", "keep one of them"
        near = "" if term.lower() in TERMS else _toxicity_of_test(term) or nearest(term, TERMS, likeness=0.85)
        if near:
            yield ("toxicity", "terms"), f"'{term}', the term in place {place + 1}, is not known", f"write '{near}'"


def check_groups_are_known(groups: tuple[EventGroup, ...] | None) -> Contradictions:
    """A list of special interest has its own terms or the name of a standard list, and a name of its own."""
    for place, group in enumerate(groups or ()):
        path = ("toxicity", "groups", place, "name")
        if key_of_name(group.name) in [key_of_name(other.name) for other in (groups or ())[:place]]:
            yield path, f"two lists are named '{group.name}'", "rename one, or put their terms together"
        if group.terms is None and group.name not in STANDARD:
            near = nearest(group.name, STANDARD)
            fix = (
                f"write '{near}', or add its terms"
                if near
                else f"add its terms, or write one of: {', '.join(STANDARD)}"
            )
            yield path, f"there is no standard list '{group.name}'", fix


def _toxicity_of_test(name: str) -> str:
    """The toxicity that a laboratory test shows, where a toxicity was asked for: `ANC` is neutropenia."""
    code = ANALYTES.get(name.lower(), name.upper())
    return next((term for term, test in TERMS.items() if test == code and test != term.upper()), "")


def check_endpoints_once(endpoints: tuple[str, ...]) -> Contradictions:
    """No endpoint is asked for twice."""
    for place, endpoint in enumerate(endpoints):
        if endpoint in endpoints[:place]:
            yield ("endpoints", place), f"'{endpoint}' is listed twice", "keep one of them"


def check_biomarker_is_named(endpoints: tuple[str, ...], biomarkers: int) -> Contradictions:
    """The endpoint `biomarker` needs a marker to report."""
    if "biomarker" in endpoints and not biomarkers:
        place = endpoints.index("biomarker")
        yield ("endpoints", place), "no biomarker is named", "add a section biomarkers, or remove this endpoint"


def _converts(unit: str, other: str) -> bool:
    try:
        conversion_factor(unit, other)
    except UsageError:
        return False
    return True


def check_policy_has_meaning(field: str, criteria: str, value: object) -> Contradictions:
    """A field of the `response` section acts under the criteria that the protocol names."""
    reason = why_without_meaning(criteria_named(criteria), field, value)
    if reason:
        yield ("response", field), f"'{field}' changes nothing under '{criteria}': {reason}", "remove this line"
