"""Death: its date, and whether the disease caused it."""

import polars as pl

from ..matrices import SUBJECT

_DISEASE = r"(?i)progressive disease|disease progression|disease under study|waldenstr|macroglobulin|myeloma|amyloid"
_DENIED = r"(?i)\b(?:not|unrelated|other than)\b"


def derive_death(dm: pl.DataFrame, ds: pl.DataFrame) -> pl.DataFrame:
    """One row per subject: DTHDT, DTHFL (Y or null) and DTHDISFL (Y when a disposition term blames the disease).

    The tables carry no cause-of-death domain, so the reported term of the disposition record DEATH decides:
    "DEATH DUE TO PROGRESSIVE DISEASE" is from disease, "DEATH" alone is not.
    """
    told = ds.filter(pl.col("DSDECOD").str.to_uppercase() == "DEATH")
    from_disease = pl.col("DSTERM").str.contains(_DISEASE) & ~pl.col("DSTERM").str.contains(_DENIED)
    disposed = told.group_by(SUBJECT).agg(
        pl.col("DSSTDT").min().alias("_DSDT"), from_disease.any().fill_null(False).alias("_DISEASE")
    )
    dead = pl.col("DTHDT").is_not_null() | (pl.col("DTHFL") == "Y").fill_null(False) | pl.col("_DISEASE").is_not_null()
    return dm.join(disposed, on=SUBJECT, how="left").select(
        *SUBJECT,
        pl.coalesce("DTHDT", "_DSDT").alias("DTHDT"),
        pl.when(dead).then(pl.lit("Y")).alias("DTHFL"),
        pl.when(pl.col("_DISEASE")).then(pl.lit("Y")).alias("DTHDISFL"),
    )
