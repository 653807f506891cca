"""What in adverse events decides a count and is missing or contradicts itself: reported, never settled in silence."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ...errors import Finding
from ...protocol.event_groups import event_groups
from ...protocol.schema import Protocol
from ...sdtm.tables import StudyTables
from .adae import derive_adae
from .coding import GROUP_COLUMNS

NAMED = 8
"""Terms that a finding names; the rest are counted."""


@dataclass(frozen=True)
class Doubt:
    """Events that share a reason for doubt.

    Attributes:
        rule: name of the finding.
        field: column of AE.
        caught: condition on records of ADAE.
        found: what is the matter, behind the number of events.
        fix: what to do.
    """

    rule: str
    field: str
    caught: pl.Expr
    found: str
    fix: str


def _differs(flag: str) -> pl.Expr:
    return pl.col("AETRTEM").is_not_null() & ((pl.col("AETRTEM") == "Y") != (pl.col(flag) == "Y").fill_null(False))


_DOUBTS = (
    Doubt("events.severity", "AETOXGR", pl.col("ATOXGRN").is_null() & pl.col("ASEV").is_not_null(),
          "with a severity (AESEV) and no grade: a severity is no grade, so that they count as not graded",
          "give the CTCAE grade in AETOXGR"),
    Doubt("events.seriousness", "AESER", (pl.col("ASER") == "Y") & (pl.col("AESER") == "N").fill_null(False),
          "called not serious though fatal or with a criterion of seriousness that is Y; counted as serious",
          "correct AESER, or the criterion"),
    Doubt("events.emergent", "AETRTEM", _differs("TRTEMFL"),
          "flagged otherwise by AETRTEM than by their dates and toxicity.emergent_window; the dates decide",
          "correct the dates, the window of the protocol, or AETRTEM"),
)  # fmt: skip
"""Doubts about single events."""

_PARTLY_EMPTY = (
    Doubt("events.empty", "AESER", pl.col("ASER").is_null(), "without AESER; not counted as serious", "fill AESER"),
    Doubt("events.empty", "AEREL", pl.col("AEREL").is_null(), "without AEREL; counted as related", "fill AEREL"),
    Doubt("events.empty", "AEACN", pl.col("AEACN").is_null(),
          "without AEACN; not counted as leading to a hold, a reduction or the end of treatment", "fill AEACN"),
    Doubt("events.empty", "AETOXGR", pl.col("ATOXGRN").is_null() & pl.col("ASEV").is_null(),
          "with neither grade nor severity; counted as not graded", "give the CTCAE grade in AETOXGR"),
)  # fmt: skip
"""Columns that other events of the study fill; one that none fills is not collected, and its counts have no value."""


def find_event_doubts(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> Iterator[Finding]:
    """Findings about adverse events.

    Args:
        tables: study tables that passed the door.
        adsl: one row per subject, with treatment dates and deaths.
        protocol: names the window and the lists of special interest.
    """
    if tables.ae.is_empty():
        return
    adae = derive_adae(tables, adsl, protocol)
    yield from _uncoded(adae, protocol)
    for doubt in _DOUBTS:
        yield from _report(adae, doubt)
    for doubt in _PARTLY_EMPTY:
        if adae.filter(~doubt.caught).height:
            yield from _report(adae, doubt)


def _report(adae: pl.DataFrame, doubt: Doubt) -> Iterator[Finding]:
    caught = adae.filter(doubt.caught)
    if caught.height:
        yield Finding(f"AE, {doubt.field}", f"{_events(caught)} {doubt.found}", doubt.fix, "warning", doubt.rule)


def _events(caught: pl.DataFrame) -> str:
    subjects = caught["USUBJID"].cast(pl.String).unique(maintain_order=True)
    shown = ", ".join(subjects.head(3)) + (", ..." if len(subjects) > 3 else "")
    return f"{caught.height} event{'' if caught.height == 1 else 's'} (subjects {shown})"


def _uncoded(adae: pl.DataFrame, protocol: Protocol) -> Iterator[Finding]:
    """Events without a dictionary term: what they seem to be, and the lists that take them by that."""
    uncoded = adae.filter(pl.col("ACODFL") == "N")
    proposed, alone = uncoded.filter(pl.col("APROP").is_not_null()), uncoded.filter(pl.col("APROP").is_null())
    fix = "code them in AEDECOD; the file adae holds the proposal for each in APROP"
    if proposed.height:
        counts = proposed["APROP"].value_counts(sort=True).sort("count", "APROP", descending=[True, False])
        terms = [f"{term} ({count})" for term, count in counts.iter_rows()]
        more = f" and {len(terms) - NAMED} more" if len(terms) > NAMED else ""
        found = f"{_events(proposed)} without a dictionary term, counted under their own words; by these they seem to "
        found += f"be, in terms of the CTCAE: {', '.join(terms[:NAMED])}{more}{_lists(proposed, protocol)}"
        yield Finding("AE, AEDECOD", found, fix, "warning", "events.uncoded")
    if alone.height:
        found = (
            f"{_events(alone)} without a dictionary term and like none of the CTCAE known here; counted under their "
        )
        yield Finding("AE, AEDECOD", f"{found}own words", "code them in AEDECOD", "warning", "events.uncoded")


def _lists(proposed: pl.DataFrame, protocol: Protocol) -> str:
    names = [group.name for group in event_groups(protocol)]
    taken = [name for column, name in zip(GROUP_COLUMNS, names, strict=False) if proposed[column].is_not_null().any()]
    return f"; counted so in the lists of special interest: {', '.join(taken)}" if taken else ""
