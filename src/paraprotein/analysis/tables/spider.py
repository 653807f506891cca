"""The marker over time: one line per patient."""

import polars as pl

from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol


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
