"""Hand random laboratory values to the package's graders, all of one term and version at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from grades_and_samples import Laboratory

from paraprotein.toxicity.ctcae import grade

PER_GRAM_LITRE: Mapping[str, Fraction] = {"g/L": Fraction(1), "g/dL": Fraction(1, 10)}


def as_float(value: Fraction | None, factor: Fraction = Fraction(1)) -> float:
    return np.nan if value is None else float(value * factor)


def amounts_of(laboratory: Laboratory) -> tuple[Fraction | None, ...]:
    """Value, lower limit, upper limit and baseline."""
    limits = laboratory.limits
    return laboratory.value, limits.lower, limits.upper, limits.baseline


def grade_in_package(values: Sequence[Laboratory], hemoglobin_unit: str = "g/L") -> list[int | None]:
    """The package's grade of each value, None where it gives none."""
    rows: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for row, laboratory in enumerate(values):
        rows[laboratory.term, laboratory.version].append(row)
    grades: list[int | None] = [None] * len(values)
    for (term, version), members in rows.items():
        unit = hemoglobin_unit if term == "HGB" else ""
        factor = PER_GRAM_LITRE[unit] if unit else Fraction(1)
        columns = np.array([[as_float(amount, factor) for amount in amounts_of(values[row])] for row in members]).T
        answer = grade(f"ctcae-{version}", term, *columns, unit=unit)
        for row, value in zip(members, answer.tolist(), strict=True):
            grades[row] = None if np.isnan(value) else int(value)
    return grades
