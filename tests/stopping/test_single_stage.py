"""A'Hern, Stat Med 2001;20:859 (doi 10.1002/sim.721); power is a saw-tooth in n."""

import numpy as np
import pytest
from scipy.stats import binom

from paraprotein.stopping.simon import search_simon
from paraprotein.stopping.single_stage import critical_responses, most_powerful, search_single_stage


@pytest.mark.parametrize(
    ("arguments", "responses", "n"),
    [((0.10, 0.20, 0.05, 0.20), 13, 78), ((0.40, 0.60, 0.10, 0.10), 21, 41)],
)
def test_published_designs(arguments: tuple[float, ...], responses: int, n: int) -> None:
    smallest = search_single_stage(*arguments).smallest
    assert (smallest.responses, smallest.n) == (responses, n)


def test_the_published_errors_of_10_and_20_percent() -> None:
    smallest = search_single_stage(0.10, 0.20, 0.05, 0.20).smallest
    assert smallest.alpha == pytest.approx(0.0453, abs=5e-5)
    assert smallest.power == pytest.approx(0.8081, abs=1e-4)


def test_the_smallest_size_and_the_one_from_which_all_larger_hold_differ() -> None:
    found = search_single_stage(0.05, 0.20, 0.05, 0.20)
    assert (found.smallest.n, found.steady.n) == (27, 33)
    assert 28 in found.holding
    assert 32 not in found.holding


@pytest.mark.parametrize("arguments", [(0.05, 0.25, 0.05, 0.10), (0.30, 0.50, 0.025, 0.20), (0.60, 0.85, 0.10, 0.10)])
def test_a_plain_scan_far_beyond_the_bound_finds_the_same(arguments: tuple[float, ...]) -> None:
    p0, p1, alpha, beta = arguments
    found = search_single_stage(*arguments)
    holds = []
    for n in range(1, 2 * found.bound):
        r = int(binom.isf(alpha, n, p0))
        r = r if binom.sf(r, n, p0) <= alpha else r + 1
        r = r - 1 if r >= 0 and binom.sf(r - 1, n, p0) <= alpha else r
        holds.append(bool(binom.sf(r, n, p1) >= 1 - beta))
    assert found.smallest.n == holds.index(True) + 1
    assert found.steady.n == len(holds) - holds[::-1].index(False) + 1


def test_no_number_of_responses_rejects_in_a_study_too_small() -> None:
    assert critical_responses(np.array([1, 2]), 0.5, 0.05).tolist() == [2, 3]


@pytest.mark.parametrize("arguments", [(0.10, 0.30, 0.05, 0.20), (0.30, 0.50, 0.05, 0.20), (0.05, 0.20, 0.10, 0.10)])
def test_no_two_stage_design_is_more_powerful_than_the_most_powerful_test(arguments: tuple[float, ...]) -> None:
    p0, p1, _, _ = arguments
    for found in search_simon(*arguments):
        assert found.power <= most_powerful(found.n, p0, p1, found.alpha) + 1e-12


def test_the_most_powerful_test_of_few_patients_lacks_power() -> None:
    assert most_powerful(15, 0.10, 0.30, 0.05) < 0.80
