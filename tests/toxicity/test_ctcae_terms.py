"""NCI CTCAE v3.0, v4.03, v5.0, v6.0: the laboratory terms beyond the first set, row by row.

A laboratory value proves the lowest grade of a range that symptoms would make worse; where the R package admiral
(commit 6eb5125) assumes the symptoms, its grade is in the comment.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.toxicity import EDITIONS, SYNONYMS, Circumstances, grade
from paraprotein.toxicity.limits import Direction
from paraprotein.units import conversion_factor

NA = np.nan
NAMES = ("ctcae-3.0", "ctcae-4.03", "ctcae-5.0", "ctcae-6.0")
NONE = (NA, NA, NA)

FASTING, FED = Circumstances(fasting=True), Circumstances(fasting=False)
WARFARIN = Circumstances(anticoagulated=True)
WORST = Circumstances(anticoagulated=True, inr_on_anticoagulation="worst")
INFARCTION = Circumstances(infarction=0.05)
PLAIN = Circumstances()

ROWS = [
    # analyte, direction, unit, value, (LLN, ULN, baseline), circumstances, grade in v3, v4.03, v5, v6
    ("LIPASET", "high", "U/L", 90, (NA, 60, NA), PLAIN, (1, 1, 1, 1)),  # L1
    ("LIPASET", "high", "U/L", 91, (NA, 60, NA), PLAIN, (2, 2, 2, 2)),
    ("LIPASET", "high", "U/L", 121, (NA, 60, NA), PLAIN, (3, 3, 2, 2)),  # L2; admiral v5 3
    ("LIPASEP", "high", "U/L", 181, (NA, 60, NA), PLAIN, (3, 3, 2, 2)),  # L3; admiral v5, v6 3
    ("LIPASE", "high", "U/L", 301, (NA, 60, NA), PLAIN, (4, 4, 3, 3)),  # L4; admiral v5, v6 4
    ("AMYLASE", "high", "U/L", 201, (NA, 100, NA), PLAIN, (3, 3, 2, 2)),  # L5; admiral v5, v6 3
    ("AMYLASEP", "high", "U/L", 501, (NA, 100, NA), PLAIN, (4, 4, 3, 3)),  # admiral v5, v6 4
    ("CK", "high", "U/L", 500, (NA, 200, NA), PLAIN, (1, 1, 1, NA)),  # L6
    ("CK", "high", "U/L", 501, (NA, 200, NA), PLAIN, (2, 2, 2, NA)),
    ("CK", "high", "U/L", 1001, (NA, 200, NA), PLAIN, (3, 3, 3, NA)),
    ("CPK", "high", "U/L", 2001, (NA, 200, NA), PLAIN, (4, 4, 4, NA)),
    ("APTT", "high", "s", 54, (NA, 36, NA), PLAIN, (1, 1, 1, 1)),  # L7
    ("APTT", "high", "s", 54.1, (NA, 36, NA), PLAIN, (2, 2, 2, 2)),
    ("PTT", "high", "s", 72.1, (NA, 36, NA), PLAIN, (3, 2, 2, 2)),
    ("APTT", "high", "s", 90.1, (NA, 36, NA), PLAIN, (3, 3, 3, 3)),
    ("INR", "high", "", 1.15, (NA, 1.1, 1.0), PLAIN, (1, 1, 0, 0)),  # L8; admiral v5, v6 1
    ("INR", "high", "ratio", 1.6, (NA, 1.1, 1.0), PLAIN, (1, 1, 2, 2)),  # L9; admiral v4.03 2
    ("INR", "high", "1", 2.6, (NA, 1.1, 2.5), WARFARIN, (3, 1, 1, 1)),  # L10; admiral 2, 3, 3
    ("INR", "high", "1", 2.6, (NA, 1.1, 2.5), WORST, (3, 2, 3, 3)),
    ("INR", "high", "1", 2.6, (NA, 1.1, NA), WARFARIN, (3, NA, NA, NA)),
    ("INR", "high", "1", 1.1, (NA, NA, NA), PLAIN, (NA, NA, 0, 0)),  # v5.0 and v6.0 need no limit and no baseline
    ("FIBRINO", "low", "g/L", 1.9, (2.0, NA, 4.0), PLAIN, (1, 1, 1, 1)),  # L11; admiral 3
    ("FIBRINO", "low", "g/L", 3.0, (2.0, NA, 4.0), PLAIN, (0, 0, 0, 0)),  # L12; admiral v4.03 2
    ("FIBRINO", "low", "g/L", 0.8, (2.0, NA, 1.6), PLAIN, (3, 3, 3, 3)),  # L13
    ("FIBRINO", "low", "g/L", 0.50, (2.0, NA, 2.2), PLAIN, (3, 3, 3, 3)),  # L14; admiral 4
    ("FIBRINO", "low", "g/L", 0.49, (2.0, NA, 2.2), PLAIN, (4, 4, 4, 4)),
    ("FIBRINO", "low", "mg/dL", 140, (200, NA, 190), PLAIN, (2, 2, 2, 2)),  # 26 % below a baseline below normal
    ("HAPTOG", "low", "g/L", 0.29, (0.30, NA, NA), PLAIN, (1, 1, 1, 1)),  # L15
    ("HAPTOG", "low", "g/L", 0.0, (0.30, NA, NA), PLAIN, (3, 1, 1, 1)),  # v3.0: absent
    ("LDH", "high", "U/L", 251, (NA, 250, NA), PLAIN, (NA, NA, 1, 1)),  # L16
    ("LDH", "high", "U/L", 5000, (NA, 250, NA), PLAIN, (NA, NA, 1, 1)),
    ("WBC", "high", "10^9/L", 100.0, (NA, NA, NA), PLAIN, (NA, 0, 0, 0)),  # L17
    ("WBC", "high", "10^9/L", 100.1, (NA, NA, NA), PLAIN, (NA, 3, 3, 3)),
    ("LYM", "high", "10^9/L", 4.0, NONE, PLAIN, (NA, 0, 0, 0)),  # L18
    ("LYM", "high", "10^9/L", 4.1, NONE, PLAIN, (NA, 2, 2, 2)),
    ("LYM", "high", "10^9/L", 20.0, NONE, PLAIN, (NA, 2, 2, 2)),
    ("LYM", "high", "10^9/L", 20.1, NONE, PLAIN, (NA, 3, 3, 3)),
    ("LYM", "low", "10^9/L", 0.3, (1.0, NA, NA), PLAIN, (3, 3, 3, 1)),  # L19
    ("CD4", "low", "/uL", 500, (600, NA, NA), PLAIN, (1, 1, 1, 1)),  # L20
    ("CD4", "low", "/uL", 490, (600, NA, NA), PLAIN, (2, 2, 2, 2)),
    ("CD4", "low", "10^9/L", 0.19, (0.6, NA, NA), PLAIN, (3, 3, 3, 3)),
    ("CD4", "low", "10^9/L", 0.04, (0.6, NA, NA), PLAIN, (4, 4, 4, 4)),
    ("CD4", "low", "10^9/L", 0.45, (0.40, NA, NA), PLAIN, (2, 2, 2, 2)),  # the absolute limit reaches beyond the LLN
    ("HGB", "high", "g/dL", 19.5, (NA, 17.5, 15), PLAIN, (NA, 1, 1, 1)),  # L21
    ("HGB", "high", "g/dL", 19.6, (NA, 17.5, 15), PLAIN, (NA, 2, 2, 2)),
    ("HGB", "high", "g/L", 216, (NA, 175, 150), PLAIN, (NA, 3, 3, 3)),
    ("HGB", "high", "g/dL", 17.8, (NA, 17.5, 18.0), PLAIN, (NA, 0, 1, 1)),  # L22
    ("HGB", "high", "g/dL", 19.9, (NA, 17.5, 18.0), PLAIN, (NA, 1, 2, 2)),  # L23
    ("EOS", "high", "10^9/L", 0.6, (NA, 0.5, 0.3), PLAIN, (NA, NA, 1, 1)),  # L24; admiral has no eosinophilia
    ("EOS", "high", "10^9/L", 0.6, (NA, 0.5, 0.8), PLAIN, (NA, NA, 0, 0)),
    ("EOS", "high", "10^9/L", 0.6, (NA, 0.5, NA), PLAIN, (NA, NA, NA, NA)),
    ("EOS", "high", "10^9/L", 0.5, (NA, 0.5, NA), PLAIN, (NA, NA, 0, 0)),
    ("HGBMET", "high", "%", 1.6, (NA, 1.5, NA), PLAIN, (NA, NA, 2, 2)),
    ("HGBMET", "high", "%", 1.6, (NA, NA, NA), PLAIN, (NA, NA, NA, NA)),
    ("CHOL", "high", "mg/dL", 300, (NA, 200, NA), PLAIN, (1, 1, 1, 1)),  # L25
    ("CHOL", "high", "mg/dL", 301, (NA, 200, NA), PLAIN, (2, 2, 2, 2)),
    ("CHOL", "high", "mg/dL", 401, (NA, 200, NA), PLAIN, (3, 3, 3, 3)),
    ("CHOL", "high", "mg/dL", 501, (NA, 200, NA), PLAIN, (4, 4, 4, 4)),
    ("TRIG", "high", "mg/dL", 150, (NA, 150, NA), PLAIN, (0, 1, 1, 1)),  # L26; admiral 0
    ("TRIG", "high", "mg/dL", 301, (NA, 150, NA), PLAIN, (1, 2, 2, 2)),  # L27
    ("TRIG", "high", "mg/dL", 501, (NA, 150, NA), PLAIN, (2, 3, 3, 3)),
    ("TG", "high", "mg/dL", 1001, (NA, 150, NA), PLAIN, (3, 4, 4, 4)),
    ("TRIG", "high", "mmol/L", 3.41, NONE, PLAIN, (NA, 1, 1, 1)),  # L28: by the limit printed in mmol/L
    ("TRIG", "high", "mmol/L", 3.43, NONE, PLAIN, (NA, 2, 2, 2)),
    ("TRIG", "high", "g/L", 3.02, NONE, PLAIN, (NA, 2, 2, 2)),  # a third unit is converted
    ("PH", "low", "", 7.34, (7.35, 7.45, NA), PLAIN, (1, 1, 1, 1)),  # L29
    ("PH", "low", "pH", 7.30, (7.35, 7.45, NA), PLAIN, (1, 1, 1, 1)),
    ("PH", "low", "", 7.29, (7.35, 7.45, NA), PLAIN, (3, 3, 3, 3)),
    ("PH", "high", "", 7.46, (7.35, 7.45, NA), PLAIN, (1, 1, 1, 1)),
    ("PH", "high", "", 7.51, (7.35, 7.45, NA), PLAIN, (3, 3, 3, 3)),
    ("CAION", "low", "mmol/L", 1.14, (1.15, 1.32, NA), PLAIN, (1, 1, 1, 1)),  # L31
    ("CAION", "low", "mmol/L", 0.99, (1.15, 1.32, NA), PLAIN, (2, 2, 2, 2)),
    ("CAION", "low", "mmol/L", 0.89, (1.15, 1.32, NA), PLAIN, (3, 3, 3, 3)),
    ("CAION", "low", "mmol/L", 0.79, (1.15, 1.32, NA), PLAIN, (4, 4, 4, 4)),
    ("CAION", "high", "mmol/L", 1.33, (1.15, 1.32, NA), PLAIN, (1, 1, 1, 1)),
    ("CAION", "high", "mmol/L", 1.51, (1.15, 1.32, NA), PLAIN, (2, 2, 2, 2)),
    ("CAIONPH", "high", "mmol/L", 1.61, (1.15, 1.32, NA), PLAIN, (3, 3, 3, 3)),
    ("CAION", "high", "mg/dL", 7.26, (4.6, 5.3, NA), PLAIN, (4, 4, 4, 4)),  # 1.81 mmol/L
    ("CACRALB", "high", "mg/dL", 12.6, (8.5, 10.5, NA), PLAIN, (3, 3, 3, 3)),
    ("GLUC", "high", "mg/dL", 170, (NA, 110, 100), FASTING, (2, 2, 1, 2)),  # L32
    ("GLUC", "high", "mg/dL", 170, (NA, 110, 100), FED, (0, 0, 1, 0)),
    ("GLUC", "high", "mg/dL", 251, (NA, 110, 100), FED, (3, 3, 1, 3)),  # L33
    ("GLUC", "high", "mg/dL", 501, (NA, 110, 100), FED, (4, 4, 1, 4)),
    ("GLUC", "high", "mmol/L", 13.9, (NA, 6.1, 5.6), FASTING, (2, 2, 1, 2)),
    ("CREATCLR", "low", "mL/min", 50, NONE, PLAIN, (NA, NA, NA, 0)),  # L34
    ("CREATCLR", "low", "mL/min", 49.5, NONE, PLAIN, (NA, NA, NA, 0)),
    ("CREATCLR", "low", "mL/min", 49, NONE, PLAIN, (NA, NA, NA, 2)),
    ("CREATCLR", "low", "mL/min", 26, NONE, PLAIN, (NA, NA, NA, 2)),
    ("CREATCLR", "low", "mL/min", 25.5, NONE, PLAIN, (NA, NA, NA, 2)),
    ("CREATCLR", "low", "mL/min", 25, NONE, PLAIN, (NA, NA, NA, 3)),
    ("CRTCLRE", "low", "mL/min", 10, NONE, PLAIN, (NA, NA, NA, 3)),
    ("CREATCLR", "low", "mL/min", 9, NONE, PLAIN, (NA, NA, NA, NA)),
    ("UPROT", "high", "g/day", 0.9, (NA, 0.15, NA), PLAIN, (1, 1, 1, 1)),  # L35
    ("UPROT", "high", "g/day", 1.0, (NA, 0.15, NA), PLAIN, (1, 2, 2, 2)),
    ("UPROT", "high", "g/day", 3.45, (NA, 0.15, NA), PLAIN, (2, 2, 2, 2)),
    ("PROTEXR", "high", "mg/day", 3500, (NA, 150, NA), PLAIN, (2, 3, 3, 3)),
    ("UPROT", "high", "g/day", 0.14, NONE, PLAIN, (0, 0, 0, 0)),  # without an ULN from 0.15 g in 24 hours on
    ("UPROT", "high", "g/day", 0.16, NONE, PLAIN, (1, 1, 1, 1)),
    ("PROTCRT", "high", "g/g", 0.9, NONE, PLAIN, (NA, NA, NA, 1)),  # L36
    ("PROTCRT", "high", "g/g", 1.0, NONE, PLAIN, (NA, NA, NA, 2)),
    ("PROTCRT", "high", "mg/g", 3500, NONE, PLAIN, (NA, NA, NA, 2)),
    ("PROTCRT", "high", "g/g", 3.6, NONE, PLAIN, (NA, NA, NA, 3)),
    ("TROPONI", "high", "ng/mL", 0.05, (NA, 0.04, NA), PLAIN, (NA, 1, 1, NA)),  # L37
    ("TROPONI3", "high", "ng/mL", 0.05, (NA, 0.04, NA), INFARCTION, (4, 3, 3, NA)),
    ("TROPONT", "high", "ng/L", 60, (NA, 14, NA), PLAIN, (2, 1, 1, NA)),
    ("PHOS", "low", "mmol/L", 0.5, (0.8, 1.5, NA), PLAIN, (3, 3, 1, 1)),  # L38
    ("PHOS", "high", "mmol/L", 1.6, (0.8, 1.5, NA), PLAIN, (NA, NA, 1, 1)),
    ("BICARB", "low", "mmol/L", 10, (22, NA, NA), PLAIN, (3, NA, 1, 1)),  # L39
    ("PLAT", "high", "10^9/L", 500, (NA, 400, NA), PLAIN, (NA, NA, NA, 1)),  # L40
    ("NEUT", "high", "10^9/L", 9, (NA, 7.5, NA), PLAIN, (NA, NA, NA, 1)),
    ("CK", "high", "U/L", 300, NONE, PLAIN, (NA, NA, NA, NA)),  # L43
    ("CHOL", "high", "mg/dL", 301, NONE, PLAIN, (2, 2, 2, 2)),
    ("CHOL", "high", "mg/dL", 250, NONE, PLAIN, (NA, NA, NA, NA)),
    ("TSH", "high", "mIU/L", 5.1, (NA, 5.0, NA), PLAIN, (NA, NA, 1, 1)),
    ("HDL", "low", "mg/dL", 39, (40, NA, NA), PLAIN, (NA, NA, NA, 1)),
    ("LDL", "high", "mg/dL", 131, (NA, 130, NA), PLAIN, (NA, NA, NA, 1)),
    ("V25HD3", "low", "ng/mL", 19, (20, NA, NA), PLAIN, (NA, NA, NA, 1)),
    ("GFRE", "low", "mL/min/1.73m2", 40, (60, NA, NA), PLAIN, (1, NA, NA, NA)),
    ("ALT", "high", "U/L", 240, (NA, 40, 100), PLAIN, (3, 3, 1, 3)),  # baseline 2.5 x ULN
    ("ALT", "high", "U/L", 504, (NA, 40, 240), PLAIN, (3, 3, 1, 2)),  # above 5 x ULN grade 3 is closed; admiral v6 3
    ("ALT", "high", "U/L", 961, (NA, 40, 240), PLAIN, (4, 4, 2, 4)),
]


@pytest.mark.parametrize(("analyte", "direction", "unit", "value", "limits", "circumstances", "expected"), ROWS)
def test_a_laboratory_value_gets_the_lowest_grade_that_it_proves(
    analyte: str,
    direction: Direction,
    unit: str,
    value: float,
    limits: tuple[float, float, float],
    circumstances: Circumstances,
    expected: tuple[float, ...],
) -> None:
    one = [np.array([x], dtype=float) for x in (value, *limits)]
    graded = [
        grade(name, analyte, *one, direction=direction, unit=unit, circumstances=circumstances)[0] for name in NAMES
    ]
    np.testing.assert_array_equal(graded, expected)


@pytest.mark.parametrize("synonym", SYNONYMS)
def test_a_usual_synonym_is_graded_as_the_test_it_means(synonym: str) -> None:
    for name in NAMES:
        assert EDITIONS[name].scales_of(synonym) == EDITIONS[name].scales_of(SYNONYMS[synonym])
        assert (synonym in EDITIONS[name].analytes) == (SYNONYMS[synonym] in EDITIONS[name].analytes)


STATED = st.builds(
    Circumstances,
    fasting=st.sampled_from([None, True, False]),
    anticoagulated=st.sampled_from([None, True, False]),
    inr_on_anticoagulation=st.sampled_from(["baseline", "worst"]),
    infarction=st.sampled_from([None, 0.05, 40.0]),
)
SCALES = [(name, scale.analyte, scale.direction) for name in NAMES for scale in EDITIONS[name].scales]
AMOUNT = st.floats(0.001, 3000)


@given(st.sampled_from(SCALES), AMOUNT, AMOUNT, AMOUNT, AMOUNT, AMOUNT, STATED)
def test_further_from_normal_is_never_milder_whatever_is_stated(
    scale: tuple[str, str, Direction],
    one: float,
    other: float,
    low: float,
    high: float,
    base: float,
    stated: Circumstances,
) -> None:
    name, analyte, direction = scale
    values = np.sort([one, other])[:: 1 if direction == "high" else -1]
    milder, worse = grade(name, analyte, values, low, high, base, direction=direction, circumstances=stated)
    assert np.isnan(milder) or np.isnan(worse) or milder <= worse


@given(st.sampled_from(SCALES), AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_a_unit_there_and_back_leaves_the_grade(
    scale: tuple[str, str, Direction], value: float, low: float, high: float, base: float
) -> None:
    name, analyte, direction = scale
    unit = EDITIONS[name].scale(analyte, direction).unit
    there = {"mmol/L": "umol/L", "mg/dL": "g/L", "10^9/L": "/uL", "g/day": "mg/day", "g/g": "mg/g", "ng/mL": "ng/L"}
    if unit not in there or scale[1] in ("FIBRINO",):  # printed in g/L as well
        return
    factor = conversion_factor(unit, there[unit], analyte)
    plain = [np.array([x]) for x in (value, low, high, base)]
    expected = grade(name, analyte, *plain, direction=direction)
    scaled = grade(name, analyte, *(x * factor for x in plain), direction=direction, unit=there[unit])
    np.testing.assert_array_equal(scaled, expected)


@given(st.floats(0, 0.6), st.floats(0.01, 0.2))
def test_acidosis_and_alkalosis_mirror_each_other(distance: float, half_width: float) -> None:
    low, high = 7.4 - half_width, 7.4 + half_width
    for name in NAMES:
        acid = grade(name, "PH", np.array([7.4 - distance]), low, high, None, direction="low")
        base = grade(name, "PH", np.array([7.4 + distance]), low, high, None, direction="high")
        np.testing.assert_array_equal(acid, base)


@pytest.mark.parametrize("analyte", ["GLUC", "INR", "TROPONI"])
def test_jax_grades_as_numpy_does_under_stated_circumstances(analyte: str) -> None:
    rng = np.random.default_rng(13)
    inputs = np.exp(rng.normal(1.0, 2.0, (4, 200)))
    inputs[rng.random(inputs.shape) < 0.1] = np.nan
    fasting, treated = rng.random((2, 200)) < 0.5
    stated = Circumstances(fasting, treated, infarction=np.full(200, 5.0))
    with jax.enable_x64(True):
        table = partial(grade, "ctcae-4.03", analyte, direction="high", circumstances=stated)
        np.testing.assert_array_equal(jax.jit(table)(*map(jnp.asarray, inputs)), table(*inputs))
