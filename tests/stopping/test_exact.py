"""Looks of a single arm: exact recursion against enumeration of every course of the study."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.errors import UsageError
from paraprotein.stopping.binomial import beta_binomial, binomial, lower_tail, upper_tail
from paraprotein.stopping.exact import Looks, compute_course, final_look, with_final


def enumerate_course(looks: Looks, rate: float) -> tuple[float, float]:
    """(P(reject), expected n) by walking through every sequence of responses."""
    reject = expected = 0.0
    for course in product((0, 1), repeat=looks.n_max):
        probability = float(np.prod([rate if x else 1 - rate for x in course]))
        for n, low, high in zip(looks.n, looks.futility, looks.efficacy, strict=True):
            responses = sum(course[:n])
            if (low is not None and responses <= low) or (high is not None and responses >= high):
                reject += probability * (high is not None and responses >= high)
                expected += probability * n
                break
    return reject, expected


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.37, 1.0])
@pytest.mark.parametrize(
    "looks",
    [
        Looks((3, 6, 10), (0, 1, 3), (3, 5, 4)),
        Looks((2, 5, 9), (None, 0, 2), (None, None, 3)),
        Looks((4, 8), (None, 3), (4, 4)),
        final_look(2, 7),
    ],
)
def test_the_recursion_equals_the_sum_over_every_course_of_the_study(looks: Looks, rate: float) -> None:
    course = compute_course(looks, rate)
    assert (course.reject, course.expected_n) == pytest.approx(enumerate_course(looks, rate), abs=1e-13)


def test_simons_design_for_10_and_30_percent_has_the_published_characteristics() -> None:
    course = compute_course(with_final((10, 29), (1, 5)), 0.10)
    assert course.expected_n == pytest.approx(15.01, abs=0.005)
    assert course.pet == pytest.approx(0.736, abs=0.0005)


def test_flemings_example_has_the_published_errors() -> None:
    looks = Looks((15, 25), (3, 8), (7, 9))
    assert compute_course(looks, 0.2).reject == pytest.approx(0.0505, abs=5e-5)
    assert compute_course(looks, 0.4).reject == pytest.approx(0.7236, abs=5e-5)


def test_a_skipped_look_changes_nothing() -> None:
    with_skip = compute_course(Looks((10, 20, 30), (1, None, 8), (None, None, 9)), 0.3)
    without = compute_course(Looks((10, 30), (1, 8), (None, 9)), 0.3)
    assert with_skip.reject == pytest.approx(without.reject, abs=1e-15)
    assert with_skip.expected_n == pytest.approx(without.expected_n, abs=1e-12)
    assert with_skip.stop_futility[1] == 0.0


@settings(deadline=None)
@given(rate=st.floats(0, 1), n=st.integers(1, 40), r=st.integers(-1, 40))
def test_one_look_is_a_binomial_tail(rate: float, n: int, r: int) -> None:
    r = min(r, n - 1)
    assert compute_course(final_look(r, n), rate).reject == pytest.approx(float(upper_tail(r + 1, n, rate)), abs=1e-13)


@settings(deadline=None)
@given(low=st.floats(0, 0.98), gap=st.floats(0.01, 0.02))
def test_a_better_treatment_is_rejected_less_often(low: float, gap: float) -> None:
    looks = Looks((10, 20, 30), (1, 4, 8), (6, 9, 9))
    assert compute_course(looks, low + gap).reject >= compute_course(looks, low).reject - 1e-13


@pytest.mark.parametrize("arguments", [((10, 10), (1, 2), (None, 3)), ((10,), (1, 2), (3,)), ((10,), (1,), (3,))])
def test_looks_that_do_not_decide_are_refused(arguments: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(UsageError, match="look"):
        Looks(*arguments)


def test_crossed_bounds_are_refused_with_the_look() -> None:
    with pytest.raises(UsageError, match="look at 10"):
        Looks((10, 20), (5, 8), (5, 9))


@settings(deadline=None)
@given(n=st.integers(1, 300), p=st.floats(0.001, 0.999))
def test_binomial_probabilities_add_up_and_agree_with_the_tails(n: int, p: float) -> None:
    values = binomial(n, p)
    k = n // 3
    assert values.sum() == pytest.approx(1.0, abs=1e-14)
    assert values[k:].sum() == pytest.approx(float(upper_tail(k, n, p)), rel=1e-11, abs=1e-300)
    assert values[: k + 1].sum() == pytest.approx(float(lower_tail(k, n, p)), rel=1e-11, abs=1e-300)


def test_a_rate_of_0_or_1_is_certain() -> None:
    assert binomial(4, 0.0).tolist() == [1, 0, 0, 0, 0]
    assert binomial(4, 1.0).tolist() == [0, 0, 0, 0, 1]


def test_a_uniform_rate_makes_every_number_of_responses_equally_likely() -> None:
    assert beta_binomial(9, 1.0, 1.0) == pytest.approx(np.full(10, 0.1), abs=1e-14)
