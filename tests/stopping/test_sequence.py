"""A study stops on the first day on which its boundary is reached, whatever the order of its patients."""

import jax.numpy as jnp
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.stopping import compute_stop, table_bounds

NAN = np.nan
TWO_OF_FIVE = table_bounds([(2, 5)], 5)


def test_outcomes_of_one_day_count_together() -> None:
    stop = compute_stop(np.array([[5.0, 5.0, 5.0]]), np.array([[True, False, True]]), TWO_OF_FIVE)
    assert (stop.stops[0], stop.day[0], stop.evaluated[0], stop.events[0]) == (True, 5.0, 3, 2)


def test_patients_whose_outcome_is_not_known_do_not_count() -> None:
    stop = compute_stop(np.array([[5.0, NAN, NAN]]), np.array([[True, True, True]]), TWO_OF_FIVE)
    assert (stop.stops[0], stop.evaluated[0], stop.events[0]) == (False, 1, 1)
    assert np.isnan(stop.day[0])


def test_events_after_the_last_patient_of_the_boundary_stop_nothing() -> None:
    days = np.arange(7.0)[None, :]
    event = np.array([[True, False, False, False, False, True, True]])
    assert not compute_stop(days, event, TWO_OF_FIVE).stops[0]


def test_a_study_without_patients_does_not_stop() -> None:
    stop = compute_stop(np.full((2, 1), NAN), np.zeros((2, 1), bool), TWO_OF_FIVE)
    assert stop.stops.tolist() == [False, False]
    assert stop.evaluated.tolist() == [0, 0]


studies = st.lists(
    st.tuples(st.one_of(st.integers(0, 9).map(float), st.just(NAN)), st.booleans()), min_size=1, max_size=9
)


@settings(max_examples=200, deadline=None)
@given(study=studies, rows=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9)), min_size=1, max_size=3))
def test_the_rule_agrees_with_counting_day_by_day(study: list[tuple[float, bool]], rows: list[tuple[int, int]]) -> None:
    days = np.array([[day for day, _ in study]])
    event = np.array([[happened for _, happened in study]])
    stop = compute_stop(days, event, table_bounds(rows, 9))
    expected = None
    for day in range(10):
        known = [happened for at, happened in study if at <= day]
        bound = min((events for events, of in rows if of >= len(known)), default=99)
        if any(at == day for at, _ in study) and sum(known) >= bound:
            expected = (float(day), len(known), sum(known))
            break
    if expected is None:
        assert not stop.stops[0]
    else:
        assert (stop.day[0], stop.evaluated[0], stop.events[0]) == expected


def test_the_arrays_of_the_trial_engine_give_the_same() -> None:
    rng = np.random.default_rng(1)
    days = np.where(rng.random((50, 12)) < 0.2, NAN, rng.integers(0, 30, (50, 12)).astype(float))
    event = rng.random((50, 12)) < 0.3
    bounds = table_bounds([(2, 4), (4, 12)], 12)
    ours = compute_stop(days, event, bounds)
    theirs = compute_stop(jnp.asarray(days), jnp.asarray(event), jnp.asarray(bounds))
    for left, right in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(left, np.asarray(right))
