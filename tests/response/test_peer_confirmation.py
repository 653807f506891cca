"""The courses on which a peer package, the R package admiralonco (pharmaverse), tests its own confirmation.

Each table restates the courses and the answers of one of its test files, named with the commit that was read. Days
count from the first dose (day 1); its patients keep their numbers.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from paraprotein.errors import DataError
from paraprotein.response import (
    ConfirmationRule,
    IntervalConfirmed,
    Recorded,
    Status,
    confirm_at_interval,
    confirm_recorded,
    find_lost_complete,
    label_of,
    read_recorded,
)
from paraprotein.response.interval_confirmation import RECORDED_TERMS

Answer = tuple[str, str | None]
"""Response and its date; None: no date."""

START = {
    "1": "2020-01-01",
    "2": "2019-12-12",
    "3": "2019-11-11",
    "4": "2019-12-30",
    "5": "2020-01-01",
    "6": "2020-02-02",
    "7": "2020-02-02",
    "8": "2020-04-01",
    "9": "2020-02-01",
}
COURSES = {
    "1": "2020-01-01 PR, 2020-02-01 CR, 2020-02-16 NE, 2020-03-01 CR, 2020-04-01 SD",
    "2": "2020-01-01 SD, 2020-02-01 PR, 2020-03-01 SD, 2020-03-13 CR",
    "3": "2019-11-12 CR, 2019-12-02 CR, 2020-01-01 SD",
    "4": "2020-01-01 PR, 2020-03-01 SD, 2020-04-01 SD, 2020-05-01 PR, 2020-05-15 NON-CR/NON-PD",
    "5": "2020-01-01 PR, 2020-01-10 SD, 2020-01-20 PR, 2020-05-15 NON-CR/NON-PD",
    "6": "2020-02-06 PR, 2020-02-16 CR, 2020-03-30 PR",
    "7": "2020-02-06 PR, 2020-02-16 CR, 2020-04-01 NE",
    "8": "",
    "9": "2020-02-16 PD, 2020-03-06 SD",
}
NOT_DONE_IN_7 = {**COURSES, "7": "2020-04-02 ND"}
PROGRESSED_9 = {"9": "2020-02-16"}
TERMS = {code: term for term, code in RECORDED_TERMS.items()}


def day_of(written: str, start: str) -> float:
    return float((date.fromisoformat(written) - date.fromisoformat(start)).days + 1)


def every_four_weeks(n_visits: int) -> NDArray[np.float64]:
    return np.linspace(29.0, 1.0 + 28.0 * n_visits, n_visits)[None, :]


def confirm(
    courses: Mapping[str, str],
    rule: ConfirmationRule,
    progressed: Mapping[str, str] | None = None,
    start: Mapping[str, str] = START,
) -> IntervalConfirmed:
    """Confirm the courses of all patients at once."""
    rows = [[entry.split() for entry in course.split(", ") if entry] for course in courses.values()]
    recorded = read_recorded([[term for _, term in row] for row in rows])
    days = np.full(recorded.shape, np.nan)
    for patient, (key, row) in enumerate(zip(courses, rows, strict=True)):
        days[patient, : len(row)] = [day_of(written, start[key]) for written, _ in row]
    if progressed is None:
        return confirm_at_interval(recorded, days, rule)
    first = [day_of(progressed[key], start[key]) if key in progressed else np.nan for key in courses]
    return confirm_at_interval(recorded, days, rule, np.array(first))


def best_of(courses: Mapping[str, str], found: IntervalConfirmed) -> dict[str, Answer]:
    """Best response of each patient and its date, as the peer writes them."""
    terms = [TERMS[Recorded(code)] or "MISSING" for code in found.best.tolist()]
    return dict(zip(courses, zip(terms, dates_of(courses, found.best_day), strict=True), strict=True))


def dates_of(
    courses: Mapping[str, str], days: NDArray[np.float64], start: Mapping[str, str] = START
) -> list[str | None]:
    return [
        None
        if np.isnan(day)
        else date.fromordinal(date.fromisoformat(start[key]).toordinal() + int(day) - 1).isoformat()
        for key, day in zip(courses, days.tolist(), strict=True)
    ]


def responders(courses: Mapping[str, str], found: IntervalConfirmed) -> dict[str, str]:
    """Date of the first response that counts, of those who have one."""
    dates = dict(zip(courses, dates_of(courses, found.response_day), strict=True))
    return {key: day for key, day in dates.items() if day is not None}


DEFAULT = ConfirmationRule(interval_days=28, stable_days=28)
LENIENT = ConfirmationRule(interval_days=14, most_not_evaluable=0, allows_dip=True, stable_days=28)
UNCONFIRMED = ConfirmationRule(interval_days=None, stable_days=28)


class TestConfirmedResponse:
    """tests/testthat/test-derive_param_confirmed_resp.R at d421be2bc656."""

    def test_only_the_first_patient_keeps_a_response_for_28_days(self) -> None:
        assert responders(COURSES, confirm(COURSES, DEFAULT, PROGRESSED_9)) == {"1": "2020-01-01"}

    def test_one_stable_disease_is_forgiven_and_no_missed_assessment(self) -> None:
        found = responders(NOT_DONE_IN_7, confirm(NOT_DONE_IN_7, LENIENT, PROGRESSED_9))
        assert found == {"1": "2020-01-01", "2": "2020-02-01", "3": "2019-11-12", "5": "2020-01-01"}

    def test_a_response_that_is_none_is_refused(self) -> None:
        with pytest.raises(DataError, match="'iCR' is not a response"):
            read_recorded([["PR", "CR", "NE", "iCR", "SD"]])

    def test_without_a_date_of_progression_a_response_may_follow_it_but_not_span_it(self) -> None:
        courses = {
            "1": "2020-01-01 SD, 2020-02-01 PD, 2020-02-16 PR, 2020-03-21 CR",
            "2": "2020-01-01 SD, 2020-02-01 CR, 2020-02-16 PD, 2020-03-21 CR",
        }
        assert responders(courses, confirm(courses, DEFAULT)) == {"1": "2020-02-16"}
        ended = {"1": "2020-02-01", "2": "2020-02-16"}
        assert responders(courses, confirm(courses, DEFAULT, ended)) == {}


CONFIRMED_BEST: dict[str, Answer] = {
    "1": ("CR", "2020-02-01"),
    "2": ("SD", "2020-02-01"),
    "3": ("SD", "2020-01-01"),
    "4": ("SD", "2020-03-01"),
    "5": ("NON-CR/NON-PD", "2020-05-15"),
    "6": ("SD", "2020-03-30"),
    "7": ("NE", "2020-02-06"),
    "8": ("MISSING", None),
    "9": ("PD", "2020-02-16"),
}


class TestBestConfirmedResponse:
    """tests/testthat/test-derive_param_confirmed_bor.R at 370156eb0dbc."""

    def test_confirmed_after_28_days(self) -> None:
        assert best_of(COURSES, confirm(COURSES, DEFAULT, PROGRESSED_9)) == CONFIRMED_BEST

    def test_without_a_date_of_progression_later_stable_disease_counts(self) -> None:
        assert best_of(COURSES, confirm(COURSES, DEFAULT)) == {**CONFIRMED_BEST, "9": ("SD", "2020-03-06")}

    def test_lenient_rule(self) -> None:
        assert best_of(NOT_DONE_IN_7, confirm(NOT_DONE_IN_7, LENIENT, PROGRESSED_9)) == {
            "1": ("PR", "2020-01-01"),
            "2": ("PR", "2020-02-01"),
            "3": ("CR", "2019-11-12"),
            "4": ("SD", "2020-03-01"),
            "5": ("PR", "2020-01-01"),
            "6": ("SD", "2020-03-30"),
            "7": ("ND", "2020-04-02"),
            "8": ("MISSING", None),  # written NE where the plan says so
            "9": ("PD", "2020-02-16"),
        }

    def test_two_missed_assessments_break_a_complete_response_unless_two_are_allowed(self) -> None:
        """Example of R/derive_param_confirmed_bor.R at 03b8675a1b29."""
        course = {"9": "2020-03-16 CR, 2020-04-01 NE, 2020-04-16 NE, 2020-05-01 CR"}
        start = {"9": "2020-03-01"}
        assert confirm(course, DEFAULT, start=start).best[0] == Recorded.SD
        two = ConfirmationRule(interval_days=28, most_not_evaluable=2, allows_dip=True, stable_days=28)
        assert confirm(course, two, start=start).best[0] == Recorded.CR


BEST: dict[str, Answer] = {
    "1": ("CR", "2020-02-01"),
    "2": ("CR", "2020-03-13"),
    "3": ("CR", "2019-11-12"),
    "4": ("PR", "2020-01-01"),
    "5": ("PR", "2020-01-01"),
    "6": ("CR", "2020-02-16"),
    "7": ("CR", "2020-02-16"),
    "8": ("MISSING", None),
}


EIGHT_COURSES = {key: course for key, course in COURSES.items() if key != "9"}


class TestBestUnconfirmedResponse:
    """tests/testthat/test-derive_param_bor.R at d0c0c2a92d0f."""

    def test_every_response_counts(self) -> None:
        assert best_of(EIGHT_COURSES, confirm(EIGHT_COURSES, UNCONFIRMED)) == BEST

    @pytest.mark.parametrize(
        ("course", "expected"),
        [
            ("2020-01-01 PR, 2020-01-02 CR, 2020-01-03 NE", ("CR", "2020-01-02")),
            ("2020-01-01 SD, 2020-01-02 SD, 2020-01-03 SD", ("NE", "2020-01-01")),
        ],
    )
    def test_stable_disease_must_last_and_a_response_need_not(self, course: str, expected: Answer) -> None:
        courses = {"7": course}
        assert best_of(courses, confirm(courses, UNCONFIRMED)) == {"7": expected}

    def test_nothing_after_the_first_progression_counts(self) -> None:
        found = best_of(EIGHT_COURSES, confirm(EIGHT_COURSES, UNCONFIRMED, {"2": "2020-03-01", "6": "2020-02-05"}))
        assert found == {**BEST, "2": ("PR", "2020-02-01"), "6": ("MISSING", None)}


def test_response_is_looked_for_up_to_progression() -> None:
    """tests/testthat/test-derive_param_response.R at ee6d885a59f0."""
    courses = {
        "1": "2020-01-02 PR, 2020-02-01 CR, 2020-03-01 CR, 2020-04-01 SD",
        "2": "2021-06-15 SD, 2021-07-16 PD, 2021-09-14 PD",
        "3": "2021-09-14 SD, 2021-10-30 PD, 2021-12-25 CR",
        "4": "",
    }
    assert responders(courses, confirm(courses, UNCONFIRMED, {"2": "2021-09-14", "3": "2021-10-30"})) == {
        "1": "2020-01-02"
    }
    assert responders(courses, confirm(courses, UNCONFIRMED)) == {"1": "2020-01-02", "3": "2021-12-25"}


def test_clinical_benefit_is_response_or_disease_that_is_not_worse_for_long_enough() -> None:
    """tests/testthat/test-derive_param_clinbenefit.R at 23d03c3e6ee6; an empty term is its missing response.

    Its first patient is dated there at the response; its own documentation (R/derive_param_clinbenefit.R at
    0797eb502973) takes the earlier of response and stable disease, and so do we.
    """
    start = {"01": "2020-12-06", "02": "2021-01-16", "03": "2021-01-09", "04": "2021-04-21"}
    courses = {
        "01": "2021-03-07 SD, 2021-04-08 PR",
        "02": "2021-03-07 SD, 2021-05-07 PD",
        "03": "2021-01-30 SD",
        "04": "2021-05-21 NE, 2021-07-24 NE, 2021-09-30 ND",
    }
    found = confirm(courses, UNCONFIRMED, {"02": "2021-05-07"}, start)
    assert dates_of(courses, found.benefit_day, start) == ["2021-03-07", "2021-03-07", None, None]


@pytest.mark.parametrize("kept", ["CR PD", "SD PD PD", "SD PR"])
def test_assessments_up_to_the_first_progression_are_kept(kept: str) -> None:
    """tests/testthat/test-filter_pd.R at 14bfe0896944: all but what follows the first progression."""
    recorded = read_recorded([[*kept.split()]])
    day = every_four_weeks(recorded.shape[1])
    progressed = recorded == Recorded.PD
    first = np.array([day[progressed].min() if progressed.any() else np.nan])
    ended = confirm_at_interval(recorded, day, UNCONFIRMED, first)
    with_more = np.concatenate([recorded, [[Recorded.CR]]], axis=1).astype(np.int8)
    later = confirm_at_interval(with_more, every_four_weeks(with_more.shape[1]), UNCONFIRMED, first)
    assert (later.best[0] == ended.best[0]) == progressed.any()


def test_a_lesser_response_after_a_complete_one_is_found() -> None:
    """tests/testthat/test-check_crpr.R at 0c9d1459756d."""
    recorded = read_recorded([["PR", "CR", "NE", "CR", "SD"], ["PR", "CR", "PR"]])
    assert np.argwhere(find_lost_complete(recorded)).tolist() == [[1, 2]]


MYELOMA_ROWS = [
    ("sCR", "sCR", "sCR"),
    *[("CR", following, "CR") for following in ("sCR", "CR")],
    *[("VGPR", following, "VGPR") for following in ("sCR", "CR", "VGPR")],
    *[("PR", following, "PR") for following in ("sCR", "CR", "VGPR", "PR")],
    *[("MR", following, "MR") for following in ("sCR", "CR", "VGPR", "PR", "MR")],
    ("sCR", "CR", "CR"),
    *[(first, "VGPR", "VGPR") for first in ("sCR", "CR")],
    *[(first, "PR", "PR") for first in ("sCR", "CR", "VGPR")],
    *[(first, "MR", "MR") for first in ("sCR", "CR", "VGPR", "PR")],
    *[(first, following, "SD") for first in ("sCR", "CR", "VGPR", "PR", "MR") for following in ("SD", "PD", "NE", "")],
    *[("SD", following, "SD") for following in ("sCR", "PR", "SD", "PD", "NE", "")],
    *[("NE", following, "NE") for following in ("sCR", "PR", "SD", "PD", "NE", "")],
    ("PD", "PD", "PD"),
    *[("PD", following, "NE") for following in ("sCR", "CR", "VGPR", "PR", "MR", "SD", "NE", "")],
]
STATUS_OF = {label_of(code): code for code in Status}


@pytest.mark.parametrize(("first", "following", "expected"), MYELOMA_ROWS)
def test_myeloma_each_row_of_the_table_of_the_imwg_article(first: str, following: str, expected: str) -> None:
    """vignettes/adrs_imwg.Rmd at 009f4be33c66: the summary of confirmed response, nothing confirmed before."""
    recorded = np.array([[STATUS_OF[first], STATUS_OF[following]]], dtype=np.int8)
    day, never = np.array([[29.0, 57.0]]), np.array([np.nan])
    found = confirm_recorded(recorded, day, never, np.zeros((1, 2), np.bool_))
    assert label_of(found.status[0, 0]) == expected


@pytest.mark.parametrize("following", ["sCR", "SD", "PD", "NE", ""])
def test_myeloma_progression_by_imaging_stands_whatever_follows(following: str) -> None:
    recorded = np.array([[STATUS_OF["PD"], STATUS_OF[following]]], dtype=np.int8)
    certain = np.array([[True, False]])
    found = confirm_recorded(recorded, np.array([[29.0, 57.0]]), np.array([np.nan]), certain)
    assert label_of(found.status[0, 0]) == "PD"


@pytest.mark.parametrize("best_before", ["MR", "PR", "VGPR", "CR", "sCR"])
@pytest.mark.parametrize("course", ["SD SD", "NE NE", "MR MR", "PD SD", "MR PD"])
def test_myeloma_a_patient_continues_in_the_last_confirmed_category(best_before: str, course: str) -> None:
    """vignettes/adrs_imwg.Rmd at 009f4be33c66: until progression is confirmed or the response becomes better."""
    words = [best_before, best_before, *course.split()]
    recorded = np.array([[STATUS_OF[word] for word in words]], dtype=np.int8)
    day = every_four_weeks(4)
    found = confirm_recorded(recorded, day, np.array([np.nan]), np.zeros((1, 4), np.bool_))
    assert [label_of(code) for code in found.status[0]] == [best_before] * 4
