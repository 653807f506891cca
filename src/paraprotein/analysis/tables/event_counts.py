"""What the tables of adverse events share: who counts, for how long, and which events."""

from collections.abc import Mapping, Sequence

import polars as pl

from ...adam.adae.coding import GROUP_COLUMNS
from ...adam.days import duration_days
from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.event_groups import event_groups
from ...protocol.schema import Protocol


def safety_subjects(adam: Adam, protocol: Protocol, by: Sequence[str] = ()) -> pl.DataFrame:
    """Treated subjects with the days during which an event of theirs can count as emergent.

    Args:
        adam: the derived tables.
        protocol: names the window after the last dose.
        by: columns of ADSL that divide the patients, such as ARM.

    Returns:
        TRIAL, USUBJID, `by`, START (first dose), END (last dose plus the window, but not after last contact or death)
        and DAYS, both ends counted; DIED: the subject died on END.
    """
    window = pl.duration(days=round(protocol.toxicity.emergent_window))
    contact = pl.max_horizontal("LSTALVDT", "TRTEDT")
    treated = adam.adsl.filter(pl.col("SAFFL") == "Y", pl.col("TRTSDT").is_not_null())
    ended = treated.with_columns(_END=pl.min_horizontal(pl.col("TRTEDT") + window, contact, "DTHDT"))
    return ended.select(
        *SUBJECT,
        *by,
        START="TRTSDT",
        END="_END",
        DAYS=duration_days(pl.col("TRTSDT"), pl.col("_END")),
        DIED=(pl.col("DTHDT") == pl.col("_END")).fill_null(False),
    )


def safety_events(adam: Adam, subjects: pl.DataFrame) -> pl.DataFrame:
    """Adverse events of these subjects, with their columns; none where the study has no table AE."""
    events = adam.adae if "AE" in adam.tables.given else adam.adae.clear()
    return events.join(subjects, on=SUBJECT, how="inner", maintain_order="left")


def group_names(protocol: Protocol) -> Mapping[str, str]:
    """Column of ADAE -> name of the list of special interest."""
    return {
        column: group.name for column, group in zip(GROUP_COLUMNS, event_groups(protocol), strict=False)
    }  # fmt: skip
