"""A value before and after, compared patient by patient."""

from collections.abc import Iterator

import numpy as np

from ..statistics import compute_hodges_lehmann, compute_median, compute_paired_ratio, compute_signed_rank
from .estimates import Estimate
from .figures import LEVEL
from .subjects import Booleans, Floats, count

DECIMALS = 6
"""Differences are rounded to this many decimals: float noise would hide ties, and no laboratory reports more."""


def estimate_pair(prefix: str, before: Floats, after: Floats, among: Booleans, missing: str) -> Iterator[Estimate]:
    """Median after, signed-rank p, typical difference and ratio: ids `<prefix>_median`, `_p`, `_change`, `_ratio`.

    Args:
        prefix: for example `igm_best`.
        before: first value of each patient, shape (n_trials, n_subjects).
        after: second value.
        among: the population.
        missing: why there is no pair.
    """
    paired = among & ~np.isnan(before) & ~np.isnan(after)
    n, denominator = count(paired), count(among)
    difference = after - before
    test = compute_signed_rank(difference, paired, decimals=DECIMALS)
    shift = compute_hodges_lehmann(difference, paired, level=LEVEL, decimals=DECIMALS)
    ratio = compute_paired_ratio(before, after, paired, level=LEVEL)
    yield Estimate(f"{prefix}_median", compute_median(after, paired), "median", n, denominator, missing=missing)
    yield Estimate(f"{prefix}_p", test.p, "signed-rank", n, denominator, missing=missing)
    yield Estimate(
        f"{prefix}_change", shift.estimate, "hodges-lehmann", n, denominator, shift.lower, shift.upper, LEVEL, missing
    )
    yield Estimate(
        f"{prefix}_ratio", ratio.ratio, "paired-ratio", ratio.n.astype(np.float64), denominator, ratio.lower,
        ratio.upper, LEVEL, missing,
    )  # fmt: skip
