"""All chance that enrolment needs, drawn in one compiled call."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from ..arrays import Integers
from .numerics.batches import run_in_blocks
from .numerics.randomness import Counter, Purpose, normals, patient_keys, uniforms


class Chance(NamedTuple):
    """Random numbers of each patient, patients first."""

    population: NDArray[np.float64]  # uniform, shape (n,): the same for all patients of a trial
    accrual: NDArray[np.float64]  # uniform, shape (n,)
    leaving: NDArray[np.float64]  # uniform, shape (n, 4)
    character: NDArray[np.float64]  # normal, shape (n, 1)
    characteristics: NDArray[np.float64]  # uniform, shape (n, 3)
    latent: NDArray[np.float64]  # normal, shape (n, n_parameters)
    screening: NDArray[np.float64]  # normal, shape (n, n_assays)


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
    drawn = run_in_blocks(_compiled(n_parameters, n_assays), (seed, attempt), trial, patient)
    return Chance(**{name: np.asarray(numbers) for name, numbers in drawn.items()})


@lru_cache
def _compiled(
    n_parameters: int, n_assays: int
) -> Callable[[tuple[Counter, Counter], Integers, Integers], dict[str, jax.Array]]:
    def block(shared: tuple[Counter, Counter], trial: Integers, patient: Integers) -> dict[str, jax.Array]:
        seed, attempt = shared
        keys = patient_keys(seed, trial, patient)
        return {
            "population": uniforms(patient_keys(seed, trial, jnp.zeros_like(patient)), Purpose.POPULATION, 0, 1)[:, 0],
            "accrual": uniforms(keys, Purpose.COURSE, 0, 1)[:, 0],
            "leaving": uniforms(keys, Purpose.COURSE, 1, 4),
            "character": normals(keys, Purpose.CHARACTERISTICS, 0, 1),
            "characteristics": uniforms(keys, Purpose.CHARACTERISTICS, 0, 3),
            "latent": normals(keys, Purpose.PARAMETERS, attempt, n_parameters),
            "screening": normals(keys, Purpose.SCREENING, attempt, n_assays),
        }

    compiled: Callable[[tuple[Counter, Counter], Integers, Integers], dict[str, jax.Array]] = jax.jit(block)
    return compiled
