"""Published rules on arrays give what a whole study gives."""

import numpy as np
import pytest
from hand_built import Patient, build

from paraprotein import Trial, grade, respond
from paraprotein.analysis import analyze
from paraprotein.errors import UsageError
from paraprotein.toxicity import grade as grade_laboratory


@pytest.mark.parametrize(
    ("igm", "expected"),
    [
        ([3110, 3110], ("SD",)),
        ([920, 690], ("MR",)),  # 25 % exactly counts
        ([3110, 1555], ("PR",)),  # 50 % exactly counts
        ([3110, float("nan")], ("NE",)),
    ],
)
def test_each_category_starts_where_the_paper_says(igm: list[float], expected: tuple[str, ...]) -> None:
    """Owen et al., Br J Haematol 2013;160:171, Table I (doi 10.1111/bjh.12102)."""
    assert respond(igm, [1, 29]).status == expected


def test_a_course_alone_is_judged_as_in_a_study(trial: Trial) -> None:
    course = {1: 4000.0, 29: 2900.0, 57: 1900.0, 85: 2600.0, 113: 2700.0}
    alone = respond(list(course.values()), list(course), trial.protocol.response.criteria)
    visits = analyze(build({"S1": Patient(igm=course)}), trial).adam.visits
    assert list(alone.status) == visits["COVR"].cast(str).to_list()
    assert alone.progression_day == 85.0
    assert alone.confirmation_day == 113.0


def test_the_last_value_on_or_before_day_one_is_the_baseline() -> None:
    assert respond([5000, 4000, 1900], [-20, 0, 29]).baseline == 4000.0
    assert np.isnan(respond([1900], [29]).baseline)


def test_visits_may_come_in_any_order() -> None:
    assert respond([1900, 4000, 2900], [57, 1, 29]).status == respond([4000, 2900, 1900], [1, 29, 57]).status


@pytest.mark.parametrize(
    ("igm", "day", "said"),
    [([1, 2], [1], "one value for each day"), ([1.0], [1.5], "whole numbers"), ([1.0], [np.nan], "whole numbers")],
)
def test_days_that_do_not_fit_are_refused(igm: list[float], day: list[float], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        respond(igm, day)


def test_a_panel_of_markers_needs_a_whole_study() -> None:
    with pytest.raises(UsageError, match="is not for Waldenström"):
        respond([4000, 1900], [1, 29], "imwg-2016")


@pytest.mark.parametrize("edition", ["ctcae-3.0", "ctcae-4.03", "ctcae-5.0"])
def test_lists_are_graded_as_arrays(edition: str) -> None:
    values = np.array([7.9, 9.5, 13.0, np.nan])
    expected = grade_laboratory(edition, "HGB", values, 12.0, None, None)
    np.testing.assert_array_equal(grade(values.tolist(), "HGB", edition, low_normal=12.0), expected)
