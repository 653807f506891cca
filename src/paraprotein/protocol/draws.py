"""Draws of a calibration: a small table beside the population file."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import polars as pl

from ..arguments import nearest
from ..errors import Finding, ProtocolError
from .population import Draws

WEIGHT = "weight"
SPREAD = ".spread"
CONDUCT = "conduct."
SCALABLE = ("withdrawal_per_month",)
"""Hazards of the protocol's `conduct` that draws may scale."""


def read_draws(path: Path, parameters: Collection[str]) -> Draws:
    """Read typical values, spreads and weights.

    Args:
        path: a `.csv` or `.parquet` file with a column `weight`, and columns named `NAME`, `NAME.spread` or
            `conduct.FIELD`.
        parameters: names that the population file declares.

    Raises:
        ProtocolError: unreadable, a column that is no parameter, a value that is not finite, or weights without sum.
    """
    table = _read_table(path)
    findings = _check_draws(table, str(path), parameters)
    if findings:
        raise ProtocolError(findings)
    weights = table[WEIGHT].cast(pl.Float64).to_numpy()
    values = {name: table[name].cast(pl.Float64).to_numpy() for name in table.columns if name != WEIGHT}
    return Draws(
        weights / weights.sum(),
        {name: column for name, column in values.items() if name in parameters},
        {name.removesuffix(SPREAD): column for name, column in values.items() if name.endswith(SPREAD)},
        {name.removeprefix(CONDUCT): column for name, column in values.items() if name.startswith(CONDUCT)},
    )


def _read_table(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema_length=None)
    except (OSError, pl.exceptions.PolarsError) as error:
        fix = "give a CSV or Parquet file with a header"
        raise ProtocolError.one(str(path), f"cannot be read: {error}", fix, "population.draws") from error


def _check_draws(table: pl.DataFrame, name: str, parameters: Collection[str]) -> list[Finding]:
    findings = []
    factors = [CONDUCT + name for name in SCALABLE]
    for column in table.columns:
        base = column.removesuffix(SPREAD)
        if column != WEIGHT and column not in factors and base not in parameters:
            near = nearest(base, [*parameters, *factors])
            fix = f"rename it to '{near}'" if near else "remove it, or declare the parameter"
            findings.append(Finding(f"{name} {column}", f"'{column}' is not a parameter", fix, rule="population.draws"))
        if not table[column].dtype.is_numeric() or not np.isfinite(table[column].cast(pl.Float64).to_numpy()).all():
            found = "a value that is missing or not a finite number"
            findings.append(Finding(f"{name} {column}", found, "correct the column", rule="population.draws"))
        elif (column in (WEIGHT, *factors) or column.endswith(SPREAD)) and (table[column] < 0).any():
            findings.append(Finding(f"{name} {column}", "a negative value", "correct it", rule="population.draws"))
    if WEIGHT not in table.columns:
        findings.append(Finding(name, "no column 'weight'", "add it; equal weights are all 1", rule="population.draws"))
    elif not findings and float(table[WEIGHT].sum()) <= 0:
        findings.append(
            Finding(name, "the weights sum to 0", "give at least one draw a weight", rule="population.draws")
        )
    return findings
