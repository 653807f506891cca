"""The second implementation answers the worked myeloma cases and the confirmation tests of admiralonco."""

from fractions import Fraction

import pytest
from myeloma_oracle import (
    Assessment,
    Readings,
    Recorded,
    Rule,
    confirm_course,
    find_best,
    from_statuses,
    grade_course,
    keep_worst_of_day,
)


def days(values: list[Assessment]) -> list[Assessment]:
    return [Assessment(**{**visit.__dict__, "day": 29 + 28 * index}) for index, visit in enumerate(values)]


def serum(*values: str) -> list[Assessment]:
    return days([Assessment(0, serum=Fraction(value)) for value in values])


def urine(*values: int) -> list[Assessment]:
    return days([Assessment(0, urine=Fraction(value)) for value in values])


def both(value: str, in_urine: int) -> Assessment:
    return Assessment(0, serum=Fraction(value), urine=Fraction(in_urine))


def chains(*pairs: tuple[int, int]) -> list[Assessment]:
    return days([Assessment(0, kappa=Fraction(kappa), lambda_=Fraction(lambda_)) for kappa, lambda_ in pairs])


FOUR = Assessment(1, serum=Fraction(4))
FLC_ONLY = Assessment(1, kappa=Fraction(400), lambda_=Fraction(10))


def statuses(baseline: Assessment, visits: list[Assessment], rule: Rule = "lowest_confirmed") -> list[str]:
    return [record.status for record in grade_course(baseline, visits, Readings(rule))]


@pytest.mark.parametrize(
    ("name", "baseline", "visits", "raw"),
    [
        ("M01", FOUR, serum("2.0", "1.9"), ["PR", "PR"]),
        ("M02", FOUR, serum("2.0", "3.2"), ["PR", "SD"]),
        ("M03", both("4.0", 500), days([both("0.4", 99), both("0.4", 99)]), ["VGPR", "VGPR"]),
        ("M03 urine 100", both("4.0", 500), days([both("0.4", 100)]), ["PR"]),
        ("M04 +0.4", FOUR, serum("1.0", "1.0", "1.4"), ["PR", "PR", "PR"]),
        ("M04 +0.5", FOUR, serum("1.0", "1.0", "1.5", "1.6"), ["PR", "PR", "PD", "PD"]),
        ("M05", Assessment(1, serum=Fraction(8)), serum("6.0", "6.0", "7.0", "7.1"), ["MR", "MR", "PD", "PD"]),
        ("M07", FLC_ONLY, chains((205, 10), (205, 10)), ["PR", "PR"]),
        ("M08 +100", FLC_ONLY, chains((60, 10), (60, 10), (160, 10)), ["PR", "PR", "PR"]),
        ("M08 +101", FLC_ONLY, chains((60, 10), (60, 10), (161, 10), (161, 10)), ["PR", "PR", "PD", "PD"]),
        ("M10", Assessment(1, urine=Fraction(1000)), urine(500, 200, 199), ["MR", "MR", "PR"]),
        ("M11", FOUR, serum("2.02", "2.02"), ["MR", "MR"]),
        ("M12", FOUR, serum("1.0", "2.0", "2.1"), ["PR", "PR", "MR"]),
    ],
    ids=lambda item: item if isinstance(item, str) else None,
)
def test_worked_case(name: str, baseline: Assessment, visits: list[Assessment], raw: list[str]) -> None:
    assert statuses(baseline, visits) == raw


def test_m06_a_positive_immunofixation_after_complete_response_is_very_good_and_no_progression() -> None:
    complete = Assessment(0, serum=Fraction(0), serum_ife="-", marrow=Fraction(2))
    again = Assessment(0, serum=Fraction(0), serum_ife="+")
    assert statuses(FOUR, days([complete, complete, again])) == ["CR", "CR", "VGPR"]


def test_m09_light_chains_are_ignored_while_the_serum_is_measurable() -> None:
    baseline = Assessment(1, serum=Fraction(2), kappa=Fraction(200), lambda_=Fraction(10))
    visit = Assessment(29, serum=Fraction(2), kappa=Fraction(400), lambda_=Fraction(10))
    assert statuses(baseline, [visit]) == ["SD"]


def test_m12_from_the_plain_lowest_value_the_rise_is_a_progression() -> None:
    assert statuses(FOUR, serum("1.0", "2.0", "2.1"), "lowest") == ["PR", "PD", "PD"]


@pytest.mark.parametrize(
    ("raw", "confirmed"),
    [
        ("PR,PR", "PR,PR"),
        ("PR,SD", "SD,SD"),
        ("VGPR,PR,PR", "PR,PR,PR"),
        ("PR,NE,VGPR", "PR,PR,PR"),
        ("PR,PR,PD,PR", "PR,PR,PR,PR"),
        ("PR,PR,PD,PD", "PR,PR,PD,PD"),
        ("CR,PD,PD", "SD,PD,PD"),
        ("SD,PD", "SD,SD"),
        ("PD,SD,SD", "NE,SD,SD"),
        ("MR", "SD"),
    ],
)
def test_confirmation_as_admiralonco_has_it(raw: str, confirmed: str) -> None:
    assert confirm_course(from_statuses(raw.split(","))) == confirmed.split(",")


@pytest.mark.parametrize(
    ("raw", "best"),
    [("PR,PR", "PR"), ("PR,SD", "SD"), ("PR,PR,PD,PR", "PR"), ("CR,PD,PD", "SD"), ("PD,PD", "PD"), ("NE", "NE")],
)
def test_best_confirmed_response(raw: str, best: str) -> None:
    assert find_best(from_statuses(raw.split(","))) == best


def test_nobody_assessed_is_missing_and_not_judged_is_not() -> None:
    assert find_best([]) == "MISSING"


def test_the_confirming_visit_may_stand_on_the_day_of_new_therapy_but_is_not_itself_counted() -> None:
    records = from_statuses(["PR", "CR", "CR"])  # days 29, 57, 85
    assert find_best(records, new_therapy_day=57) == "PR"
    assert find_best(records, new_therapy_day=56) == "SD"


def test_the_worst_record_of_a_day_stands() -> None:
    records = [Recorded(29, "PR"), Recorded(29, "SD"), Recorded(29, "NE")]
    assert [record.status for record in keep_worst_of_day(records)] == ["SD"]
