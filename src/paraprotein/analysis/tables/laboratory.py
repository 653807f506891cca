"""Laboratory safety by term and direction: worst grade, shift from baseline, values without a grade or supported."""

from collections.abc import Iterator

import polars as pl

from ...adam.adlb.grades import GRADES
from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol
from ...toxicity.ctcae import edition_named
from ...toxicity.limits import Direction

_TERM = ("TRIAL", "PARAMCD", "DIRECTION", "TERM")

WORST = pl.Schema(
    {
        "TRIAL": pl.Int32(),
        "USUBJID": pl.Categorical(),
        "PARAMCD": pl.String(),
        "DIRECTION": pl.String(),
        "TERM": pl.String(),
        "GRADE": pl.Int8(),
        "BTOXGR": pl.Int8(),
    }
)


def worst_by_direction(adam: Adam, protocol: Protocol, records: pl.DataFrame | None = None) -> pl.DataFrame:
    """Worst grade under treatment of each treated patient, test and direction, beside the grade before: `WORST`.

    Args:
        adam: the derived tables.
        protocol: whose edition names the terms.
        records: the laboratory records that count; None: all.
    """
    treated = adam.adsl.filter(pl.col("SAFFL") == "Y").select(SUBJECT)
    own = (adam.laboratory if records is None else records).filter(pl.col("ONTRTFL") == "Y")
    own = own.join(treated, on=SUBJECT, how="semi").with_columns(pl.col("PARAMCD").cast(pl.String))
    parts = [pl.DataFrame(schema=WORST), *(_worst(own, direction, terms) for direction, terms in _terms(protocol))]
    return pl.concat(parts).sort(*SUBJECT, "PARAMCD", "DIRECTION")


def _terms(protocol: Protocol) -> Iterator[tuple[Direction, dict[str, str]]]:
    """Each direction with the edition's terms by test."""
    edition = edition_named(protocol.toxicity.grading)
    for direction in GRADES:
        found = ((analyte, edition.scale(analyte, direction)) for analyte in sorted(edition.analytes))
        yield direction, {analyte: scale.term for analyte, scale in found if scale is not None}


def _worst(own: pl.DataFrame, direction: Direction, terms: dict[str, str]) -> pl.DataFrame:
    grade, before = GRADES[direction]
    worst = own.filter(pl.col(grade).is_not_null()).group_by(*SUBJECT, "PARAMCD").agg(
        GRADE=pl.col(grade).max(), BTOXGR=pl.col(before).first()
    )  # fmt: skip
    term = pl.col("PARAMCD").replace_strict(terms, default=None, return_dtype=pl.String)
    return worst.with_columns(DIRECTION=pl.lit(direction), TERM=term).select(
        pl.col(name).cast(dtype) for name, dtype in WORST.items()
    )


def tabulate_laboratory_grades(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Treated patients by worst grade of each laboratory term.

    Returns:
        TRIAL, PARAMCD, DIRECTION, TERM and GRADE 0 to 4; N patients with this worst grade under treatment, EMERGENT of
        them with a grade above that before treatment (0 where it is not known), DENOM patients with a grade.
    """
    worst = worst_by_direction(adam, protocol)
    above = pl.col("GRADE") > pl.col("BTOXGR").fill_null(0)
    counts = worst.group_by(*_TERM, "GRADE").agg(N=pl.len().cast(pl.Int32), EMERGENT=above.sum().cast(pl.Int32))
    grid = worst.select(_TERM).unique().join(pl.DataFrame({"GRADE": range(5)}, schema={"GRADE": pl.Int8}), how="cross")
    return (
        grid.join(counts, on=[*_TERM, "GRADE"], how="left")
        .with_columns(pl.col("N", "EMERGENT").fill_null(0))
        .with_columns(DENOM=pl.col("N").sum().over(_TERM))
        .sort(*_TERM, "GRADE")
    )


def tabulate_laboratory_shifts(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Treated patients by grade before treatment (BTOXGR, null: not known) and worst grade under it, per direction."""
    worst = worst_by_direction(adam, protocol)
    counts = worst.group_by(*_TERM, "BTOXGR", "GRADE").agg(N=pl.len().cast(pl.Int32))
    return counts.sort(*_TERM, "BTOXGR", "GRADE")


def tabulate_ungraded(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Values that the edition should grade and cannot, by test and reason: TRIAL, PARAMCD, REASON, N, SUBJECTS."""
    del protocol  # the reasons stand in ADLB
    lacking = adam.adlb.filter(pl.col("ATOXREAS").is_not_null())
    by = [pl.col("TRIAL"), pl.col("PARAMCD").cast(pl.String), pl.col("ATOXREAS").alias("REASON")]
    counts = lacking.group_by(by).agg(
        N=pl.len().cast(pl.Int32), SUBJECTS=pl.col("USUBJID").n_unique().cast(pl.Int32)
    )  # fmt: skip
    return counts.sort("TRIAL", "PARAMCD", "REASON")


def tabulate_supported(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Cytopenias with and without the values under a growth factor or after a transfusion.

    One row per trial, test with such a value and GRADE 1 to 4: TOUCHED values, patients of this grade or more by all
    values (N of DENOM) and by the others alone (WITHOUT of DENOM_WITHOUT). Support raises a count, so that the
    patient's own marrow did worse than the value under it.
    """
    touched = (pl.col("GROWFL") == "Y").fill_null(False) | (pl.col("TRANSFL") == "Y").fill_null(False)
    adlb = adam.adlb.with_columns(pl.col("PARAMCD").cast(pl.String), _TOUCHED=touched & (pl.col("ONTRTFL") == "Y"))
    found = adlb.filter("_TOUCHED").group_by("TRIAL", "PARAMCD").agg(TOUCHED=pl.len().cast(pl.Int32))
    worst = [
        worst_by_direction(adam, protocol, records).filter(pl.col("DIRECTION") == "low")
        for records in (adlb, adlb.filter(~pl.col("_TOUCHED").fill_null(False)))
    ]
    grid = found.join(pl.DataFrame({"GRADE": range(1, 5)}, schema={"GRADE": pl.Int8}), how="cross")
    return (
        grid.join(_reached(worst[0], "N", "DENOM"), on=["TRIAL", "PARAMCD", "GRADE"], how="left")
        .join(_reached(worst[1], "WITHOUT", "DENOM_WITHOUT"), on=["TRIAL", "PARAMCD", "GRADE"], how="left")
        .select("TRIAL", "PARAMCD", "TOUCHED", "GRADE", pl.col("N", "DENOM", "WITHOUT", "DENOM_WITHOUT").fill_null(0))
        .sort("TRIAL", "PARAMCD", "GRADE")
    )


def _reached(worst: pl.DataFrame, count: str, denominator: str) -> pl.DataFrame:
    """Patients of each grade or more, of how many."""
    steps = pl.DataFrame({"STEP": range(1, 5)}, schema={"STEP": pl.Int8})
    counted = worst.join(steps, how="cross").group_by("TRIAL", "PARAMCD", pl.col("STEP").alias("GRADE"))
    return counted.agg(
        (pl.col("GRADE") >= pl.col("STEP")).sum().cast(pl.Int32).alias(count),
        pl.len().cast(pl.Int32).alias(denominator),
    )
