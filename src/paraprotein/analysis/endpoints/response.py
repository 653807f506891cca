"""Response proportions: by the value alone, by the criteria, confirmed, and over all enrolled patients."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from ...response.thresholds import has_fallen
from ..estimates import Estimate
from ..figures import estimate_count
from ..response_levels import marker_figures, response_levels
from ..subjects import Booleans, Subjects


def estimate_response(population: Subjects) -> Iterator[Estimate]:
    """Falls of the marker by its best value, and responses by the protocol's criteria.

    `<marker>_fall_25` and `_50` are cumulative: the first contains the second. `orr` and its companions come from the
    criteria (progression and new therapy end the search); `_confirmed` asks the next visit to uphold them, and where
    the criteria themselves ask that, `_unconfirmed` does not; `_itt` divides by all enrolled patients, of whom those
    who are not evaluable count as no response.
    """
    evaluable, enrolled = population.evaluable, population.enrolled
    prefix, counted = marker_figures(population.protocol).prefix, response_levels(population.protocol)
    baseline = population.numbers(population.adam.response, "BASE")
    best = population.numbers(population.adam.markers, "BEST")
    for percent in (25, 50, 90):
        fallen = np.asarray(has_fallen(best, baseline, percent / 100))
        yield estimate_count(f"{prefix}_fall_{percent}", fallen, evaluable)
        yield estimate_count(f"{prefix}_fall_{percent}_itt", fallen & evaluable, enrolled)
    for level in counted.levels:
        reached = {end: _at_least(population, column, level.lowest) for end, column in counted.readings.items()}
        for end, responders in reached.items():
            yield estimate_count(f"{level.id}{end}", responders, evaluable)
        for end, responders in reached.items():
            yield estimate_count(f"{level.id}{end}_itt", responders & evaluable, enrolled)
    for name, category in (("stable_disease", "SD"), ("progression_as_best", "PD"), ("not_evaluable_best", "NE")):
        yield estimate_count(name, _is(population, category), evaluable)


def _at_least(population: Subjects, column: str, lowest: str) -> Booleans:
    categories = [str(name) for name in population.adam.response.schema[column].categories]  # type: ignore[attr-defined]
    return population.flags(population.adam.response, pl.col(column).is_in(categories[categories.index(lowest) :]))


def _is(population: Subjects, category: str) -> Booleans:
    return population.flags(population.adam.response, pl.col("BOR") == category)
