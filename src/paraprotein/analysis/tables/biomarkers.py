"""Biomarker pairs: one line per patient measured before and under treatment."""

import polars as pl

from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol


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
