"""Bryant & Day, Biometrics 1995;51:1372 (doi 10.2307/2533268): the example of 30 and 50 %, 60 and 80 %."""

from itertools import product

import numpy as np
import pytest

from paraprotein.stopping.bivariate import compute_joint_course, joint_cells
from paraprotein.stopping.bryant_day import BryantDay, BryantDayGoals, compute_bryant_day, search_bryant_day
from paraprotein.stopping.exact import compute_course, with_final


def test_the_papers_example_is_found() -> None:
    design, expected = search_bryant_day(BryantDayGoals(0.3, 0.5, 0.6, 0.8, 0.15, 0.15, 0.15))[-1]
    assert design == BryantDay(n1=19, n=33, response1=5, safe1=11, response=12, safe=22)
    assert expected == pytest.approx(26.19, abs=0.005)


def test_under_independence_the_probability_is_a_product_of_two_designs_of_simons_kind() -> None:
    design = BryantDay(19, 33, 5, 11, 12, 22)
    alone = [compute_course(with_final((19, 33), b), p).reject for b, p in (((5, 12), 0.5), ((11, 22), 0.8))]
    assert compute_bryant_day(design, 0.5, 0.8).reject == pytest.approx(alone[0] * alone[1], abs=1e-13)


def test_no_design_with_a_smaller_expected_size_exists() -> None:
    goals = BryantDayGoals(0.2, 0.7, 0.4, 0.9, 0.20, 0.20, 0.20)
    found = search_bryant_day(goals)
    sizes = {}
    for n in range(2, found[-1][0].n + 2):
        for n1, r1, t1 in product(range(1, n), range(n), range(n)):
            if r1 < n1 and t1 < n1:
                for r, t in product(range(r1, n), range(t1, n)):
                    rejects = {
                        (h, p): compute_course(with_final((n1, n), b), p)
                        for h, b, p in (
                            ("r", (r1, r), 0.2),
                            ("r", (r1, r), 0.7),
                            ("t", (t1, t), 0.4),
                            ("t", (t1, t), 0.9),
                        )
                    }
                    r0, r1_, t0, t1_ = (rejects[key] for key in (("r", 0.2), ("r", 0.7), ("t", 0.4), ("t", 0.9)))
                    if (
                        r0.reject * t1_.reject <= 0.2
                        and r1_.reject * t0.reject <= 0.2
                        and r1_.reject * t1_.reject >= 0.8
                    ):
                        go_on = max((1 - r0.pet) * (1 - t1_.pet), (1 - r1_.pet) * (1 - t0.pet))
                        sizes[n1, n, r1, t1, r, t] = n1 + go_on * (n - n1)
    assert found[-1][1] == pytest.approx(min(sizes.values()), abs=1e-12)
    assert found[0][0].n == min(n for _, n, *_ in sizes)


@pytest.mark.parametrize("odds_ratio", [0.2, 1.0, 5.0])
def test_cells_have_the_rates_and_the_odds_ratio(odds_ratio: float) -> None:
    both, first, second, neither = joint_cells(0.3, 0.6, odds_ratio)
    assert (both + first, both + second, both + first + second + neither) == pytest.approx((0.3, 0.6, 1.0))
    assert both * neither / (first * second) == pytest.approx(odds_ratio)


@pytest.mark.parametrize("combination", ["both", "either"])
def test_the_joint_recursion_equals_the_sum_over_every_course(combination: str) -> None:
    cells = (0.2, 0.1, 0.4, 0.3)
    reject = expected = 0.0
    for course in product(range(4), repeat=6):
        probability = float(np.prod([cells[c] for c in course]))
        n = 6
        for look, low_first, low_second in ((3, 0, 1), (6, 2, 2)):
            first = sum(c in (0, 1) for c in course[:look]) <= low_first
            second = sum(c in (0, 2) for c in course[:look]) <= low_second
            if (first and second) if combination == "both" else (first or second):
                n = look
                break
        else:
            reject += probability
        expected += probability * n
    found = compute_joint_course(cells, (3, 6), (0, 2), (1, 2), "both" if combination == "both" else "either")
    assert (found.reject, found.expected_n) == pytest.approx((reject, expected), abs=1e-13)
