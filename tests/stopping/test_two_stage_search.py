"""Simon, Control Clin Trials 1989;10:1, and a search that tries everything (doi 10.1016/0197-2456(89)90015-9)."""

from itertools import pairwise

import pytest
from scipy.stats import binom

from paraprotein.errors import UsageError
from paraprotein.stopping.randomised import RandomisedTwoStage, compute_randomised, search_randomised
from paraprotein.stopping.simon import search_simon
from paraprotein.stopping.two_stage import TwoStage
from paraprotein.stopping.two_stage_search import Candidate, Steps, admissible, search_two_stage


def numbers(found: Candidate) -> tuple[int, int, int, int]:
    return found.r1, found.n1, found.r, found.n


def try_everything(p0: float, p1: float, alpha: float, beta: float, n_max: int) -> list[tuple[float, tuple[int, ...]]]:
    """(expected size, design) of every feasible two-stage design, with SciPy's own binomial distribution."""
    found = []
    for n in range(2, n_max + 1):
        for n1 in range(1, n):
            for r1 in range(n1):
                for r in range(r1, n):
                    x1 = range(r1 + 1, n1 + 1)
                    rejects = [sum(binom.pmf(x, n1, p) * binom.sf(r - x, n - n1, p) for x in x1) for p in (p0, p1)]
                    if rejects[0] <= alpha and rejects[1] >= 1 - beta:
                        size = n1 + (n - n1) * binom.sf(r1, n1, p0)
                        found.append((float(size), (r1, n1, r, n)))
    return found


@pytest.mark.parametrize(
    ("p0", "p1", "design", "expected", "pet"),
    [
        (0.10, 0.30, (1, 10, 5, 29), 15.01, 0.736),
        (0.20, 0.40, (3, 13, 12, 43), 20.58, 0.747),
        (0.30, 0.50, (5, 15, 18, 46), 23.63, 0.722),
        (0.40, 0.60, (7, 16, 23, 46), 24.52, 0.716),
        (0.50, 0.70, (8, 15, 26, 43), 23.50, 0.696),
        (0.60, 0.80, (7, 11, 30, 43), 20.48, 0.704),
        (0.70, 0.90, (4, 6, 22, 27), 14.82, 0.580),
    ],
)
def test_simons_optimal_designs_of_5_and_20_percent(
    p0: float, p1: float, design: tuple[int, ...], expected: float, pet: float
) -> None:
    best = search_simon(p0, p1, 0.05, 0.20)[-1]
    assert numbers(best) == design
    assert best.expected_n == pytest.approx(expected, abs=0.0051)
    assert best.pet == pytest.approx(pet, abs=0.00051)


@pytest.mark.parametrize(
    ("arguments", "design"),
    [
        ((0.10, 0.30, 0.05, 0.20), (1, 15, 5, 25)),
        ((0.20, 0.40, 0.05, 0.20), (4, 18, 10, 33)),
        ((0.40, 0.60, 0.05, 0.20), (17, 34, 20, 39)),
        ((0.05, 0.20, 0.10, 0.10), (0, 18, 3, 32)),
    ],
)
def test_published_minimax_designs(arguments: tuple[float, ...], design: tuple[int, ...]) -> None:
    assert numbers(search_simon(*arguments)[0]) == design


def test_the_optimum_is_found_where_a_search_to_100_patients_finds_a_false_one() -> None:
    assert numbers(search_simon(0.20, 0.35, 0.05, 0.05)[-1]) == (11, 50, 28, 109)


def test_an_error_a_millionth_below_the_limit_is_allowed() -> None:
    minimax = search_simon(0.30, 0.45, 0.05, 0.20)[0]
    assert numbers(minimax) == (16, 46, 25, 65)
    assert minimax.alpha == pytest.approx(0.0499992, abs=5e-8)
    assert minimax.alpha <= 0.05


