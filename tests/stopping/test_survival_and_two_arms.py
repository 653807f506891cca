"""One-sample log-rank (Wu 2015, Kwak & Jung 2014), Schoenfeld 1983, Fisher's and Boschloo's exact tests."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import boschloo_exact, fisher_exact, multivariate_normal

from paraprotein.errors import UsageError
from paraprotein.stopping.one_sample_log_rank import (
    Survival,
    compute_moments,
    evaluate_log_rank,
    size_log_rank,
    size_log_rank_by_rate,
)
from paraprotein.stopping.two_arm import (
    compute_rejection,
    compute_size,
    evaluate_two_arm,
    fisher_p,
    rejection_region,
    search_two_arm,
    size_schoenfeld,
)
from paraprotein.stopping.two_stage_log_rank import evaluate_two_stage_log_rank, search_two_stage_log_rank

CURVE = Survival(2.0, 0.62)


def test_wus_example_needs_88_patients() -> None:
    found = size_log_rank(Survival(9, 0.5, 1.22), 1 / 1.75, 0.05, 0.20, accrual=5, follow_up=3)
    assert found.n == 88
    assert found.power == pytest.approx(0.803, abs=5e-4)


def test_a_trial_of_five_patients_a_year_needs_25() -> None:
    assert size_log_rank_by_rate(CURVE, 0.467, 0.05, 0.20, rate=5, follow_up=2).n == 25


@pytest.mark.parametrize(("shape", "dropout"), [(1.0, 0.0), (1.22, 0.05), (0.7, 0.0)])
def test_moments_equal_integrals_over_time(shape: float, dropout: float) -> None:
    survival, ratio, accrual, follow_up = Survival(9, 0.5, shape), 0.6, 5.0, 3.0

    def weight(t: float) -> float:
        seen = min(1.0, (accrual + follow_up - t) / accrual) * math.exp(-dropout * t)
        return seen * math.exp(-ratio * float(survival.cumulative_hazard(t)))

    def hazard(t: float) -> float:
        return float(survival.cumulative_hazard(t)) * shape / t

    span, at = (1e-12, accrual + follow_up), [follow_up]
    first = quad(lambda t: weight(t) * hazard(t), *span, points=at)[0]
    second = quad(lambda t: weight(t) * hazard(t) * float(survival.cumulative_hazard(t)), *span, points=at)[0]
    found = compute_moments(survival, ratio, accrual, follow_up, dropout)
    variance = ratio * first - (first - ratio * first) ** 2 + 2 * second * (1 - ratio)
    assert found.expected == pytest.approx(first, abs=1e-6)
    assert found.observed == pytest.approx(ratio * first, abs=1e-6)
    assert found.variance == pytest.approx(variance, abs=1e-6)


def test_under_the_null_hypothesis_the_variance_is_the_expected_events() -> None:
    found = compute_moments(CURVE, 1.0, 5.0, 2.0)
    assert found.variance == pytest.approx(found.expected, abs=1e-14)


def test_a_poisson_count_of_events_is_finkelsteins_formula() -> None:
    found = size_log_rank(CURVE, 0.5, 0.05, 0.20, accrual=5, follow_up=2, variance="poisson")
    expected = (1.6448536 + 0.8416212 * math.sqrt(0.5)) ** 2 / 0.25
    assert found.expected / found.n * (found.n - 1) < expected <= found.expected


@pytest.mark.parametrize("loss", [0.0, 0.1])
def test_losing_patients_costs_patients(loss: float) -> None:
    n = [size_log_rank(CURVE, 0.6, 0.05, 0.20, accrual=3, follow_up=2, dropout=d).n for d in (0.0, loss)]
    assert n[1] >= n[0]


def test_an_accrual_too_slow_for_any_design_is_refused() -> None:
    with pytest.raises(UsageError, match="do not suffice"):
        size_log_rank_by_rate(CURVE, 0.999, 0.05, 0.20, rate=5, follow_up=2)


def test_a_two_stage_log_rank_design_keeps_both_errors_and_saves_patients() -> None:
    found = search_two_stage_log_rank(CURVE, 0.467, 0.05, 0.20, rate=5, follow_up=2)
    assert [design.n for design in found] == sorted(design.n for design in found)
    assert found[-1].expected_n < 25
    for design in found:
        assert design.alpha == pytest.approx(0.05, abs=1e-9)
        assert design.power >= 0.80


def test_the_bivariate_probabilities_equal_scipys() -> None:
    design = evaluate_two_stage_log_rank(CURVE, 0.467, 5, 2, 0.0, (12, -0.05, 27, 1.55))
    first = compute_moments(CURVE, 1.0, 12 / 5, 0.0).expected * 12
    last = compute_moments(CURVE, 1.0, 27 / 5, 2.0).expected * 27
    rho = math.sqrt(first / last)
    expected = multivariate_normal(cov=[[1, rho], [rho, 1]]).cdf([0.05, -1.55])
    assert design.alpha == pytest.approx(expected, abs=1e-5)


def test_a_first_stage_that_cannot_stop_leaves_the_single_stage_design() -> None:
    alone = evaluate_log_rank(CURVE, 0.467, 27, 1.6448536, 27 / 5, 2.0)
    design = evaluate_two_stage_log_rank(CURVE, 0.467, 5, 2, 0.0, (12, -8.0, 27, 1.6448536))
    assert design.power == pytest.approx(alone.power, abs=1e-9)
    assert design.expected_n == pytest.approx(27, abs=1e-9)


def test_schoenfelds_events_for_a_halved_hazard() -> None:
    assert size_schoenfeld(0.5, 0.025, 0.20, median=12, accrual=24, follow_up=12).events == 66


def test_following_everyone_to_the_event_needs_as_many_patients_as_events() -> None:
    found = size_schoenfeld(0.5, 0.025, 0.20, median=1, accrual=0.1, follow_up=200)
    assert found.n == found.events


def test_event_probabilities_equal_an_integral_over_accrual() -> None:
    found = size_schoenfeld(0.7, 0.05, 0.20, median=12, accrual=24, follow_up=6, dropout=0.01)
    hazard = math.log(2) / 12
    for ratio, probability in zip((0.7, 1.0), found.event_probability, strict=True):
        total = hazard * ratio + 0.01
        expected = quad(lambda t, h=hazard * ratio, k=total: h / k * (1 - math.exp(-k * t)), 6, 30)[0] / 24
        assert probability == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize(("x", "y"), [(0, 0), (3, 1), (7, 3), (10, 12), (10, 0)])
def test_fishers_p_values_equal_scipys(x: int, y: int) -> None:
    expected = fisher_exact([[x, 10 - x], [y, 12 - y]], alternative="greater").pvalue
    assert fisher_p(10, 12)[x, y] == pytest.approx(expected, abs=1e-12)


def test_boschloos_test_rejects_what_scipys_does() -> None:
    region = rejection_region(8, 8, 0.05, "Boschloo")
    for x in range(9):
        for y in range(x):
            p = boschloo_exact([[x, y], [8 - x, 8 - y]], alternative="greater", n=64).pvalue
            if abs(p - 0.05) > 1e-3:
                assert bool(region[x, y]) == (p <= 0.05), (x, y, p)


def test_boschloos_test_rejects_wherever_fishers_does_and_keeps_its_size() -> None:
    for n1, n0 in ((10, 10), (15, 9), (20, 20)):
        fisher, boschloo = (rejection_region(n1, n0, 0.05, test) for test in ("Fisher", "Boschloo"))
        assert np.all(boschloo[fisher])
        assert compute_size(boschloo) <= 0.05
        assert compute_size(fisher) <= 0.05


def test_no_smaller_trial_has_the_power() -> None:
    found = search_two_arm(0.2, 0.6, 0.05, 0.20, "Boschloo")
    assert found.power >= 0.80
    for n in range(2, found.n0):
        assert evaluate_two_arm(n, n, 0.2, 0.6, 0.05, "Boschloo").power < 0.80


def test_rejection_at_two_rates_is_a_double_sum() -> None:
    region = rejection_region(6, 6, 0.10, "Fisher")
    rng = np.random.default_rng(1)
    x, y = rng.binomial(6, 0.8, 200_000), rng.binomial(6, 0.2, 200_000)
    expected = compute_rejection(region, 0.8, 0.2)
    assert region[x, y].mean() == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / 200_000))
