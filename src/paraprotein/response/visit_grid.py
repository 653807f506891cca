"""The visits of many patients: distinct days after day 1 on which anything was recorded."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..arrays import Element

Days = NDArray[np.float64]


class ClinicalRecords(NamedTuple):
    """Coded findings, one per record; arrays of shape (n_records,)."""

    patient: NDArray[np.int64]
    day: NDArray[np.int64]
    code: NDArray[np.int8]

    def joined(self, other: "ClinicalRecords") -> "ClinicalRecords":
        """These records and the others."""
        return ClinicalRecords(
            np.concatenate([self.patient, other.patient]),
            np.concatenate([self.day, other.day]),
            np.concatenate([self.code, other.code]),
        )


class VisitGrid(NamedTuple):
    """The visits of all patients: distinct days after day 1, in order."""

    keys: NDArray[np.int64]  # sorted, one per visit
    span: int
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    day: Days  # (n_patients, n_visits), NaN pads
    present: NDArray[np.bool_]

    @classmethod
    def over(cls, sources: list[tuple[NDArray[np.int64], NDArray[np.int64]]], n_patients: int) -> "VisitGrid":
        """The grid of everything recorded: `sources` are pairs of patient rows and linear days, shape (n_records,)."""
        patient = np.concatenate([patient for patient, _ in sources])
        day = np.concatenate([day for _, day in sources])
        span = int(day.max(initial=1)) + 1
        keys = np.unique((patient * span + day)[day > 1])
        row = keys // span
        column = np.arange(keys.size) - np.searchsorted(row, row)
        shape = (n_patients, int(column.max(initial=-1)) + 1)
        days = np.full(shape, np.nan)
        days[row, column] = keys % span
        return cls(keys, span, row, column, days, ~np.isnan(days))

    def place(self, patient: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
        """The visit that each record after day 1 belongs to."""
        return np.searchsorted(self.keys, patient * self.span + day)

    def spread(self, values: NDArray[Element], fill: float) -> NDArray[Element]:
        """One value per visit as a matrix (n_patients, n_visits)."""
        matrix = np.full(self.present.shape, fill, dtype=values.dtype)
        matrix[self.row, self.column] = values
        return matrix

    def worst(self, records: ClinicalRecords, of: np.ufunc, nothing: int) -> NDArray[np.int8]:
        """The worst code of each visit, `nothing` where no record is."""
        late = records.day > 1
        codes = np.full(self.keys.size, nothing, dtype=np.int8)
        of.at(codes, self.place(records.patient[late], records.day[late]), records.code[late])
        return self.spread(codes, nothing)


def merge_daily(
    values: NDArray[np.float64], at: NDArray[np.int64], n_visits: int, duplicates: str
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """One value per visit from values in order of time; `at` is the visit of each.

    Returns:
        The values, NaN where a visit has none, and the index of the one used: the first of equals, -1 where
        there is none and for the mean of several; shape (n_visits,). `duplicates` is the policy of that name.
    """
    count = np.bincount(at, minlength=n_visits)
    merged = np.full(n_visits, -np.inf)
    if duplicates == "worst":
        np.maximum.at(merged, at, values)
    elif duplicates == "mean":
        merged = np.bincount(at, values, minlength=n_visits) / np.maximum(count, 1)
    else:
        merged[at] = values
    stands = values == merged[at]
    if duplicates == "mean":
        stands &= count[at] == 1
    elif duplicates == "last":
        stands &= np.arange(at.size) == _last_of(at, n_visits)[at]
    standing = np.full(n_visits, -1, dtype=np.int64)
    candidates = np.flatnonzero(stands)[::-1]  # the first of a visit is assigned last, and stays
    standing[at[candidates]] = candidates
    return np.where(count > 0, merged, np.nan), standing


def _last_of(at: NDArray[np.int64], n_visits: int) -> NDArray[np.int64]:
    """Index of the last value of each visit."""
    last = np.full(n_visits, -1, dtype=np.int64)
    last[at] = np.arange(at.size)
    return last
