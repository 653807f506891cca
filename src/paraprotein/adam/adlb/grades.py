"""CTCAE grades of laboratory results and of their baselines."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...errors import UsageError
from ...protocol.schema import Assay, Protocol
from ...toxicity.ctcae import edition_named, grade, scale_of
from ...toxicity.limits import Edition

Floats = NDArray[np.float64]


def derive_grades(records: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """Add ATOXGR and BTOXGR (0 to 4, the worse direction; null where not gradable) by the protocol's edition.

    Args:
        records: laboratory results with PARAMCD, AVAL, AVALU, BASE, ANRLO, ANRHI. A result without a unit is in the
            unit of the protocol's assay; one in a unit that the edition cannot read has no grade.
        protocol: names the edition; its normal limits stand in for those that the laboratory left out.
    """
    edition = edition_named(protocol.toxicity.grading)
    graded = {scale.analyte for scale in edition.scales}
    grades = np.full((2, records.height), np.nan)
    measured = records.select("AVAL", "BASE", "ANRLO", "ANRHI")
    for analyte, unit in records.select("PARAMCD", "AVALU").unique().iter_rows():
        if analyte in graded:
            rows = ((records["PARAMCD"] == analyte) & records["AVALU"].eq_missing(unit)).arg_true()
            assay = protocol.assays.get(analyte)
            grades[:, rows.to_numpy()] = _grade(
                measured[rows], edition, analyte, assay, unit or (assay.unit if assay else "")
            )
    return records.with_columns(
        pl.Series(name, row).fill_nan(None).cast(pl.Int8)
        for name, row in zip(("ATOXGR", "BTOXGR"), grades, strict=True)
    )


def _grade(rows: pl.DataFrame, edition: Edition, analyte: str, assay: Assay | None, unit: str) -> Floats:
    """Grades of the values and of their baselines, shape (2, n_rows)."""
    low = _numbers(rows["ANRLO"], assay.low_normal if assay else None)
    high = _numbers(rows["ANRHI"], assay.high_normal if assay else None)
    value, base = _numbers(rows["AVAL"]), _numbers(rows["BASE"])
    worst = np.full((2, rows.height), np.nan)
    for direction in ("low", "high"):
        if scale_of(edition, analyte, direction) is None:
            continue
        try:
            both = [
                grade(edition, analyte, measured, low, high, base, direction=direction, unit=unit)
                for measured in (value, base)
            ]
        except UsageError:
            continue
        worst = np.fmax(worst, np.stack(both))
    return worst


def _numbers(column: pl.Series, default: float | None = None) -> Floats:
    """A column as floats, `default` (else NaN) where it is null."""
    return column.cast(pl.Float64).fill_null(np.nan if default is None else default).to_numpy()
