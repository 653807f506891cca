"""Exact null distributions of rank sums, for many groups with their own ties at once.

Each function walks over the ranks of a group from the smallest and keeps, for every possible sum, the probability (or
number) of ways to reach it. Ranks are doubled, so that midranks are whole. Groups with the same ranks share one walk.
"""

from collections.abc import Iterator

import numpy as np

from .groups import Floats, Integers

LARGEST_EXACT = 50
"""Largest number of ranks handled exactly: doubles hold 2^50 and 50 choose 25 without rounding."""

_CELLS = 2_000_000
"""Table cells per block of groups; bounds the memory and keeps a block in cache, changes no result."""


def compute_signed_sum_tail(doubled: Integers, limit: Integers) -> Floats:
    """Probability that ranks with independent fair signs have a positive sum of at most `limit`.

    Args:
        doubled: twice the midranks, shape (n_groups, n); 0 for an entry that does not count.
        limit: twice the rank sum, shape (n_groups,), not negative.

    Returns:
        Probabilities, shape (n_groups,).

    Source: the recursion of Wilcoxon, Katti & Wilcox 1963, on midranks (Pratt & Gibbons, Concepts of Nonparametric
    Theory, 1981, chapter 3: the null distribution conditional on the ties).
    """
    tail = np.ones(doubled.shape[0])
    patterns, member = np.unique(np.sort(doubled, axis=1), axis=0, return_inverse=True)
    member = member.reshape(-1)
    widest = _largest_by_pattern(limit, member, len(patterns))
    for block in _blocks(widest + 1):
        rows = np.flatnonzero(np.isin(member, block))
        place = np.zeros(len(patterns), dtype=np.int64)
        place[block] = np.arange(len(block))
        cumulative = np.cumsum(_signed_sums(patterns[block], int(widest[block].max())), axis=1)
        tail[rows] = cumulative[place[member[rows]], limit[rows]]
    return tail


def compute_sample_sum_tails(doubled: Integers, size: Integers, limit: Integers) -> tuple[Floats, Floats]:
    """Probabilities that a sample of ranks drawn without replacement has a sum at most, and below, `limit`.

    Args:
        doubled: twice the midranks, shape (n_groups, n); 0 for an entry that does not count.
        size: ranks in the sample, shape (n_groups,), at most the number of ranks.
        limit: twice the rank sum, shape (n_groups,), not negative.

    Returns:
        P(sum <= limit) and P(sum < limit), each of shape (n_groups,).

    Source: the conditional distribution of the Wilcoxon statistic, Lehmann, Nonparametrics, 1975, section 1.4.
    """
    at_most, below = np.ones(doubled.shape[0]), np.zeros(doubled.shape[0])
    ordered = np.sort(np.where(doubled > 0, doubled, np.iinfo(np.int64).max), axis=1)
    for drawn in np.unique(size[size > 0]):
        rows_of_size = np.flatnonzero(size == drawn)
        patterns, member = np.unique(ordered[rows_of_size], axis=0, return_inverse=True)
        member = member.reshape(-1)
        widest = _largest_by_pattern(limit[rows_of_size], member, len(patterns))
        for block in _blocks((widest + 1) * (drawn + 1)):
            chosen = np.isin(member, block)
            rows = rows_of_size[chosen]
            place = np.zeros(len(patterns), dtype=np.int64)
            place[block] = np.arange(len(block))
            ways = _sample_sums(patterns[block], int(drawn), int(widest[block].max()))
            n = (patterns[block] < np.iinfo(np.int64).max).sum(axis=1)
            cumulative = np.cumsum(ways, axis=1) / _combinations(n, int(drawn))[:, None]
            who = place[member[chosen]]
            at_most[rows] = cumulative[who, limit[rows]]
            below[rows] = np.where(limit[rows] > 0, cumulative[who, np.maximum(limit[rows] - 1, 0)], 0.0)
    return at_most, below


def _signed_sums(patterns: Integers, widest: int) -> Floats:
    """P(positive sum = s) for s = 0 ... widest; patterns sorted upwards, zeros first; (n_patterns, widest + 1)."""
    n_patterns, n = patterns.shape
    pad = min(int(patterns.max(initial=0)), widest + 1)
    width = pad + widest + 1
    chance = np.zeros((n_patterns, width))
    chance[:, pad] = 1.0
    start = (np.arange(n_patterns) * width + pad)[:, None]
    reached = np.minimum(np.cumsum(patterns, axis=1).max(axis=0, initial=0), widest)
    for i in range(n):
        top = int(reached[i]) + 1
        # a shift beyond the table points into the zeros on its left
        source = (start - np.minimum(patterns[:, i : i + 1], pad)) + np.arange(top)
        # an entry that does not count has rank 0: half plus half, unchanged
        chance[:, pad : pad + top] = 0.5 * (chance[:, pad : pad + top] + chance.take(source))
    return chance[:, pad:]


def _sample_sums(patterns: Integers, drawn: int, widest: int) -> Floats:
    """Number of samples of `drawn` ranks with sum s = 0 ... widest; patterns sorted upwards; (n_patterns, widest + 1).

    A state with k ranks drawn matters only if the rest, none smaller than the rank at hand, can stay within `widest`.
    """
    n_patterns, n = patterns.shape
    pad = widest + 1
    width = pad + widest + 1
    ways = np.zeros((n_patterns, drawn + 1, width))
    ways[:, 0, pad] = 1.0
    for i in range(n):
        rank = np.minimum(patterns[:, i : i + 1], pad)
        smallest = int(rank.min())
        for k in range(min(drawn, i + 1), max(0, drawn - n + i), -1):
            # k doubled midranks sum to no less than 2 (1 + ... + k)
            low, top = k * (k + 1), widest - (drawn - k) * smallest
            if low > top:
                continue
            start = ((np.arange(n_patterns) * (drawn + 1) + k - 1) * width + pad)[:, None]
            ways[:, k, pad + low : pad + top + 1] += ways.take((start - rank) + np.arange(low, top + 1))
    return ways[:, drawn, pad:]


def _largest_by_pattern(limit: Integers, member: Integers, n_patterns: int) -> Integers:
    widest = np.zeros(n_patterns, dtype=np.int64)
    np.maximum.at(widest, member, limit)
    return widest


def _blocks(cells: Integers) -> Iterator[Integers]:
    """Pattern numbers in blocks of similar table width, each block of bounded size."""
    order = np.argsort(cells, kind="stable")
    start = 0
    while start < len(order):
        # widths ascend: the block ends where (number of patterns) x (width of its last) passes the bound
        used = np.arange(1, len(order) - start + 1) * cells[order[start:]]
        length = max(1, int(np.searchsorted(used, _CELLS, side="right")))
        yield order[start : start + length]
        start += length


def _combinations(n: Integers, drawn: int) -> Floats:
    """n choose `drawn`, exact below 2^53."""
    result = np.ones(len(n))
    for i in range(drawn):
        result = np.rint(result * (n - i) / (i + 1))
    return result
