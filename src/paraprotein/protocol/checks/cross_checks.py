"""Cross-checks between the fields of a protocol, run even while the file has other mistakes.

Each check names the fields that it reads and stays silent while one of them is unreadable: another finding speaks of
that one already.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from ...errors import Finding
from ...files.plain import Plain
from ..schema import Assay, Protocol
from ..schema.readable import UnreadableFieldError, count_items, name_entries, read_field
from ..statements import Statements
from ..yaml_reader import Path, locate
from . import consistency as consistent
from .consistency import Contradictions, check_policy_has_meaning
from .dose_conditions import check_conditions
from .dose_sense import check_rule_can_act
from .names import check_dates_exist, check_no_control_characters, check_study_id
from .stopping_consistency import check_stopping_names, check_stopping_rule

TREATMENT: Path = ("treatment",)
CHARACTERISTICS: Path = ("population", "characteristics")


@dataclass(frozen=True)
class CrossCheck:
    """A test and the paths of the fields that it takes, in order."""

    test: Callable[..., Contradictions]
    fields: tuple[Path, ...]


def check_consistency(statements: Statements, name: str) -> tuple[Finding, ...]:
    """Every contradiction between readable fields.

    Args:
        statements: the file's values without wrappers.
        name: file name to show.
    """
    found = []
    for check in _checks(statements.tree):
        try:
            values = [read_field(Protocol, statements.tree, path) for path in check.fields]
            contradictions = list(check.test(*values))
        except UnreadableFieldError:
            continue
        for path, what, fix in contradictions:
            found.append(Finding(locate(name, statements.lines, path), what, fix, rule="protocol.consistency"))
    return tuple(found)


def _checks(tree: Plain) -> Iterator[CrossCheck]:
    """All checks that apply to this file."""
    yield CrossCheck(check_study_id, (("study", "id"),))
    for path in _texts(tree):
        yield CrossCheck(partial(check_no_control_characters, path), (path,))
    yield from _population_checks(tree)
    yield from _treatment_checks(tree)
    yield from _assay_checks(tree)
    yield from _analysis_checks(tree)
    yield from _stopping_checks(tree)
    if "conduct" in name_entries(tree, ()):
        yield CrossCheck(consistent.check_data_follow_accrual, (("conduct", "accrual"), ("conduct", "data_cut")))
        dates = (("conduct", "first_patient"), ("conduct", "data_cut"), ("visits", "screening"))
        yield CrossCheck(check_dates_exist, dates)


def _population_checks(tree: Plain) -> Iterator[CrossCheck]:
    counts = (("population", "enrolled"), (*CHARACTERISTICS, "relapsed"), (*CHARACTERISTICS, "refractory"))
    yield CrossCheck(consistent.check_counts_add_up, counts)
    for spread, highest, unit in (("age_years", 120.0, "years"), ("prior_therapies", 50.0, "therapies")):
        path = (*CHARACTERISTICS, spread)
        yield CrossCheck(partial(consistent.check_median_in_range, path), (path,))
        yield CrossCheck(partial(consistent.check_spread_is_possible, path, highest=highest, unit=unit), (path,))
    for path in _items(tree, ("population", "eligibility")):
        yield CrossCheck(partial(consistent.check_eligibility_limits, path), (path,))
        yield _measured(tree, (*path, "analyte"))


def _treatment_checks(tree: Plain) -> Iterator[CrossCheck]:
    levels, start, escalate = (*TREATMENT, "levels"), (*TREATMENT, "start"), (*TREATMENT, "escalate")
    longest = (*TREATMENT, "stop", "after")
    yield CrossCheck(consistent.check_levels_rise, (levels,))
    yield CrossCheck(partial(consistent.check_dose_is_a_level, start), (start, levels))
    yield CrossCheck(consistent.check_escalation_rises, (escalate, start, levels))
    yield CrossCheck(consistent.check_escalation_within_treatment, (escalate, longest))
    yield CrossCheck(consistent.check_visit_window, (("visits", "every"), ("visits", "window")))
    yield CrossCheck(partial(consistent.check_seen_at_most_daily, ("visits", "every")), (("visits", "every"),))
    yield CrossCheck(consistent.check_visits_within_treatment, (("visits", "every"), longest))
    for path in _items(tree, (*TREATMENT, "toxicity")):
        yield CrossCheck(partial(consistent.check_hold_has_an_end, path), ((*path, "action"), (*path, "until")))
        assays = _readable_assays(tree)
        yield CrossCheck(partial(check_conditions, path, assays=assays), ((*path, "if"), (*path, "until")))
        yield CrossCheck(partial(check_rule_can_act, path, assays=assays), (path,))


def _assay_checks(tree: Plain) -> Iterator[CrossCheck]:
    for code in name_entries(tree, ("assays",)):
        path = ("assays", code)
        yield CrossCheck(partial(consistent.check_assay_code, code), ())
        yield CrossCheck(partial(consistent.check_assay_unit, code), ((*path, "unit"),))
        yield CrossCheck(partial(consistent.check_seen_at_most_daily, (*path, "every")), ((*path, "every"),))
        yield CrossCheck(partial(consistent.check_normal_limits, code), ((*path, "low_normal"), (*path, "high_normal")))


def _analysis_checks(tree: Plain) -> Iterator[CrossCheck]:
    yield CrossCheck(consistent.check_criteria_fit_disease, (("study", "disease"), ("response", "criteria")))
    if _rests_on_one_marker(tree):
        yield _measured(tree, ("response", "marker"))
        yield CrossCheck(_marker_unit_test(tree), (("response", "unit"), ("response", "marker")))
    assays = name_entries(tree, ("assays",))
    several = partial(consistent.check_markers_are_measured, assays=assays)
    yield CrossCheck(several, (("response", "criteria"), ("response", "analytes")))
    for field in name_entries(tree, ("response",)):
        yield CrossCheck(partial(check_policy_has_meaning, field), (("response", "criteria"), ("response", field)))
    for path in _items(tree, ("biomarkers",)):
        yield _measured(tree, (*path, "analyte"))
    yield CrossCheck(consistent.check_terms_are_spelt, (("toxicity", "terms"),))
    yield CrossCheck(consistent.check_groups_are_known, (("toxicity", "groups"),))
    yield CrossCheck(consistent.check_endpoints_once, (("endpoints",),))
    biomarkers = count_items(tree, ("biomarkers",))
    yield CrossCheck(partial(consistent.check_biomarker_is_named, biomarkers=biomarkers), (("endpoints",),))


def _stopping_checks(tree: Plain) -> Iterator[CrossCheck]:
    assays = name_entries(tree, ("assays",))
    for path in _items(tree, ("stopping",)):
        yield CrossCheck(partial(check_stopping_rule, path, assays=assays), (path, ("population", "enrolled")))
    yield CrossCheck(check_stopping_names, (("stopping",),))


def _rests_on_one_marker(tree: Plain) -> bool:
    """Whether the criteria judge by `response.marker`; so does a file whose criteria cannot be read."""
    try:
        criteria = read_field(Protocol, tree, ("response", "criteria"))
    except UnreadableFieldError:
        return True
    return criteria not in consistent.DECIDING


def _texts(tree: Plain) -> Iterator[Path]:
    """Paths of the texts that become names in tables and headings of reports."""
    yield from (("study", "title"), ("study", "source"), ("treatment", "drug"))
    for code in name_entries(tree, ("assays",)):
        yield from (("assays", code, field) for field in ("name", "method"))


def _items(tree: Plain, path: Path) -> tuple[Path, ...]:
    """Paths of the items of a list."""
    return tuple((*path, place) for place in range(count_items(tree, path)))


def _measured(tree: Plain, path: Path) -> CrossCheck:
    """The test that the code at a path has an assay."""
    assays = name_entries(tree, ("assays",))
    return CrossCheck(partial(consistent.check_analyte_has_assay, path, assays=assays), (path,))


def _readable_assays(tree: Plain) -> dict[str, Assay | None]:
    """Assays by code; None where another finding speaks of one."""
    assays: dict[str, Assay | None] = {}
    for code in name_entries(tree, ("assays",)):
        try:
            assays[code] = read_field(Protocol, tree, ("assays", code))
        except UnreadableFieldError:
            assays[code] = None
    return assays


def _marker_unit_test(tree: Plain) -> Callable[[str, str], Contradictions]:
    def test(unit: str, marker: str) -> Contradictions:
        if marker in name_entries(tree, ("assays",)):
            assay_unit = read_field(Protocol, tree, ("assays", marker, "unit"))
            yield from consistent.check_marker_unit(unit, marker, assay_unit)

    return test
