"""Two independent implementations of the AL amyloidosis criteria agree, patient by patient and organ by organ."""

from dataclasses import replace

import pytest
from agreement import AMYLOIDOSIS_READINGS, compare_amyloidosis
from amyloidosis_oracle import Readings
from courses import from_seed, strategy
from grades_and_samples import Amyloid, build_amyloid
from hypothesis import given, settings

CLARIFIED = replace(AMYLOIDOSIS_READINGS, is_uninvolved_ratio_complete=True)


def test_random_patients() -> None:
    assert compare_amyloidosis(list(from_seed(2012, 1000, build_amyloid))) == []


@pytest.mark.parametrize("readings", [CLARIFIED, replace(CLARIFIED, is_pr_strict=False)], ids=["2021", "2021, half"])
def test_random_patients_under_the_optional_clauses(readings: Readings) -> None:
    assert compare_amyloidosis(list(from_seed(2021, 1000, build_amyloid)), readings) == []


@settings(max_examples=40, deadline=None)
@given(strategy(build_amyloid))
def test_patients_that_hypothesis_looks_for(patient: Amyloid) -> None:
    assert compare_amyloidosis([patient]) == []
