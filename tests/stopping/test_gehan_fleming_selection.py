"""Gehan 1961, Fleming 1982, and Simon, Wittes and Ellenberg 1985."""

from itertools import product

import numpy as np
import pytest

from paraprotein.stopping.binomial import binomial
from paraprotein.stopping.exact import compute_course
from paraprotein.stopping.fleming import fleming_looks
from paraprotein.stopping.gehan import plan_gehan, second_stage, smallest_first_stage
from paraprotein.stopping.selection import probability_of_selection, search_selection


@pytest.mark.parametrize(("p1", "n1"), [(0.05, 59), (0.10, 29), (0.15, 19), (0.20, 14), (0.25, 11), (0.30, 9)])
def test_gehans_first_stage_at_5_percent(p1: float, n1: int) -> None:
    assert smallest_first_stage(p1, 0.05) == n1
    assert (1 - p1) ** n1 <= 0.05 < (1 - p1) ** (n1 - 1)


def test_gehans_second_stage_for_a_standard_error_of_10_percent() -> None:
    assert plan_gehan(0.20, 0.05, 0.10).second[:4] == (1, 6, 9, 11)


@pytest.mark.parametrize("responses", range(1, 15))
def test_the_second_stage_is_the_smallest_with_the_standard_error_wanted(responses: int) -> None:
    rate = responses / 14
    n2 = second_stage(responses, 14, 0.07, "observed")
    assert np.sqrt(rate * (1 - rate) / (14 + n2)) <= 0.07 + 1e-9
    assert n2 == 0 or np.sqrt(rate * (1 - rate) / (13 + n2)) > 0.07


def test_the_upper_limit_never_asks_for_fewer_patients_than_the_observed_rate() -> None:
    for responses in range(1, 15):
        assert second_stage(responses, 14, 0.05, "upper limit") >= second_stage(responses, 14, 0.05, "observed")


def test_flemings_example_of_15_and_10_patients() -> None:
    looks = fleming_looks(0.20, 0.05, (15, 10))
    assert (looks.futility, looks.efficacy) == ((3, 8), (7, 9))
    assert compute_course(looks, 0.20).reject > 0.05  # the formula is an approximation


def test_flemings_single_stage_is_the_normal_approximation() -> None:
    assert fleming_looks(0.20, 0.05, (25,)).efficacy == (9,)


@pytest.mark.parametrize(
    ("lowest", "sizes"),
    [
        (0.10, (21, 31, 37)),
        (0.20, (29, 44, 52)),
        (0.30, (35, 52, 62)),
        (0.40, (37, 55, 67)),
        (0.50, (36, 54, 65)),
        (0.60, (32, 49, 59)),
        (0.70, (26, 39, 47)),
        (0.80, (16, 24, 29)),
    ],
)
def test_sizes_of_two_three_and_four_arms_for_a_difference_of_15_percent(lowest: float, sizes: tuple[int, ...]) -> None:
    assert tuple(search_selection(lowest + 0.15, lowest, arms, 0.90) for arms in (2, 3, 4)) == sizes


@pytest.mark.parametrize("arms", [2, 3])
def test_the_probability_of_selection_equals_the_sum_over_all_outcomes(arms: int) -> None:
    best, other = binomial(5, 0.5), binomial(5, 0.3)
    total = 0.0
    for outcome in product(range(6), repeat=arms):
        winners = [i for i, x in enumerate(outcome) if x == max(outcome)]
        if 0 in winners:
            total += best[outcome[0]] * np.prod([other[x] for x in outcome[1:]]) / len(winners)
    assert probability_of_selection(5, 0.5, 0.3, arms) == pytest.approx(total, abs=1e-14)


def test_equal_arms_are_picked_by_chance() -> None:
    assert probability_of_selection(30, 0.3, 0.3, 4) == pytest.approx(0.25, abs=1e-12)
