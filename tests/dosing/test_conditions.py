"""The condition language of dose rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.dosing.conditions import Comparison, evaluate, parse_condition
from paraprotein.errors import UsageError


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("NEUT < 1.0", ((Comparison("NEUT", False, "<", 1.0),),)),
        ("neutrophils<1 or PLATELETS≤50",
         ((Comparison("NEUT", False, "<", 1.0),), (Comparison("PLAT", False, "<=", 50.0),))),
        ("ANC >= 1.5 and platelet count >= 75",
         ((Comparison("NEUT", False, ">=", 1.5), Comparison("PLAT", False, ">=", 75.0)),)),
        ("A1 < 1 and B < 2 or C1 > 3 and D > 4",
         ((Comparison("A1", False, "<", 1.0), Comparison("B", False, "<", 2.0)),
          (Comparison("C1", False, ">", 3.0), Comparison("D", False, ">", 4.0)))),
        ("EDEMA grade >= 3", ((Comparison("EDEMA", True, ">=", 3.0),),)),
        ("oedema Grade >= 3", ((Comparison("EDEMA", True, ">=", 3.0),),)),
        ("anemia grade >= 3", ((Comparison("HGB", True, ">=", 3.0),),)),
        ("muscle cramps grade >= 3", ((Comparison("MUSCLE CRAMPS", True, ">=", 3.0),),)),
        ("BILI > 3 x ULN", ((Comparison("BILI", False, ">", 3.0, "ULN"),),)),
        ("creatinine >= 1.5 × baseline", ((Comparison("CREAT", False, ">=", 1.5, "baseline"),),)),
        ("NEUT < 1 LLN", ((Comparison("NEUT", False, "<", 1.0, "LLN"),),)),
        ("HGB < 80 g/L", ((Comparison("HGB", False, "<", 8.0),),)),
        ("HGB<80g/L", ((Comparison("HGB", False, "<", 8.0),),)),
        ("PLAT < 50 10^9/L", ((Comparison("PLAT", False, "<", 50.0),),)),
        ("NEUT < 1000 /uL", ((Comparison("NEUT", False, "<", 1.0),),)),
        ("NEUT < 1.0 K/µL", ((Comparison("NEUT", False, "<", 1.0),),)),
    ],
)  # fmt: skip
def test_conditions_mean_what_they_say(text: str, alternatives: tuple[tuple[Comparison, ...], ...]) -> None:
    assert parse_condition(text).alternatives == alternatives


def test_a_bare_grade_means_the_term_of_its_rule() -> None:
    assert parse_condition("grade <= 1", term="EDEMA").comparisons == (Comparison("EDEMA", True, "<=", 1.0),)


@pytest.mark.parametrize(
    ("text", "position", "found", "fix"),
    [
        ("", 1, "expected a test or term, found the end", "write for example: NEUT < 1.0"),
        ("NEUT 1.0", 6, "expected a comparison, found '1.0'", "write one of: <, <=, >, >="),
        ("NEUT <", 7, "expected a number, found the end", "write for example: NEUT < 1.0"),
        ("NEUT < one", 8, "expected a number, found 'one'", "write for example: NEUT < 1.0"),
        ("NEUT < 1.0 PLAT < 50", 12, "'PLAT' follows a complete comparison", "join comparisons by and, or"),
        ("NEUT < 1.0 or", 14, "expected a test or term, found the end", "write for example: NEUT < 1.0"),
        ("(NEUT < 1.0)", 1, "'(' means nothing here", "there are no parentheses"),
        ("NEUT = 1.0", 6, "'=' means nothing here", "write comparisons"),
        ("not NEUT < 1.0", 1, "'not' is not known here", "write the opposite comparison"),
        ("grade >= 3", 1, "'grade' of what is not said", "write for example: EDEMA grade >= 3"),
        ("neutrophil < 1.0", 1, "'neutrophil' is not a laboratory test known here", "write NEUT"),
        ("PLAT > 1 and PLATT < 50", 14, "'PLATT' is not a laboratory test known here", "write PLAT"),
        ("my counts < 1", 1, "'my counts' is not a laboratory test known here", "LBTESTCD"),
        ("anemia >= 3", 1, "'anemia' is not a laboratory test known here", "compare its grade: anemia grade >= 3"),
        ("BILI > 3 x", 11, "expected a limit after 'x', found the end", "write ULN, LLN or baseline"),
        ("EDEMA grade >= 3 g/L", 18, "a grade has no unit", "write the number alone"),
        ("HGB < 80 furlongs/L", 10, "'furlongs/L' is not a unit known here", "write one of"),
        ("PLAT < 50 g/L", 11, "'g/L' (PLAT) is a mass concentration", "give a value in 10^9/L"),
    ],
)
def test_an_error_names_the_place_and_the_fix(text: str, position: int, found: str, fix: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_condition(text, "treatment.toxicity[0].if")
    (finding,) = caught.value.findings
    assert finding.where == f"treatment.toxicity[0].if, character {position}"
    assert found in finding.found
    assert fix in finding.fix


def test_needs_are_listed_apart_for_values_and_grades() -> None:
    condition = parse_condition("NEUT < 1.0 or PLAT < 50 and EDEMA grade >= 2")
    assert condition.analytes == {"NEUT", "PLAT"}
    assert condition.graded == {"EDEMA"}


def test_what_a_condition_needs_must_be_given() -> None:
    with pytest.raises(UsageError, match="'NEUT < 1' needs NEUT, which was not given"):
        evaluate(parse_condition("NEUT < 1"), {}, {})


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
def test_a_missing_value_satisfies_no_comparison(operator: str) -> None:
    assert not evaluate(parse_condition(f"NEUT {operator} 1.0"), {"NEUT": np.array([np.nan])}, {}).any()


def test_one_alternative_is_enough_though_another_is_missing() -> None:
    values = {"NEUT": np.array([np.nan, np.nan, 0.5]), "PLAT": np.array([40.0, 60.0, np.nan])}
    assert evaluate(parse_condition("NEUT < 1.0 or PLAT < 50"), values, {}).tolist() == [True, False, True]
    assert evaluate(parse_condition("NEUT < 1.0 and PLAT < 50"), values, {}).tolist() == [False, False, False]


def test_limits_may_be_multiples_of_normal() -> None:
    values = {"BILI": np.array([3.6, 3.7, 3.7]), "BILI.ULN": np.array([1.2, 1.2, np.nan])}
    assert evaluate(parse_condition("BILI > 3 x ULN"), values, {}).tolist() == [False, True, False]


@given(st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_every_value_is_on_one_side_of_a_limit_or_the_other(value: float, limit: float) -> None:
    values = {"NEUT": np.array([value])}
    held = {op: bool(evaluate(parse_condition(f"NEUT {op} {limit!r}"), values, {})[0]) for op in ("<", "<=", ">", ">=")}
    assert held["<"] != held[">="]
    assert held[">"] != held["<="]
    assert not (held["<"] and held[">"])
