"""Which variant of the mechanism the published results favour."""

from collections.abc import Sequence
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from .prior_trials import PriorTrials
from .targets import Features, Target
from .training import Fit, Singles, apply_network, make_network, train

WIDTH = 64

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class VariantClassifier:
    """Probability of each variant given a trial's results, all equally likely before.

    Attributes:
        features: how a trial's results enter.
        fits: trained networks; their probabilities are averaged.
        count: number of variants.
    """

    features: Features
    fits: tuple[Fit[eqx.nn.MLP], ...]
    count: int

    def probabilities(self, features: Floats) -> Floats:
        """Shape (n_trials, n_variants), rows sum to 1."""
        mean: Floats = self.each(features).mean(axis=0)
        return mean

    def each(self, features: Floats) -> Floats:
        """Probabilities by each network, shape (n_networks, n_trials, n_variants)."""
        return np.stack(
            [np.asarray(_probabilities(f.network, features.astype(np.float32)), np.float64) for f in self.fits]
        )


def fit_variants(
    trials: Sequence[PriorTrials], targets: tuple[Target, ...], *, seed: int, refits: int = 5, most_epochs: int = 60
) -> VariantClassifier:
    """Learn to name the variant from trials of each, drawn from their priors; as many of each variant.

    Args:
        trials: one set per variant.
        targets: results to condition on.
        seed: of first weights, held-back trials and batches.
        refits: number of networks.
        most_epochs: longest training of each.
    """
    size = min(len(one.latent) for one in trials)
    figures = np.concatenate([one.figures[:size] for one in trials])
    features = Features.learn(targets, trials[0].ids, figures)
    described = features.of_trials(trials[0].ids, figures)
    names = np.repeat(np.eye(len(trials)), size, axis=0)
    sizes = {"inputs": described.shape[1], "outputs": len(trials), "width": WIDTH}
    networks = [make_network(number, **sizes) for number in range(refits)]
    fits = tuple(
        train(network, _loss, names, described, seed=seed + place, most_epochs=most_epochs)
        for place, network in enumerate(networks)
    )
    return VariantClassifier(features, fits, len(trials))


def _loss(network: eqx.nn.MLP, names: Singles, features: Singles) -> Singles:
    """Mean cross-entropy, nats."""
    return -(names * jax.nn.log_softmax(apply_network(network, features), axis=1)).sum(axis=1).mean()


@eqx.filter_jit
def _probabilities(network: eqx.nn.MLP, features: Singles) -> Singles:
    return jax.nn.softmax(apply_network(network, jnp.asarray(features)), axis=1)
