"""Adverse events of special interest: how many, when, and their cumulative incidence with death as competing risk."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol
from ...statistics import CumulativeIncidence, compute_cumulative_incidence
from ...units import MONTH_DAYS
from ..event_properties import PROPERTIES, known_properties
from ..figures import LEVEL
from .event_counts import group_names, safety_events, safety_subjects
from .event_rates import first_events, named_events

MONTHS = (3.0, 6.0, 12.0, 24.0)
"""Times at which the cumulative incidence is tabulated."""

_SHOWN = ("GRADE3", "SERIOUS", "FATAL")

CURVE: dict[str, pl.DataType] = {
    "NAME": pl.String(), "TIME": pl.Float64(), "AT_RISK": pl.Int64(), "EVENTS": pl.Int64(), "COMPETING": pl.Int64(),
    "CENSORED": pl.Int64(), "INCIDENCE": pl.Float64(), "LOW": pl.Float64(), "HIGH": pl.Float64(),
}  # fmt: skip


def tabulate_special_interest(adam: Adam, protocol: Protocol, by: Sequence[str] = ()) -> pl.DataFrame:
    """One row per trial and list of special interest, in the order of the protocol.

    Returns:
        NAME; EVENTS; N, treated patients with a treatment-emergent event; GRADE3, SERIOUS, FATAL (null where not
        recorded); PROPOSED, patients who count only because a term was proposed for an event that nobody coded;
        UNDATED, patients whose first event has no complete start date and is placed at its earliest day;
        FIRST_MEDIAN, FIRST_MIN, FIRST_MAX, days from the first dose (day 1) to the first event; DENOM. No rows without
        the table AE.
    """
    subjects = safety_subjects(adam, protocol, by)
    over = ["TRIAL", *by]
    totals = subjects.group_by(over).agg(DENOM=pl.len().cast(pl.Int32))
    if "AE" not in adam.tables.given:
        totals = totals.clear()
    listed = _listed(adam, protocol, subjects)
    names = pl.DataFrame({"NAME": list(group_names(protocol).values())}, schema={"NAME": pl.String})
    grid = totals.join(names.with_row_index("_ORDER"), how="cross")
    patients = listed.join(first_events(listed), on=[*SUBJECT, "KIND", "NAME"]).group_by(*SUBJECT, *by, "NAME").agg(
        EVENTS=pl.len(), FIRST=pl.col("FIRST").first(),
        PROPOSED=(pl.col("ACODFL") == "N").all() & pl.col("APROP").is_not_null().all(),
        UNDATED=pl.col("ASTDT").is_null().any(),
        **{name: PROPERTIES[name].holds.fill_null(False).any() for name in _SHOWN},
    )  # fmt: skip
    counts = patients.group_by(*over, "NAME").agg(
        pl.col("EVENTS").sum(), N=pl.len(), **{name: pl.col(name).sum() for name in (*_SHOWN, "PROPOSED", "UNDATED")},
        FIRST_MEDIAN=pl.col("FIRST").median(), FIRST_MIN=pl.col("FIRST").min(), FIRST_MAX=pl.col("FIRST").max(),
    )  # fmt: skip
    columns = ("EVENTS", "N", *_SHOWN, "PROPOSED", "UNDATED")
    known = known_properties(adam).select("TRIAL", *(pl.col(name).alias(f"_{name}") for name in _SHOWN))
    return (
        grid.join(counts, on=[*over, "NAME"], how="left")
        .join(known, on="TRIAL", how="left")
        .with_columns(pl.col(columns).fill_null(0).cast(pl.Int32))
        .with_columns(pl.when(f"_{name}").then(name).alias(name) for name in _SHOWN)
        .sort(*over, "_ORDER")
        .select(*over, "NAME", *columns, "FIRST_MEDIAN", "FIRST_MIN", "FIRST_MAX", "DENOM")
    )


def _listed(adam: Adam, protocol: Protocol, subjects: pl.DataFrame) -> pl.DataFrame:
    return named_events(safety_events(adam, subjects), protocol).filter(pl.col("KIND") == "list")


def tabulate_incidence_curves(adam: Adam, protocol: Protocol, by: Sequence[str] = ()) -> pl.DataFrame:
    """Cumulative incidence of the first event of each list that anybody had: one row per trial, NAME and observed time.

    Returns:
        TIME (months), AT_RISK, EVENTS, COMPETING (deaths before such an event), CENSORED, INCIDENCE, LOW, HIGH.
    """
    schema = {"TRIAL": pl.Int32(), **{name: adam.adsl.schema[name] for name in by}, **CURVE}
    parts = [_curve(curve, keys, name, schema) for keys, name, curve in _curves(adam, protocol, by)]
    return pl.concat([pl.DataFrame(schema=schema), *parts])


def tabulate_incidence_at(adam: Adam, protocol: Protocol, by: Sequence[str] = ()) -> pl.DataFrame:
    """The same at 3, 6, 12 and 24 months, as far as patients were followed: MONTHS, AT_RISK, INCIDENCE, LOW, HIGH."""
    rows = [
        (*keys, name, months, int(curve.at_risk[place:].max(initial=0)), *_at(curve, place))
        for keys, name, curve in _curves(adam, protocol, by)
        for months in MONTHS
        if curve.time[-1] >= months * MONTH_DAYS
        for place in (int(np.searchsorted(curve.time, months * MONTH_DAYS, side="right")),)
    ]
    schema = {
        "TRIAL": pl.Int32(), **{name: adam.adsl.schema[name] for name in by}, "NAME": pl.String(),
        "MONTHS": pl.Float64(), "AT_RISK": pl.Int64(), "INCIDENCE": pl.Float64(), "LOW": pl.Float64(),
        "HIGH": pl.Float64(),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _at(curve: CumulativeIncidence, place: int) -> tuple[float, float | None, float | None]:
    """Incidence and limits before the time at a place."""
    if place == 0:
        return 0.0, None, None
    low, high = float(curve.lower[place - 1]), float(curve.upper[place - 1])
    return float(curve.incidence[place - 1]), None if np.isnan(low) else low, None if np.isnan(high) else high


def _curves(
    adam: Adam, protocol: Protocol, by: Sequence[str]
) -> Iterator[tuple[tuple[object, ...], str, CumulativeIncidence]]:
    """Keys, list and curve, where anybody had an event of the list."""
    subjects = safety_subjects(adam, protocol, by)
    first = first_events(_listed(adam, protocol, subjects)).select(*SUBJECT, "NAME", "FIRST")
    for keys, among in subjects.sort(*SUBJECT).group_by("TRIAL", *by, maintain_order=True):
        for name in group_names(protocol).values():
            own = among.join(first.filter(pl.col("NAME") == name), on=SUBJECT, how="left", maintain_order="left")
            event = own["FIRST"].is_not_null()
            if event.any():
                days = own.select(pl.coalesce("FIRST", "DAYS")).to_series()
                died = ~event & own["DIED"]
                yield (
                    keys,
                    name,
                    compute_cumulative_incidence(days.to_numpy(), event.to_numpy(), died.to_numpy(), level=LEVEL),
                )


def _curve(
    curve: CumulativeIncidence, keys: tuple[object, ...], name: str, schema: dict[str, pl.DataType]
) -> pl.DataFrame:
    over = dict(zip(list(schema)[: len(keys)], keys, strict=True))
    values = {
        "TIME": curve.time / MONTH_DAYS, "AT_RISK": curve.at_risk, "EVENTS": curve.events,
        "COMPETING": curve.competing, "CENSORED": curve.censored, "INCIDENCE": curve.incidence, "LOW": curve.lower,
        "HIGH": curve.upper,
    }  # fmt: skip
    table = pl.DataFrame(values).with_columns(pl.col("LOW", "HIGH").fill_nan(None))
    return table.with_columns(NAME=pl.lit(name), **{key: pl.lit(value) for key, value in over.items()}).select(
        pl.col(column).cast(dtype) for column, dtype in schema.items()
    )
