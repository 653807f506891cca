"""Many groups at once: one row per group, padded on the right, missing values as NaN.

Every kernel of this room takes a matrix of shape (n_groups, n), one row per simulated trial (or per real study: then
n_groups is 1), and answers for all rows together. An entry counts when `valid` is true there and it is not NaN. A group
without entries has the answer NaN: no error, no warning.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import UsageError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


def as_groups(values: ArrayLike, valid: ArrayLike | None = None) -> Floats:
    """Values as a float matrix with NaN wherever an entry does not count.

    Args:
        values: shape (n_groups, n), or (n,) for one group; any number type.
        valid: same shape, false where an entry is padding or missing; None when NaN alone says so.

    Returns:
        Shape (n_groups, n), with one empty column where n is 0.

    Raises:
        UsageError: more than two dimensions, or `valid` of another shape.
    """
    matrix = np.array(values, dtype=np.float64, ndmin=2)
    if matrix.ndim > 2:
        raise UsageError.one("values", f"{matrix.ndim} dimensions", "give a matrix of shape (n_groups, n)")
    if valid is not None:
        mask = np.atleast_2d(np.asarray(valid, dtype=np.bool_))
        require_shape("valid", mask.shape, matrix.shape)
        matrix = np.where(mask, matrix, np.nan)
    return matrix if matrix.shape[1] else np.full((matrix.shape[0], 1), np.nan)


def as_pairs(first: ArrayLike, second: ArrayLike, valid: ArrayLike | None = None) -> tuple[Floats, Floats]:
    """Two matrices of the same subjects, NaN in both wherever either value does not count.

    Raises:
        UsageError: the shapes differ.
    """
    a, b = as_groups(first, valid), as_groups(second, valid)
    require_shape("second", b.shape, a.shape)
    is_complete = ~np.isnan(a) & ~np.isnan(b)
    return np.where(is_complete, a, np.nan), np.where(is_complete, b, np.nan)


def require_shape(name: str, found: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    """Refuse an array that does not match its partner.

    Raises:
        UsageError: the shapes differ.
    """
    if found != wanted:
        raise UsageError.one(name, f"shape {found}, while its partner has {wanted}", "give both the same shape")


def require_level(level: float) -> None:
    """Refuse a confidence level or probability outside the open interval from 0 to 1.

    Raises:
        UsageError: the level is 0, 1 or beyond.
    """
    if not 0.0 < level < 1.0:
        raise UsageError.one("level", f"{level} is not between 0 and 1", "write a proportion, for example 0.95")
