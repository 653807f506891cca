"""Two independent implementations of the AL amyloidosis criteria agree, patient by patient and organ by organ."""

from agreement import compare_amyloidosis
from courses import from_seed, strategy
from grades_and_samples import Amyloid, build_amyloid
from hypothesis import given, settings


def test_random_patients() -> None:
    assert compare_amyloidosis(list(from_seed(2012, 1000, build_amyloid))) == []


@settings(max_examples=40, deadline=None)
@given(strategy(build_amyloid))
def test_patients_that_hypothesis_looks_for(patient: Amyloid) -> None:
    assert compare_amyloidosis([patient]) == []
