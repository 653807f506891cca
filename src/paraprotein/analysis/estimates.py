"""One result in every trial, and the table that all results make."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ESTIMATE_COLUMNS = ("TRIAL", "ID", "VALUE", "LOW", "HIGH", "LEVEL", "N", "DENOM", "METHOD", "REASON", "ASKED")
"""Columns of the table of estimates, in order."""


@dataclass(frozen=True)
class Estimate:
    """One result of the analysis in every trial; arrays have shape (n_trials,).

    Attributes:
        id: stable name; `catalogue` holds its label, unit and rule.
        value: the result in its unit; NaN where it cannot be estimated.
        method: key of `catalogue.METHODS`.
        n: for a count the patients counted, else the patients whose values entered.
        denominator: patients of the population that the result is about.
        low: lower confidence limit; NaN where there is none or it is not reached. For a count the limits are those of
            the proportion n / denominator.
        high: upper confidence limit, likewise.
        level: confidence level of the limits; None without limits.
        missing: why the result cannot be estimated where it is NaN.
        unreached: why it is NaN although patients are in the denominator, where that is something else.
        asked: whether an endpoint of the protocol asks for it; the others are estimated beside them.
    """

    id: str
    value: Floats
    method: str
    n: Floats
    denominator: Floats
    low: Floats | None = None
    high: Floats | None = None
    level: float | None = None
    missing: str = "no patient has the data"
    unreached: str = ""
    asked: bool = True


def tabulate_estimates(trials: pl.Series, estimates: Iterable[Estimate]) -> pl.DataFrame:
    """One row per trial and result, columns `ESTIMATE_COLUMNS`; trials in order, results as they come.

    Args:
        trials: TRIAL of each entry of the estimates' arrays.
        estimates: the results.
    """
    figures = list(estimates)
    n_trials = len(trials)

    def per_row(arrays: Iterable[Floats | None]) -> pl.Series:
        stacked = [np.full(n_trials, np.nan) if array is None else array for array in arrays]
        matrix = np.array(stacked, dtype=np.float64).reshape(len(figures), n_trials)
        return pl.Series(matrix.T.ravel()).fill_nan(None)

    def repeated(values: Iterable[str | float | None], dtype: pl.DataType) -> pl.Series:
        return pl.concat([pl.Series(list(values), dtype=dtype)] * n_trials) if n_trials else pl.Series([], dtype=dtype)

    table = pl.DataFrame(
        {
            "TRIAL": pl.Series(np.repeat(trials.to_numpy(), len(figures)), dtype=pl.Int32),
            "ID": repeated((figure.id for figure in figures), pl.Categorical()),
            "VALUE": per_row(figure.value for figure in figures),
            "LOW": per_row(figure.low for figure in figures),
            "HIGH": per_row(figure.high for figure in figures),
            "LEVEL": repeated((figure.level for figure in figures), pl.Float64()),
            "N": per_row(figure.n for figure in figures).cast(pl.Int32),
            "DENOM": per_row(figure.denominator for figure in figures).cast(pl.Int32),
            "METHOD": repeated((figure.method for figure in figures), pl.Categorical()),
            "ASKED": repeated(("Y" if figure.asked else None for figure in figures), pl.Categorical()),
            "_MISSING": repeated((figure.missing for figure in figures), pl.Categorical()),
            "_UNREACHED": repeated((figure.unreached or figure.missing for figure in figures), pl.Categorical()),
        }
    )
    reason = pl.when(pl.col("DENOM") > 0).then("_UNREACHED").otherwise("_MISSING")
    return table.with_columns(REASON=pl.when(pl.col("VALUE").is_null()).then(reason)).select(ESTIMATE_COLUMNS)
