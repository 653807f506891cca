"""Fleming's multiple testing procedure: early acceptance and rejection that keep the single-stage decision."""

import math
from collections.abc import Sequence

from scipy.special import ndtri

from .exact import Looks


def fleming_looks(p0: float, alpha: float, sizes: Sequence[int]) -> Looks:
    """Boundaries of Fleming's procedure; an approximation, so the attained errors may exceed the nominal ones.

    At look g with N_g of N patients: reject at [N_g p0 + z sqrt(N p0 (1 - p0))] + 1 responses, accept at
    [N_g pA - z sqrt(N pA (1 - pA))] responses, pA = (sqrt(N p0) + sqrt(1 - p0) z)^2 / (N + z^2), z the normal
    quantile of 1 - alpha and [x] the nearest whole number; at the last look accept at one below the rejection.

    Args:
        p0: response rate that is not of interest.
        alpha: nominal type I error, one-sided.
        sizes: patients added at each look.

    Source: Fleming, Biometrics 1982;38:143 (doi 10.2307/2530297).

    Example:
        >>> fleming_looks(0.20, 0.05, (15, 10)).efficacy
        (7, 9)
    """
    z = float(ndtri(1 - alpha))
    total = sum(sizes)
    alternative = (math.sqrt(total * p0) + math.sqrt(1 - p0) * z) ** 2 / (total + z**2)
    looks = tuple(sum(sizes[: g + 1]) for g in range(len(sizes)))
    reject = [_nearest(n * p0 + z * math.sqrt(total * p0 * (1 - p0))) + 1 for n in looks]
    accept = [_nearest(n * alternative - z * math.sqrt(total * alternative * (1 - alternative))) for n in looks]
    accept[-1] = reject[-1] - 1
    early = (r if r <= n else None for r, n in zip(reject[:-1], looks[:-1], strict=True))
    return Looks(looks, tuple(a if a >= 0 else None for a in accept), (*early, reject[-1]))


def _nearest(x: float) -> int:
    return math.floor(x + 0.5)
