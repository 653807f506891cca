"""Run compiled functions on patients in blocks of one fixed shape.

One shape means one compilation, and results that do not depend on how many patients there are: a vectorised loop may
round its last few elements differently from the rest, so the blocks are padded and always equally long.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jax
import numpy as np

BLOCK = 2048
"""Patients in a block: small enough to stay in a core's cache, large enough to hide the cost of a call."""


def run_in_blocks(compiled: Callable[..., Any], shared: Any, *arrays: Any, block: int = BLOCK) -> Any:
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

    def one(start: int) -> Any:
        return jax.device_get(compiled(shared, *(_padded(array, start, block) for array in arrays)))

    if len(starts) == 1:
        results = [one(0)]
    else:
        with ThreadPoolExecutor(_usable_cores()) as pool:
            results = list(pool.map(one, starts))
    return jax.tree.map(lambda *parts: np.concatenate(parts)[:n], *results)


def _padded(tree: Any, start: int, block: int) -> Any:
    def pad(array: Any) -> Any:
        part = np.asarray(array)[start : start + block]
        missing = block - len(part)
        return part if missing == 0 else np.concatenate([part, np.repeat(part[-1:], missing, axis=0)])

    return jax.tree.map(pad, tree)


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
