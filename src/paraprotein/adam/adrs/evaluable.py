"""Who counts for response, and why the others do not."""

import polars as pl

from ...protocol.schema import Evaluable
from ..matrices import SUBJECT

REASONS = ("NOT ENROLLED", "NOT TREATED", "NO VALID BASELINE", "NO VALUE AFTER BASELINE")
"""Values of EVALREAS, the first that applies."""


def derive_evaluability(adsl: pl.DataFrame, response: pl.DataFrame, rule: Evaluable) -> pl.DataFrame:
    """Add BASE, BASEDT, EVALFL (Y or N) and EVALREAS (null where evaluable) to ADSL.

    Evaluable: at least one dose, a valid measurable baseline, and enough valid values after it or, where the protocol
    says so, clinical progression or death from the disease before the first value (counted as no response).

    Args:
        adsl: one row per subject.
        response: one row per subject with BASE, BASEDT, NVALID and EARLYPDFL.
        rule: the protocol's rule.
    """
    subjects = adsl.join(
        response.select(*SUBJECT, "BASE", "BASEDT", "NVALID", "EARLYPDFL"),
        on=SUBJECT,
        how="left",
        maintain_order="left",
    )
    assessed = pl.col("NVALID") >= rule.later_values
    if rule.early_progression_counts:
        assessed |= pl.col("EARLYPDFL").fill_null(False) | (pl.col("DTHDISFL") == "Y").fill_null(False)
    reason = (
        pl.when(pl.col("FASFL") == "N").then(pl.lit(REASONS[0]))
        .when(pl.col("SAFFL") == "N").then(pl.lit(REASONS[1]))
        .when(pl.lit(rule.baseline) & pl.col("BASE").is_null()).then(pl.lit(REASONS[2]))
        .when(~assessed).then(pl.lit(REASONS[3]))
    )  # fmt: skip
    return (
        subjects.with_columns(EVALREAS=reason)
        .with_columns(EVALFL=pl.when(pl.col("EVALREAS").is_null()).then(pl.lit("Y")).otherwise(pl.lit("N")))
        .drop("NVALID", "EARLYPDFL")
    )
