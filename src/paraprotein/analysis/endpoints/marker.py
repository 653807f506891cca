"""The marker before treatment and after: best value, fixed time and last visit side by side.

The best of several noisy values falls even without a drug: with a within-patient coefficient of variation of 10 % and
six visits the signed-rank test on the best value is below 0.05 nearly always, on the last visit in 5 %. Therefore the
test at a fixed time and at the last visit always stand beside the test on the best value.
"""

from collections.abc import Iterator

from ..estimates import Estimate
from ..figures import estimate_spread
from ..paired import estimate_pair
from ..population import Population

COMPARED = {"best": "BEST", "fixed": "FIXED", "last": "LAST"}
"""Part of the id -> column of `adam.markers`."""


def estimate_marker(population: Population) -> Iterator[Estimate]:
    """Baseline and the three comparisons over evaluable patients; ids begin with the marker's code in lower case."""
    name = population.protocol.response.marker
    prefix = name.lower()
    evaluable = population.evaluable
    baseline = population.numbers(population.adam.response, "BASE")
    missing = f"no {name} before treatment"
    yield from estimate_spread(f"{prefix}_baseline", baseline, evaluable, missing)
    for part, column in COMPARED.items():
        values = population.numbers(population.adam.markers, column)
        without = f"no patient has {name} at baseline and then"
        yield from estimate_pair(f"{prefix}_{part}", baseline, values, evaluable, without)
