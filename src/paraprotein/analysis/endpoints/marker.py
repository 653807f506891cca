"""The marker before treatment and after: best value, fixed time and last visit side by side.

The best of several noisy values falls even without a drug: with a within-patient coefficient of variation of 10 % and
six visits the signed-rank test on the best value is below 0.05 nearly always, on the last visit in 5 %. Therefore the
test at a fixed time and at the last visit are always reported beside the test on the best value.
"""

from collections.abc import Iterator

import numpy as np

from ..estimates import Estimate
from ..figures import estimate_spread
from ..paired import estimate_pair
from ..response_levels import marker_figures
from ..subjects import Subjects

COMPARED = {"best": "BEST", "fixed": "FIXED", "last": "LAST"}
"""Part of the id -> column of `adam.markers`."""


def estimate_marker(population: Subjects) -> Iterator[Estimate]:
    """Baseline and the three comparisons over evaluable patients; ids begin with the marker's prefix.

    Where patients differ in what decides (myeloma), values are percent of each patient's own baseline, and there is no
    result of the baseline itself.
    """
    marker = marker_figures(population.protocol)
    prefix, name = marker.prefix, marker.name
    evaluable = population.evaluable
    own = population.numbers(population.adam.response, "BASE")
    baseline = np.where(own > 0, 100.0, np.nan) if marker.is_relative else own
    if not marker.is_relative:
        yield from estimate_spread(f"{prefix}_baseline", baseline, evaluable, f"no {name} before treatment")
    for part, column in COMPARED.items():
        values = population.numbers(population.adam.markers, column)
        if marker.is_relative:
            values = 100.0 * values / own
        without = f"no patient has {name} at baseline and then"
        yield from estimate_pair(f"{prefix}_{part}", baseline, values, evaluable, without)
