"""Latest values that are close to a limit of a dose rule."""

import numpy as np
import polars as pl

from ..adam.matrices import SUBJECT
from ..analysis.doses import DoseHistory, Floats
from ..dosing.conditions import Comparison

NEAR = 0.2
"""A value within this share of a limit is near it; ours, chosen for the reader's attention, not a medical rule."""


def near_limits(history: DoseHistory) -> pl.DataFrame:
    """One row per subject and limit that the latest value is near without having passed it: TRIAL, USUBJID, NEAR.

    A grade is near its limit one grade before it.
    """
    parts = [
        _near(history, comparison, rule.action) for rule in history.plan.rules for comparison in rule.when.comparisons
    ]
    empty = pl.DataFrame(schema={**history.subjects.select(SUBJECT).schema, "NEAR": pl.String})
    return pl.concat([empty, *parts]).sort(*SUBJECT, "NEAR")


def _near(history: DoseHistory, comparison: Comparison, action: str) -> pl.DataFrame:
    known = history.grades if comparison.is_grade else history.values
    value = _latest(known[comparison.name])
    limit = np.full(value.shape, comparison.limit)
    if comparison.of != "value":
        limit = limit * _latest(history.values[f"{comparison.name}.{comparison.of}"])
    falls = comparison.operator.startswith("<")
    if comparison.is_grade:
        near = value == (limit + 1 if falls else limit - 1)
    else:
        above, below = (value >= limit) & (value < (1 + NEAR) * limit), (value <= limit) & (value > (1 - NEAR) * limit)
        near = above if falls else below
    named = f"{comparison.name}{' grade' if comparison.is_grade else ''}"
    texts = [
        f"{named} {now:g} ({action} at {comparison.operator} {bound:g})"
        for now, bound in zip(value, limit, strict=True)
    ]
    return history.subjects.select(SUBJECT).with_columns(NEAR=pl.Series(texts, dtype=pl.String)).filter(pl.Series(near))


def _latest(matrix: Floats) -> Floats:
    """Last value of each row that is known; NaN where none is. Shape (n_subjects,)."""
    latest = np.full(matrix.shape[0], np.nan)
    for column in matrix.T:
        latest = np.where(np.isnan(column), latest, column)
    return latest
