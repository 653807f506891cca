"""Compile a function of patients for the device at hand, in 64-bit floats, and run it over short fixed lanes of them.

Importing this sets the precision before anything is traced. All that a lane of patients needs for a day fits into a
core's nearest cache, and lanes of one length make a patient's result independent of the batch: a vectorised loop may
round its last few elements differently from the rest.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, TypeVarTuple

import jax
import jax.numpy as jnp
from jax import lax

jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]


WIDEST_VECTOR_BITS = 512
"""On a processor the compiler stops at half the vector width that it has, out of caution for the clock; these loops
gain 1.4 times from the full width where there is one."""


Inputs = ParamSpec("Inputs")
Result = TypeVar("Result")
Arrays = TypeVarTuple("Arrays")


def compiled(function: Callable[Inputs, Result]) -> Callable[Inputs, Result]:
    """`jax.jit` with the compiler options of the device; only for the outermost function that is compiled."""
    on_processor = jax.default_backend() == "cpu"
    compiler_options = {"xla_cpu_prefer_vector_width": WIDEST_VECTOR_BITS} if on_processor else None
    wrapped: Callable[Inputs, Result] = jax.jit(function, compiler_options=compiler_options)
    return wrapped


LANE = 64
"""Patients in a lane on a processor; measured in `benchmarks/`. An accelerator takes all patients at once."""


def in_lanes(function: Callable[[*Arrays], Result], *arrays: *Arrays) -> Result:
    """Apply a function that is elementwise over patients.

    Args:
        function: takes and returns arrays (or trees of them) with patients on the first axis.
        arrays: its arguments, n patients on the first axis.

    Returns:
        What the function returns for all patients, first axis n.
    """
    n = jax.tree.leaves(arrays)[0].shape[0]
    if jax.default_backend() != "cpu":
        return function(*arrays)
    missing = -n % LANE

    def cut(array: jax.Array) -> jax.Array:
        padded = jnp.pad(array, [(0, missing)] + [(0, 0)] * (array.ndim - 1), mode="edge")
        return padded.reshape(-1, LANE, *array.shape[1:])

    def join(array: jax.Array) -> jax.Array:
        return array.reshape(-1, *array.shape[2:])[:n]

    lanes = lax.map(lambda lane: function(*lane), jax.tree.map(cut, arrays))
    result: Result = jax.tree.map(join, lanes)
    return result
