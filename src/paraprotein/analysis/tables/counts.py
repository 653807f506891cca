"""Blood counts: median and quartiles over time, and each patient's nadir and recovery."""

import polars as pl

from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol

COUNTS = ("HGB", "WBC", "NEUT", "LYM", "PLAT")
"""Tests that are shown over time."""

RECOVERED_GRADE = 1
"""A count has recovered at this grade or a better one, or at the grade before treatment; ours."""


def tabulate_counts_over_time(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Median and quartiles of each count at baseline and at each planned visit under treatment.

    One row per trial, PARAMCD and DAY (0 is the value before treatment, else days since the first dose): UNIT, N, Q1,
    MEDIAN, Q3, LOWEST. A patient counts once at a visit, with the last value nearest to its planned day.
    """
    every = protocol.visits.every
    own = _counts(adam).filter(pl.col("AVAL").is_not_null())
    number = ((pl.col("ADY") - 1) / every).round()
    before = own.filter(pl.col("ABLFL") == "Y").with_columns(DAY=pl.lit(0.0))
    later = own.filter(pl.col("ONTRTFL") == "Y").with_columns(DAY=number * every).filter(pl.col("DAY") > 0)
    nearest = (pl.col("ADY") - 1 - pl.col("DAY")).abs().alias("_GAP")
    ordered = pl.concat([before, later]).with_columns(nearest).sort("_GAP", "ADY", descending=[False, True])
    kept = ordered.unique([*SUBJECT, "PARAMCD", "DAY"], keep="first", maintain_order=True)
    return (
        kept.group_by("TRIAL", "PARAMCD", "DAY")
        .agg(
            UNIT=pl.col("AVALU").cast(pl.String).drop_nulls().mode().sort().first(),
            N=pl.len().cast(pl.Int32),
            Q1=pl.col("AVAL").quantile(0.25, "linear"),
            MEDIAN=pl.col("AVAL").median(),
            Q3=pl.col("AVAL").quantile(0.75, "linear"),
            LOWEST=pl.col("AVAL").min(),
        )
        .sort("TRIAL", "PARAMCD", "DAY")
    )


def tabulate_nadirs(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Nadir under treatment of each treated patient's counts, and when they recovered.

    One row per patient and PARAMCD: BASE, NADIR, NADIRDY (study day, the first of equals), GRADE and BTOXGR (of low
    values), RECDY and RECDAYS (study day of the first later value that has recovered, and days from the nadir to it),
    STATUS: `recovered`, `not recovered`, `no recovery needed` (the nadir itself is grade 1 or that of the baseline), or
    `not graded`.
    """
    del protocol  # the grades stand in the laboratory records
    own = _counts(adam).filter(pl.col("AVAL").is_not_null(), pl.col("ADY") > 1).sort(*SUBJECT, "PARAMCD", "ADY")
    key = [*SUBJECT, "PARAMCD"]
    treated = own.filter(pl.col("ONTRTFL") == "Y")
    first = pl.col("AVAL").arg_min()
    nadirs = treated.group_by(key, maintain_order=True).agg(
        pl.col("BASE").first(),
        NADIR=pl.col("AVAL").get(first),
        NADIRDY=pl.col("ADY").get(first),
        GRADE=pl.col("ATOXGRL").get(first),
        BTOXGR=pl.col("BTOXGRL").get(first),
    )
    aim = pl.max_horizontal(pl.lit(RECOVERED_GRADE, pl.Int8), pl.col("BTOXGR").fill_null(0))
    later = own.join(nadirs.select(*key, "NADIRDY", "BTOXGR"), on=key)
    recovered = later.filter(pl.col("ADY") > pl.col("NADIRDY"), pl.col("ATOXGRL") <= aim)
    days = recovered.group_by(key).agg(RECDY=pl.col("ADY").min())
    status = (
        pl.when(pl.col("GRADE").is_null()).then(pl.lit("not graded"))
        .when(pl.col("GRADE") <= aim).then(pl.lit("no recovery needed"))
        .when(pl.col("RECDY").is_not_null()).then(pl.lit("recovered"))
        .otherwise(pl.lit("not recovered"))
    )  # fmt: skip
    needed = pl.col("STATUS") == "recovered"
    return (
        nadirs.join(days, on=key, how="left", maintain_order="left")
        .with_columns(STATUS=status)
        .with_columns(pl.when(needed).then("RECDY").alias("RECDY"))
        .with_columns(RECDAYS=pl.col("RECDY") - pl.col("NADIRDY"))
        .select(*key, "BASE", "NADIR", "NADIRDY", "GRADE", "BTOXGR", "RECDY", "RECDAYS", "STATUS")
        .sort("TRIAL", "PARAMCD", "USUBJID")
    )


def _counts(adam: Adam) -> pl.DataFrame:
    treated = adam.adsl.filter(pl.col("SAFFL") == "Y").select(SUBJECT)
    own = adam.laboratory.with_columns(pl.col("PARAMCD").cast(pl.String)).filter(pl.col("PARAMCD").is_in(COUNTS))
    return own.join(treated, on=SUBJECT, how="semi")
