"""Garwood, Biometrika 1936;28:437 (doi 10.1093/biomet/28.3-4.437)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from paraprotein.errors import UsageError
from paraprotein.statistics import compute_poisson_rate


@given(events=st.integers(0, 200), time=st.floats(0.1, 1e4))
def test_each_limit_leaves_one_fortieth_of_the_counts_on_its_side(events: int, time: float) -> None:
    rate = compute_poisson_rate(events, time)
    assert rate.lower <= rate.estimate <= rate.upper
    assert poisson.cdf(events, rate.upper * time) == pytest.approx(0.025, rel=1e-6)
    assert events == 0 or poisson.sf(events - 1, rate.lower * time) == pytest.approx(0.025, rel=1e-6)


def test_no_event_in_ten_years_allows_the_rule_of_three_and_a_bit() -> None:
    rate = compute_poisson_rate(0, 10.0)
    assert (rate.estimate, rate.lower) == (0.0, 0.0)
    assert rate.upper == pytest.approx(0.368888, abs=1e-6)  # -ln(0.025) / 10


def test_nobody_at_risk_has_no_rate() -> None:
    assert np.isnan(compute_poisson_rate(0, 0.0).estimate)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(UsageError):
        compute_poisson_rate(-1, 1.0)
