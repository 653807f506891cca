"""The log-rank test for two or more arms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from ..errors import UsageError
from .groups import Booleans, Floats, Integers, require_shape
from .ranks import compute_tie_spans, count_in_span
from .survival import as_events


@dataclass(frozen=True)
class LogRank:
    """Log-rank test of each group.

    Attributes:
        chi_square: test statistic, shape (n_groups,).
        freedom: arms that have a variance, less one, shape (n_groups,).
        p: upper tail of the chi-square distribution; NaN where fewer than two arms are at risk together at an event.
        observed: events of each arm, shape (n_groups, n_arms).
        expected: events expected without a difference, shape (n_groups, n_arms).
    """

    chi_square: Floats
    freedom: Integers
    p: Floats
    observed: Floats
    expected: Floats


def compute_log_rank(
    time: ArrayLike, event: ArrayLike, arm: ArrayLike, valid: ArrayLike | None = None, *, n_arms: int = 2
) -> LogRank:
    """Mantel's log-rank test with the hypergeometric variance at tied times.

    Args:
        time: time to event or censoring, shape (n_groups, n); equal times are ties (give whole days).
        event: same shape, true for an event.
        arm: same shape, arm number 0 ... n_arms - 1; anything where a subject does not count.
        valid: same shape, false where a subject does not count.
        n_arms: number of arms, at least 2.

    Raises:
        UsageError: shapes differ, or an arm number lies outside the range.

    Source: Mantel, Cancer Chemother Rep 1966;50:163; several arms Peto & Peto, J R Stat Soc A 1972;135:185
    (doi 10.2307/2344317). Equals R's survdiff with rho = 0.
    """
    times, is_event = as_events(time, event, valid)
    arms = np.atleast_2d(np.asarray(arm))
    require_shape("arm", arms.shape, np.atleast_2d(np.asarray(time)).shape)
    arms = arms if arms.shape[1] else np.zeros(times.shape, dtype=np.int64)
    counts = ~np.isnan(times)
    if n_arms < 2 or np.any(counts & ((arms < 0) | (arms >= n_arms))):
        raise UsageError.one("arm", "an arm number outside 0 to n_arms - 1", "number the arms from 0, at least two")
    order = np.argsort(times, axis=1)
    times, is_event, arms = (np.take_along_axis(a, order, axis=1) for a in (times, is_event, arms))
    in_arm = (arms[:, :, None] == np.arange(n_arms)) & ~np.isnan(times)[:, :, None]
    observed, expected, covariance = _accumulate(times, is_event, in_arm)
    # an arm whose events were never in doubt (alone at risk, or everybody failed at once) adds no information
    is_compared = np.diagonal(covariance, axis1=1, axis2=2) > 0
    chi_square = _quadratic_form(observed - expected, covariance, is_compared)
    freedom = np.maximum(is_compared.sum(axis=1) - 1, 0)
    p = np.where(freedom > 0, chdtrc(np.maximum(freedom, 1), chi_square), np.nan)
    return LogRank(np.where(freedom > 0, chi_square, np.nan), freedom, p, observed, expected)


def _accumulate(times: Floats, is_event: Booleans, in_arm: Booleans) -> tuple[Floats, Floats, Floats]:
    """Observed and expected events by arm, and their covariance (n_groups, n_arms, n_arms); rows sorted by time."""
    spans = compute_tie_spans(times)
    happened = is_event & in_arm.any(axis=2)
    at_risk_by_arm = np.cumsum(in_arm[:, ::-1], axis=1)[:, ::-1].astype(np.float64)
    at_risk_by_arm = np.take_along_axis(at_risk_by_arm, spans.first[:, :, None], axis=1)
    at_risk = np.maximum(at_risk_by_arm.sum(axis=2), 1.0)
    events = count_in_span(happened, spans)
    share = at_risk_by_arm / at_risk[:, :, None]
    # each tied time is met once per event, with 1 / events of its share
    weight = np.where(happened, 1.0, 0.0)
    expected = (share * weight[:, :, None]).sum(axis=1)
    spread = weight * (at_risk - events) / np.maximum(at_risk - 1, 1.0)
    weighted = share * spread[:, :, None]
    covariance = -np.einsum("gtk,gtl->gkl", weighted, share)
    arms = np.arange(in_arm.shape[2])
    # written so that an arm alone at risk has a variance of 0, not of rounding error
    covariance[:, arms, arms] = (weighted * (1 - share)).sum(axis=1)
    observed = (in_arm & happened[:, :, None]).sum(axis=1).astype(np.float64)
    return observed, expected, covariance


def _quadratic_form(difference: Floats, covariance: Floats, is_compared: Booleans) -> Floats:
    """d' V^-1 d without the last arm that is compared: the arms' differences sum to 0, so V has one rank less."""
    n_arms = difference.shape[1]
    last = n_arms - 1 - np.argmax(is_compared[:, ::-1], axis=1)
    is_kept = is_compared & (np.arange(n_arms) != last[:, None])
    both = is_kept[:, :, None] & is_kept[:, None, :]
    # an arm left out becomes a row of the identity with difference 0: it adds nothing
    matrix = np.where(both, covariance, np.eye(n_arms))
    kept = np.where(is_kept, difference, 0.0)
    form: Floats = (kept * np.linalg.solve(matrix, kept[:, :, None])[:, :, 0]).sum(axis=1)
    return form
