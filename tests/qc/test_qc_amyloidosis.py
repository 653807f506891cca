"""The second implementation answers the worked AL amyloidosis cases."""

from dataclasses import replace
from fractions import Fraction

import pytest
from amyloidosis_oracle import (
    Chains,
    Heart,
    Kidney,
    Liver,
    Readings,
    grade_cardiac,
    grade_cardiac_depth,
    grade_haematologic,
    grade_haematologic_course,
    grade_liver,
    grade_renal,
    grade_renal_depth,
)


def chains(dflc: int) -> Chains:
    """An abnormal ratio with this difference."""
    return Chains(Fraction(dflc + 10), Fraction(10), serum_ife="+", urine_ife="+")


@pytest.mark.parametrize(
    ("base", "value", "expected"),
    [
        (180, 39, "VGPR"),
        (180, 40, "PR"),
        (180, 90, "NR"),
        (180, 89, "PR"),
        (45, 9, "LOW-PR"),
        (45, 10, "NR"),
        (15, 5, "NE"),
        (50, 39, "VGPR"),
        (20, 9, "LOW-PR"),
    ],
)
def test_haematologic_response(base: int, value: int, expected: str) -> None:
    assert grade_haematologic(chains(base), chains(value)) == expected


def test_a_fall_of_exactly_half_is_partial_where_the_rule_is_not_strict() -> None:
    assert grade_haematologic(chains(180), chains(90), Readings(is_pr_strict=False)) == "PR"


CLEAR = Chains(Fraction(10), Fraction(10), serum_ife="-", urine_ife="-")


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([CLEAR, replace(CLEAR, serum_ife="+")], ["CR", "PROGRESSION"]),
        ([CLEAR, replace(CLEAR, kappa=Fraction(19))], ["CR", "VGPR"]),
        ([CLEAR, replace(CLEAR, kappa=Fraction(20))], ["CR", "PROGRESSION"]),
        ([chains(60), chains(95)], ["PR", "PROGRESSION"]),
        ([chains(60), chains(90)], ["PR", "NR"]),
        ([chains(100), chains(250)], ["NR", "NR"]),
    ],
)
def test_progression_depends_on_the_response_before(visits: list[Chains], expected: list[str]) -> None:
    assert grade_haematologic_course(chains(180), visits) == expected


def test_a_patient_without_response_may_be_let_progress_by_the_same_rises() -> None:
    visits = [chains(100), chains(250)]
    assert grade_haematologic_course(chains(180), visits, Readings(can_progress_without_response=True)) == [
        "NR",
        "PROGRESSION",
    ]


@pytest.mark.parametrize(("ratio", "expected"), [("0.26", "CR"), ("1.65", "CR"), ("0.25", "NE"), ("1.66", "NE")])
def test_complete_response_is_possible_where_dflc_cannot_judge(ratio: str, expected: str) -> None:
    visit = Chains(100 * Fraction(ratio), Fraction(100), serum_ife="-", urine_ife="-")
    assert grade_haematologic(chains(15), visit) == expected


@pytest.mark.parametrize(
    ("base", "value", "expected"),
    [
        (1000, 700, "STABLE"),
        (1000, 699, "RESPONSE"),
        (800, 550, "STABLE"),
        (600, 200, "NE"),
        (650, 349, "RESPONSE"),
        (1000, 1301, "PROGRESSION"),
        (1000, 1300, "STABLE"),
        (2000, 2600, "STABLE"),
        (2000, 2601, "PROGRESSION"),
    ],
)
def test_cardiac_response(base: int, value: int, expected: str) -> None:
    assert grade_cardiac(Heart(nt_probnp=Fraction(base)), Heart(nt_probnp=Fraction(value))) == expected


@pytest.mark.parametrize(("base", "value", "expected"), [(3, 1, "RESPONSE"), (4, 3, "STABLE"), (2, 1, "NE")])
def test_cardiac_response_by_function_class(base: int, value: int, expected: str) -> None:
    assert grade_cardiac(Heart(nyha=base), Heart(nyha=value)) == expected


def test_nt_probnp_is_not_scored_while_the_kidney_worsens() -> None:
    base, visit = Heart(nt_probnp=Fraction(1000)), Heart(nt_probnp=Fraction(2000))
    assert grade_cardiac(base, visit, is_renal_worse=True) == "NE"


@pytest.mark.parametrize(
    ("base", "value", "egfr", "expected"),
    [
        ("5.0", "3.5", 50, "RESPONSE"),
        ("5.0", "3.5", 44, "PROGRESSION"),
        ("0.6", "0.49", 60, "RESPONSE"),
        ("5.0", "3.5", 45, "RESPONSE"),
        ("0.5", "0.1", 60, "NE"),
        ("5.0", "3.6", 60, "STABLE"),
    ],
)
def test_renal_response(base: str, value: str, egfr: int, expected: str) -> None:
    baseline = Kidney(Fraction(base), Fraction(60))
    assert grade_renal(baseline, Kidney(Fraction(value), Fraction(egfr))) == expected


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        (Liver(alp=Fraction(100)), "RESPONSE"),
        (Liver(alp=Fraction(101)), "STABLE"),
        (Liver(span_cm=Fraction(18)), "RESPONSE"),
        (Liver(), "NE"),
    ],
)
def test_liver_response(visit: Liver, expected: str) -> None:
    assert grade_liver(Liver(Fraction(200), Fraction(120), Fraction(20)), visit) == expected


@pytest.mark.parametrize(("later", "expected"), [(350, "CR"), (351, "VGPR"), (399, "VGPR"), (400, "PR"), (700, "NR")])
def test_graded_cardiac_response(later: int, expected: str) -> None:
    pair = Heart(Fraction(1000)), Heart(Fraction(later))
    assert grade_cardiac_depth(*pair, is_renal_worse=False) == expected


@pytest.mark.parametrize(
    ("later", "expected"), [("0.2", "CR"), ("0.201", "VGPR"), ("2.0", "PR"), ("3.499", "PR"), ("3.5", "NR")]
)
def test_graded_renal_response(later: str, expected: str) -> None:
    pair = Kidney(Fraction(5), Fraction(60)), Kidney(Fraction(later), Fraction(60))
    assert grade_renal_depth(*pair) == expected
