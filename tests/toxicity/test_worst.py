"""Worst, emergent and shifted grades, by hand and against a patient-by-patient count."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.toxicity.worst import emergent_grade, first_day_at_least, on_treatment, shift_table, worst_grade

NA = np.nan
GRADES = st.sampled_from([NA, 0.0, 1.0, 2.0, 3.0, 4.0])


def test_visits_count_from_the_day_after_the_first_dose_to_thirty_days_after_the_last() -> None:
    days = np.array([[-14.0, 1, 2, 100, 130, 131, NA]])
    assert on_treatment(days, np.array([100.0])).tolist() == [[False, False, True, True, True, False, False]]
    assert not on_treatment(days, np.array([NA])).any()


def test_the_worst_counted_grade_is_kept_and_ungradable_visits_are_passed_over() -> None:
    grades = np.array([[1.0, 3, 2], [NA, 1, NA], [NA, NA, NA], [4, 0, 0]])
    counted = np.array([[True, True, True]] * 3 + [[False, True, True]])
    np.testing.assert_array_equal(worst_grade(grades, counted), [3, 1, NA, 0])


def test_no_visit_at_all_is_not_gradable() -> None:
    np.testing.assert_array_equal(worst_grade(np.zeros((2, 0)), np.zeros((2, 0), dtype=bool)), [NA, NA])


@pytest.mark.parametrize(
    ("worst", "baseline", "expected"),
    [(2, 1, 2), (2, 2, 0), (1, 2, 0), (2, NA, 2), (0, NA, 0), (NA, 1, NA), (NA, NA, NA)],
)
def test_only_a_grade_above_baseline_is_emergent(worst: float, baseline: float, expected: float) -> None:
    np.testing.assert_array_equal(emergent_grade(np.array([worst], float), np.array([baseline], float)), [expected])


def test_the_first_day_at_a_grade_ignores_visits_that_do_not_count() -> None:
    grades, days = np.array([[3.0, 1, 2, 3], [0, 1, 1, NA]]), np.array([[-7.0, 29, 57, 85]] * 2)
    counted = on_treatment(days, np.array([85.0, 85.0]))
    np.testing.assert_array_equal(first_day_at_least(grades, days, counted, 2), [57, NA])


def test_a_shift_table_counts_every_patient_once() -> None:
    table = shift_table(np.array([0.0, 0, 1, NA, 2]), np.array([2.0, 2, 1, 3, NA]))
    assert table.sum() == 5
    assert table[0, 2] == 2
    assert table[1, 1] == table[6, 3] == table[2, 6] == 1


@given(st.lists(st.tuples(GRADES, GRADES), min_size=1, max_size=30))
def test_the_shift_table_agrees_with_counting_by_hand(patients: list[tuple[float, float]]) -> None:
    baseline, worst = np.array(patients).T
    expected = np.zeros((7, 7), dtype=int)
    for before, after in patients:
        expected[6 if np.isnan(before) else int(before), 6 if np.isnan(after) else int(after)] += 1
    np.testing.assert_array_equal(shift_table(baseline, worst), expected)
    emergent = emergent_grade(worst, baseline)
    above_diagonal = sum(int(expected[row, row + 1 : 6].sum()) for row in range(6)) + int(expected[6, 1:6].sum())
    assert int((emergent > 0).sum()) == above_diagonal


def test_jax_agrees_with_numpy() -> None:
    rng = np.random.default_rng(4)
    grades = rng.choice([NA, 0.0, 1, 2, 3, 4], (50, 12))
    days = np.tile(np.arange(12) * 28 - 27.0, (50, 1))
    last = rng.choice([NA, 57.0, 200], 50)
    with jax.enable_x64(True):
        counted = jax.jit(on_treatment)(jnp.asarray(days), jnp.asarray(last))
        worst = jax.jit(worst_grade)(jnp.asarray(grades), counted)
        shifts = jax.jit(shift_table)(jnp.asarray(grades[:, 0]), worst)
        first = jax.jit(first_day_at_least)(jnp.asarray(grades), jnp.asarray(days), counted, 2.0)
    expected = worst_grade(grades, on_treatment(days, last))
    np.testing.assert_array_equal(worst, expected)
    np.testing.assert_array_equal(shifts, shift_table(grades[:, 0], expected))
    np.testing.assert_array_equal(first, first_day_at_least(grades, days, on_treatment(days, last), 2.0))
