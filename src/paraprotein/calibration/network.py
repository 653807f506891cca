"""A small network from one row of numbers to another; equinox's perceptron, over rows."""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp

Array = Any


def make_network(seed: int, *, inputs: int, outputs: int, width: int) -> eqx.nn.MLP:
    """First weights of a network with two hidden layers."""
    key = jax.random.key(seed)
    return eqx.nn.MLP(inputs, outputs, width, 2, activation=jax.nn.silu, dtype=jnp.float32, key=key)


def apply_network(network: eqx.nn.MLP, inputs: Array) -> Array:
    """Outputs, shape (n, n_outputs)."""
    return jax.vmap(network)(inputs)
