"""From published results to calibrated populations: a posterior per variant, their shares, the pooled ensemble."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..protocol.load import LoadedProtocol
from ..protocol.load_population import FOLDER, load_population
from ..protocol.population import Population
from ..protocol.published import Published
from .ensemble import CalibratedVariant, Ensemble, pool_variants
from .posterior import Posterior, fit_posterior
from .prior_trials import BATCH, PriorTrials, simulate_prior_trials
from .priors import values_of
from .proof import Ranks, compute_ranks
from .targets import Target, select_targets
from .variants import VariantClassifier, fit_variants

DRAWS = 400
"""Posterior draws that a calibrated variant keeps."""

POOLED_DRAWS = 125
"""Posterior draws of each variant that the written ensemble keeps."""

HELD_OUT = 0.1
"""Share of the trials of each variant that no network sees: the posterior is checked on them."""

CHECK_DRAWS = 99
"""Posterior draws per checked trial, at most: every flow gives as many."""

Floats = NDArray[np.float64]

Tell = Callable[[str], None]
"""Called with a sentence on what is being done."""


@dataclass(frozen=True, eq=False)
class VariantResult:
    """Everything learned about one variant.

    Attributes:
        population: the variant before the calibration.
        posterior: amortised posterior.
        latent: draws given the published results, standard normal coordinates, shape (n_draws, n_coordinates); the
            posterior's flows in blocks of equal size.
        probability: share of the variant given the published results, all equally likely before.
        truth: true coordinates of trials that no network saw, shape (n_checked, n_coordinates).
        guesses: posterior draws given the results of each, shape (n_checked, n_draws, n_coordinates).
        gain: mean information gain over those trials, nats.
        trials: trials that the posterior was learned from.
    """

    population: Population
    posterior: Posterior
    latent: Floats
    probability: float
    truth: Floats
    guesses: Floats
    gain: float
    trials: int

    @property
    def ranks(self) -> Ranks:
        """Ranks of the true coordinates among the posterior's draws."""
        return compute_ranks(tuple(item.column for item in self.posterior.coordinates), self.truth, self.guesses)

    def calibrated(self, draws: int = DRAWS) -> CalibratedVariant:
        """The draws as parameters, an even choice over the flows."""
        every = self.latent[:: max(1, len(self.latent) // draws)][:draws]
        return CalibratedVariant(self.population, values_of(self.posterior.coordinates, every), self.probability)


@dataclass(frozen=True, eq=False)
class Calibration:
    """A calibration of every variant.

    Attributes:
        published: the publication.
        targets: its results that were conditioned on.
        variants: in the order asked for.
        classifier: gives the shares.
        seed: seed of everything.
    """

    published: Published
    targets: tuple[Target, ...]
    variants: tuple[VariantResult, ...]
    classifier: VariantClassifier | None
    seed: int

    def ensemble(self, draws: int = DRAWS) -> Ensemble:
        """All variants pooled by their shares, with so many draws of each."""
        return pool_variants([variant.calibrated(draws) for variant in self.variants])

    def shares_by_refit(self) -> Floats:
        """Share of each variant by each network that distinguishes them, shape (n_networks, n_variants)."""
        if self.classifier is None:
            return np.ones((1, 1))
        return self.classifier.each(self.classifier.features.of_published()[None])[:, 0]


def find_variants(loaded: LoadedProtocol) -> tuple[Population, ...]:
    """Populations of the protocol's model that state priors and are not calibrated themselves, by name.

    They are looked for beside the protocol; where there is none, it is the population that the protocol names.

    Raises:
        UsageError: the protocol names no population.
    """
    virtual = loaded.protocol.virtual_patients
    if virtual is None:
        fix = "add a section `virtual_patients` with model and population"
        raise UsageError.one("virtual_patients", "the protocol names no model for virtual patients", fix)
    names = sorted(path.name for path in (loaded.directory / FOLDER).glob("*.yaml"))
    beside = [load_population(name, loaded.directory) for name in names]
    found = [p for p in beside if p.model == virtual.model and p.draws is None and _has_prior(p)]
    return tuple(found) or (load_population(virtual.population, loaded.directory),)


def _has_prior(population: Population) -> bool:
    return any(parameter.prior is not None for parameter in population.parameters.values())


def calibrate(
    loaded: LoadedProtocol,
    published: Published,
    variants: Sequence[Population],
    folder: Path,
    *,
    simulations: int,
    seed: int,
    tell: Tell = lambda _: None,
) -> Calibration:
    """Learn what the published results say about each variant.

    Args:
        loaded: the protocol.
        published: results to calibrate to.
        variants: populations with priors.
        folder: simulated trials are kept here; a run that was killed continues.
        simulations: trials in all, divided over the variants.
        seed: seed of simulation and training.
        tell: called with a message on what is being done.

    Raises:
        UsageError: too few simulations, no prior, or no published result that the analysis reports.
        StoreError: the folder holds trials of another protocol, prior or seed.
    """
    each = simulations // len(variants)
    if each < 2 * BATCH:
        fix = f"ask for at least {2 * BATCH * len(variants)}"
        raise UsageError.one("--simulations", f"{simulations} for {len(variants)} variants", fix)
    trials = [_simulate(loaded, variant, folder, each, seed, tell) for variant in variants]
    targets = select_targets(published, trials[0].ids)
    parts = [_divide(one) for one in trials]
    classifier, shares = None, np.ones(1)
    if len(variants) > 1:
        tell("learning to distinguish the variants")
        classifier = fit_variants([learn for learn, _ in parts], targets, seed=seed)
        shares = classifier.probabilities(classifier.features.of_published()[None])[0]
    results = []
    for variant, (learn, check), share in zip(variants, parts, shares, strict=True):
        tell(f"{variant.name}: learning the posterior from {len(learn.latent)} trials")
        results.append(_learn(variant, learn, check, targets, float(share), seed))
    return Calibration(published, targets, tuple(results), classifier, seed)


def _simulate(
    loaded: LoadedProtocol, variant: Population, folder: Path, trials: int, seed: int, tell: Tell
) -> PriorTrials:
    def progress(done: int, total: int) -> None:
        tell(f"{variant.name}: {done} of {total} trials")

    return simulate_prior_trials(loaded, variant, folder / variant.name, trials=trials, seed=seed, progress=progress)


def _divide(trials: PriorTrials) -> tuple[PriorTrials, PriorTrials]:
    """Trials to learn from, and trials to check with."""
    cut = len(trials.latent) - int(HELD_OUT * len(trials.latent))
    return trials.part(slice(0, cut)), trials.part(slice(cut, None))


def _learn(
    variant: Population, learn: PriorTrials, check: PriorTrials, targets: tuple[Target, ...], share: float, seed: int
) -> VariantResult:
    posterior = fit_posterior(learn, targets, seed=seed)
    unseen = posterior.features.of_trials(check.ids, check.figures)
    published = posterior.features.of_published()[None]
    return VariantResult(
        population=variant,
        posterior=posterior,
        latent=posterior.sample(published, DRAWS, seed)[0],
        probability=share,
        truth=check.latent,
        guesses=posterior.sample(unseen, CHECK_DRAWS // len(posterior.fits), seed),
        gain=float(posterior.information_gain(check.latent, unseen).mean()),
        trials=len(learn.latent),
    )
