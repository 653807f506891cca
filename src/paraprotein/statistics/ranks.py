"""Ranks and ties, row by row."""

from typing import NamedTuple

import numpy as np

from .groups import Booleans, Floats, Integers


class TieSpans(NamedTuple):
    """For each place of a sorted row, the first and last place that hold an equal value; shape (n_groups, n)."""

    first: Integers
    last: Integers


class Midranks(NamedTuple):
    """Ranks of each row, equal values sharing their mean rank.

    Attributes:
        doubled: twice the midrank, a whole number; 0 where the value is NaN; shape (n_groups, n).
        tie_sum: sum of t^3 - t over the sets of t equal values; 0 without ties; shape (n_groups,).
    """

    doubled: Integers
    tie_sum: Integers


def compute_tie_spans(ordered: Floats) -> TieSpans:
    """Spans of equal values in rows sorted in ascending order, NaN last; each NaN is a span of its own."""
    n = ordered.shape[1]
    place = np.broadcast_to(np.arange(n), ordered.shape)
    differs = ordered[:, 1:] != ordered[:, :-1]
    edge = np.ones((ordered.shape[0], 1), dtype=np.bool_)
    is_first = np.concatenate([edge, differs], axis=1)
    is_last = np.concatenate([differs, edge], axis=1)
    first = np.maximum.accumulate(np.where(is_first, place, 0), axis=1)
    last = np.minimum.accumulate(np.where(is_last, place, n - 1)[:, ::-1], axis=1)[:, ::-1]
    return TieSpans(first, last)


def count_in_span(happened: Booleans, spans: TieSpans) -> Integers:
    """For each place, how many places of its span satisfy `happened`; shape (n_groups, n)."""
    so_far: Integers = np.zeros((happened.shape[0], happened.shape[1] + 1), dtype=np.int64)
    np.cumsum(happened, axis=1, out=so_far[:, 1:])
    return np.take_along_axis(so_far, spans.last + 1, axis=1) - np.take_along_axis(so_far, spans.first, axis=1)


def compute_midranks(values: Floats) -> Midranks:
    """Midranks of each row; NaN has no rank.

    Args:
        values: shape (n_groups, n), NaN where an entry does not count.

    Source: midranks as in Lehmann, Nonparametrics: Statistical Methods Based on Ranks, 1975, section 1.4.
    """
    order = np.argsort(values, axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    spans = compute_tie_spans(ordered)
    counts: Booleans = ~np.isnan(ordered)
    doubled = np.zeros(values.shape, dtype=np.int64)
    np.put_along_axis(doubled, order, np.where(counts, spans.first + spans.last + 2, 0), axis=1)
    # a set of t equal values holds t places, so the sum of t^3 - t over sets is the sum of t^2 - 1 over places
    size = spans.last - spans.first + 1
    return Midranks(doubled, np.where(counts, size * size - 1, 0).sum(axis=1))
