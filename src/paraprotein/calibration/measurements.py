"""What a next trial could measure beyond the published results: early marker values and the biomarker's relation.

They are candidates for distinguishing variants of the disease; `distinguish` ranks them.
"""

from collections.abc import Iterator

import numpy as np

from ..adam.adlb.markers import derive_marker_values
from ..analysis.estimates import Estimate
from ..analysis.subjects import Subjects, count
from ..statistics import compute_median

WEEKS = (4, 8, 12, 24)
"""Weeks after the first dose at which the marker's ratio to baseline is summarised."""


def estimate_measurements(population: Subjects) -> Iterator[Estimate]:
    """Median ratio of the marker to baseline at early weeks, by values within half a visit interval of the week.

    `<marker>_ratio_week<W>` and, of patients who ever respond, `<marker>_ratio_week<W>_responders`.
    """
    protocol = population.protocol
    prefix = protocol.response.marker.lower()
    baseline = population.numbers(population.adam.response, "BASE")
    for week in WEEKS:
        values = derive_marker_values(population.adam.visits, 7.0 * week, protocol.visits.every / 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(baseline > 0, population.numbers(values, "FIXED") / baseline, np.nan)
        for ending, among in (("", population.evaluable), ("_responders", population.responders)):
            known = among & ~np.isnan(ratio)
            identifier = f"{prefix}_ratio_week{week}{ending}"
            yield Estimate(identifier, compute_median(ratio, known), "median", count(known), count(among))
