"""What the calibrated variants predict for a trial of the protocol: every result, with the drug and without."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..protocol.load import LoadedProtocol
from ..scale.replicates import Progress
from ..simulation import Simulator
from ..statistics import compute_position
from .ensemble import CalibratedVariant, Ensemble
from .prior_trials import trial_figures
from .priors import draws_of, with_draws
from .targets import Target

BATCH = 250

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Predictions:
    """Results of predicted trials.

    Attributes:
        ids: results.
        variants: names, in order.
        shares: share of each variant.
        figures: by variant, shape (n_trials, n_figures); NaN where a trial cannot estimate one.
    """

    ids: tuple[str, ...]
    variants: tuple[str, ...]
    shares: tuple[float, ...]
    figures: Mapping[str, Floats]

    def pooled(self, seed: int = 0) -> Floats:
        """As many trials as of one variant, of each variant by its share, shape (n_trials, n_figures)."""
        sizes = [len(self.figures[name]) for name in self.variants]
        rng = np.random.default_rng(seed)
        chosen = rng.choice(len(self.variants), size=min(sizes), p=np.array(self.shares) / sum(self.shares))
        return np.stack([self.figures[self.variants[v]][row] for row, v in enumerate(chosen)])


@dataclass(frozen=True)
class PredictedFigure:
    """One published result among predicted trials.

    Attributes:
        id: the result.
        published: what was published, with its relation.
        median: median over predicted trials; NaN where never estimable.
        low: lower end of the 90 % interval.
        high: upper end.
        percentile: place of the published result among the predicted, 0 to 100.
        inside: whether the 90 % interval holds it.
    """

    id: str
    published: str
    median: float
    low: float
    high: float
    percentile: float
    inside: bool


def predict(
    loaded: LoadedProtocol,
    variants: tuple[CalibratedVariant, ...],
    ensemble: Ensemble,
    *,
    trials: int,
    seed: int,
    inert: bool = False,
    progress: Progress | None = None,
) -> Predictions:
    """Simulate trials of each variant, each trial with one posterior draw.

    Args:
        loaded: the protocol.
        variants: in the order in which the ensemble pools them.
        ensemble: their pool: one simulator serves all variants.
        trials: trials of each variant.
        seed: seed of the trials.
        inert: give a drug without effect.
        progress: called after each batch.
    """
    simulator = Simulator(loaded, with_draws(ensemble.population, draws_of(ensemble.values, ensemble.weights)))
    figures: dict[str, Floats] = {}
    ids: tuple[str, ...] = ()
    first = 0
    for place, variant in enumerate(variants):
        rows = first + np.arange(trials) % variant.count
        parts = []
        for start in range(0, trials, BATCH):
            some = rows[start : start + BATCH]
            numbers = range(place * trials + start + 1, place * trials + start + len(some) + 1)
            study = simulator.simulate(seed=seed, trials=numbers, inert=inert, draws=some)
            ids, values = trial_figures(study.tables, loaded)
            parts.append(values.T)
            if progress is not None:
                progress(place * trials + start + len(some), trials * len(variants))
        figures[variant.population.name] = np.concatenate(parts)
        first += variant.count
    names = tuple(variant.population.name for variant in variants)
    return Predictions(ids, names, tuple(variant.probability for variant in variants), figures)


def place_published(targets: tuple[Target, ...], ids: tuple[str, ...], figures: Floats) -> tuple[PredictedFigure, ...]:
    """Each published result among predicted trials, `figures` of shape (n_trials, n_figures)."""
    placed = []
    for target in targets:
        values = figures[:, ids.index(target.id)]
        if target.figure.value is None or np.isnan(values).all():
            continue
        low, median, high = np.nanquantile(values, (0.05, 0.5, 0.95))
        position = compute_position(values, target.figure.value, relation=target.figure.relation, level=0.90)
        placed.append(
            PredictedFigure(
                target.id,
                target.figure.text,
                float(median),
                float(low),
                float(high),
                float(position.percentile[0]),
                bool(position.is_inside[0]),
            )
        )
    return tuple(placed)
