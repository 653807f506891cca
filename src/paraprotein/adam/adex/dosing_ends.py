"""When a dosing interval ended that the tables leave open."""

import polars as pl

from ...dosing.frequency import ONCE
from ..matrices import SUBJECT


def end_open_intervals(ex: pl.DataFrame) -> pl.DataFrame:
    """EX with EXENDT filled where other records tell it.

    One administration lasts a day. Any other interval ends on the day before the subject's next one of the same drug
    that starts later, a hold included; the last stays open.
    """
    if not ex["EXENDT"].null_count():
        return ex  # virtual studies leave nothing open, and sorting them costs time
    drug = (*SUBJECT, "EXTRT")
    once = pl.col("EXDOSFRQ").str.to_uppercase().str.strip_chars() == ONCE
    until_next = pl.when(pl.col("_NEXT") > pl.col("EXSTDT")).then(pl.col("_NEXT") - pl.duration(days=1))
    return (
        ex.sort(*drug, "EXSTDT", "EXSEQ")
        .with_columns(_NEXT=pl.col("EXSTDT").shift(-1).over(drug))
        .with_columns(pl.col("_NEXT").max().over(*drug, "EXSTDT"))
        .with_columns(EXENDT=pl.coalesce("EXENDT", pl.when(once).then("EXSTDT"), until_next))
        .drop("_NEXT")
    )
