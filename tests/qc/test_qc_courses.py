"""The random patients reach every edge, and the second implementation behaves on them as any criteria must."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from courses import RecordedCourse, build_myeloma, build_patient, build_recorded, from_seed, strategy, to_text
from hypothesis import given, settings
from myeloma_oracle import confirm_course, grade_course, keep_worst_of_day
from waldenstrom_oracle import EDITIONS, MG_DL_PER, Course, resolve_course

DEPTH = {"SD": 0, "MR": 1, "PR": 2, "VGPR": 3, "CR": 4}


def test_the_stream_of_a_seed_is_reproducible() -> None:
    assert list(from_seed(7, 20, build_patient)) == list(from_seed(7, 20, build_patient))


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_status_of_every_edition_is_reached(edition: str) -> None:
    seen = Counter(
        status
        for course in from_seed(1, 1500, build_patient)
        for status in resolve_course(course, edition).resolved.values()
    )
    expected = {*EDITIONS[edition].levels, "SD", "PD", "uPD", "FLARE", "NE", "post"}
    assert set(seen) == expected
    assert min(seen.values()) >= 10


def test_every_myeloma_category_is_reached() -> None:
    seen = Counter(
        record.status
        for course in from_seed(2, 1500, build_myeloma)
        for record in grade_course(course.baseline, course.visits)
    )
    assert set(seen) == {"sCR", "CR", "VGPR", "PR", "MR", "SD", "PD", "NE"}
    assert min(seen.values()) >= 5


@settings(max_examples=40, deadline=None)
@given(strategy(build_patient))
def test_the_unit_of_a_report_changes_nothing(course: Course) -> None:
    in_grams = tuple(
        replace(sample, unit="g/L", amount=None if sample.mg_dl is None else to_text(sample.mg_dl / MG_DL_PER["g/L"]))
        for sample in course.samples
    )
    assert resolve_course(replace(course, samples=in_grams), "I6") == resolve_course(course, "I6")


@settings(max_examples=40, deadline=None)
@given(strategy(build_patient))
def test_what_comes_later_never_changes_an_earlier_raw_status(course: Course) -> None:
    days = sorted({sample.day for sample in course.samples if sample.day > 1} | set(course.findings))
    if not days:
        return
    cut = days[len(days) // 2]
    shorter = replace(
        course,
        samples=tuple(sample for sample in course.samples if sample.day <= cut),
        findings={day: finding for day, finding in course.findings.items() if day <= cut},
    )
    raw = resolve_course(course, "I6").raw
    assert resolve_course(shorter, "I6").raw == {day: status for day, status in raw.items() if day <= cut}


@settings(max_examples=40, deadline=None)
@given(strategy(build_patient))
def test_less_igm_at_the_last_visit_is_never_a_worse_raw_status_there(course: Course) -> None:
    last = max((sample.day for sample in course.samples), default=1)
    if last <= 1:
        return
    lower = tuple(
        replace(sample, amount=to_text(Fraction(sample.amount) / 2)) if sample.day == last and sample.amount else sample
        for sample in course.samples
    )
    before = resolve_course(course, "I6").raw.get(last, "NE")
    after = resolve_course(replace(course, samples=lower), "I6").raw.get(last, "NE")
    if before in DEPTH:
        assert DEPTH[after] >= DEPTH[before]
    elif before in ("NE", "PD"):
        assert after == before


@settings(max_examples=100, deadline=None)
@given(strategy(build_recorded))
def test_a_confirmed_response_is_never_better_than_the_best_recorded(course: RecordedCourse) -> None:
    records = keep_worst_of_day(course.records)
    order = {"NE": 0, "SD": 1, "MR": 2, "PR": 3, "VGPR": 4, "CR": 5, "sCR": 6, "PD": -1}
    for index, status in enumerate(confirm_course(records)):
        recorded = [order[record.status] for record in records[: index + 1]]
        assert status == "PD" or order[status] <= max(*recorded, 1)
