"""Laboratory results with baseline, toxicity grade and time under treatment: what every count and data set rests on.

LB is read here and nowhere else: whoever needs a result takes it from these records, and `_RECORD` leads back to LB.
"""

import polars as pl

from ...protocol.schema import Protocol
from ...sdtm.first_dose import samples_after_first_dose, side_of_time_point
from ...sdtm.tables import StudyTables
from ..days import gap_days, order_of_day, study_day
from ..matrices import SUBJECT
from .baseline import flag_baselines
from .grades import derive_grades


def derive_laboratory(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """One record per laboratory record, sorted by subject, ADT, time of day, time point and LBSEQ.

    Returns:
        PARAMCD, AVAL (units AVALU), ADT, ADY, ANRLO, ANRHI, SRCSEQ; ABLFL, ABLREAS and BASE, see `flag_baselines`;
        ATOXGRL, ATOXGRH, BTOXGRL and BTOXGRH, the grades of each direction by the protocol's edition; ONTRTFL: after
        the day of the first dose and up to the last dose plus the emergent window. _RECORD is the row in LB, _SUBJECT
        the row in ADSL, _SERIES numbers the subjects' series of one test (sorted by subject and PARAMCD), _PRE marks
        usable values up to the first dose.
    """
    return (
        _read(tables, adsl, protocol.toxicity.emergent_window)
        .pipe(flag_baselines, tables, adsl, protocol)
        .pipe(derive_grades, tables, protocol)
    )  # fmt: skip


def _read(tables: StudyTables, adsl: pl.DataFrame, window: float) -> pl.DataFrame:
    subjects = adsl.lazy().select(*SUBJECT, "TRTSDT", "TRTEDT").with_row_index("_SUBJECT")
    tests = sorted(tables["LB"]["LBTESTCD"].unique().cast(pl.String).drop_nulls())
    test = pl.col("PARAMCD").cast(pl.Enum(tests)).to_physical().fill_null(len(tests))
    within_day = _order_within_day(tables["LB"])
    late = samples_after_first_dose(tables["LB"], tables["DM"], tables["EX"])
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
            _LATE=pl.lit(late),
            **within_day,
        )
        .join(subjects, on=SUBJECT, maintain_order="left")
        .sort("_SUBJECT", "ADT", *within_day, "SRCSEQ", nulls_last=True)
        .with_columns(
            _SERIES=pl.col("_SUBJECT").cast(pl.Int64) * (len(tests) + 1) + test,
            ADY=study_day(pl.col("ADT"), pl.col("TRTSDT")),
        )
        .with_columns(
            _PRE=usable & ~((pl.col("ADY") == 1) & pl.col("_LATE")),
            _POST=usable & (pl.col("ADY") == 1) & pl.col("_LATE"),
            ONTRTFL=_on_treatment(window),
        )
        .drop("TRTSDT", "TRTEDT", "_LATE", *within_day)
        .collect()
    )  # fmt: skip


def _order_within_day(lb: pl.DataFrame) -> dict[str, pl.Expr]:
    """Columns that order the records of a day before LBSEQ does; none where a laboratory gives the date alone."""
    order = {}
    if lb["LBDTC"].str.contains("T", literal=True).any():
        order["_TIME"] = order_of_day()
    if lb["LBTPT"].null_count() < lb.height or lb["LBELTM"].null_count() < lb.height:
        order["_SIDE"] = side_of_time_point().fill_null(0)
    if lb["LBTPTNUM"].null_count() < lb.height:
        order["_POINT"] = pl.col("LBTPTNUM").fill_null(0.0)
    return order


def _on_treatment(window: float) -> pl.Expr:
    after_last = gap_days(pl.col("ADT"), pl.col("TRTEDT"))
    return pl.when((pl.col("ADY") > 1) & (after_last <= window)).then(pl.lit("Y", pl.Categorical))
