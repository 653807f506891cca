"""Patients with adverse events of each kind, lists of special interest, and deaths."""

from collections.abc import Iterator

import polars as pl

from ...adam.matrices import SUBJECT
from ...protocol.event_groups import event_groups, key_of_name
from ..collected import Lack, without_value
from ..estimates import Estimate
from ..event_properties import PROPERTIES, known_properties
from ..figures import estimate_count
from ..subjects import Booleans, Subjects
from ..tables.event_counts import group_names


def estimate_adverse_events(population: Subjects) -> Iterator[Estimate]:
    """Treated patients with a treatment-emergent adverse event: any, with each property, and on each list.

    What the study's events do not record at all, such as whether they were serious, has no value rather than 0.
    """
    adae = population.adam.adae.filter(pl.col("TRTEMFL") == "Y")
    known = known_properties(population.adam)
    yield _without_table(population, _count(population, "ae_any", adae))
    for name, kind in PROPERTIES.items():
        lack = Lack(~known[name].to_numpy(), f"not collected: no adverse event has {' and '.join(kind.needs)}")
        estimate = _count(population, f"ae_{name.lower()}", adae.filter(kind.holds))
        yield _without_table(population, without_value(estimate, lack))
    for (column, _), group in zip(
        group_names(population.protocol).items(), event_groups(population.protocol), strict=True
    ):
        listed = adae.filter(pl.col(column).is_not_null())
        yield _without_table(population, _count(population, f"aesi_{key_of_name(group.name)}", listed))
    yield from _deaths(population)


def _deaths(population: Subjects) -> Iterator[Estimate]:
    """Treated patients who died, and those who died within the emergent window after the last dose."""
    adsl = population.adam.adsl
    died = pl.col("DTHFL") == "Y"
    window = pl.duration(days=round(population.protocol.toxicity.emergent_window))
    under = died & (pl.col("DTHDT") <= pl.col("TRTEDT") + window)
    for identifier, condition in (("deaths", died), ("deaths_under_treatment", under)):
        estimate = estimate_count(identifier, population.flags(adsl, condition), population.treated)
        yield without_value(estimate, population.lacks["deaths"])


def _count(population: Subjects, identifier: str, events: pl.DataFrame) -> Estimate:
    affected: Booleans = population.flags(events.select(SUBJECT).unique(), pl.lit(True))
    return estimate_count(identifier, affected, population.treated)


def _without_table(population: Subjects, estimate: Estimate) -> Estimate:
    return without_value(estimate, population.lacks["AE"])
