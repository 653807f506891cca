"""Laboratory grades of CTCAE v3.0, v4.03, v5.0 and v6.0, case by case."""

import numpy as np
import pytest

from paraprotein.toxicity.ctcae import grade

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
    ("LYM", 0.7, 1.0, NA, NA, (2, 2, 2, NA)),
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
