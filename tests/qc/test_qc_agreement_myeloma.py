"""Two independent implementations of the myeloma criteria and of their confirmation agree, patient by patient."""

from dataclasses import replace
from fractions import Fraction

import pytest
from agreement import MYELOMA_READINGS, compare_confirmation, compare_myeloma
from courses import MyelomaCourse, RecordedCourse, build_myeloma, build_recorded, from_seed, strategy
from hypothesis import given, settings
from myeloma_oracle import LITERAL, Assessment


def test_random_patients() -> None:
    assert compare_myeloma(list(from_seed(2016, 600, build_myeloma))) == []


def test_random_patients_with_the_plain_nadir() -> None:
    assert compare_myeloma(list(from_seed(12, 300, build_myeloma)), replace(MYELOMA_READINGS, nadir="lowest")) == []


@pytest.mark.parametrize("gap", [29, 56])
def test_random_patients_whose_progression_is_repeated_late(gap: int) -> None:
    readings = replace(MYELOMA_READINGS, progression_gap=gap)
    assert compare_myeloma(list(from_seed(5, 400, build_myeloma)), readings) == []


@settings(max_examples=40, deadline=None)
@given(strategy(build_myeloma))
def test_patients_that_hypothesis_looks_for(course: MyelomaCourse) -> None:
    assert compare_myeloma([course]) == []


def test_random_recorded_responses() -> None:
    assert compare_confirmation(list(from_seed(1, 4000, build_recorded))) == []


@settings(max_examples=100, deadline=None)
@given(strategy(build_recorded))
def test_recorded_responses_that_hypothesis_looks_for(course: RecordedCourse) -> None:
    assert compare_confirmation([course]) == []


def one_visit(baseline: Assessment, visit: Assessment) -> MyelomaCourse:
    return MyelomaCourse(baseline, (visit,), None, is_disease_death=False)


BOTH = Assessment(1, serum=Fraction(4), urine=Fraction(500))
CHAINS = Assessment(1, serum=Fraction(0), kappa=Fraction(100), lambda_=Fraction(5))
TUMOUR = Assessment(1, serum=Fraction(4), spd=Fraction(10))
NORMAL_CHAINS = Assessment(29, kappa=Fraction(10), lambda_=Fraction(8), serum_ife="-", marrow=Fraction(2))


@pytest.mark.parametrize(
    ("course", "literal", "package"),
    [
        (one_visit(BOTH, Assessment(29, serum=Fraction(2))), "SD", "NE"),
        (one_visit(TUMOUR, Assessment(29, serum=Fraction(0), serum_ife="+", spd=Fraction(9))), "VGPR", "SD"),
    ],
    ids=["urine missing", "plasmacytoma as it was"],
)
def test_where_the_text_allows_another_reading(course: MyelomaCourse, literal: str, package: str) -> None:
    assert compare_myeloma([course]) == []
    (difference,) = compare_myeloma([course], LITERAL)
    assert (difference.oracle.raw, difference.package.raw) == ((literal,), (package,))


def test_light_chain_disease_needs_urinary_immunofixation_for_complete_response() -> None:
    course = one_visit(CHAINS, NORMAL_CHAINS)
    assert compare_myeloma([course]) == []
    assert compare_myeloma([course], LITERAL) == []