@pytest.mark.parametrize("arguments", [(0.10, 0.50, 0.10, 0.20), (0.30, 0.75, 0.10, 0.20), (0.02, 0.40, 0.05, 0.10)])
def test_the_search_agrees_with_trying_everything(arguments: tuple[float, ...]) -> None:
    found = search_simon(*arguments)
    feasible = try_everything(*arguments, n_max=found[-1].n + 2)
    assert found[0].n == min(design[3] for _, design in feasible)
    assert found[-1].expected_n == pytest.approx(min(size for size, _ in feasible), abs=1e-12)
    assert numbers(found[-1]) in [design for _, design in feasible]


def test_among_equals_the_largest_last_bound_that_keeps_the_power_is_taken() -> None:
    best = search_simon(0.10, 0.50, 0.10, 0.20)[-1]
    alike = [
        d for _, d in try_everything(0.10, 0.50, 0.10, 0.20, best.n) if (d[0], d[1], d[3]) == (best.r1, best.n1, best.n)
    ]
    assert best.r == max(design[2] for design in alike)


def test_each_larger_size_is_listed_only_where_it_lowers_the_expected_size() -> None:
    found = search_simon(0.20, 0.40, 0.05, 0.20)
    assert [c.n for c in found] == sorted({c.n for c in found})
    assert all(later.expected_n < sooner.expected_n for sooner, later in pairwise(found))


def test_admissible_designs_share_the_weights_from_0_to_1() -> None:
    found = admissible(search_simon(0.10, 0.30, 0.05, 0.20))
    assert [numbers(design) for design, _, _ in found] == [
        (1, 15, 5, 25),
        (1, 12, 5, 26),
        (1, 11, 5, 27),
        (1, 10, 5, 29),
    ]
    assert (found[0][2], found[-1][1]) == (1.0, 0.0)
    assert all(low[1] == high[2] for low, high in pairwise(found))


@pytest.mark.parametrize("weight", [0.01, 0.2, 0.4, 0.6, 0.9])
def test_an_admissible_design_is_best_for_its_weights(weight: float) -> None:
    found = search_simon(0.30, 0.50, 0.05, 0.20)
    best = min(found, key=lambda design: weight * design.n + (1 - weight) * design.expected_n)
    chosen = [design for design, low, high in admissible(found) if low <= weight <= high]
    assert best in chosen


def test_hypotheses_too_close_for_a_phase_two_study_are_refused() -> None:
    with pytest.raises(UsageError, match="widen"):
        search_two_stage(Steps((0.5, 0.5), (0.499, 0.501)), 0.05, 0.20)


def test_a_randomised_design_attains_what_its_search_says() -> None:
    for design, found in search_randomised(0.10, 0.30, 0.15, 0.20):
        reject, expected, pet = compute_randomised(design, 0.10, 0.10)
        assert (reject, expected, pet) == pytest.approx((found.alpha, found.expected_n, found.pet), abs=1e-12)
        assert compute_randomised(design, 0.30, 0.10)[0] == pytest.approx(found.power, abs=1e-12)
        assert found.alpha <= 0.15
        assert found.power >= 0.80


def test_no_randomised_design_with_fewer_patients_or_a_smaller_expected_size_exists() -> None:
    found = search_randomised(0.10, 0.60, 0.10, 0.20)
    feasible = []
    for n in range(2, found[-1][0].n + 3):
        for n1 in range(1, n):
            for a1 in range(-n1 + 1, n1 + 1):
                for a in range(-n, n + 1):
                    design = RandomisedTwoStage(a1, n1, a, n)
                    null, expected, _ = compute_randomised(design, 0.10, 0.10)
                    if null <= 0.10 and compute_randomised(design, 0.60, 0.10)[0] >= 0.80:
                        feasible.append((expected, n))
    assert found[0][0].n == min(n for _, n in feasible)
    assert found[-1][1].expected_n == pytest.approx(min(expected for expected, _ in feasible), abs=1e-12)


def test_a_two_stage_design_is_refused_where_its_numbers_contradict_each_other() -> None:
    with pytest.raises(UsageError, match="n1"):
        TwoStage(r1=1, n1=29, r=5, n=29)
    with pytest.raises(UsageError, match="r1"):
        TwoStage(r1=6, n1=10, r=5, n=29)
