"""Confidence limits for a proportion of patients who come in groups, such as the trials of a simulation."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from ..errors import UsageError
from .groups import require_level
from .proportions import Proportion


def compute_clustered_proportion(events: ArrayLike, patients: ArrayLike, level: float = 0.95) -> Proportion:
    """The proportion over all groups, with limits that allow for patients of one group being alike.

    Clopper-Pearson limits at the effective sample size: p (1 - p) over the variance of the ratio between groups, and
    never more than the number of patients, which it is where there is no event or nothing but events.

    Args:
        events: patients with the event in each group, shape (n_groups,); groups with NaN are left out.
        patients: patients in each group, same shape.
        level: confidence level.

    Returns:
        Fractions, each of shape (); NaN without patients.

    Raises:
        UsageError: more events than patients, a negative count, or a level outside 0 to 1.

    Source: Korn & Graubard, Surv Methodol 1998;24:193, without its correction for the degrees of freedom; the variance
    of a ratio between groups is Cochran, Sampling Techniques, 3rd edition 1977, section 6.4.
    """
    require_level(level)
    k, n = np.asarray(events, np.float64), np.asarray(patients, np.float64)
    known = ~(np.isnan(k) | np.isnan(n))
    k, n = k[known], n[known]
    if np.any((k < 0) | (k > n)):
        raise UsageError.one("events", "a group with more events than patients", "count both in the same patients")
    total = n.sum()
    if total == 0:
        nothing = np.float64(np.nan)
        return Proportion(*(np.asarray(nothing),) * 3)
    p = k.sum() / total
    effective = _effective_size(k, n, p)
    tail, hits = (1 - level) / 2, p * effective
    lower = betaincinv(hits, effective - hits + 1, tail) if p > 0 else 0.0
    upper = betaincinv(hits + 1, effective - hits, 1 - tail) if p < 1 else 1.0
    return Proportion(np.asarray(p), np.asarray(lower), np.asarray(upper))


def _effective_size(k: np.ndarray, n: np.ndarray, p: float) -> float:
    total, groups = float(n.sum()), int((n > 0).sum())
    if groups < 2 or p in (0.0, 1.0):
        return total
    variance = groups / (groups - 1) * float(((k - p * n) ** 2).sum()) / total**2
    return total if variance == 0 else min(total, p * (1 - p) / variance)
