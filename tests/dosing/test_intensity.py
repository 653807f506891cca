"""Dose intensity: the worked case X01, edges, and a day-by-day count."""

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.dosing.intensity import PlannedStep, dose_intensity, relative_to

NA = np.nan
SCHEDULE = (PlannedStep(1, 400), PlannedStep(29, 600))


def of(*intervals: tuple[float, float, float]) -> dict[str, float]:
    start, end, dose = (np.array([[interval[i] for interval in intervals]], dtype=float) for i in range(3))
    intensity = dose_intensity(start, end, dose, SCHEDULE)
    fixed = {f"to_{mg}": float(relative_to(intensity, mg)[0]) for mg in (400, 600)}
    return {name: float(value[0]) for name, value in intensity._asdict().items()} | fixed


def test_the_worked_case_of_400_600_hold_300() -> None:
    """400 mg d1-28, 600 d29-56, hold d57-70, 300 d71-100."""
    got = of((1, 28, 400), (29, 56, 600), (57, 70, 0), (71, 100, 300))
    assert got["duration_days"] == 100
    assert got["cumulative_mg"] == 37_000
    assert got["actual_mg_day"] == 370
    assert got["planned_mg_day"] * 100 == pytest.approx(54_400)
    assert got["relative"] == pytest.approx(0.680, abs=5e-4)
    assert got["to_600"] == pytest.approx(0.617, abs=5e-4)
    assert got["to_400"] == pytest.approx(0.925, abs=5e-4)
    assert got["average_when_dosed_mg"] == pytest.approx(430.2, abs=0.05)
    assert got["days_dosed"] == 86
    assert (got["interruptions"], got["interrupted_days"], got["first_interruption_day"]) == (1, 14, 57)
    assert (got["reductions"], got["first_reduction_day"]) == (1, 71)


def test_a_gap_between_records_is_a_pause_like_a_record_of_no_dose() -> None:
    assert of((1, 28, 400), (36, 60, 300)) == of((1, 28, 400), (29, 35, 0), (36, 60, 300))


def test_a_hold_that_never_ends_is_no_interruption_and_does_not_lengthen_treatment() -> None:
    got = of((1, 28, 400), (29, 90, 0))
    assert (got["duration_days"], got["interruptions"], got["relative"]) == (28, 0, 1.0)


def test_a_planned_rise_not_made_is_no_reduction_but_lowers_the_relative_intensity() -> None:
    got = of((1, 56, 400))
    assert got["reductions"] == 0
    assert got["relative"] == pytest.approx(400 * 56 / (400 * 28 + 600 * 28))


def test_nothing_taken_has_no_intensity() -> None:
    for got in (of((1, 28, 0)), of((NA, NA, NA))):
        assert got["days_dosed"] == got["interruptions"] == got["reductions"] == 0
        assert all(np.isnan(got[name]) for name in ("relative", "cumulative_mg", "duration_days", "to_600"))


def test_a_day_shared_by_two_records_is_counted_once() -> None:
    got = of((1, 29, 400), (29, 56, 600))
    assert (got["days_dosed"], got["interruptions"]) == (56, 0)
    assert got["cumulative_mg"] == 29 * 400 + 27 * 600


COURSES = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 30), st.sampled_from([0, 300, 400, 600])), max_size=8)


@given(COURSES)
def test_intervals_agree_with_counting_day_by_day(course: list[tuple[int, int, int]]) -> None:
    intervals, day, doses = [], 1, dict[int, int]()
    for gap, length, dose in course:
        intervals.append((day + gap, day + gap + length - 1, dose))
        doses |= {d: dose for d in range(day + gap, day + gap + length) if dose}
        day += gap + length
    got = of(*intervals, (NA, NA, NA))
    if not doses:
        assert np.isnan(got["relative"])
        return
    first, last = min(doses), max(doses)
    planned = sum(400 if d < 29 else 600 for d in range(first, last + 1))
    paused = [d for d in range(first, last) if d not in doses]
    taken = [doses[d] for d in sorted(doses)]
    assert got["cumulative_mg"] == sum(taken)
    assert got["relative"] == pytest.approx(sum(taken) / planned)
    assert got["interrupted_days"] == len(paused)
    assert got["interruptions"] == sum(d - 1 in doses for d in paused)
    assert got["reductions"] == sum(later < dose for dose, later in pairwise(taken))


def test_jax_agrees_with_numpy() -> None:
    rng = np.random.default_rng(2)
    start = np.cumsum(rng.integers(20, 60, (40, 9)), axis=1).astype(float)
    end, dose = start + rng.integers(0, 19, start.shape), rng.choice([0.0, 300, 400, 600, NA], start.shape)
    expected = dose_intensity(start, end, dose, SCHEDULE)
    with jax.enable_x64(True):
        got = jax.jit(lambda *columns: dose_intensity(*columns, SCHEDULE))(*map(jnp.asarray, (start, end, dose)))
        for mine, theirs in zip(got, expected, strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-15)
