"""The analysis plan: study tables in, frozen results out."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import polars as pl

from ..adam.derive import Adam, derive_all
from ..protocol.load import LoadedProtocol
from ..protocol.schema import Protocol
from ..sdtm.tables import StudyTables
from .collected import withhold
from .endpoints.biomarker import estimate_biomarkers
from .endpoints.conduct import estimate_characteristics, estimate_evaluability, estimate_exposure, estimate_stopping
from .endpoints.landmark import estimate_landmark
from .endpoints.marker import estimate_marker
from .endpoints.organs import estimate_organs
from .endpoints.response import estimate_response
from .endpoints.times import (
    estimate_duration_of_response,
    estimate_follow_up,
    estimate_survival,
    estimate_time_to_progression,
    estimate_time_to_response,
)
from .endpoints.toxicity import estimate_toxicity
from .estimates import Estimate, tabulate_estimates
from .results import Analysis
from .subjects import Subjects
from .tables import tabulate_all

ENDPOINTS: Mapping[str, Callable[[Subjects], Iterator[Estimate]]] = MappingProxyType(
    {
        "characteristics": estimate_characteristics,
        "evaluability": estimate_evaluability,
        "follow-up": estimate_follow_up,
        "marker": estimate_marker,
        "response": estimate_response,
        "organs": estimate_organs,
        "time to response": estimate_time_to_response,
        "time to progression": estimate_time_to_progression,
        "duration of response": estimate_duration_of_response,
        "landmark": estimate_landmark,
        "survival": estimate_survival,
        "toxicity": estimate_toxicity,
        "exposure": estimate_exposure,
        "biomarkers": estimate_biomarkers,
        "stopping": estimate_stopping,
    }
)
"""Every endpoint in the order of the results. All are always estimated; the protocol's list is what a report shows
first."""


def analyze(tables: StudyTables, protocol: Protocol | LoadedProtocol, adam: Adam | None = None) -> Analysis:
    """Analyse one real study, or every trial of a batch of virtual ones.

    Args:
        tables: study tables that passed the door (`sdtm.intake.admit`).
        protocol: the protocol whose rules apply; what made the patients, if anything did, is not asked.
        adam: what `derive_all` derived from the tables by this protocol, where that was done before.

    Returns:
        Estimates, tables for figures and the derived tables. What the study cannot tell is an estimate without a value
        and with a reason.
    """
    rules = protocol.protocol if isinstance(protocol, LoadedProtocol) else protocol
    adam = derive_all(tables, rules) if adam is None else adam
    return Analysis(tables, adam, estimate_all(adam, rules), tabulate_all(adam, rules), rules)


def estimate_figures(tables: StudyTables, protocol: Protocol | LoadedProtocol) -> pl.DataFrame:
    """Only the estimates of `analyze`: what a run of many trials keeps."""
    rules = protocol.protocol if isinstance(protocol, LoadedProtocol) else protocol
    return estimate_all(derive_all(tables, rules), rules)


def estimate_all(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Every estimate of every trial, columns `estimates.ESTIMATE_COLUMNS`."""
    population = Subjects.of(adam, protocol)
    figures = [
        estimate
        for name, endpoint in ENDPOINTS.items()
        for estimate in withhold(name, endpoint(population), population.lacks)
    ]
    return tabulate_estimates(population.trials, figures)
