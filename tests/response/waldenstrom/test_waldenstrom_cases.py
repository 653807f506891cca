"""Forty-five worked courses under five editions: every visit, best response, first response, progression, censoring.

The courses stand in `waldenstrom_cases.txt`, one a line; they follow the papers named in `response/waldenstrom.py`.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from case_courses import read_course

from paraprotein.response import Policies, Status, WaldenstromResolved, label_of, resolve, waldenstrom_criteria

EDITION = {"ABS": "abstract-2007", "I2": "iwwm-2", "I3": "iwwm-3", "I6": "iwwm-6", "I11": "iwwm-11"}


@dataclass(frozen=True)
class Case:
    """One course under one edition."""

    name: str
    base: str
    post: str
    opt: str
    edition: str
    statuses: str
    expected: dict[str, str]


def read_cases() -> list[Case]:
    cases = []
    for line in (Path(__file__).parent / "waldenstrom_cases.txt").read_text().splitlines():
        name, base, post, opt, *answers = line.split("|")
        for answer in answers:
            edition, rest = answer.split(":", 1)
            statuses, *pairs = rest.split(";")
            course = (base.removeprefix("base="), post.removeprefix("post="), opt.removeprefix("opt="))
            cases.append(Case(name, *course, edition, statuses, dict(pair.split("=") for pair in pairs)))
    return cases


def written(day: float) -> str:
    return "" if np.isnan(day) else str(int(day))


def statuses_of(resolved: WaldenstromResolved, days: np.ndarray) -> str:
    shown = [
        f"{written(day)}={label_of(code)}"
        for day, code in zip(days[0], resolved.status[0], strict=True)
        if code not in (Status.NONE, Status.NEW_THERAPY)
    ]
    return " ".join(shown) or "(none)"


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: f"{case.name}-{case.edition}")
def test_course_is_resolved_as_worked_by_hand(case: Case) -> None:
    course = read_course(case.base, case.post, case.opt, Policies())
    resolved = resolve(course, waldenstrom_criteria(EDITION[case.edition]), Policies())
    assert statuses_of(resolved, course.visits.day) == case.statuses
    assert label_of(resolved.best[0]) == case.expected["BOR"]
    assert written(resolved.response_day[0]) == case.expected["RESP"]
    assert written(resolved.progression_day[0]) == case.expected["PD"]
    if not case.expected["PD"]:
        assert written(resolved.censor_day[0]) == case.expected["CENS"]


def test_all_forty_five_courses_stand_under_all_five_editions() -> None:
    assert len(read_cases()) == 45 * 5
