"""The second implementation answers the worked AL amyloidosis cases."""

from fractions import Fraction

import pytest
from amyloidosis_oracle import (
    Chains,
    Heart,
    Kidney,
    Liver,
    grade_cardiac,
    grade_haematologic,
    grade_liver,
    grade_renal,
)


def chains(dflc: int) -> Chains:
    return Chains(dflc=Fraction(dflc), ratio=Fraction(5), serum_ife="+", urine_ife="+")


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
    assert grade_haematologic(chains(180), chains(90), is_pr_strict=False) == "PR"


@pytest.mark.parametrize(("ratio", "expected"), [("0.26", "CR"), ("1.65", "CR"), ("0.25", "NE"), ("1.66", "NE")])
def test_complete_response_is_possible_where_dflc_cannot_judge(ratio: str, expected: str) -> None:
    visit = Chains(dflc=Fraction(2), ratio=Fraction(ratio), serum_ife="-", urine_ife="-")
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
