"""Visits that took place, that are due and that are overdue."""

from datetime import date

import polars as pl

from ..adam.days import date_of, gap_days
from ..adam.derive import Adam
from ..adam.matrices import SUBJECT
from ..protocol.schema import Protocol


def visits_due(adam: Adam, protocol: Protocol, day: date) -> pl.DataFrame:
    """One row per subject under treatment.

    A day with a laboratory result is the planned visit nearest to it. The next visit is the first planned one after the
    last that took place.

    Returns:
        TRIAL, USUBJID, LASTDT (last visit, null before the first), MISSED (planned visits before it without a result),
        NEXTDY, NEXTDT, DUE: `due` within its window, `overdue` after it, `planned` before it.
    """
    every, window = protocol.visits.every, protocol.visits.window
    under = adam.adsl.filter(pl.col("TRTSDT").is_not_null() & is_under_treatment()).select(*SUBJECT, "TRTSDT")
    measured = adam.adlb.filter(pl.col("ADY") > 1).select(*SUBJECT, "ADT", "ADY")
    number = ((pl.col("ADY") - 1) / every).round().cast(pl.Int32)
    attended = (
        measured.with_columns(_VISIT=number)
        .filter(pl.col("_VISIT") >= 1)
        .group_by(SUBJECT)
        .agg(LASTDT=pl.col("ADT").max(), _LAST=pl.col("_VISIT").max(), _SEEN=pl.col("_VISIT").n_unique())
    )
    today = pl.lit(day)
    planned = 1 + every * (pl.col("_LAST").fill_null(0) + 1)
    late = gap_days(today, pl.col("NEXTDT"))
    return (
        under.join(attended, on=SUBJECT, how="left", maintain_order="left")
        .with_columns(NEXTDY=planned.round().cast(pl.Int32))
        .with_columns(NEXTDT=date_of(pl.col("TRTSDT"), pl.col("NEXTDY")))
        .with_columns(
            MISSED=(pl.col("_LAST") - pl.col("_SEEN").cast(pl.Int32)).fill_null(0),
            DUE=pl.when(late > window).then(pl.lit("overdue")).when(late >= -window).then(pl.lit("due")).otherwise(
                pl.lit("planned")
            ),
        )
        .select(*SUBJECT, "LASTDT", "MISSED", "NEXTDY", "NEXTDT", "DUE")
    )  # fmt: skip


def is_under_treatment() -> pl.Expr:
    """Subjects of ADSL who have begun and for whom no end of treatment, new therapy or death is known."""
    ended = pl.col("EOTDT").is_not_null() | pl.col("NACTDT").is_not_null() | (pl.col("DTHFL") == "Y").fill_null(False)
    return (pl.col("SAFFL") == "Y") & ~ended
