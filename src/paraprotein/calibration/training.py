"""A small network from rows to rows, fitted to pairs by gradient descent until fresh pairs no longer gain."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Generic, Protocol, TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from ..arrays import ArrayOf

BATCH = 128
VALIDATION_SHARE = 0.1

Network = TypeVar("Network", bound=eqx.Module)

Singles = ArrayOf[np.float32]
"""Single precision is enough for a network, and twice as fast."""

Loss = Callable[..., Singles]
"""Mean loss of a network over rows of targets and features."""

Learned = tuple[Network, optax.OptState, jax.Array]
"""A network, the optimizer's memory, and the mean loss on the way."""


@dataclass(frozen=True, eq=False)
class Fit(Generic[Network]):
    """A trained network and how its training went.

    Attributes:
        network: weights of the epoch with the lowest validation loss.
        training_loss: mean loss of each epoch.
        validation_loss: loss on held-back pairs after each epoch, the untrained network first.
    """

    network: Network
    training_loss: NDArray[np.float64]
    validation_loss: NDArray[np.float64]

    @property
    def epochs(self) -> int:
        """Epoch that was kept; 0 when training never helped."""
        return int(self.validation_loss.argmin())


def train(
    network: Network,
    loss: Loss,
    targets: NDArray[np.float64],
    features: NDArray[np.float64],
    *,
    seed: int,
    most_epochs: int = 150,
    patience: int = 12,
    rate: float = 1e-3,
    decay: float = 1e-4,
) -> Fit[Network]:
    """Minimise the mean loss over pairs.

    Args:
        network: first weights, an equinox module; its floating-point arrays are trained.
        loss: mean loss of (network, targets, features).
        targets: what is predicted, shape (n, ...).
        features: what it is predicted from, shape (n, n_features).
        seed: of the held-back pairs and the order of batches.
        most_epochs: training ends after so many.
        patience: training ends after so many epochs without a better validation loss.
        rate: highest learning rate; it falls along a half cosine over `most_epochs`.
        decay: share of each weight that is taken back per unit of the learning rate.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(targets))
    held = max(1, int(VALIDATION_SHARE * len(targets)))
    pairs = [np.asarray(array, dtype=np.float32) for array in (targets, features)]
    check = [jnp.asarray(array[order[:held]]) for array in pairs]
    learn = [array[order[held:]] for array in pairs]
    batch = min(BATCH, len(learn[0]))
    steps = len(learn[0]) // batch
    optimizer, epoch, measure = _compiled(loss, rate, decay, most_epochs * steps)
    state = optimizer.init(eqx.filter(network, eqx.is_inexact_array))
    best = network
    training: list[float] = []
    validation = [float(measure(network, *check))]
    while len(training) < most_epochs and len(validation) - 1 - int(np.argmin(validation)) < patience:
        shuffled = rng.permutation(len(learn[0]))[: steps * batch].reshape(steps, batch)
        network, state, mean = epoch(network, state, *(jnp.asarray(array[shuffled]) for array in learn))
        training.append(float(mean))
        validation.append(float(measure(network, *check)))
        if validation[-1] <= min(validation):
            best = network
    return Fit(best, np.array(training), np.array(validation))


class _Epoch(Protocol):
    """One pass over batches of shape (steps, batch, ...)."""

    def __call__(
        self, network: Network, state: optax.OptState, targets: jax.Array, features: jax.Array
    ) -> Learned[Network]: ...


@lru_cache
def _compiled(loss: Loss, rate: float, decay: float, steps: int) -> tuple[optax.GradientTransformation, "_Epoch", Loss]:
    """Optimizer, one epoch and the plain loss: refits of the same size share their compiled code."""
    schedule = optax.cosine_decay_schedule(rate, steps)
    optimizer = optax.chain(optax.clip_by_global_norm(5.0), optax.adamw(schedule, weight_decay=decay))
    return optimizer, eqx.filter_jit(partial(_epoch, loss, optimizer)), eqx.filter_jit(loss)


def _epoch(
    loss: Loss,
    optimizer: optax.GradientTransformation,
    network: Network,
    state: optax.OptState,
    targets: jax.Array,
    features: jax.Array,
) -> Learned[Network]:
    """One pass over batches of shape (steps, batch, ...)."""
    weights, frame = eqx.partition(network, eqx.is_inexact_array)

    def loss_of(weights: Network, *batch: jax.Array) -> Singles:
        return loss(eqx.combine(weights, frame), *batch)

    def step(
        carry: tuple[Network, optax.OptState], batch: tuple[jax.Array, jax.Array]
    ) -> tuple[tuple[Network, optax.OptState], jax.Array]:
        weights, memory = carry
        value, gradient = jax.value_and_grad(loss_of)(weights, *batch)
        change, memory = optimizer.update(gradient, memory, weights)
        return (eqx.apply_updates(weights, change), memory), value

    (weights, state), values = jax.lax.scan(step, (weights, state), (targets, features))
    return eqx.combine(weights, frame), state, values.mean()


def make_network(seed: int, *, inputs: int, outputs: int, width: int) -> eqx.nn.MLP:
    """First weights of a network with two hidden layers."""
    key = jax.random.key(seed)
    return eqx.nn.MLP(inputs, outputs, width, 2, activation=jax.nn.silu, dtype=jnp.float32, key=key)


def apply_network(network: eqx.nn.MLP, inputs: Singles) -> jax.Array:
    """Outputs, shape (n, n_outputs)."""
    return jax.vmap(network)(jnp.asarray(inputs))
