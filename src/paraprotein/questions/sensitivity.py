"""How false responses depend on the assay, on how often it is measured, and on confirmation."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..analysis.plan import estimate_figures
from ..files.plain import Record, plain_record
from ..protocol.load import LoadedProtocol
from ..protocol.population import Population
from ..protocol.resolved import digest_of
from ..protocol.schema import Protocol
from ..scale.replicates import Replicates, figure_matrix
from ..simulation import Simulator
from ..statistics import compute_clustered_proportion
from .no_drug import SIGNIFICANT, p_of_fall

BATCH = 250
VARIATIONS = (0.04, 0.08, 0.12)
"""Coefficients of variation of the marker, fractions: a good, a usual and a poor assay."""
INTERVALS = (14.0, 28.0, 56.0)
"""Days between visits."""
STEPS = (0.5, 2.0)
"""A run varies the protocol's own assay and visits by these factors."""
MOST_TRIALS = 100
"""Trials of each setting that a run adds: with 27 patients a rate of 5 % is then known to within one point."""

Figures = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Rate:
    """Share of evaluable patients, with 95 % limits of the simulation's own chance; NaN where nobody is evaluable."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class NoiseScenario:
    """A trial without an effective drug under one assay and one visit schedule.

    Attributes:
        cv: coefficient of variation of the marker, a fraction.
        visit_interval: days between visits.
        trials: trials simulated.
        responses: evaluable patients who respond by the protocol's criteria without any confirmation.
        confirmed: the same when the next visit must uphold the response.
        significant_best: share of trials whose paired test at the best value is below 0.05 for a fall.
        fall_of_median: median over trials of the fall of the median marker at best response, percent.
    """

    cv: float
    visit_interval: float
    trials: int
    responses: Rate
    confirmed: Rate
    significant_best: float
    fall_of_median: float

    def record(self) -> Record:
        """Plain values for JSON; a number that does not exist is None."""
        return plain_record(asdict(self))


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
        population: virtual patients other than the protocol's own, for example with a stable disease.
    """
    protocol = loaded.protocol
    own = protocol.assays[protocol.response.marker].cv
    scenarios = [(cv, protocol.visits.every) for cv in variations] + [(own, every) for every in intervals]
    for cv, every in dict.fromkeys(scenarios):
        yield _simulate(loaded, population, cv, every, trials, seed)


def explore_run(loaded: LoadedProtocol, replicates: Replicates, *, trials: int, seed: int) -> Iterator[NoiseScenario]:
    """The protocol's own assay and visits, then each halved and doubled, for the report of a run.

    The first scenario is the no-drug arm of the run itself, all of its trials, where the protocol asks for no
    confirmation (otherwise that arm does not show who responds without it, and the scenario is simulated).

    Args:
        loaded: the protocol.
        replicates: trials of the run.
        trials: most trials of each further scenario.
        seed: seed of the run.
    """
    protocol = loaded.protocol
    cv, every = protocol.assays[protocol.response.marker].cv, protocol.visits.every
    some = min(trials, MOST_TRIALS)
    if protocol.response.confirm_response == "none":
        inert = dict(zip(replicates.ids, replicates.no_drug, strict=True))
        yield _describe(inert, protocol.response.marker, cv, every)
    else:
        yield _simulate(loaded, None, cv, every, some, seed)
    others = [(cv * step, every) for step in STEPS] + [(cv, _days(every * step)) for step in STEPS]
    for other_cv, other_every in dict.fromkeys(others):
        if (other_cv, other_every) != (cv, every):
            yield _simulate(loaded, None, other_cv, other_every, some, seed)


def _days(interval: float) -> float:
    """A visit falls on a whole day, and at most once a day."""
    return float(max(1, int(interval + 0.5)))


def change_noise(protocol: Protocol, *, cv: float, visit_interval: float) -> Protocol:
    """The same protocol with another assay of the marker and other visits, responses unconfirmed.

    The window never exceeds half an interval. A marker with an interval of its own is measured so much more or less
    often too.

    Args:
        protocol: the protocol.
        cv: coefficient of variation, a fraction.
        visit_interval: days.
    """
    marker = protocol.response.marker
    assay = protocol.assays[marker]
    own = assay.every if assay.every == "visit" else _days(assay.every * visit_interval / protocol.visits.every)
    assays = {**protocol.assays, marker: assay.model_copy(update={"cv": cv, "every": own})}
    window = min(protocol.visits.window, (visit_interval - 1) // 2)
    visits = protocol.visits.model_copy(update={"every": visit_interval, "window": window})
    response = protocol.response.model_copy(update={"confirm_response": "none"})
    return protocol.model_copy(update={"assays": assays, "visits": visits, "response": response})


def _simulate(
    loaded: LoadedProtocol, population: Population | None, cv: float, every: float, trials: int, seed: int
) -> NoiseScenario:
    changed = change_noise(loaded.protocol, cv=cv, visit_interval=every)
    other = replace(loaded, protocol=changed, digest=digest_of(changed))
    simulator = Simulator(other, population)
    parts = []
    for first in range(1, trials + 1, BATCH):
        some = range(first, min(first + BATCH, trials + 1))
        study = simulator.simulate(seed=seed, trials=some, inert=True)
        ids, values = figure_matrix(estimate_figures(study.tables, other))
        parts.append(values)
    figures = dict(zip(ids, np.concatenate(parts, axis=1), strict=True))
    return _describe(figures, changed.response.marker, cv, every)


def _describe(figures: Figures, marker: str, cv: float, every: float) -> NoiseScenario:
    """A scenario from its results by id, each of shape (n_trials,), analysed without confirmation."""
    code = marker.lower()
    fall = 100 * (1 - figures[f"{code}_best_median"] / figures[f"{code}_baseline_median"])
    return NoiseScenario(
        cv,
        every,
        len(fall),
        _rate(figures["orr"], figures["evaluable"]),
        _rate(figures["orr_confirmed"], figures["evaluable"]),
        float(np.mean(p_of_fall(figures[f"{code}_best_p"], figures[f"{code}_best_change"]) < SIGNIFICANT)),
        float(np.nanmedian(fall)) if not np.isnan(fall).all() else float("nan"),
    )


def _rate(responders: NDArray[np.float64], evaluable: NDArray[np.float64]) -> Rate:
    return Rate(*(float(limit) for limit in compute_clustered_proportion(responders, evaluable)))
