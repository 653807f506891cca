"""Run compiled functions on patients in blocks of one fixed shape.

One shape means one compilation, and results that do not depend on how many patients there are: a vectorised loop may
round its last few elements differently from the rest, so the blocks are padded and always equally long.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

import jax
import numpy as np
from numpy.typing import NDArray

from ...arrays import Array

BLOCK = 2048
"""Patients in a block: small enough to stay in a core's cache, large enough to hide the cost of a call."""


Shared = TypeVar("Shared")
Arrays = TypeVarTuple("Arrays")
Result = TypeVar("Result")
Part = TypeVar("Part")


def run_in_blocks(
    compiled: Callable[[Shared, *Arrays], Result], shared: Shared, *arrays: *Arrays, block: int = BLOCK
) -> Result:
    """Apply a compiled function of patients block by block, on all cores.

    Args:
        compiled: jitted function of `shared` and of arrays (or trees of arrays) whose first axis is the patient.
        shared: what every block receives as it is.
        arrays: arrays or trees of arrays with n > 0 patients on the first axis.
        block: patients in a block.

    Returns:
        NumPy arrays (or a tree of them) with n patients on the first axis.
    """
    n = len(jax.tree.leaves(arrays)[0])
    starts = range(0, n, block)

    def one(start: int) -> Result:
        computed: Result = jax.device_get(compiled(shared, *_padded(arrays, start, block)))
        return computed

    if len(starts) == 1:
        results = [one(0)]
    else:
        with ThreadPoolExecutor(_usable_cores()) as pool:
            results = list(pool.map(one, starts))
    whole: Result = jax.tree.map(lambda *parts: np.concatenate(parts)[:n], *results)
    return whole


def _padded(tree: Part, start: int, block: int) -> Part:
    def pad(array: Array) -> NDArray[np.generic]:
        part = np.asarray(array)[start : start + block]
        missing = block - len(part)
        return part if missing == 0 else np.concatenate([part, np.repeat(part[-1:], missing, axis=0)])

    padded: Part = jax.tree.map(pad, tree)
    return padded


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
