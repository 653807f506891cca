"""Laboratory grades of CTCAE v3.0, v4.03, v5.0 and v6.0, case by case."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.errors import UsageError
from paraprotein.toxicity.ctcae import EDITIONS as EDITION_TABLES
from paraprotein.toxicity.ctcae import Circumstances, grade
from paraprotein.toxicity.limits import Direction
from paraprotein.units import STANDARD_UNITS, conversion_factor

NA = np.nan
EDITIONS = ("ctcae-3.0", "ctcae-4.03", "ctcae-5.0", "ctcae-6.0")

CASES = [
    # analyte, value, LLN, ULN, baseline, grade in v3, v4.03, v5, v6
    ("HGB", 10.0, 12, NA, NA, (1, 1, 1, 1)),
    ("HGB", 9.9, 12, NA, NA, (2, 2, 2, 2)),
    ("HGB", 8.0, 12, NA, NA, (2, 2, 2, 2)),
    ("HGB", 7.9, 12, NA, NA, (3, 3, 3, 3)),
    ("HGB", 6.5, 12, NA, NA, (3, 3, 3, 3)),
    ("HGB", 6.4, 12, NA, NA, (4, 3, 3, 3)),
    ("HGB", 11.9, NA, NA, NA, (NA, NA, NA, NA)),
    ("HGB", 9.0, NA, NA, NA, (2, 2, 2, 2)),
    ("WBC", 3.0, 4.0, NA, NA, (1, 1, 1, 1)),
    ("WBC", 2.99, 4.0, NA, NA, (2, 2, 2, 2)),
    ("NEUT", 1.5, 1.8, NA, NA, (1, 1, 1, 0)),
    ("NEUT", 1.2, 1.8, NA, NA, (2, 2, 2, 1)),
    ("NEUT", 0.7, 1.8, NA, NA, (3, 3, 3, 2)),
    ("NEUT", 0.3, 1.8, NA, NA, (4, 4, 4, 3)),
    ("NEUT", 0.09, 1.8, NA, NA, (4, 4, 4, 4)),
    ("PLAT", 75, 150, NA, NA, (1, 1, 1, 1)),
    ("PLAT", 74, 150, NA, NA, (2, 2, 2, 2)),
    ("PLAT", 20, 150, NA, NA, (4, 4, 4, 3)),
    ("PLAT", 9, 150, NA, NA, (4, 4, 4, 4)),
    ("LYM", 0.7, 1.0, NA, NA, (2, 2, 2, 1)),  # v6.0: "Present", grade 1 alone
    ("ALT", 100, NA, 40, 35, (1, 1, 1, 1)),
    ("ALT", 101, NA, 40, 35, (2, 1, 1, 1)),
    ("ALT", 100, NA, 40, 80, (1, 1, 0, 1)),
    ("ALT", 130, NA, 40, 80, (2, 2, 1, 2)),
    ("BILI", 2.0, NA, 1.2, 0.8, (2, 2, 2, 2)),
    ("BILI", 2.0, NA, 1.2, 1.8, (2, 2, 1, 1)),
    ("CREAT", 1.3, 0.7, 1.2, 0.8, (1, 2, 2, 1)),
    ("CREAT", 0.9, 0.7, 1.2, 0.8, (0, 1, 0, 0)),
    ("CREAT", 1.0, 0.7, 1.2, 0.6, (0, 2, 2, 2)),
]


@pytest.mark.parametrize(("analyte", "value", "low", "high", "base", "expected"), CASES)
def test_each_edition_grades_as_its_table_says(
    analyte: str, value: float, low: float, high: float, base: float, expected: tuple[float, ...]
) -> None:
    one = [np.array([x], dtype=float) for x in (value, low, high, base)]
    graded = [grade(edition, analyte, *one)[0] for edition in EDITIONS]
    np.testing.assert_array_equal(graded, expected)


@pytest.mark.parametrize(
    ("analyte", "direction", "value", "low", "high", "base", "expected"),
    [
        # limits of v3.0 to v6.0; the bound printed at the far end belongs to the milder grade
        ("ALP", "high", 250, NA, 100, 90, (1, 1, 1, 1)),
        ("ALP", "high", 251, NA, 100, 90, (2, 2, 2, 1)),
        ("ALP", "high", 150, NA, 100, 180, (1, 1, 0, 0)),
        ("ALP", "high", 360, NA, 100, 180, (2, 2, 1, 1)),  # 2.0 x baseline is in the grade
        ("ALP", "high", 451, NA, 100, 180, (2, 2, 2, 1)),
        ("AST", "high", 120, NA, 40, 80, (2, 1, 1, 1)),  # 1.5 x baseline is grade 1 in v5.0
        ("AST", "high", 80, NA, 40, 80, (1, 1, 0, 1)),  # the baseline itself is grade 1 in v6.0
        ("AST", "high", 161, NA, 40, 80, (2, 2, 1, 3)),
        ("AST", "high", 321, NA, 40, 80, (3, 3, 2, 4)),
        ("GGT", "high", 150, NA, 50, 100, (2, 2, 0, 1)),
        ("BILI", "high", 1.8, NA, 1.2, 1.8, (1, 1, 0, 1)),
        ("BILI", "high", 12.1, NA, 1.2, 1.0, (4, 4, 4, 4)),
        ("CREAT", "high", 7.3, 0.7, 1.2, 1.0, (4, 4, 4, 4)),
        ("CREAT", "high", 3.1, 0.7, 1.2, 1.0, (2, 3, 3, 2)),
        ("CREAT", "high", 1.1, 0.7, 1.2, NA, (0, NA, 0, 0)),
        ("CREAT", "high", 1.3, 0.7, NA, 0.8, (NA, 2, 2, NA)),
        ("ALT", "high", 100, NA, NA, 80, (NA, NA, NA, NA)),
        ("ALT", "high", 100, NA, 40, NA, (1, 1, 1, 1)),  # a missing baseline counts as not high
        ("K", "low", 3.2, 3.5, 5.0, NA, (1, 1, 1, 1)),
        ("K", "low", 2.9, 3.5, 5.0, NA, (3, 3, 3, 3)),
        ("K", "high", 6.0, 3.5, 5.0, NA, (2, 2, 2, 2)),
        ("K", "high", 3.2, 3.5, 5.0, NA, (0, 0, 0, 0)),
        ("SODIUM", "low", 127, 135, 145, NA, (3, 3, 2, 2)),
        ("SODIUM", "low", 124, 135, 145, NA, (3, 3, 3, 3)),
        ("SODIUM", "high", 156, 135, 145, NA, (3, 3, 3, 3)),
        ("CA", "high", 13.6, 8.5, 10.5, NA, (4, 4, 4, 4)),
        ("CA", "low", 6.9, 8.5, 10.5, NA, (3, 3, 3, 3)),
        ("MG", "high", 3.1, 1.7, 2.4, NA, (3, 3, 3, 3)),
        ("MG", "low", 0.8, 1.7, 2.4, NA, (3, 3, 3, 3)),
        ("GLUC", "high", 161, 70, 110, NA, (0, 0, NA, 0)),  # not known to be fasting; v5.0 asks for the baseline
        ("GLUC", "low", 39, 70, 110, NA, (3, 3, 3, 3)),
        ("PHOS", "low", 1.9, 2.5, 4.5, NA, (3, 3, 1, 1)),
        ("ALB", "low", 2.9, 3.5, 5.0, NA, (2, 2, 2, 2)),
        ("URATE", "high", 10.1, 3.0, 7.0, NA, (4, 4, 1, 1)),
        ("XYZ", "low", 1.0, 2.0, 3.0, NA, (NA, NA, NA, NA)),
    ],
)
def test_liver_kidney_and_electrolytes_follow_the_sheets(
    analyte: str, direction: Direction, value: float, low: float, high: float, base: float, expected: tuple[float, ...]
) -> None:
    one = [np.array([x], dtype=float) for x in (value, low, high, base)]
    graded = [grade(edition, analyte, *one, direction=direction)[0] for edition in EDITIONS]
    np.testing.assert_array_equal(graded, expected)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (100, "g/L", 1),
        (99, "g/L", 2),
        (79.9, "g/l", 3),
        (64.9, "g/L", 4),
        (6.2, "mmol/L", 1),  # as the edition prints it, though 6.2 mmol/L is 9.99 g/dL
        (6.1, "mmol/L", 2),
        (4.9, "mmol/L", 2),
        (4.8, "mmol/L", 3),
        (3.9, "mmol/L", 4),
        (10.0, "g/dL", 1),
        (9.9, "g/dL", 2),
    ],
)
def test_haemoglobin_is_graded_in_the_unit_of_the_laboratory(value: float, unit: str, expected: int) -> None:
    normal = 12 * conversion_factor("g/dL", unit, "HGB")
    assert grade("ctcae-3.0", "HGB", np.array([value]), normal, None, None, unit=unit)[0] == expected


def test_a_unit_that_measures_something_else_is_refused() -> None:
    with pytest.raises(UsageError, match="not a number concentration"):
        grade("ctcae-5.0", "NEUT", np.array([1.0]), 1.8, None, None, unit="g/L")


def test_the_flag_of_the_laboratory_overrides_the_comparison_of_baseline_and_limit() -> None:
    value, high, base = np.array([100.0, 100.0]), np.array([40.0, 40.0]), np.array([39.0, 80.0])
    flags = Circumstances(baseline_high=np.array([True, False]))
    np.testing.assert_array_equal(grade("ctcae-5.0", "ALT", value, None, high, base, circumstances=flags), [1, 1])
    np.testing.assert_array_equal(grade("ctcae-5.0", "ALT", value, None, high, base), [1, 0])


def test_an_analyte_graded_both_ways_needs_a_direction_and_a_blood_count_means_its_cytopenia() -> None:
    with pytest.raises(UsageError, match='say direction="low" or direction="high"'):
        grade("ctcae-5.0", "K", np.array([3.0]), 3.5, 5.0, None)
    assert grade("ctcae-5.0", "WBC", np.array([2.5]), 4.0, 10.0, None)[0] == 2


def test_an_unknown_edition_is_refused() -> None:
    with pytest.raises(UsageError, match=r"write one of: ctcae-3\.0"):
        grade("ctcae-2.0", "HGB", np.array([10.0]), None, None, None)


def test_limits_broadcast_over_visits_of_a_patient() -> None:
    value = np.array([[11.0, 9.0], [14.0, np.nan]])
    graded = grade("ctcae-5.0", "HGB", value, np.array([[12.0], [13.0]]), None, None)
    np.testing.assert_array_equal(graded, [[1, 2], [0, NA]])


def test_a_multiple_of_a_limit_is_compared_as_a_person_would() -> None:
    assert 3 * 0.1 != 0.3
    assert grade("ctcae-5.0", "BILI", np.array([0.3]), None, np.array([0.1]), np.array([0.1]))[0] == 2
    assert grade("ctcae-5.0", "BILI", np.array([0.15]), None, np.array([0.1]), np.array([0.1]))[0] == 1


SCALES = [(edition, scale.analyte, scale.direction) for edition in EDITIONS for scale in EDITION_TABLES[edition].scales]
VALUES = st.floats(0.01, 2000)
LIMITS = st.floats(0.01, 500)


@given(st.sampled_from(SCALES), VALUES, VALUES, LIMITS, LIMITS, VALUES)
def test_a_value_further_from_normal_is_never_graded_milder(
    scale: tuple[str, str, Direction], one: float, other: float, low: float, high: float, base: float
) -> None:
    edition, analyte, direction = scale
    values = np.sort([one, other])[:: 1 if direction == "high" else -1]
    milder, worse = grade(edition, analyte, values, low, high, base, direction=direction)
    assert np.isnan(milder) or np.isnan(worse) or milder <= worse


@given(
    st.sampled_from(SCALES), VALUES, LIMITS, LIMITS, VALUES, st.sampled_from(["g/L", "mg/L", "/uL", "K/uL", "mEq/L"])
)
def test_the_unit_does_not_change_a_grade(
    scale: tuple[str, str, Direction], value: float, low: float, high: float, base: float, unit: str
) -> None:
    edition, analyte, direction = scale
    standard = EDITION_TABLES[edition].scale(analyte, direction).unit or "U/L"
    try:
        factor = conversion_factor(standard, unit, analyte)
    except UsageError:
        return
    plain = [np.array([x]) for x in (value, low, high, base)]
    scaled = [x * factor for x in plain]
    expected = grade(edition, analyte, *plain, direction=direction)
    np.testing.assert_array_equal(grade(edition, analyte, *scaled, direction=direction, unit=unit), expected)


@given(st.sampled_from([s for s in SCALES if s[1] in ("ALT", "ALP", "BILI", "CREAT", "GGT")]), VALUES, LIMITS, VALUES,
       st.floats(1e-3, 1e3))  # fmt: skip
def test_relative_limits_work_in_any_unit(
    scale: tuple[str, str, Direction], value: float, high: float, base: float, factor: float
) -> None:
    edition, analyte, direction = scale
    plain = [np.array([x]) for x in (value, high / 3, high, base)]
    expected = grade(edition, analyte, *plain, direction=direction)
    np.testing.assert_array_equal(grade(edition, analyte, *(x * factor for x in plain), direction=direction), expected)


@given(st.sampled_from(SCALES), VALUES, LIMITS, LIMITS, VALUES)
def test_learning_what_was_missing_never_lowers_a_grade_on_blood_counts(
    scale: tuple[str, str, Direction], value: float, low: float, high: float, base: float
) -> None:
    edition, analyte, direction = scale
    unknown = grade(edition, analyte, np.array([value]), None, None, None, direction=direction)[0]
    known = grade(edition, analyte, np.array([value]), low, high, base, direction=direction)[0]
    assert np.isnan(unknown) or known >= unknown


@pytest.mark.parametrize("edition", EDITIONS)
def test_jax_grades_as_numpy_does(edition: str) -> None:
    rng = np.random.default_rng(7)
    inputs = np.exp(rng.normal(1.0, 2.0, (4, 500)))
    inputs[rng.random(inputs.shape) < 0.1] = np.nan

    def every_scale(*columns: Any) -> list[Any]:
        scales = EDITION_TABLES[edition].scales
        return [grade(edition, scale.analyte, *columns, direction=scale.direction) for scale in scales]

    with jax.enable_x64(True):
        graded = jax.jit(every_scale)(*map(jnp.asarray, inputs))
    np.testing.assert_array_equal(np.stack(graded), np.stack(every_scale(*inputs)))


def test_every_row_is_sourced_and_in_the_standard_unit() -> None:
    for edition in EDITION_TABLES.values():
        assert edition.source.citation
        assert len({(scale.analyte, scale.direction) for scale in edition.scales}) == len(edition.scales)
        for scale in edition.scales:
            assert not scale.unit or scale.unit == STANDARD_UNITS[scale.analyte]
