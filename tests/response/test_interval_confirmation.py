"""Confirmation of recorded responses by a later assessment, against the peer's rule written out for one patient.

The rule is that of admiralonco's `derive_param_confirmed_bor` (pharmaverse, R/derive_param_confirmed_bor.R at
03b8675a1b29, section Details), which knows CR, PR, SD, NON-CR/NON-PD, PD, NE and ND.
"""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.response import ConfirmationRule, Recorded, confirm_at_interval, read_recorded
from paraprotein.response.interval_confirmation import RECORDED_TERMS

PEER_TERMS = ("CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE", "ND")
TERMS = {code: term for term, code in RECORDED_TERMS.items()}
Course = list[tuple[int, str]]

courses = st.dictionaries(st.integers(-5, 120), st.sampled_from(PEER_TERMS), max_size=7).map(
    lambda found: sorted(found.items())
)
rules = st.builds(
    ConfirmationRule,
    interval_days=st.sampled_from([0.0, 14.0, 28.0, 42.0]),
    most_not_evaluable=st.integers(0, 2),
    allows_dip=st.booleans(),
    stable_days=st.sampled_from([0.0, 28.0, 42.0]),
)


def is_confirmed(course: Course, at: int, rule: ConfirmationRule) -> bool:
    """The peer's conditions, on everything after the assessment up to the first that could confirm it."""
    day, response = course[at]
    confirming = ("CR",) if response == "CR" else ("CR", "PR")
    between: list[str] = []
    for later, term in course[at + 1 :]:
        between.append(term)
        if term in confirming and later >= day + (rule.interval_days or 0.0):
            break
    else:
        return False
    if between.count("NE") > rule.most_not_evaluable:
        return False
    if response == "CR":
        return set(between) <= {"CR", "NE"}
    falls_back = "CR" in between and "PR" in between[between.index("CR") :]
    most_stable = 1 if rule.allows_dip else 0
    return set(between) <= {"CR", "PR", "SD", "NE"} and between.count("SD") <= most_stable and not falls_back


def best_by_hand(course: Course, rule: ConfirmationRule) -> tuple[str, int | None]:
    """Best confirmed response and its first day."""
    found: dict[str, list[int]] = {}
    for at, (day, term) in enumerate(course):
        has_lasted = day >= 1 + rule.stable_days
        if term in ("CR", "PR") and is_confirmed(course, at, rule):
            found.setdefault(term, []).append(day)
        elif term in ("CR", "PR", "SD", "NON-CR/NON-PD"):
            lasting = "NON-CR/NON-PD" if term == "NON-CR/NON-PD" else "SD"
            found.setdefault(lasting if has_lasted else "NE", []).append(day)
        else:
            found.setdefault(term, []).append(day)
    best = next((term for term in PEER_TERMS if term in found), "")
    return best, min(found[best]) if best else None


def as_arrays(many: Sequence[Course]) -> tuple[np.ndarray, np.ndarray]:
    recorded = read_recorded([[term for _, term in course] for course in many])
    days = np.full(recorded.shape, np.nan)
    for row, course in enumerate(many):
        days[row, : len(course)] = [day for day, _ in course]
    return recorded, days


@given(st.lists(courses, min_size=1, max_size=20), rules)
@settings(max_examples=150, deadline=None)
def test_many_patients_at_once_agree_with_the_rule_for_one(many: list[Course], rule: ConfirmationRule) -> None:
    recorded, days = as_arrays(many)
    found = confirm_at_interval(recorded, days, rule)
    for row, course in enumerate(many):
        best, day = best_by_hand(course, rule)
        assert TERMS[Recorded(found.best[row])] == best
        assert np.isnan(found.best_day[row]) if day is None else found.best_day[row] == day


@given(st.lists(courses, min_size=1, max_size=20), rules)
@settings(max_examples=60, deadline=None)
def test_a_kinder_rule_confirms_no_less(many: list[Course], rule: ConfirmationRule) -> None:
    recorded, days = as_arrays(many)
    strict = confirm_at_interval(recorded, days, rule).is_confirmed
    kinder = ConfirmationRule(rule.interval_days, rule.most_not_evaluable + 1, True, rule.stable_days)
    assert np.all(confirm_at_interval(recorded, days, kinder).is_confirmed >= strict)
    unasked = ConfirmationRule(None, rule.most_not_evaluable, rule.allows_dip, rule.stable_days)
    assert np.all(confirm_at_interval(recorded, days, unasked).is_confirmed >= strict)


@pytest.mark.parametrize(
    ("terms", "best"),
    [
        ("MR MR", "MR"),
        ("VGPR PR", "SD"),
        ("PR VGPR", "PR"),
        ("VGPR CR", "VGPR"),
        ("CR sCR", "CR"),
        ("sCR CR", "SD"),
        ("PR CR VGPR", "PR"),  # the first assessment late enough confirms; what follows it is not asked
        ("PR MR PR", "MR"),
    ],
)
def test_the_levels_of_myeloma_follow_the_same_rule(terms: str, best: str) -> None:
    recorded = read_recorded([terms.split()])
    days = np.linspace(29.0, 1.0 + 28.0 * recorded.shape[1], recorded.shape[1])[None, :]
    assert TERMS[Recorded(confirm_at_interval(recorded, days, ConfirmationRule(28.0)).best[0])] == best


@pytest.mark.parametrize(("day", "expected"), [(56.0, Recorded.SD), (57.0, Recorded.PR)])
def test_the_interval_itself_is_late_enough(day: float, expected: Recorded) -> None:
    recorded = read_recorded([["PR", "PR"]])
    assert confirm_at_interval(recorded, np.array([[29.0, day]]), ConfirmationRule(28.0)).best[0] == expected


def test_nobody_assessed_has_no_best_response() -> None:
    found = confirm_at_interval(np.zeros((2, 0), np.int8), np.zeros((2, 0)), ConfirmationRule())
    assert found.best.tolist() == [Recorded.NONE, Recorded.NONE]
    assert np.isnan([found.best_day, found.response_day, found.benefit_day]).all()


def test_codes_rise_from_worst_to_best() -> None:
    assert [TERMS[code] for code in sorted(Recorded, reverse=True)] == [
        "sCR", "CR", "VGPR", "PR", "MR", "SD", "NON-CR/NON-PD", "PD", "NE", "ND", "",
    ]  # fmt: skip
