"""How false responses depend on the assay, on how often it is measured, and on confirmation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..analysis.plan import estimate_figures
from ..protocol.canonical import digest_of
from ..protocol.load import LoadedProtocol
from ..protocol.population import Population
from ..protocol.schema import Protocol
from ..scale.replicates import figure_matrix
from ..simulation import Simulator
from .no_drug import SIGNIFICANT, p_of_fall

BATCH = 250
VARIATIONS = (0.04, 0.08, 0.12)
"""Coefficients of variation of the marker, fractions: a good, a usual and a poor assay."""
INTERVALS = (14.0, 28.0, 56.0)
"""Days between visits."""


@dataclass(frozen=True)
class NoiseScenario:
    """A trial without an effective drug under one assay and one visit schedule.

    Attributes:
        cv: coefficient of variation of the marker, a fraction.
        visit_interval: days between visits.
        false_response_rate: share of evaluable patients who respond by the protocol's criteria.
        false_response_rate_confirmed: the same when the next visit must uphold the response.
        significant_best: share of trials whose paired test at the best value is below 0.05 for a fall.
        fall_of_median: median over trials of the fall of the median marker at best response, percent.
    """

    cv: float
    visit_interval: float
    false_response_rate: float
    false_response_rate_confirmed: float
    significant_best: float
    fall_of_median: float


def explore_noise(
    loaded: LoadedProtocol,
    *,
    trials: int,
    seed: int,
    variations: Sequence[float] = VARIATIONS,
    intervals: Sequence[float] = INTERVALS,
    population: Population | None = None,
) -> Iterator[NoiseScenario]:
    """Simulate the trial without an effective drug, one thing changed at a time.

    Args:
        loaded: the protocol.
        trials: trials of each scenario.
        seed: the same patients and chance in every scenario.
        variations: coefficients of variation of the marker, at the protocol's visits.
        intervals: days between visits, at the protocol's coefficient of variation.
        population: virtual patients other than the protocol's own, for example with a disease that stands still.
    """
    protocol = loaded.protocol
    own = protocol.assays[protocol.response.marker].cv
    scenarios = [(cv, protocol.visits.every) for cv in variations] + [(own, every) for every in intervals]
    for cv, every in dict.fromkeys(scenarios):
        changed = change_noise(protocol, cv=cv, visit_interval=every)
        yield _simulate(
            replace(loaded, protocol=changed, digest=digest_of(changed)), population, cv, every, trials, seed
        )


def change_noise(protocol: Protocol, *, cv: float, visit_interval: float) -> Protocol:
    """The same protocol with another assay of the marker and other visits; the window never exceeds half an interval.

    Args:
        protocol: the protocol.
        cv: coefficient of variation, a fraction.
        visit_interval: days.
    """
    marker = protocol.response.marker
    assays = {**protocol.assays, marker: protocol.assays[marker].model_copy(update={"cv": cv})}
    window = min(protocol.visits.window, (visit_interval - 1) // 2)
    visits = protocol.visits.model_copy(update={"every": visit_interval, "window": window})
    return protocol.model_copy(update={"assays": assays, "visits": visits})


def _simulate(
    loaded: LoadedProtocol, population: Population | None, cv: float, every: float, trials: int, seed: int
) -> NoiseScenario:
    simulator = Simulator(loaded, population)
    parts = []
    for first in range(1, trials + 1, BATCH):
        some = range(first, min(first + BATCH, trials + 1))
        study = simulator.simulate(seed=seed, trials=some, inert=True)
        ids, values = figure_matrix(estimate_figures(study.tables, loaded))
        parts.append(values)
    figures = dict(zip(ids, np.concatenate(parts, axis=1), strict=True))
    code = loaded.protocol.response.marker.lower()
    evaluable = np.nansum(figures["evaluable"])
    fall = 100 * (1 - figures[f"{code}_best_median"] / figures[f"{code}_baseline_median"])
    return NoiseScenario(
        cv,
        every,
        float(np.nansum(figures["orr"]) / evaluable),
        float(np.nansum(figures["orr_confirmed"]) / evaluable),
        float(np.mean(p_of_fall(figures[f"{code}_best_p"], figures[f"{code}_best_change"]) < SIGNIFICANT)),
        float(np.nanmedian(fall)),
    )
