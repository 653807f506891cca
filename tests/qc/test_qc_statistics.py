"""The second implementation gives the published and the textbook numbers."""

import itertools
import math
from fractions import Fraction

import pytest
from scipy import stats
from statistics_oracle import clopper_pearson, kaplan_meier, log_rank, median_limits, median_time, signed_rank

# Freireich et al., Blood 1963;21:699: remission of acute leukaemia in weeks, 6-mercaptopurine and placebo.
MERCAPTOPURINE = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
IS_RELAPSE = [True] * 3 + [False, True, False, True, False, False] + [True, True] + [False] * 3 + [True, True]
IS_RELAPSE += [False] * 5
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_survival_of_the_freireich_trial() -> None:
    steps = kaplan_meier(MERCAPTOPURINE, IS_RELAPSE)
    assert [round(float(step.survival), 3) for step in steps] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert median_time(steps) == 23
    lower, upper = median_limits(steps)
    assert lower == 13
    assert math.isnan(upper)


def test_the_median_is_the_first_time_at_which_half_or_fewer_remain() -> None:
    assert median_time(kaplan_meier([1, 2, 3, 4], [True] * 4)) == 2
    assert math.isnan(median_time(kaplan_meier([1, 2, 3], [True, False, False])))


def test_a_patient_censored_on_the_day_of_an_event_was_at_risk() -> None:
    assert kaplan_meier([5, 5], [True, False])[0].survival == Fraction(1, 2)


def test_log_rank_of_the_freireich_trial() -> None:
    times = [*MERCAPTOPURINE, *PLACEBO]
    events = [*IS_RELAPSE, *([True] * len(PLACEBO))]
    groups = [False] * len(MERCAPTOPURINE) + [True] * len(PLACEBO)
    chi_square, p = log_rank(times, events, groups)
    assert chi_square == pytest.approx(16.793, abs=5e-4)
    assert p == pytest.approx(stats.chi2.sf(chi_square, 1))


@pytest.mark.parametrize(
    ("successes", "n", "lower", "upper"),
    [(7, 27, 11.1, 46.3), (2, 27, 0.9, 24.3), (7, 28, 10.7, 44.9), (2, 28, 0.9, 23.5), (0, 10, 0.0, 30.8)],
)
def test_exact_limits(successes: int, n: int, lower: float, upper: float) -> None:
    assert [round(100 * limit, 1) for limit in clopper_pearson(successes, n)] == [lower, upper]


@pytest.mark.parametrize("values", [[1, 2, -3, 4], [1, 1, -1, 2, 2, 5], [0, 0, 3, -3, 4], [5], [0, 0]])
@pytest.mark.parametrize("zeros", ["drop", "pratt"])
def test_signed_rank_is_the_count_over_all_signs(values: list[int], zeros: str) -> None:
    kept = [v for v in values if v != 0] if zeros == "drop" else values
    ranks = stats.rankdata([abs(v) for v in kept]) if kept else []
    signed = [(rank, v) for rank, v in zip(ranks, kept, strict=True) if v != 0]
    observed = sum(rank for rank, v in signed if v > 0)
    sums = [
        sum(rank for (rank, _), positive in zip(signed, pattern, strict=True) if positive)
        for pattern in itertools.product([False, True], repeat=len(signed))
    ]
    low = sum(total <= observed for total in sums) / len(sums)
    high = sum(total >= observed for total in sums) / len(sums)
    statistic, p = signed_rank([Fraction(v) for v in values], "drop" if zeros == "drop" else "pratt")
    assert float(statistic) == observed
    assert float(p) == pytest.approx(min(1.0, 2 * min(low, high)))


def test_signed_rank_agrees_with_scipy_where_there_are_no_ties() -> None:
    values = [1.2, -0.4, 3.1, 2.2, -5.0, 0.7, 1.9]
    _, p = signed_rank([Fraction(str(v)) for v in values])
    assert float(p) == pytest.approx(stats.wilcoxon(values, method="exact").pvalue)
