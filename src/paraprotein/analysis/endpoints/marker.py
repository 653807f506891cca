"""The marker before treatment and after: best value, fixed time and last visit side by side.

The best of several noisy values falls even without a drug: with a within-patient coefficient of variation of 10 % and
six visits the signed-rank test on the best value is below 0.05 nearly always, on the last visit in 5 %. Therefore the
test at a fixed time and at the last visit always stand beside the test on the best value.
"""

from collections.abc import Iterator

import numpy as np

from ...statistics import compute_median
from ..estimates import Estimate
from ..paired import estimate_pair, estimate_range
from ..population import Population, count

COMPARED = {"best": "BEST", "fixed": "FIXED", "last": "LAST"}
"""Part of the id -> column of `adam.markers`."""


def estimate_marker(population: Population) -> Iterator[Estimate]:
    """Baseline and the three comparisons over evaluable patients; ids begin with the marker's code in lower case."""
    name = population.protocol.response.marker
    prefix = name.lower()
    evaluable = population.evaluable
    baseline = population.numbers(population.adam.response, "BASE")
    known = evaluable & ~np.isnan(baseline)
    missing = f"no {name} before treatment"
    n, denominator = count(known), count(evaluable)
    yield Estimate(
        f"{prefix}_baseline_median", compute_median(baseline, known), "median", n, denominator, missing=missing
    )
    yield from estimate_range(f"{prefix}_baseline", baseline, evaluable, missing)
    for part, column in COMPARED.items():
        values = population.numbers(population.adam.markers, column)
        without = f"no patient has {name} at baseline and then"
        yield from estimate_pair(f"{prefix}_{part}", baseline, values, evaluable, without)
