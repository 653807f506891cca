"""Patients with each toxicity: any, treatment-emergent, and as adverse events code it."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from ...adam.matrices import SUBJECT
from ...toxicity.terms import term_named
from ..collected import needs_events, without_value
from ..estimates import Estimate
from ..figures import estimate_count
from ..subjects import Booleans, Floats, Subjects

ENDINGS = {"any": "grade", "emergent": "emergent", "ae": "ae"}
"""Way of counting -> part of the id: `anemia_grade2`, `anemia_emergent2`, `anemia_ae2`."""


def estimate_toxicity(population: Subjects) -> Iterator[Estimate]:
    """Treated patients whose worst grade reaches 2 and 3, for every toxicity of the protocol.

    A patient without a laboratory result under treatment is not known and leaves the denominator of a laboratory
    toxicity; a patient without an adverse event had none, where the study collected such events.
    """
    yield _ungraded(population)
    for name in population.protocol.toxicity.terms:
        for way, ending in ENDINGS.items():
            worst, among = worst_grades(population, name, way)
            for grade in (2, 3):
                missing = f"no result of {term_named(name).analyte} under treatment"
                estimate = estimate_count(f"{name}_{ending}{grade}", worst >= grade, among, missing)
                for need in needs_events(name, way):
                    estimate = without_value(estimate, population.lacks[need])
                yield estimate


def _ungraded(population: Subjects) -> Estimate:
    """Treated patients with an adverse event under treatment that nobody graded: it counts nowhere below."""
    events = population.adam.adae.filter(pl.col("ONTRTFL") == "Y", pl.col("ATOXGRN").is_null())
    affected = population.flags(events.select(SUBJECT).unique(), pl.lit(True))
    return estimate_count("events_without_grade", affected, population.treated)


def worst_grades(population: Subjects, name: str, way: str) -> tuple[Floats, Booleans]:
    """Worst grade of each subject, NaN where none is known, and the subjects who count."""
    table = population.adam.toxicity.filter(pl.col("TERM") == name, pl.col("COUNT") == way)
    worst = population.numbers(table, "GRADE")
    if way == "ae" or not term_named(name).analyte:
        return np.where(population.treated & np.isnan(worst), 0.0, worst), population.treated
    return worst, population.treated & ~np.isnan(worst)
