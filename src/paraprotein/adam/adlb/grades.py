"""CTCAE grades of laboratory results and of their baselines, in each direction."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...errors import UsageError
from ...protocol.schema import Protocol
from ...sdtm.tables import StudyTables
from ...toxicity.analytes import PREFERRED
from ...toxicity.ctcae import MAIN_DIRECTION, Circumstances, edition_named, grade
from ...toxicity.limits import Direction, Edition, Scale
from .circumstances import correct_calcium, is_fasting, is_superseded, is_touched

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_ASK_BACK = frozenset({"GLUC", "INR", "CA"})
"""Tests whose grade before treatment asks for the circumstances of its own day."""

GRADES: dict[Direction, tuple[str, str]] = {"low": ("ATOXGRL", "BTOXGRL"), "high": ("ATOXGRH", "BTOXGRH")}
"""Direction -> the columns of the grade and of the grade before treatment."""


@dataclass(frozen=True)
class Group:
    """Results of one test in one unit, with everything that a grade asks; arrays of shape (n_rows,).

    Attributes:
        rows: their places among the records.
        analyte: PARAMCD.
        unit: unit of the results; "" where neither laboratory nor protocol says.
        value: results as they are graded (calcium corrected for albumin).
        base: the same before treatment.
        low: lower limit of normal, the laboratory's, else the protocol's.
        high: upper limit of normal.
        now: circumstances of the results.
        before: circumstances of the results before treatment.
    """

    rows: Rows
    analyte: str
    unit: str
    value: Floats
    base: Floats
    low: Floats
    high: Floats
    now: Circumstances
    before: Circumstances


def derive_grades(records: pl.DataFrame, tables: StudyTables, protocol: Protocol) -> pl.DataFrame:
    """Add ATOXGRL, ATOXGRH, BTOXGRL and BTOXGRH by the protocol's edition.

    0 to 4; null where the direction has no term or the value is not gradable.

    Args:
        records: laboratory results with PARAMCD, AVAL, AVALU, ABLFL, BASE, ANRLO, ANRHI; _RECORD is the row in LB,
            _SERIES the series of one test of one subject. A result without a unit is in the unit of the protocol's
            assay; one in a unit that the edition cannot read has no grade.
        tables: the study tables, for fasting and anticoagulants.
        protocol: names the edition; its normal limits stand in for those that the laboratory left out.
    """
    edition = edition_named(protocol.toxicity.grading)
    columns = [name for names in GRADES.values() for name in names]
    grades = {name: np.full(records.height, np.nan) for name in columns}
    for group in groups_of(records, tables, protocol):
        for scale in edition.scales_of(group.analyte):
            both = grade_group(edition, scale, group)
            for name, column in zip(GRADES[scale.direction], both or (), strict=False):
                grades[name][group.rows] = column
    return records.with_columns(
        pl.Series(name, column).fill_nan(None).cast(pl.Int8) for name, column in grades.items()
    ).pipe(_without_superseded)


def grade_group(edition: Edition, scale: Scale, group: Group) -> tuple[Floats, Floats] | None:
    """Grades of a group's values and of their baselines by one scale; None where the scale cannot read the unit."""
    try:
        graded = [
            grade(edition, group.analyte, value, group.low, group.high, group.base, direction=scale.direction,
                  unit=group.unit, circumstances=circumstances)
            for value, circumstances in ((group.value, group.now), (group.base, group.before))
        ]  # fmt: skip
    except UsageError:
        return None
    return np.asarray(graded[0]), np.asarray(graded[1])


