"""Counter-based randomness: a patient's stream follows from (seed, trial, patient) alone.

Nothing here depends on how many patients are simulated together, in which order, or on how many workers. A key is
folded for the trial, then the patient, then the purpose, then (at visits) the visit, so that a new purpose never
shifts the numbers of an old one.
"""

from enum import IntEnum
from typing import TypeAlias

import jax
import jax.numpy as jnp
import numpy as np

from ...arrays import Integers


class Purpose(IntEnum):
    """What a stream is used for; the numbers are part of every seed's meaning and never change."""

    PARAMETERS = 0
    CHARACTERISTICS = 1
    COURSE = 2
    SCREENING = 3
    VISIT = 4
    POPULATION = 5


Counter: TypeAlias = int | np.unsignedinteger | jax.Array
"""A whole number: of a seed, a visit, an attempt."""


def patient_keys(seed: Counter, trial: Integers, patient: Integers) -> jax.Array:
    """One key per patient, shape (n,); `trial` and `patient` are integer arrays of shape (n,)."""
    root = jax.random.key(seed)

    def one(t: jax.Array, i: jax.Array) -> jax.Array:
        return jax.random.fold_in(jax.random.fold_in(root, t), i)

    return jax.vmap(one)(jnp.asarray(trial), jnp.asarray(patient))


def normals(keys: jax.Array, purpose: Purpose, counter: Counter, count: int) -> jax.Array:
    """Standard normal numbers, shape (n, count), for one purpose; `counter` distinguishes visits or attempts."""

    def one(key: jax.Array) -> jax.Array:
        return jax.random.normal(_stream(key, purpose, counter), (count,), dtype="float64")

    return jax.vmap(one)(keys)


def uniforms(keys: jax.Array, purpose: Purpose, counter: Counter, count: int) -> jax.Array:
    """Uniform numbers in [0, 1), shape (n, count), for one purpose.

    Drawn from the second half of the stream, so that they are independent of `normals` of the same purpose.
    """

    def one(key: jax.Array) -> jax.Array:
        stream = jax.random.fold_in(_stream(key, purpose, counter), 1)
        return jax.random.uniform(stream, (count,), dtype="float64")

    return jax.vmap(one)(keys)


def _stream(key: jax.Array, purpose: Purpose, counter: Counter) -> jax.Array:
    return jax.random.fold_in(jax.random.fold_in(key, int(purpose)), counter)
