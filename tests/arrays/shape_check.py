"""Check every call of the rooms that compute with arrays against its annotations.

Rules, models and engine name their arrays in `paraprotein.arrays`. `install` puts jaxtyping's types in place of these
names before those rooms are imported, and beartype checks each call: the kind of the elements, the number of axes,
and one length for each axis throughout a call. A swapped argument fails here where it would broadcast in silence
elsewhere. `pytest --shapes` runs any tests so.
"""

from typing import Annotated, get_origin

import jax
import jaxtyping
import numpy as np
from beartype import BeartypeConf, FrozenDict, beartype

import paraprotein.arrays as arrays

CHECKED = ("dosing", "pharmacology", "response", "simulation", "stopping", "toxicity")

KINDS = {
    "any": jaxtyping.Shaped,
    "boolean": jaxtyping.Bool,
    "float": jaxtyping.Float64,
    "integer": jaxtyping.Integer,
    "number": jaxtyping.Num,
}

AS_GOOD = FrozenDict({bool: bool | np.bool_, int: int | np.integer, float: float | int | np.integer | np.floating})
"""An element of an array is as good as a number of Python, and a whole number as good as a float."""

checked = beartype(conf=BeartypeConf(hint_overrides=AS_GOOD))


def install() -> None:
    """Check all functions of rooms that are imported from now on."""
    for name, alias in list(vars(arrays).items()):
        if get_origin(alias) is Annotated:
            (axes,) = alias.__metadata__
            setattr(arrays, name, KINDS[axes.elements][np.ndarray | np.generic | jax.Array, axes.names])
    jaxtyping.install_import_hook([f"paraprotein.{room}" for room in CHECKED], "shape_check.checked")
