"""ADLB: laboratory results with baseline, change, nadir and toxicity grade."""

import math

import polars as pl

from ..protocol.schema import Protocol
from ..sdtm.tables import StudyTables
from .days import gap_days, study_day
from .grades import derive_grades
from .matrices import SUBJECT


def derive_adlb(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """One record per laboratory record, sorted by subject, PARAMCD, ADT and LBSEQ.

    Returns:
        PARAMCD, PARAM, AVAL and AVALC (units AVALU), BLQFL (below the limit of quantitation: AVAL is the limit), ADT,
        ADY, VISITNUM, METHOD; ABLFL and BASE: last value up to the day of the first dose; CHG, PCHG (percent, null
        where BASE is 0); NADIR: lowest value up to the record before, baseline included; ANRLO, ANRHI, ANRIND; ATOXGR
        and BTOXGR by the protocol's edition, the worse direction; ONTRTFL: after the day of the first dose and up to
        the last dose plus the emergent window; SRCDOM, SRCSEQ.
    """
    records = _read(tables, adsl)
    return (
        records.pipe(_flag_baseline)
        .pipe(_derive_change)
        .pipe(derive_grades, protocol)
        .with_columns(_range_indicator(), _on_treatment(protocol.toxicity.emergent_window))
        .drop("_GROUP", "TRTSDT", "TRTEDT", "_PRE")
    )


def _read(tables: StudyTables, adsl: pl.DataFrame) -> pl.DataFrame:
    dates = adsl.lazy().select(*SUBJECT, "TRTSDT", "TRTEDT").with_row_index("_SUBJECT")
    return (
        tables["LB"].lazy()
        .select(
            *SUBJECT,
            PARAMCD=pl.col("LBTESTCD"),
            PARAM=pl.col("LBTEST"),
            AVAL=pl.col("LBSTRESN"),
            AVALC=pl.col("LBSTRESC"),
            AVALU=pl.col("LBSTRESU"),
            BLQFL=pl.col("LBBLQFL"),
            ADT=pl.col("LBDT"),
            VISITNUM=pl.col("VISITNUM"),
            METHOD=pl.col("LBMETHOD"),
            ANRLO=pl.col("LBSTNRLO"),
            ANRHI=pl.col("LBSTNRHI"),
            SRCDOM=pl.lit("LB", pl.Categorical),
            SRCSEQ=pl.col("LBSEQ"),
        )
        .join(dates, on=SUBJECT)
        .with_columns(ADY=study_day(pl.col("ADT"), pl.col("TRTSDT")))
        .with_columns(_PARAM=pl.col("PARAMCD").rank("dense"))
        .sort("_SUBJECT", "_PARAM", "ADT", "SRCSEQ", nulls_last=True)
        .with_columns(_GROUP=pl.struct("_SUBJECT", "_PARAM").rle_id())
        .drop("_SUBJECT", "_PARAM")
        .collect()
    )  # fmt: skip


def _flag_baseline(records: pl.DataFrame) -> pl.DataFrame:
    """BASE and ABLFL: the last value on or before the day of the first dose; without a first dose there is none."""
    usable = (pl.col("AVAL").is_not_null() & (pl.col("ADY") <= 1)).fill_null(False)
    records = records.with_row_index("_RECORD").with_columns(_PRE=usable)
    baseline = (
        records.lazy().filter("_PRE").group_by("_GROUP")
        .agg(pl.col("_RECORD").last(), pl.col("AVAL").last().alias("BASE"))
    )  # fmt: skip
    flags = baseline.select("_RECORD", ABLFL=pl.lit("Y", pl.Categorical))
    return (
        records.lazy()
        .join(baseline.select("_GROUP", "BASE"), on="_GROUP", how="left", maintain_order="left")
        .join(flags, on="_RECORD", how="left", maintain_order="left")
        .drop("_RECORD")
        .collect()
    )


def _derive_change(records: pl.DataFrame) -> pl.DataFrame:
    """CHG and PCHG after the day of the first dose, and the lowest value before each record, baseline included."""
    later = ~pl.col("_PRE")
    change = pl.col("AVAL") - pl.col("BASE")
    percent = pl.when(pl.col("BASE") != 0).then(100 * change / pl.col("BASE"))
    counted = pl.when(later | pl.col("ABLFL").is_not_null()).then("AVAL").fill_null(math.inf)
    lowest = counted.cum_min().over("_GROUP").shift(1)
    same_group = pl.col("_GROUP") == pl.col("_GROUP").shift(1)
    nadir = pl.when(later & same_group & lowest.is_finite()).then(lowest)
    return records.with_columns(CHG=pl.when(later).then(change), PCHG=pl.when(later).then(percent), NADIR=nadir)


def _range_indicator() -> pl.Expr:
    value = pl.col("AVAL")
    return (
        pl.when(value < pl.col("ANRLO")).then(pl.lit("LOW"))
        .when(value > pl.col("ANRHI")).then(pl.lit("HIGH"))
        .when(value.is_not_null() & (pl.col("ANRLO").is_not_null() | pl.col("ANRHI").is_not_null()))
        .then(pl.lit("NORMAL"))
        .cast(pl.Categorical)
        .alias("ANRIND")
    )  # fmt: skip


def _on_treatment(window: float) -> pl.Expr:
    after_last = gap_days(pl.col("ADT"), pl.col("TRTEDT"))
    return pl.when((pl.col("ADY") > 1) & (after_last <= window)).then(pl.lit("Y")).cast(pl.Categorical).alias("ONTRTFL")
