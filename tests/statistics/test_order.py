"""Quantiles by named rules, Hyndman & Fan, Am Stat 1996;50:361; NumPy as the oracle."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.errors import UsageError
from paraprotein.statistics.order import (
    QuantileRule,
    compute_count,
    compute_maximum,
    compute_mean,
    compute_median,
    compute_minimum,
    compute_quantile,
    compute_standard_deviation,
)

RULES = get_args(QuantileRule)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("probability", [0.0, 0.05, 0.1, 0.25, 0.5, 0.7, 0.95, 1.0])
@pytest.mark.parametrize("n", [1, 2, 3, 19, 20, 28])
def test_each_rule_is_numpys_rule_of_that_name(rule: QuantileRule, probability: float, n: int) -> None:
    values = np.random.default_rng(n).normal(size=(4, n))
    expected = np.quantile(values, probability, axis=1, method=rule)
    assert compute_quantile(values, probability, rule=rule) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("rule", RULES)
def test_each_row_has_its_own_number_of_values(rule: QuantileRule) -> None:
    rng = np.random.default_rng(3)
    values, valid = rng.normal(size=(50, 20)), rng.random((50, 20)) < 0.6
    expected = [np.quantile(v[keep], 0.3, method=rule) for v, keep in zip(values, valid, strict=True)]
    assert compute_quantile(values, 0.3, valid, rule) == pytest.approx(expected, rel=1e-12)


def test_the_nineteenth_of_twenty_is_the_95th_percentile_despite_floats() -> None:
    values = np.arange(1.0, 21.0)
    assert compute_quantile(values, 0.95, rule="inverted_cdf") == 19.0
    assert compute_quantile(values, 0.95, rule="averaged_inverted_cdf") == 19.5


def test_a_time_not_reached_is_larger_than_all_others() -> None:
    assert compute_median([1.0, 2.0, np.inf]) == 2.0
    assert compute_median([1.0, np.inf, np.inf]) == np.inf
    assert compute_median([1.0, np.inf, np.inf, np.inf]) == np.inf
    assert compute_quantile([1.0, 2.0, np.inf], 0.5, rule="linear") == 2.0


def test_smallest_largest_mean_and_spread_skip_what_does_not_count() -> None:
    values, valid = [[5.0, 1.0, 3.0, 100.0]], [[True, True, True, False]]
    assert compute_count(values, valid) == 3
    assert compute_minimum(values, valid) == 1.0
    assert compute_maximum(values, valid) == 5.0
    assert compute_mean(values, valid) == 3.0
    assert compute_standard_deviation(values, valid) == 2.0
    assert np.isnan(compute_standard_deviation([[5.0, np.nan]])).all()


def test_unknown_rules_and_probabilities_are_refused() -> None:
    with pytest.raises(UsageError):
        compute_quantile([1.0], 50)
    with pytest.raises(UsageError):
        compute_quantile([1.0], 0.5, rule="R7")


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=15), st.data())
def test_order_of_patients_does_not_matter(values: list[float], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(values))
    assert compute_quantile(values, 0.3) == compute_quantile(shuffled, 0.3)
