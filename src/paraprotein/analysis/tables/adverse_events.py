"""Adverse events by system organ class and preferred term."""

from collections.abc import Sequence

import polars as pl

from ...adam.adae.adae import SEVERITIES
from ...adam.adae.coding import NO_CLASS
from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol
from ..event_properties import PROPERTIES, known_properties
from .event_counts import safety_events, safety_subjects

LEVELS = ("all", "class", "term")
"""Rows of the table: any event, a system organ class, a preferred term."""

GRADES = tuple(f"WORST{grade}" for grade in range(1, 6))

_NAMES = ("ASOC", "ADECOD", "ACODFL")


def tabulate_adverse_events(adam: Adam, protocol: Protocol, by: Sequence[str] = ()) -> pl.DataFrame:
    """Treated patients with treatment-emergent events: one row per trial, LEVEL, ASOC and ADECOD (ACODFL N: verbatim).

    Returns:
        EVENTS; N, patients; WORST1 to WORST5, those patients by their worst grade, and UNGRADED, those of whom no such
        event has one, divided into MILD, MODERATE, SEVERE by their worst severity as far as AESEV says; one column per
        property (null where the trial does not record it); PRE, patients with such an event that began before the
        first dose; DENOM, treated patients. Classes and terms come by falling number of patients. No rows where the
        study has no table AE.

    Args:
        adam: the derived tables.
        protocol: names the window of treatment-emergent events.
        by: columns of ADSL that divide the patients, such as ARM.
    """
    subjects = safety_subjects(adam, protocol, by)
    over = ["TRIAL", *by]
    totals = subjects.group_by(over).agg(DENOM=pl.len().cast(pl.Int32))
    if "AE" not in adam.tables.given:
        totals = totals.clear()
    events = safety_events(adam, subjects)
    parts = [
        _counted(events, over, names).with_columns(LEVEL=pl.lit(level))
        for level, names in zip(LEVELS, ((), _NAMES[:1], _NAMES), strict=True)
    ]
    table = pl.concat(parts, how="diagonal").join(totals, on=over, how="right", maintain_order="right")
    return _arranged(_where_known(table.with_columns(pl.col("LEVEL").fill_null("all")), adam), over, by)


def _counted(events: pl.DataFrame, over: list[str], names: tuple[str, ...]) -> pl.DataFrame:
    """Patients and events of each name."""
    emergent = pl.col("TRTEMFL") == "Y"
    had = {name: (kind.holds & emergent).fill_null(False).any() for name, kind in PROPERTIES.items()}
    by_patient = events.group_by(*dict.fromkeys([*over, *SUBJECT, *names])).agg(
        EVENTS=emergent.fill_null(False).sum(),
        _WORST=pl.col("ATOXGRN").filter(emergent).max(),
        _SEVERITY=pl.col("ASEVN").filter(emergent).max(),
        PRE=(pl.col("PREFL") == "Y").fill_null(False).any(),
        **had,
    )
    present = pl.col("EVENTS") > 0
    ungraded = present & pl.col("_WORST").is_null()
    counts = {
        "EVENTS": pl.col("EVENTS"),
        "N": present,
        **{name: pl.col("_WORST").eq_missing(grade) for grade, name in enumerate(GRADES, start=1)},
        "UNGRADED": ungraded,
        **{name: ungraded & pl.col("_SEVERITY").eq_missing(place) for place, name in enumerate(SEVERITIES, start=1)},
        **{name: pl.col(name) for name in PROPERTIES},
        "PRE": pl.col("PRE"),
    }
    return by_patient.group_by(*over, *names).agg(
        counted.sum().cast(pl.Int32).alias(name) for name, counted in counts.items()
    )


COUNTS = ("EVENTS", "N", *GRADES, "UNGRADED", *SEVERITIES, *PROPERTIES, "PRE", "DENOM")
"""Columns of counts, in order."""


def _where_known(table: pl.DataFrame, adam: Adam) -> pl.DataFrame:
    """Counts of 0 where nothing happened, and none where the trial does not record what would be counted."""
    known = known_properties(adam).rename({name: f"_{name}" for name in PROPERTIES})
    filled = table.with_columns(pl.col(name).fill_null(0) for name in COUNTS if name in table.columns)
    return filled.join(known, on="TRIAL", how="left", maintain_order="left").with_columns(
        pl.when(f"_{name}").then(name).alias(name) for name in PROPERTIES
    )


def _arranged(table: pl.DataFrame, over: list[str], by: Sequence[str]) -> pl.DataFrame:
    """Any event first, then each class with its terms, the most frequent first."""
    of_class = table.filter(pl.col("LEVEL") == "class").select(*over, "ASOC", _CLASS="N")
    level = pl.col("LEVEL").replace_strict({name: place for place, name in enumerate(LEVELS)}, return_dtype=pl.Int8)
    return (
        table.join(of_class, on=[*over, "ASOC"], how="left")
        .with_columns(_LEVEL=level)
        .sort(
            *over, pl.col("_LEVEL") > 0, pl.col("ASOC") == NO_CLASS, "_CLASS", "ASOC", "_LEVEL", "N", "ADECOD",
            descending=[*[False] * len(over), False, False, True, False, False, True, False],
        )
        .select("TRIAL", *by, "LEVEL", *_NAMES, *COUNTS)
    )  # fmt: skip
