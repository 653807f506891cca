"""Adverse events per time at risk: exposure-adjusted incidence."""

from collections.abc import Sequence

import polars as pl

from ...adam.days import duration_days
from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol
from ...statistics import compute_poisson_rate
from ...units import YEAR_DAYS
from ..event_properties import PROPERTIES, known_properties
from ..figures import LEVEL
from .event_counts import group_names, safety_events, safety_subjects

PER_YEARS = 100.0
"""Rates are per 100 patient-years."""

KINDS = ("overall", "list", "term")
"""What a row counts: all events with a property, a list of special interest, or a preferred term."""


def named_events(events: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """Treatment-emergent events under every name that they count for: the columns of ADAE beside KIND and NAME."""
    emergent = events.filter(pl.col("TRTEMFL") == "Y")
    parts = [_named(emergent, "overall", pl.lit("any"))]
    parts += [_named(emergent.filter(kind.holds), "overall", pl.lit(kind.label)) for kind in PROPERTIES.values()]
    parts += [
        _named(emergent.filter(pl.col(column).is_not_null()), "list", pl.lit(name))
        for column, name in group_names(protocol).items()
    ]
    return pl.concat([*parts, _named(emergent, "term", pl.col("ADECOD"))])


def _named(events: pl.DataFrame, kind: str, name: pl.Expr) -> pl.DataFrame:
    return events.with_columns(KIND=pl.lit(kind), NAME=name)


def row_names(adam: Adam, events: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """TRIAL, KIND and NAME of every row: all properties and lists, though nobody had such an event, and all terms.

    A property that the trial does not record has no row.
    """
    known = known_properties(adam)
    fixed = [known.select("TRIAL", KIND=pl.lit("overall"), NAME=pl.lit("any"))]
    fixed += [
        known.filter(pl.col(name)).select("TRIAL", KIND=pl.lit("overall"), NAME=pl.lit(kind.label))
        for name, kind in PROPERTIES.items()
    ]
    fixed += [known.select("TRIAL", KIND=pl.lit("list"), NAME=pl.lit(name)) for name in group_names(protocol).values()]
    terms = events.filter(pl.col("KIND") == "term").select("TRIAL", "KIND", "NAME").unique().sort("TRIAL", "NAME")
    return pl.concat([*fixed, terms]).with_row_index("_ORDER")


def first_events(events: pl.DataFrame) -> pl.DataFrame:
    """One row per subject, KIND and NAME: EVENTS and FIRST, days from the first dose (day 1) to the first of them."""
    onset = duration_days(pl.col("START"), pl.col("AONSETDT")).clip(lower_bound=1)
    return events.group_by(*SUBJECT, "KIND", "NAME").agg(
        EVENTS=pl.len(), FIRST=pl.min_horizontal(onset.min(), pl.col("DAYS").first())
    )


def tabulate_event_rates(adam: Adam, protocol: Protocol, by: Sequence[str] = ()) -> pl.DataFrame:
    """Events and patients per 100 patient-years, with exact limits: one row per trial, KIND and NAME.

    Returns:
        EVENTS, YEARS (patient-years in which an event counts as emergent), RATE, LOW, HIGH; N (patients), FIRST_YEARS
        (patient-years up to the first event), FIRST_RATE, FIRST_LOW, FIRST_HIGH; DENOM. No rows without the table AE.

    Args:
        adam: the derived tables.
        protocol: names the window and the lists of special interest.
        by: columns of ADSL that divide the patients, such as ARM.
    """
    subjects = safety_subjects(adam, protocol, by)
    over = ["TRIAL", *by]
    events = named_events(safety_events(adam, subjects), protocol)
    totals = subjects.group_by(over).agg(DENOM=pl.len().cast(pl.Int32), _DAYS=pl.col("DAYS").sum())
    if "AE" not in adam.tables.given:
        totals = totals.clear()
    counted = (
        first_events(events)
        .join(subjects, on=SUBJECT)
        .group_by(*over, "KIND", "NAME")
        .agg(
            EVENTS=pl.col("EVENTS").sum(), N=pl.len(), _FREE=(pl.col("DAYS") - pl.col("FIRST")).sum()
        )
    )  # fmt: skip
    rows = totals.join(row_names(adam, events, protocol), on="TRIAL")
    table = rows.join(counted, on=[*over, "KIND", "NAME"], how="left").with_columns(
        pl.col("EVENTS", "N").fill_null(0).cast(pl.Int32), _LEFT=pl.col("_DAYS") - pl.col("_FREE").fill_null(0)
    )
    # divided by NumPy: Polars multiplies a column by the reciprocal and a single row it divides, which rounds otherwise
    table = table.with_columns(
        YEARS=pl.Series(table["_DAYS"].to_numpy() / YEAR_DAYS),
        FIRST_YEARS=pl.Series(table["_LEFT"].to_numpy() / YEAR_DAYS),
    )
    return (
        table.with_columns(*_rates(table, "EVENTS", "YEARS", ""), *_rates(table, "N", "FIRST_YEARS", "FIRST_"))
        .sort(*over, "_ORDER")
        .select(*over, "KIND", "NAME", "EVENTS", "YEARS", "RATE", "LOW", "HIGH", "N", "FIRST_YEARS", "FIRST_RATE",
                "FIRST_LOW", "FIRST_HIGH", "DENOM")
    )  # fmt: skip


def _rates(table: pl.DataFrame, events: str, years: str, prefix: str) -> list[pl.Series]:
    rate = compute_poisson_rate(table[events].to_numpy(), table[years].to_numpy(), LEVEL)
    named = {"RATE": rate.estimate, "LOW": rate.lower, "HIGH": rate.upper}
    return [pl.Series(f"{prefix}{name}", PER_YEARS * values).fill_nan(None) for name, values in named.items()]
