"""Baseline characteristics of virtual patients, drawn to match a published median and range.

A publication gives a median and the extremes of a few dozen patients, not a distribution. Assumed here: a continuous
characteristic has two normal halves that meet at the median, each as wide as makes the expected extreme of that many
patients fall on the published one; a count is its smallest value plus a Poisson number with the published median.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import poisson

from ..protocol.schema import Characteristics, Spread

ADULT_YEARS = 18.0


def draw_characteristics(
    normals: NDArray[np.float64], uniforms: NDArray[np.float64], published: Characteristics, enrolled: int
) -> dict[str, NDArray[np.float64] | NDArray[np.bool_]]:
    """Age, sex, prior therapies and disease status.

    Args:
        normals: standard normal numbers, shape (n, 1).
        uniforms: uniform numbers, shape (n, 3).
        published: medians, ranges and counts of the publication.
        enrolled: patients behind the published range.

    Returns:
        `age` in whole years, `male` and `relapsed` as bool, `prior_therapies` as whole numbers; shape (n,) each.
    """
    age = np.floor(_two_halves(normals[:, 0], published.age_years, enrolled))
    relapsed = published.relapsed / max(published.relapsed + published.refractory, 1)
    return {
        "age": np.maximum(age, ADULT_YEARS),
        "male": uniforms[:, 0] < published.male,
        "prior_therapies": _count(uniforms[:, 1], published.prior_therapies),
        "relapsed": uniforms[:, 2] < relapsed,
    }


def _two_halves(normal: NDArray[np.float64], spread: Spread, patients: int) -> NDArray[np.float64]:
    patients = max(patients, 2)  # one patient has no range: a stated one is that of at least two
    expected_extreme = float(ndtri((patients - 0.375) / (patients + 0.25)))  # Blom's approximation
    below, above = (spread.median - spread.low) / expected_extreme, (spread.high - spread.median) / expected_extreme
    return spread.median + normal * np.where(normal < 0, below, above)


def _count(uniform: NDArray[np.float64], spread: Spread) -> NDArray[np.float64]:
    count: NDArray[np.float64] = spread.low + poisson.ppf(uniform, _mean(spread))
    return count


def largest_count(spread: Spread, patients: int) -> float:
    """The largest count to be expected among so many patients."""
    return float(spread.low + poisson.ppf(patients / (patients + 1.0), _mean(spread)))


def _mean(spread: Spread) -> float:
    """Mean of the Poisson number above the smallest value."""
    return max(spread.median - spread.low, 0.0) + 0.3
