"""Best change of the marker: one bar per patient."""

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
