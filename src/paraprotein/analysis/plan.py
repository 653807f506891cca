"""The analysis plan: study tables in, frozen results out."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import polars as pl

from ..adam.derive import Adam, derive_all
from ..protocol.load import LoadedProtocol
from ..protocol.schema import Protocol
from ..sdtm.tables import StudyTables
from ..toxicity.terms import OTHER_EVENTS
from .collected import Lack, withhold, without_value
from .endpoints.adverse_events import estimate_adverse_events
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
        "adverse events": estimate_adverse_events,
        "exposure": estimate_exposure,
        "biomarkers": estimate_biomarkers,
        "stopping": estimate_stopping,
    }
)
"""Every endpoint in the order of the results. All are always estimated; ASKED marks those that the protocol lists."""

ASKED_BY: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "characteristics": (("characteristics", ""), ("evaluability", "")),
        "follow-up": (("follow-up", ""),),
        "marker at best response": (("marker", ""),),
        "best response": (("response", ""), ("organs", "")),
        "time to response": (("time to response", ""),),
        "time to progression": (("time to progression", "ttp"), ("landmark", "")),
        "progression-free survival": (("time to progression", "pfs"),),
        "duration of response": (("duration of response", ""),),
        "overall survival": (("survival", "os"),),
        "toxicity": (("toxicity", ""), ("adverse events", "")),
        "dose intensity": (("exposure", ""),),
        "biomarker": (("biomarkers", ""),),
    }
)
"""Endpoint of a protocol -> endpoints above that it asks for, with what the ids of its results begin with."""

ALWAYS_ASKED = ("stopping",)
"""Endpoints that a protocol asks for elsewhere."""


NOT_COLLECTED = "not collected"
"""Why a toxicity that a study did not look for has no number of patients."""


def analyze(
    tables: StudyTables,
    protocol: Protocol | LoadedProtocol,
    adam: Adam | None = None,
    *,
    not_collected: Collection[str] = (),
) -> Analysis:
    """Analyse one real study, or every trial of a batch of virtual ones.

    Args:
        tables: study tables that passed the door (`sdtm.intake.admit`).
        protocol: the protocol whose rules apply; what made the patients, if anything did, is not asked.
        adam: what `derive_all` derived from the tables by this protocol, where that was done before.
        not_collected: toxicities of the protocol that the study did not look for; nobody counts as free of them. With
            `toxicity.terms.OTHER_EVENTS` among them no kind of adverse event that nobody had counts as 0.

    Returns:
        Estimates, tables for figures and the derived tables. What the study cannot show is an estimate without a value
        and with a reason.
    """
    rules = protocol.protocol if isinstance(protocol, LoadedProtocol) else protocol
    adam = derive_all(tables, rules) if adam is None else adam
    tabulated = tabulate_all(adam, rules, zeros_known=OTHER_EVENTS not in not_collected)
    return Analysis(tables, adam, estimate_all(adam, rules, not_collected), tabulated, rules)


def estimate_figures(
    tables: StudyTables, protocol: Protocol | LoadedProtocol, *, not_collected: Collection[str] = ()
) -> pl.DataFrame:
    """Only the estimates of `analyze`: what a run of many trials keeps."""
    rules = protocol.protocol if isinstance(protocol, LoadedProtocol) else protocol
    return estimate_all(derive_all(tables, rules), rules, not_collected)


def estimate_all(adam: Adam, protocol: Protocol, not_collected: Collection[str] = ()) -> pl.DataFrame:
    """Every estimate of every trial, columns `estimates.ESTIMATE_COLUMNS`."""
    population = Subjects.of(adam, protocol)
    wanted = [pair for endpoint in protocol.endpoints for pair in ASKED_BY[endpoint]]
    wanted += [(name, "") for name in ALWAYS_ASKED]
    figures = [
        replace(
            _as_looked_for(name, estimate, not_collected),
            asked=any(name == of and estimate.id.startswith(start) for of, start in wanted),
        )
        for name, endpoint in ENDPOINTS.items()
        for estimate in withhold(name, endpoint(population), population.lacks)
    ]
    return tabulate_estimates(population.trials, figures)


def _as_looked_for(endpoint: str, estimate: Estimate, not_collected: Collection[str]) -> Estimate:
    """The figure, without a value where the study did not look for what it counts."""
    unknown = tuple(f"{term}_" for term in not_collected)
    if endpoint == "toxicity" and estimate.id.startswith(unknown):
        return without_value(estimate, Lack(np.ones_like(estimate.n, dtype=np.bool_), NOT_COLLECTED))
    if endpoint == "adverse events" and OTHER_EVENTS in not_collected and not estimate.id.startswith("deaths"):
        return without_value(estimate, Lack(estimate.n == 0, NOT_COLLECTED))
    return estimate
