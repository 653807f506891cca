"""Treatment-emergent grades, by hand and patient by patient."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.toxicity import emergent_grade

NA = np.nan
GRADES = st.sampled_from([NA, 0.0, 1.0, 2.0, 3.0, 4.0])


@pytest.mark.parametrize(
    ("worst", "baseline", "expected"),
    [(2, 1, 2), (2, 2, 0), (1, 2, 0), (2, NA, 2), (0, NA, 0), (NA, 1, NA), (NA, NA, NA)],
)
def test_only_a_grade_above_baseline_is_emergent(worst: float, baseline: float, expected: float) -> None:
    np.testing.assert_array_equal(emergent_grade(np.array([worst], float), np.array([baseline], float)), [expected])


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.tuples(GRADES, GRADES), min_size=1, max_size=30))
def test_many_patients_at_once_agree_with_each_alone_in_both_libraries(patients: list[tuple[float, float]]) -> None:
    baseline, worst = np.array(patients).T
    expected = [NA if np.isnan(w) else (w if np.isnan(b) or w > b else 0.0) for b, w in patients]
    np.testing.assert_array_equal(emergent_grade(worst, baseline), expected)
    with jax.enable_x64(True):
        np.testing.assert_array_equal(emergent_grade(jnp.asarray(worst), jnp.asarray(baseline)), expected)
