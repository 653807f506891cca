"""Two stages of other sizes than planned: the authors' program, enumeration of every course, error rates."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from paraprotein.errors import UsageError
from paraprotein.statistics.binomial import binomial_pmf, binomial_tail
from paraprotein.statistics.inference.conditional_error import (
    compute_adjusted_boundary,
    compute_conditional_error,
    compute_koyama_chen,
    is_rejected,
)
from paraprotein.statistics.inference.realised import Realised
from paraprotein.stopping.two_stage import TwoStage

OPTIMAL, MINIMAX, SMALL = TwoStage(1, 10, 5, 29), TwoStage(6, 19, 16, 39), TwoStage(0, 9, 2, 17)


# Koyama's own program (pval.st2) in R 4.2.2, lower limit (90 % interval) and median by uniroot
@pytest.mark.parametrize(
    ("design", "null_rate", "responders_1", "evaluable_2", "responders_2", "p", "lower", "median"),
    [
        (OPTIMAL, 0.1, 2, 19, 4, 0.0470863066438913, 0.101504793654, 0.2146808834),  # the paper's section 3.4
        (MINIMAX, 0.3, 7, 23, 10, 0.0827866138, 0.2820720, 0.4046075),  # section 4
        (MINIMAX, 0.3, 9, 24, 0, 0.334498492973, 0.187504311505, 0.344908569145),
        (TwoStage(0, 18, 3, 32), 0.05, 3, 18, 2, 0.0266609240168, 0.0594750206401, 0.134823304341),
        (TwoStage(0, 18, 3, 32), 0.05, 2, 14, 2, 0.0721478215781, 0.0441856820489, 0.114602630696),
        (OPTIMAL, 0.1, 5, 23, 0, 0.2639010709, 0.0367714378875, 0.162262728195),
        (TwoStage(3, 13, 12, 43), 0.2, 4, 30, 2, 0.250792189266, 0.116725272277, 0.275340565643),
        (TwoStage(3, 13, 12, 43), 0.2, 7, 30, 2, 0.225758695039, 0.132507820835, 0.277410162748),
        (TwoStage(5, 22, 11, 40), 0.2, 6, 15, 5, 0.0837414808076, 0.18357604311, 0.298095483736),
        (TwoStage(0, 13, 2, 20), 0.05, 5, 7, 2, 0.02450784, None, None),  # r is passed in the first stage already
    ],
)
def test_p_limit_and_median_equal_the_authors_program(
    design: TwoStage,
    null_rate: float,
    responders_1: int,
    evaluable_2: int,
    responders_2: int,
    p: float,
    lower: float | None,
    median: float | None,
) -> None:
    realised = Realised(design, design.n1, responders_1, evaluable_2, responders_2)
    found = compute_koyama_chen(realised, null_rate, level=0.90)
    assert found.p == pytest.approx(p, rel=3e-7)
    if lower is not None:
        assert (found.lower, found.median) == pytest.approx((lower, median), abs=1e-7)


def reject_by_counting(design: TwoStage, seen: int, responders: int, rate: float) -> float:
    """Chance that the plan rejects, over every order of the patients seen and every result of the others."""
    total = 0.0
    for among_first in range(min(seen, design.n1) + 1):
        order = stats.hypergeom.pmf(among_first, seen, responders, min(seen, design.n1))
        missing, later = max(design.n1 - seen, 0), design.n - max(design.n1, seen)
        for more in range(missing + 1):
            goes_on = among_first + more > design.r1 and responders > design.r1
            chance = order * stats.binom.pmf(more, missing, rate)
            total += chance * goes_on * stats.binom.sf(design.r - responders - more, later, rate)
    return total


@pytest.mark.parametrize("seen", [7, 9, 10, 11, 14, 29])
def test_the_conditional_error_is_what_counting_every_course_gives(seen: int) -> None:
    found = compute_conditional_error(OPTIMAL, [0.1, 0.45], seen)
    expected = [[reject_by_counting(OPTIMAL, seen, x, rate) for x in range(seen + 1)] for rate in (0.1, 0.45)]
    assert found == pytest.approx(np.array(expected), abs=1e-12)


@pytest.mark.parametrize("seen", [10, 11, 14, 29])
def test_the_conditional_error_has_the_designs_error_as_its_mean(seen: int) -> None:
    mean = binomial_pmf(np.arange(seen + 1), seen, 0.1) @ compute_conditional_error(OPTIMAL, 0.1, seen)
    assert mean == pytest.approx(0.0470863066438913, rel=1e-12)


@pytest.mark.parametrize("design", [OPTIMAL, MINIMAX, SMALL])
def test_with_the_planned_second_stage_the_adjusted_boundary_is_the_planned_one(design: TwoStage) -> None:
    found = compute_adjusted_boundary(design, 0.2, design.n - design.n1)
    responders = np.arange(design.n1 + 1)
    planned = np.maximum(design.r + 1 - responders, 0)
    assert found.tolist() == np.where(responders > design.r1, planned, design.n - design.n1 + 1).tolist()


@pytest.mark.parametrize("responders_1", [2, 3, 5])
def test_with_planned_sizes_and_the_fewest_responders_that_reject_p_is_the_designs_error(responders_1: int) -> None:
    realised = Realised(OPTIMAL, 10, responders_1, 19, 6 - responders_1)
    assert compute_koyama_chen(realised, 0.1).p == pytest.approx(0.0470863066438913, rel=1e-12)


# how many patients follow x responders of the first stage, whatever the reason
COURSES: list[tuple[TwoStage, int, float, Callable[[int], int]]] = [
    (SMALL, 9, 0.05, lambda x: 0 if x <= 0 else 6),
    (SMALL, 9, 0.05, lambda x: 0 if x <= 0 else 4 + x),
    (SMALL, 9, 0.05, lambda x: 3),
    (SMALL, 8, 0.05, lambda x: 0 if x <= 0 else 7),
    (SMALL, 11, 0.05, lambda x: 0 if x <= 1 else 12 - x),
    (TwoStage(-1, 4, 3, 10), 4, 0.2, lambda x: 7),
    (TwoStage(1, 6, 3, 9), 8, 0.2, lambda x: 0 if x <= 2 else 3),
]


@pytest.mark.parametrize(("design", "evaluable_1", "null_rate", "follow"), COURSES)
def test_every_error_rate_holds_whatever_size_the_stages_had(
    design: TwoStage, evaluable_1: int, null_rate: float, follow: Callable[[int], int]
) -> None:
    courses = [(x, follow(x), y) for x in range(evaluable_1 + 1) for y in range(follow(x) + 1)]
    seen = [Realised(design, evaluable_1, x, size, y) for x, size, y in courses]
    found = [compute_koyama_chen(realised, null_rate, level=0.90) for realised in seen]
    p, lower, median, upper = np.array(found).T
    x, size, y = np.array(courses).T
    rates = np.append(np.linspace(0.01, 0.99, 50), null_rate)[:, None]
    chance = binomial_pmf(x, evaluable_1, rates) * binomial_pmf(y, size, rates)
    assert ((lower <= median + 1e-12) & (median <= upper + 1e-12)).all()
    assert (chance * (lower > rates)).sum(axis=1).max() <= 0.05 + 1e-9
    assert (chance * (upper < rates)).sum(axis=1).max() <= 0.05 + 1e-9
    at_null = chance[-1]
    assert all(at_null[p <= bound * (1 + 1e-9)].sum() <= bound * (1 + 1e-8) for bound in p)
    rejects = np.array([is_rejected(realised, null_rate) for realised in seen])
    error = binomial_pmf(np.arange(evaluable_1 + 1), evaluable_1, null_rate) @ compute_conditional_error(
        design, null_rate, evaluable_1
    )
    assert at_null[rejects].sum() <= error + 1e-12
    assert np.array_equal(rejects, p <= error * (1 + 1e-9))


def test_a_stop_at_the_first_stage_is_binomial() -> None:
    found = compute_koyama_chen(Realised(OPTIMAL, 10, 1, 0, 0), 0.1)
    assert found.p == pytest.approx(float(binomial_tail(1, 10, 0.1)))
    interval = stats.binomtest(1, 10).proportion_ci(0.95, "exact")
    assert (found.lower, found.upper) == pytest.approx((interval.low, interval.high))


def test_no_responder_and_only_responders_have_the_limits_zero_and_one() -> None:
    none = compute_koyama_chen(Realised(OPTIMAL, 10, 0, 0, 0), 0.1)
    assert (none.p, none.lower, none.median) == pytest.approx((1.0, 0.0, 0.0))
    assert compute_koyama_chen(Realised(SMALL, 9, 9, 4, 4), 0.05).upper == 1.0


def test_a_study_that_went_on_against_its_rule_cannot_reject() -> None:
    boundary = compute_adjusted_boundary(OPTIMAL, 0.1, 19)
    assert boundary[:2].tolist() == [20, 20]
    found = compute_koyama_chen(Realised(OPTIMAL, 10, 1, 19, 19), 0.1)
    assert found.p >= binomial_tail(2, 10, 0.1)


@pytest.mark.parametrize("responders_1", [2, 4, 6])
def test_more_responders_in_the_second_stage_never_speak_less_against_the_null(responders_1: int) -> None:
    found = np.array([compute_koyama_chen(Realised(OPTIMAL, 10, responders_1, 8, y), 0.1) for y in range(9)])
    assert (np.diff(found[:, 0]) <= 1e-13).all()
    assert (np.diff(found[:, 1:], axis=0) >= -1e-12).all()


def test_impossible_numbers_are_refused() -> None:
    for numbers in ((10, 11, 0, 0), (10, 2, 3, 4), (30, 2, 0, 0), (0, 0, 0, 0), (10, -1, 0, 0)):
        with pytest.raises(UsageError):
            Realised(OPTIMAL, *numbers)
    with pytest.raises(UsageError):
        compute_koyama_chen(Realised(OPTIMAL, 10, 2, 19, 4), 0.0)
    with pytest.raises(UsageError):
        compute_adjusted_boundary(OPTIMAL, 0.1, -1)
