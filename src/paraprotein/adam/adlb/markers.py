"""The marker of each subject at baseline, at its best, at a fixed time and at the last visit."""

import polars as pl

from ..matrices import SUBJECT


def derive_marker_values(visits: pl.DataFrame, fixed_time: float, window: float) -> pl.DataFrame:
    """One row per subject with a usable value after baseline.

    Args:
        visits: response by visit, see `response.ResponseTables`.
        fixed_time: days after the first dose at which everybody is compared.
        window: a value may lie this many days from it.

    Returns:
        BEST and BESTDT: lowest value before progression and new therapy (at progression where there is none before),
        first of equals; FIXED and FIXEDDT: nearest to the fixed time, the earlier of two equally near; LAST and
        LASTDT: last value before new therapy, after progression too; all in mg/dL.
    """
    usable = visits.lazy().filter("MEASFL").sort(*SUBJECT, "ADY")
    distance = (pl.col("ADY") - 1 - fixed_time).abs()
    best = usable.filter("USEDFL").group_by(SUBJECT, maintain_order=True).agg(
        BEST=pl.col("AVAL").min(), BESTDT=pl.col("ADT").get(pl.col("AVAL").arg_min())
    )  # fmt: skip
    fixed = usable.filter(distance <= window).group_by(SUBJECT, maintain_order=True).agg(
        FIXED=pl.col("AVAL").get(distance.arg_min()), FIXEDDT=pl.col("ADT").get(distance.arg_min())
    )  # fmt: skip
    last = usable.group_by(SUBJECT, maintain_order=True).agg(LAST=pl.col("AVAL").last(), LASTDT=pl.col("ADT").last())
    return (
        last.join(best, on=SUBJECT, how="left").join(fixed, on=SUBJECT, how="left")
        .select(*SUBJECT, "BEST", "BESTDT", "FIXED", "FIXEDDT", "LAST", "LASTDT")
        .sort(SUBJECT)
        .collect()
    )  # fmt: skip


def derive_biomarker_pairs(laboratory: pl.DataFrame, analyte: str, after: str) -> pl.DataFrame:
    """One row per subject measured before and under treatment: BEFORE, AFTER and their dates.

    Args:
        laboratory: as `laboratory.derive_laboratory` gives it.
        analyte: PARAMCD.
        after: `last` or `lowest` value under treatment.
    """
    own = (
        laboratory.lazy()
        .filter(pl.col("PARAMCD") == analyte, pl.col("AVAL").is_not_null())
        .sort(*SUBJECT, "ADT", "SRCSEQ")
    )
    before = own.filter(pl.col("ABLFL") == "Y").select(*SUBJECT, BEFORE=pl.col("AVAL"), BEFOREDT=pl.col("ADT"))
    place = pl.col("AVAL").arg_min() if after == "lowest" else pl.len() - 1
    later = own.filter(pl.col("ONTRTFL") == "Y").group_by(SUBJECT, maintain_order=True).agg(
        AFTER=pl.col("AVAL").get(place), AFTERDT=pl.col("ADT").get(place)
    )  # fmt: skip
    return before.join(later, on=SUBJECT).sort(SUBJECT).collect()
