"""Long records to padded matrices and back, once for every derivation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..arrays import ArrayOf, Element
from ..errors import DataError

SUBJECT = ("TRIAL", "USUBJID")
"""The key of a subject: a replicate is one more key."""


@dataclass(frozen=True)
class Layout:
    """The place of each long record in a matrix with one row per group.

    Attributes:
        row: group of each record, shape (n_records,).
        column: place of each record within its group, in record order, shape (n_records,).
        shape: (n_groups, n_columns); n_columns is the largest group, at least 1.
    """

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    shape: tuple[int, int]

    def widened(self, n_columns: int) -> "Layout":
        """The same records in a matrix with more padding."""
        return replace(self, shape=(self.shape[0], max(n_columns, self.shape[1])))

    @property
    def present(self) -> NDArray[np.bool_]:
        """True where there is a record, False in the padding; shape (n_groups, n_columns)."""
        mask = np.zeros(self.shape, dtype=np.bool_)
        mask[self.row, self.column] = True
        return mask

    def spread(self, values: NDArray[Element], fill: float) -> NDArray[Element]:
        """Records (n_records,) as a matrix (n_groups, n_columns), padded with `fill`."""
        matrix = np.full(self.shape, fill, dtype=values.dtype)
        matrix[self.row, self.column] = values
        return matrix

    def numbers(self, column: pl.Series) -> NDArray[np.float64]:
        """A numeric column as a float matrix: null and padding are NaN."""
        return self.spread(column.cast(pl.Float64).fill_null(float("nan")).to_numpy(), float("nan"))

    def flags(self, column: pl.Series) -> NDArray[np.bool_]:
        """A boolean column as a matrix: null and padding are False."""
        return self.spread(column.fill_null(False).to_numpy(), False)

    def gather(self, matrix: ArrayOf[Element]) -> NDArray[Element]:
        """The records' entries of a matrix (n_groups, n_columns), in record order."""
        return np.asarray(matrix)[self.row, self.column]


def lay_out(records: pl.DataFrame, groups: pl.DataFrame, by: Sequence[str] = SUBJECT) -> Layout:
    """Place records, in their order, in the rows of their groups.

    Args:
        records: long table that holds the columns `by`, sorted in the order of the matrix columns.
        groups: one row per group, in the order of the matrix rows.
        by: columns that name a group.

    Raises:
        DataError: a record belongs to no group.
    """
    rows = records.select(by).join(
        groups.select(by).with_row_index("_row"), on=list(by), how="left", maintain_order="left"
    )
    if rows["_row"].null_count():
        orphan = rows.filter(pl.col("_row").is_null()).row(0)
        raise DataError.one(str(orphan), "a record of a subject who is not in DM", "add the subject to DM")
    row = rows["_row"].to_numpy().astype(np.int64)
    return Layout(row, _rank_within(row), (groups.height, _widest(row, groups.height)))


def _rank_within(row: NDArray[np.int64]) -> NDArray[np.int64]:
    order = np.argsort(row, kind="stable")
    ordered = row[order]
    first = np.searchsorted(ordered, ordered, side="left")
    rank = np.empty_like(row)
    rank[order] = np.arange(row.size) - first
    return rank


def _widest(row: NDArray[np.int64], n_groups: int) -> int:
    return max(1, int(np.bincount(row, minlength=n_groups).max(initial=0)))
