"""A conditional normalising flow: the density of parameters given the figures of a trial, learned from pairs.

Affine coupling layers (Dinh et al., Density estimation using Real NVP, ICLR 2017, arXiv 1605.08803), each steered by
the figures through a small network, as in neural posterior estimation (Papamakarios and Murray, NeurIPS 2016, arXiv
1605.06376). Coordinates are standard normal under the prior and every layer starts as the identity, so an untrained
flow is the prior, and training moves it only where the figures tell something.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

Array = Any

LARGEST_LOG_SCALE = 2.0
"""One layer widens or narrows a coordinate by at most exp(2): keeps early training steps sane."""


class Layer(NamedTuple):
    """Weights of one network with two hidden layers."""

    first: Array
    first_bias: Array
    second: Array
    second_bias: Array
    last: Array
    last_bias: Array


class Flow(NamedTuple):
    """Weights of a flow."""

    layers: tuple[Layer, ...]
    final: Layer


def make_flow(seed: int, *, coordinates: int, features: int, layers: int = 6, width: int = 96) -> Flow:
    """An untrained flow, which is the prior whatever the figures.

    Args:
        seed: of the first weights.
        coordinates: how many numbers are learned.
        features: how many numbers describe a trial.
        layers: coupling layers.
        width: hidden units.
    """
    keys = jax.random.split(jax.random.PRNGKey(seed), layers + 1)
    couplings = tuple(make_layer(keys[i], coordinates + features, width, 2 * coordinates) for i in range(layers))
    return Flow(couplings, make_layer(keys[layers], features, width, 2 * coordinates))


@lru_cache
def keep_masks(layers: int, coordinates: int) -> NDArray[np.float32]:
    """1 where a layer leaves a coordinate as it is, shape (layers, coordinates): a random half in each layer."""
    rng = np.random.default_rng(0)
    return np.stack([rng.permutation(coordinates) % 2 for _ in range(layers)]).astype(np.float32)


def log_density(flow: Flow, coordinates: Array, features: Array) -> Array:
    """Logarithm of the density of each row of coordinates given its features.

    Args:
        flow: the flow.
        coordinates: shape (n, n_coordinates).
        features: shape (n, n_features).

    Returns:
        shape (n,).
    """
    total = jnp.zeros(coordinates.shape[0], coordinates.dtype)
    masks = keep_masks(len(flow.layers), coordinates.shape[1])
    for mask, layer in zip(masks, flow.layers, strict=True):
        shift, log_scale = _steer(layer, jnp.concatenate([coordinates * mask, features], axis=1), 1.0 - mask)
        coordinates = (coordinates - shift) * jnp.exp(-log_scale)
        total = total - log_scale.sum(axis=1)
    shift, log_scale = _steer(flow.final, features, np.float32(1.0))
    noise = (coordinates - shift) * jnp.exp(-log_scale)
    return total - log_scale.sum(axis=1) + log_prior(noise)


def log_prior(coordinates: Array) -> Array:
    """Logarithm of the standard normal density of each row, shape (n,)."""
    return -0.5 * (coordinates**2 + jnp.log(2.0 * jnp.pi)).sum(axis=1)


def transform(flow: Flow, noise: Array, features: Array) -> Array:
    """Coordinates from standard normal noise, both of shape (n, n_coordinates): draws given each row's features."""
    shift, log_scale = _steer(flow.final, features, np.float32(1.0))
    coordinates = noise * jnp.exp(log_scale) + shift
    masks = keep_masks(len(flow.layers), noise.shape[1])
    for mask, layer in zip(masks[::-1], flow.layers[::-1], strict=True):
        shift, log_scale = _steer(layer, jnp.concatenate([coordinates * mask, features], axis=1), 1.0 - mask)
        coordinates = coordinates * jnp.exp(log_scale) + shift
    return coordinates


def make_layer(key: Array, size: int, width: int, out: int) -> Layer:
    """First weights of a network with `size` inputs; its outputs are 0 until it is trained."""
    first, second = jax.random.split(key)
    return Layer(
        jax.random.normal(first, (size, width), jnp.float32) / jnp.sqrt(jnp.float32(size)),
        jnp.zeros(width, jnp.float32),
        jax.random.normal(second, (width, width), jnp.float32) / jnp.sqrt(jnp.float32(width)),
        jnp.zeros(width, jnp.float32),
        jnp.zeros((width, out), jnp.float32),
        jnp.zeros(out, jnp.float32),
    )


def apply_layer(layer: Layer, inputs: Array) -> Array:
    """Outputs of a network, shape (n, n_outputs)."""
    hidden = jax.nn.silu(inputs @ layer.first + layer.first_bias)
    hidden = jax.nn.silu(hidden @ layer.second + layer.second_bias)
    return hidden @ layer.last + layer.last_bias


def _steer(layer: Layer, inputs: Array, moved: Array) -> tuple[Array, Array]:
    """Shift and bounded log scale of the coordinates that are moved, 0 for the others."""
    shift, raw = jnp.split(apply_layer(layer, inputs), 2, axis=1)
    return shift * moved, LARGEST_LOG_SCALE * jnp.tanh(raw / LARGEST_LOG_SCALE) * moved
