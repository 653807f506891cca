"""Laboratory results with baseline, toxicity grade and time under treatment: what every count and data set rests on."""

import polars as pl

from ...protocol.schema import Protocol
from ...sdtm.tables import StudyTables
from ..days import gap_days, order_of_day, study_day
from ..matrices import SUBJECT
from .grades import derive_grades


def derive_laboratory(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """One record per laboratory record, sorted by subject, ADT, time of day and LBSEQ.

    Returns:
        PARAMCD, AVAL (units AVALU), ADT, ADY, ANRLO, ANRHI, SRCSEQ; ABLFL and BASE: last value up to the day of the
        first dose; ATOXGRL, ATOXGRH, BTOXGRL and BTOXGRH, the grades of each direction by the protocol's edition;
        ONTRTFL: after the day of the first dose and up to the last dose plus the emergent window. _RECORD is the row in
        LB, _SERIES numbers the subjects' series of one test (sorted by subject and PARAMCD), _PRE marks usable values
        up to the first dose, _BASELINE is the row, among these, of the value before treatment.
    """
    return (
        _read(tables, adsl, protocol.toxicity.emergent_window)
        .pipe(_flag_baseline)
        .pipe(derive_grades, tables, protocol)
    )  # fmt: skip


def _read(tables: StudyTables, adsl: pl.DataFrame, window: float) -> pl.DataFrame:
    subjects = adsl.lazy().select(*SUBJECT, "TRTSDT", "TRTEDT").with_row_index("_SUBJECT")
    tests = sorted(tables["LB"]["LBTESTCD"].unique().cast(pl.String).drop_nulls())
    test = pl.col("PARAMCD").cast(pl.Enum(tests)).to_physical().fill_null(len(tests))
    timed = tables["LB"]["LBDTC"].str.contains("T", literal=True).any()  # most laboratories tell the date alone
    usable = (pl.col("AVAL").is_not_null() & (pl.col("ADY") <= 1)).fill_null(False)
    return (
        tables["LB"].lazy()
        .with_row_index("_RECORD")
        .select(
            *SUBJECT,
            "_RECORD",
            PARAMCD=pl.col("LBTESTCD"),
            AVAL=pl.col("LBSTRESN"),
            AVALU=pl.col("LBSTRESU"),
            ADT=pl.col("LBDT"),
            ANRLO=pl.col("LBSTNRLO"),
            ANRHI=pl.col("LBSTNRHI"),
            SRCSEQ=pl.col("LBSEQ"),
            **({"_TIME": order_of_day()} if timed else {}),
        )
        .join(subjects, on=SUBJECT, maintain_order="left")
        .sort("_SUBJECT", "ADT", *(["_TIME"] if timed else []), "SRCSEQ", nulls_last=True)
        .with_columns(
            _SERIES=pl.col("_SUBJECT").cast(pl.Int64) * (len(tests) + 1) + test,
            ADY=study_day(pl.col("ADT"), pl.col("TRTSDT")),
        )
        .with_columns(_PRE=usable, ONTRTFL=_on_treatment(window))
        .drop("_SUBJECT", "TRTSDT", "TRTEDT", "_TIME", strict=False)
        .collect()
    )  # fmt: skip


def _flag_baseline(records: pl.DataFrame) -> pl.DataFrame:
    """BASE and ABLFL: the last value on or before the day of the first dose; without a first dose there is none."""
    last = pl.col("_ROW").filter("_PRE").last().over("_SERIES")
    return (
        records.with_row_index("_ROW")
        .with_columns(_BASELINE=last)
        .with_columns(
            BASE=pl.col("AVAL").gather("_BASELINE"),
            ABLFL=pl.when(pl.col("_ROW") == pl.col("_BASELINE")).then(pl.lit("Y", pl.Categorical)),
        )
        .drop("_ROW")
    )


def _on_treatment(window: float) -> pl.Expr:
    after_last = gap_days(pl.col("ADT"), pl.col("TRTEDT"))
    return pl.when((pl.col("ADY") > 1) & (after_last <= window)).then(pl.lit("Y", pl.Categorical))
