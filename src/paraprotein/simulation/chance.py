"""All chance that enrolment needs, drawn in one compiled call."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from ..pharmacology.model import Array
from .numerics.batches import run_in_blocks
from .numerics.randomness import Purpose, normals, patient_keys, uniforms


class Chance(NamedTuple):
    """Random numbers of each patient, patients first."""

    population: Array  # uniform, shape (n,): the same for all patients of a trial
    accrual: Array  # uniform, shape (n,)
    leaving: Array  # uniform, shape (n, 4)
    character: Array  # normal, shape (n, 1)
    characteristics: Array  # uniform, shape (n, 3)
    latent: Array  # normal, shape (n, n_parameters)
    screening: Array  # normal, shape (n, n_assays)


def draw_chance(
    seed: int, trial: NDArray[np.int32], patient: NDArray[np.int32], *, attempt: int, n_parameters: int, n_assays: int
) -> Chance:
    """Random numbers of some patients.

    Args:
        seed: seed of the run.
        trial: replicate number of each patient, shape (n,).
        patient: number of each patient within the trial, shape (n,).
        attempt: which candidate for the patient's place; only `latent` and `screening` depend on it.
        n_parameters: parameters of the model.
        n_assays: assays of the protocol.
    """
    drawn: Chance = run_in_blocks(_compiled(n_parameters, n_assays), (seed, attempt), trial, patient)
    return drawn


@lru_cache
def _compiled(n_parameters: int, n_assays: int) -> Callable[..., Chance]:
    def block(shared: tuple[Array, Array], trial: Array, patient: Array) -> Chance:
        seed, attempt = shared
        keys = patient_keys(seed, trial, patient)
        return Chance(
            population=uniforms(patient_keys(seed, trial, jnp.zeros_like(patient)), Purpose.POPULATION, 0, 1)[:, 0],
            accrual=uniforms(keys, Purpose.COURSE, 0, 1)[:, 0],
            leaving=uniforms(keys, Purpose.COURSE, 1, 4),
            character=normals(keys, Purpose.CHARACTERISTICS, 0, 1),
            characteristics=uniforms(keys, Purpose.CHARACTERISTICS, 0, 3),
            latent=normals(keys, Purpose.PARAMETERS, attempt, n_parameters),
            screening=normals(keys, Purpose.SCREENING, attempt, n_assays),
        )

    compiled: Callable[..., Any] = jax.jit(block)
    return compiled
