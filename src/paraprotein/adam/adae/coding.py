"""Under which name and class an event counts, and the lists of special interest that hold it.

An event that nobody coded counts under its own words, never under nothing: a dictionary term is proposed for it and
reported, and no table takes the proposal for a coding. A list of special interest takes an event whose proposal it
holds, because the cautious reading of an uncoded "a fib" is atrial fibrillation; `special_interest` counts those apart.
"""

from collections.abc import Iterable

import polars as pl

from ...protocol.event_groups import event_groups
from ...protocol.schema import Protocol
from ...toxicity.groups import SpecialInterest
from ...toxicity.names import plain_name
from ...toxicity.verbatims import propose_terms

NO_CLASS = "No system organ class given"
"""Class of events that have none."""

GROUP_COLUMNS = tuple(f"CQ{place:02d}NAM" for place in range(1, 11))
"""The variables that name the lists of special interest, in the order of the protocol."""


def add_coding(events: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """Add ADECOD, ASOC, ACODFL, APROP (the proposed term, null where it is coded or nothing is near) and the lists."""
    groups = event_groups(protocol)
    own = ["AEDECOD", "AETERM", "AESOC", "AEBODSYS"]
    distinct = events.select(own).unique()
    named = distinct.with_columns(
        ACODFL=pl.when(pl.col("AEDECOD").is_not_null()).then(pl.lit("Y")).otherwise(pl.lit("N")),
        ADECOD=_one_spelling(distinct, pl.coalesce("AEDECOD", "AETERM")),
        ASOC=_one_spelling(distinct, pl.coalesce("AESOC", "AEBODSYS", pl.lit(NO_CLASS))),
        APROP=_proposals(distinct),
    )
    named = named.with_columns(_members(named, groups))
    return events.join(named, on=own, how="left", nulls_equal=True, maintain_order="left")


def _one_spelling(distinct: pl.DataFrame, name: pl.Expr) -> pl.Series:
    """Names with one spelling for all that differ only in case, blanks or between British and American English."""
    found = distinct.select(_NAME=name).to_series()
    shown: dict[str, str] = {}
    for text in sorted({" ".join(text.split()) for text in found.drop_nulls()}):
        shown[plain_name(text)] = text  # the last: "Nausea" rather than "NAUSEA"
    return pl.Series([None if text is None else shown[plain_name(text)] for text in found], dtype=pl.String)


def _proposals(distinct: pl.DataFrame) -> pl.Series:
    proposed = [
        None if coded is not None or verbatim is None
        else "; ".join(found.term for found in propose_terms(verbatim)) or None
        for coded, verbatim in distinct.select("AEDECOD", "AETERM").iter_rows()
    ]  # fmt: skip
    return pl.Series("APROP", proposed, dtype=pl.String)


def _members(named: pl.DataFrame, groups: Iterable[SpecialInterest]) -> list[pl.Series]:
    """One column per list: its name where the list holds the event, by its term, its class, or a proposed term."""
    names = [
        {plain_name(text) for text in (term, organ_class, *(proposed or "").split("; ")) if text}
        for term, organ_class, proposed in named.select("ADECOD", "ASOC", "APROP").iter_rows()
    ]
    columns: list[pl.Series] = []
    for column, group in zip(GROUP_COLUMNS, groups, strict=False):
        held = [group.name if group.plain & own else None for own in names]
        columns.append(pl.Series(column, held, dtype=pl.String))
    empty = GROUP_COLUMNS[len(columns) :]
    return columns + [pl.Series(column, [None] * named.height, dtype=pl.String) for column in empty]
