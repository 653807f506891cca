"""Tables behind the figures of a report, one row per mark, keyed by TRIAL."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from ...adam.derive import Adam
from ...protocol.schema import Protocol
from ..doses import audit_study
from .adverse_events import tabulate_adverse_events
from .concordance import tabulate_concordance, tabulate_kappa
from .counts import tabulate_counts_over_time, tabulate_nadirs
from .curves import tabulate_curves, tabulate_numbers_at_risk
from .deaths import tabulate_deaths
from .event_rates import tabulate_event_rates
from .laboratory import tabulate_laboratory_grades, tabulate_laboratory_shifts, tabulate_supported, tabulate_ungraded
from .liver import tabulate_liver
from .marker import tabulate_pairs, tabulate_spider, tabulate_waterfall
from .narratives import tabulate_narratives
from .special_interest import tabulate_incidence_at, tabulate_incidence_curves, tabulate_special_interest
from .swimmer import tabulate_discordance, tabulate_dosing, tabulate_events, tabulate_lanes
from .toxicity import tabulate_grades, tabulate_shifts

TABLES: Mapping[str, Callable[[Adam, Protocol], pl.DataFrame]] = MappingProxyType(
    {
        "waterfall": tabulate_waterfall,
        "spider": tabulate_spider,
        "lanes": tabulate_lanes,
        "dosing": tabulate_dosing,
        "events": tabulate_events,
        "curves": tabulate_curves,
        "at_risk": tabulate_numbers_at_risk,
        "toxicity_grades": tabulate_grades,
        "toxicity_shifts": tabulate_shifts,
        "laboratory_grades": tabulate_laboratory_grades,
        "laboratory_shifts": tabulate_laboratory_shifts,
        "laboratory_ungraded": tabulate_ungraded,
        "laboratory_supported": tabulate_supported,
        "liver_peaks": tabulate_liver,
        "counts_over_time": tabulate_counts_over_time,
        "count_nadirs": tabulate_nadirs,
        "adverse_events": tabulate_adverse_events,
        "event_rates": tabulate_event_rates,
        "special_interest": tabulate_special_interest,
        "incidence": tabulate_incidence_at,
        "incidence_curves": tabulate_incidence_curves,
        "deaths": tabulate_deaths,
        "narratives": tabulate_narratives,
        "biomarker_pairs": tabulate_pairs,
        "discordance": tabulate_discordance,
        "concordance": tabulate_concordance,
        "kappa": tabulate_kappa,
        "dose_audit": audit_study,
    }
)
"""Every table by its name in the results."""


OF_EVENTS = ("event_rates", "special_interest")
"""Tables with rows of adverse events that nobody had."""


def tabulate_all(adam: Adam, protocol: Protocol, *, zeros_known: bool = True) -> Mapping[str, pl.DataFrame]:
    """All tables of a study, or of every trial of a batch.

    Args:
        adam: the derived tables.
        protocol: the protocol.
        zeros_known: whether every kind of adverse event was looked for; else what nobody had has no row.
    """
    tables = {name: tabulate(adam, protocol) for name, tabulate in TABLES.items()}
    if not zeros_known:
        tables |= {name: tables[name].filter(pl.col("N") > 0) for name in OF_EVENTS}
    return MappingProxyType(tables)
