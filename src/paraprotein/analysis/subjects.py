"""Subjects of every trial as matrices: one row per trial, one column per subject."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..adam.derive import Adam
from ..adam.matrices import SUBJECT, Layout, lay_out
from ..protocol.schema import Protocol
from .collected import Lack, not_collected

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Subjects:
    """What every endpoint starts from.

    Attributes:
        adam: the derived tables.
        protocol: the protocol.
        trials: TRIAL of each matrix row.
        layout: the place of each row of ADSL; matrices have shape (n_trials, n_subjects).
    """

    adam: Adam
    protocol: Protocol
    trials: pl.Series
    layout: Layout

    @classmethod
    def of(cls, adam: Adam, protocol: Protocol) -> "Subjects":
        """Lay the subjects of ADSL out by trial."""
        trials = adam.adsl.select("TRIAL").unique().sort("TRIAL")
        layout = lay_out(adam.adsl, trials, ("TRIAL",))
        return cls(adam, protocol, trials["TRIAL"], layout.widened(steady_width(layout.shape[1])))

    def numbers(self, table: pl.DataFrame, column: str) -> Floats:
        """A numeric column of a table with one row per subject; NaN where missing, without a row, and as padding."""
        return self.layout.numbers(self.aligned(table.select(*SUBJECT, column))[column])

    def flags(self, table: pl.DataFrame, condition: pl.Expr) -> Booleans:
        """A condition on a table with one row per subject; False where null, without a row, and as padding."""
        return self.layout.flags(self.aligned(table.select(*SUBJECT, _FLAG=condition))["_FLAG"])

    @cached_property
    def lacks(self) -> Mapping[str, Lack]:
        """What the study did not collect, see `collected.not_collected`."""
        return not_collected(self.adam, self.protocol)

    @cached_property
    def enrolled(self) -> Booleans:
        """Subjects of the full analysis set."""
        return self.flags(self.adam.adsl, pl.col("FASFL") == "Y")

    @cached_property
    def treated(self) -> Booleans:
        """Subjects with at least one dose."""
        return self.flags(self.adam.adsl, pl.col("SAFFL") == "Y")

    @cached_property
    def evaluable(self) -> Booleans:
        """Subjects who count for response."""
        return self.flags(self.adam.adsl, pl.col("EVALFL") == "Y")

    @cached_property
    def responders(self) -> Booleans:
        """Evaluable subjects with a response that the criteria count: minor or better in Waldenström, else partial."""
        return self.evaluable & self.flags(self.adam.response, pl.col("RSPDT").is_not_null())

    def aligned(self, table: pl.DataFrame) -> pl.DataFrame:
        """A table with at most one row per subject, row by row of ADSL; null where it has no row."""
        subjects = self.adam.adsl.select(SUBJECT)
        if table.height == subjects.height and table.select(SUBJECT).equals(subjects):
            return table  # nearly every table: comparing is ten times faster than joining
        return subjects.join(table, on=SUBJECT, how="left", maintain_order="left")


def steady_width(n_subjects: int) -> int:
    """Matrix width at which a trial's sums have the same bytes whatever larger trials are in the same batch.

    NumPy adds a row in 8 interleaved partial sums, and halves rows above 128 entries; added zeros change no rounding
    as long as widths are multiples of 8 up to 128 and powers of 2 above.
    """
    eights = 8 * max(1, math.ceil(n_subjects / 8))
    return eights if eights <= 128 else 1 << (n_subjects - 1).bit_length()


def count(condition: Booleans) -> Floats:
    """How many subjects of each trial, shape (n_trials,)."""
    return np.asarray(condition.sum(axis=1), dtype=np.float64)
