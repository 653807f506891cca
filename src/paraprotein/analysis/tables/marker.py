"""The marker: best change of each patient, its course over time, and pairs of a biomarker."""

import polars as pl

from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol


def tabulate_waterfall(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per enrolled patient: worst change to best, then those without a value (PLOTTED false), by subject.

    Returns:
        BEST_PCHG and FIXED_PCHG (percent of baseline, at the best value and at the protocol's fixed time), BOR, CBOR,
        RESPONDER, EVALFL, EVALREAS, RANK from 1 within the trial, PLOTTED.
    """
    base = pl.col("BASE")
    rows = (
        adam.adsl.lazy().filter(pl.col("FASFL") == "Y").select(*SUBJECT, "EVALFL", "EVALREAS")
        .join(adam.response.lazy().select(*SUBJECT, "BASE", "BOR", "CBOR", "RSPDT"), on=SUBJECT, how="left")
        .join(adam.markers.lazy(), on=SUBJECT, how="left")
        .with_columns(
            BEST_PCHG=100 * (pl.col("BEST") - base) / base,
            FIXED_PCHG=100 * (pl.col("FIXED") - base) / base,
            RESPONDER=pl.col("RSPDT").is_not_null(),
        )
        .with_columns(PLOTTED=pl.col("BEST_PCHG").is_not_null())
        .sort("TRIAL", "BEST_PCHG", "USUBJID", descending=[False, True, False], nulls_last=True)
    )  # fmt: skip
    rank = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("TRIAL")
    return rows.select(
        *SUBJECT, "BASE", "BEST", "BEST_PCHG", "FIXED_PCHG", "BOR", "CBOR", "RESPONDER", "EVALFL", "EVALREAS",
        "PLOTTED", RANK=rank,
    ).collect()  # fmt: skip


def tabulate_spider(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per patient and usable value: ADY, AVAL (mg/dL), PCHG, COVR; baseline is day 1 with change 0."""
    later = adam.visits.filter(pl.col("MEASFL") & pl.col("PCHG").is_not_null()).select(
        *SUBJECT, "ADY", "AVAL", "PCHG", "COVR"
    )
    measured = adam.response.filter(pl.col("BASE").is_not_null()).join(later, on=SUBJECT, how="semi")
    baseline = measured.select(
        *SUBJECT,
        ADY=pl.lit(1, pl.Int32),
        AVAL=pl.col("BASE"),
        PCHG=pl.lit(0.0),
        COVR=pl.lit(None, later.schema["COVR"]),
    )
    return pl.concat([baseline, later]).sort(*SUBJECT, "ADY")


def tabulate_pairs(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per biomarker and patient: BEFORE, AFTER (unit of the assay), their dates, RESPONDER."""
    responders = adam.response.select(*SUBJECT, RESPONDER=pl.col("RSPDT").is_not_null())
    parts = [
        pairs.select(*SUBJECT, pl.lit(analyte).alias("PARAMCD"), "BEFORE", "BEFOREDT", "AFTER", "AFTERDT")
        for analyte, pairs in adam.biomarkers.items()
    ]
    empty = pl.DataFrame(
        schema={"TRIAL": pl.Int32, "USUBJID": pl.Categorical, "PARAMCD": pl.String, "BEFORE": pl.Float64,
                "BEFOREDT": pl.Date, "AFTER": pl.Float64, "AFTERDT": pl.Date}
    )  # fmt: skip
    joined = pl.concat([empty, *parts]).join(responders, on=SUBJECT, how="left")
    return joined.sort("TRIAL", "PARAMCD", "USUBJID")
