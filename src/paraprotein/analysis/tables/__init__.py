"""Tables behind the figures of a report, one row per mark, keyed by TRIAL."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from ...adam.derive import Adam
from ...protocol.schema import Protocol
from ..doses import audit_study
from .counts import tabulate_counts_over_time, tabulate_nadirs
from .curves import tabulate_curves, tabulate_numbers_at_risk
from .laboratory import (
    tabulate_laboratory_grades,
    tabulate_laboratory_shifts,
    tabulate_supported,
    tabulate_ungraded,
)
from .liver import tabulate_liver
from .marker import tabulate_pairs, tabulate_spider, tabulate_waterfall
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
        "biomarker_pairs": tabulate_pairs,
        "discordance": tabulate_discordance,
        "dose_audit": audit_study,
    }
)
"""Every table by its name in the results."""


def tabulate_all(adam: Adam, protocol: Protocol) -> Mapping[str, pl.DataFrame]:
    """All tables of a study, or of every trial of a batch."""
    return MappingProxyType({name: tabulate(adam, protocol) for name, tabulate in TABLES.items()})
