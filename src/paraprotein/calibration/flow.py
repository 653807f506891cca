"""A conditional normalising flow: the density of parameters given the results of a trial, learned from pairs.

Affine coupling layers (Dinh et al., Density estimation using Real NVP, ICLR 2017, arXiv 1605.08803), each steered by
the results through a small network, as in neural posterior estimation (Papamakarios and Murray, NeurIPS 2016, arXiv
1605.06376). The layers are flowjax's. Coordinates are standard normal under the prior and every layer starts as the
identity, so an untrained flow is the prior, and training moves it only where the results are informative.
"""

from typing import TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
from flowjax.distributions import StandardNormal, Transformed
from flowjax.flows import coupling_flow

from .training import Singles

Flow: TypeAlias = Transformed
"""Standard normal noise through coupling layers."""


def make_flow(seed: int, *, coordinates: int, features: int, layers: int = 6, width: int = 96) -> Flow:
    """An untrained flow, which is the prior whatever the results.

    Args:
        seed: of the first weights.
        coordinates: how many numbers are learned.
        features: how many numbers describe a trial.
        layers: coupling layers.
        width: hidden units of each of the two hidden layers of a network.
    """
    with jax.enable_x64(False):  # single precision is enough for a density, and twice as fast
        flow = coupling_flow(
            jax.random.key(seed),
            base_dist=StandardNormal(shape=(coordinates,)),
            cond_dim=features,
            flow_layers=layers,
            nn_width=width,
            nn_depth=2,
            nn_activation=jax.nn.silu,
        )
        return eqx.tree_at(_last_weights, flow, replace_fn=jnp.zeros_like)


def log_density(flow: Flow, coordinates: Singles, features: Singles) -> Singles:
    """Logarithm of the density of each row of coordinates given its features.

    Args:
        flow: the flow.
        coordinates: shape (n, n_coordinates).
        features: shape (n, n_features).

    Returns:
        shape (n,).
    """
    density: jax.Array = flow.log_prob(coordinates, features)
    return density


def log_prior(coordinates: Singles) -> Singles:
    """Logarithm of the standard normal density of each row, shape (n,)."""
    return -0.5 * (coordinates**2 + jnp.log(2.0 * jnp.pi)).sum(axis=1)


def transform(flow: Flow, noise: Singles, features: Singles) -> Singles:
    """Coordinates from standard normal noise, both of shape (n, n_coordinates): draws given each row's features."""
    coordinates: jax.Array = jax.vmap(flow.bijection.transform)(noise, features)
    return coordinates


def _last_weights(flow: Flow) -> list[Singles]:
    """What the networks' last layers add to the identity."""
    networks = [part for part in jax.tree.leaves(flow, is_leaf=_is_network) if _is_network(part)]
    return [array for network in networks for array in (network.layers[-1].weight, network.layers[-1].bias)]


def _is_network(part: object) -> bool:
    return isinstance(part, eqx.nn.MLP)
