"""Stopping boundaries against SciPy's distributions, published two-stage designs, and the promise of Pocock's level."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom

from paraprotein.stopping import compute_crossing, pocock_bounds, posterior_bounds, table_bounds

RATES = st.floats(0.02, 0.95)


def test_between_two_rows_of_a_table_the_later_one_applies_and_beyond_the_last_nothing() -> None:
    bounds = table_bounds([(3, 5), (4, 8)], 10)
    assert bounds.tolist() == [3, 3, 3, 3, 3, 3, 4, 4, 4, np.inf, np.inf]


@pytest.mark.parametrize(
    ("p0", "most_responses", "first_stage", "stops_early"),
    [(0.10, 1, 10, 0.74), (0.10, 0, 9, 0.39), (0.20, 3, 13, 0.75), (0.30, 5, 15, 0.72), (0.05, 0, 9, 0.63)],
)
def test_simons_first_stage_stops_as_often_as_he_printed(
    p0: float, most_responses: int, first_stage: int, stops_early: float
) -> None:
    """Simon, Control Clin Trials 1989;10:1 (doi 10.1016/0197-2456(89)90015-9): PET(p0) of r1/n1; futility counts the
    patients without a response."""
    bounds = table_bounds([(first_stage - most_responses, first_stage)], first_stage)
    stopped = compute_crossing(bounds, 1 - p0)[-1]
    assert stopped == pytest.approx(binom.cdf(most_responses, first_stage, p0), abs=1e-12)
    if (p0, most_responses, first_stage) != (0.10, 0, 9):
        assert round(stopped, 2) == stops_early


@settings(max_examples=40, deadline=None)
@given(rate=RATES, probability=st.floats(0.5, 0.99), a=st.floats(0.1, 5), b=st.floats(0.1, 5), first=st.integers(1, 6))
def test_the_posterior_boundary_is_the_first_number_whose_beta_tail_exceeds_the_limit(
    rate: float, probability: float, a: float, b: float, first: int
) -> None:
    bounds = posterior_bounds(rate, probability, (a, b), first, 12)
    for n in range(13):
        tails = [beta.sf(rate, a + x, b + n - x) for x in range(n + 1)]
        if any(abs(tail - probability) < 1e-9 for tail in tails):
            continue
        stopping = [x for x, tail in enumerate(tails) if tail > probability]
        expected = stopping[0] if stopping and n >= first else np.inf
        assert bounds[n] == expected


def test_a_prior_that_condemns_the_drug_stops_before_any_event() -> None:
    assert posterior_bounds(0.1, 0.5, (9.0, 1.0), 1, 3).tolist() == [np.inf, 0, 0, 0]


@settings(max_examples=30, deadline=None)
@given(rate=st.floats(0.05, 0.6), error=st.floats(0.02, 0.3), n_max=st.integers(5, 40))
@example(rate=0.0546875, error=0.25, n_max=5)
def test_pococks_level_is_one_tail_probability_and_the_largest_that_keeps_its_promise(
    rate: float, error: float, n_max: int
) -> None:
    bounds = pocock_bounds(rate, error, n_max)
    assert compute_crossing(bounds, rate)[-1] <= error
    n = np.arange(1, n_max + 1)
    can = bounds[1:] <= n
    level = max(binom.sf(bounds[1:][can] - 1, n[can], rate), default=0.0)
    below = binom.sf(np.where(can, bounds[1:], n + 1) - 2, n, rate)  # one event fewer would be less improbable
    assert np.all(below > level - 1e-12)
    # a level of 1 would stop without any event: where the first event stops already there is no larger one
    larger = min((p for p in below if level + 1e-12 < p < 1 - 1e-12), default=None)
    if larger is not None:
        wider = np.full(n_max + 1, np.inf)
        for k in n:
            fits = [x for x in range(1, k + 1) if binom.sf(x - 1, k, rate) <= larger + 1e-12]
            wider[k] = fits[0] if fits else np.inf
        assert compute_crossing(wider, rate)[-1] > error


def test_crossing_agrees_with_simulated_studies() -> None:
    bounds = pocock_bounds(0.2, 0.05, 30)
    rng = np.random.default_rng(7)
    trials = 40_000
    events = np.cumsum(rng.random((trials, 30)) < 0.4, axis=1)
    stopped = np.any(events >= bounds[1:], axis=1).mean()
    exact = compute_crossing(bounds, 0.4)[-1]
    assert abs(stopped - exact) < 4 * np.sqrt(exact * (1 - exact) / trials)


@given(rate=RATES)
def test_stopping_by_a_patient_never_becomes_less_likely_with_more_patients(rate: float) -> None:
    crossing = compute_crossing(table_bounds([(2, 6), (4, 12)], 14), rate)
    assert np.all(np.diff(crossing) >= 0)
    assert 0 <= crossing[-1] <= 1 + 1e-12