def groups_of(records: pl.DataFrame, tables: StudyTables, protocol: Protocol) -> Iterator[Group]:
    """The records of every test that the edition grades, by test and unit."""
    graded = edition_named(protocol.toxicity.grading).analytes
    measured = records.select("AVAL", "BASE", "ANRLO", "ANRHI").with_columns(_by_baseline(records))
    for analyte, unit in records.select("PARAMCD", "AVALU").unique().sort(pl.all().cast(pl.String)).iter_rows():
        if analyte not in graded:
            continue
        rows = ((records["PARAMCD"] == analyte) & records["AVALU"].eq_missing(unit)).arg_true()
        assay, own = protocol.assays.get(analyte), measured[rows]
        plain = Circumstances(
            inr_on_anticoagulation=protocol.toxicity.inr_on_anticoagulation,
            infarction=assay.infarction_limit if assay else None,
        )
        yield Group(
            rows=rows.to_numpy().astype(np.int64),
            analyte=analyte,
            unit=unit or (assay.unit if assay else ""),
            value=_numbers(own["AVAL"]),
            base=_numbers(own["BASE"]),
            low=_numbers(own["ANRLO"], assay.low_normal if assay else None),
            high=_numbers(own["ANRHI"], assay.high_normal if assay else None),
            now=_state(records, rows, analyte, tables, protocol, plain),
            before=_state(records, own["_BASELINE"], analyte, tables, protocol, plain),
        )


def _by_baseline(records: pl.DataFrame) -> list[pl.Series]:
    """_BASELINE, the place of the value before treatment, and AVAL and BASE as they are graded.

    Only where a test asks for it: without glucose, INR and calcium these are columns that stand already.
    """
    if not _ASK_BACK.intersection(records["PARAMCD"].unique().cast(pl.String)):
        return [pl.repeat(None, records.height, dtype=pl.UInt32, eager=True).alias("_BASELINE")]
    place = pl.col("_PLACE").filter(pl.col("ABLFL").is_not_null()).first().over("_SERIES")
    baseline = records.select("ABLFL", "_SERIES").with_row_index("_PLACE").select(_BASELINE=place).to_series()
    value = correct_calcium(records).alias("AVAL")
    return [baseline, value, value.gather(baseline).alias("BASE")]


def _state(
    records: pl.DataFrame, rows: pl.Series, analyte: str, tables: StudyTables, protocol: Protocol, plain: Circumstances
) -> Circumstances:
    """Fasting and anticoagulants at some records; a row that is null, where there is no baseline, is the first one."""
    if analyte not in ("GLUC", "INR"):
        return plain
    own = records[rows.fill_null(0)]
    if analyte == "GLUC":
        return replace(plain, fasting=is_fasting(own, tables, protocol.toxicity))
    return replace(plain, anticoagulated=is_touched(own, tables, "anticoagulant").to_numpy())


def _without_superseded(records: pl.DataFrame) -> pl.DataFrame:
    """No grade where a better test of the same quantity was measured on the same day."""
    if not set(PREFERRED).intersection(records["PARAMCD"].unique().cast(pl.String)):
        return records
    kept = ~is_superseded(records)
    return records.with_columns(pl.when(kept).then(name).alias(name) for names in GRADES.values() for name in names[:1])


def grade_column(analyte: str, *, before: bool = False) -> pl.Expr:
    """The grade of a test when no direction is named: of blood counts the cytopenia, else the worse direction."""
    low, high = (names[before] for names in GRADES.values())
    main = MAIN_DIRECTION.get(analyte)
    return pl.col(GRADES[main][before]) if main else pl.max_horizontal(low, high)


def signed_grade(scales: pl.Expr, *, before: bool = False) -> pl.Expr:
    """Both directions in one number: -n for a low grade n, else the high grade; 0 where every direction is 0.

    Args:
        scales: how many directions of the test the edition grades.
        before: the grade before treatment.

    Source: admiral, `derive_var_atoxgr` (commit 6eb5125).
    """
    low, high = (pl.col(names[before]) for names in GRADES.values())
    known = low.is_not_null().cast(pl.Int8) + high.is_not_null().cast(pl.Int8)
    zero = pl.when((known == scales) & (known > 0)).then(pl.lit(0, pl.Int8))
    return pl.when(low >= 1).then(-low).when(high >= 1).then(high).otherwise(zero)


def _numbers(column: pl.Series, default: float | None = None) -> Floats:
    """A column as floats, `default` (else NaN) where it is null."""
    return column.cast(pl.Float64).fill_null(np.nan if default is None else default).to_numpy()
