"""What a laboratory grade asks beyond the value: fasting, an anticoagulant, albumin beside calcium, a better test."""

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...protocol.schema import Toxicity
from ...sdtm.dates import earliest_day, latest_day
from ...sdtm.tables import StudyTables
from ...toxicity.analytes import PREFERRED
from ...toxicity.medications import Kind, Medication, medications_in
from ...units import factor_between
from ..matrices import SUBJECT

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

_NAMES = {"CM": ("CMTRT", "CMDECOD"), "PR": ("PRTRT", "PRDECOD")}


def is_fasting(records: pl.DataFrame, tables: StudyTables, policy: Toxicity) -> Booleans:
    """Whether each record is of a fasting patient; where LBFAST does not say, as the protocol takes it."""
    said = fasting_said(records, tables)
    default = policy.glucose_when_fasting_unknown == "fasting"
    return said.replace_strict({"Y": True, "N": False}, default=default, return_dtype=pl.Boolean).to_numpy()


def fasting_said(records: pl.DataFrame, tables: StudyTables) -> pl.Series:
    """LBFAST of each record; null where it says neither Y nor N."""
    said = tables["LB"]["LBFAST"].gather(records["_RECORD"]).cast(pl.String).str.to_uppercase()
    return pl.select(pl.when(said.is_in(["Y", "N"])).then(said)).to_series()


def is_touched(records: pl.DataFrame, tables: StudyTables, kind: Kind) -> pl.Series:
    """Whether a treatment of a kind still touches each value on its day.

    A treatment without an end goes on; one without a start was there before the study; a partial date means the
    earliest start and the latest end that it can.

    Args:
        records: laboratory results with TRIAL, USUBJID, PARAMCD and ADT.
        tables: the study tables, of which CM and PR are read.
        kind: which treatments.
    """
    given = _treatments(tables, kind)
    if given.is_empty():
        return pl.repeat(False, records.height, dtype=pl.Boolean, eager=True)
    numbered = records.select(*SUBJECT, pl.col("PARAMCD").cast(pl.String), "ADT").with_row_index("_PLACE")
    met = numbered.join(given, on=[*SUBJECT, "PARAMCD"]).filter(
        (pl.col("ADT") >= pl.col("FROM")).fill_null(pl.col("FROM").is_null() & pl.col("ADT").is_not_null()),
        (pl.col("ADT") <= pl.col("UNTIL")).fill_null(pl.col("UNTIL").is_null()),
    )
    return numbered["_PLACE"].is_in(met["_PLACE"].unique().implode())


def _treatments(tables: StudyTables, kind: Kind) -> pl.DataFrame:
    """TRIAL, USUBJID, PARAMCD touched, FROM and UNTIL of every treatment of a kind."""
    parts = [_of_domain(tables[domain], domain, kind) for domain in _NAMES if not tables[domain].is_empty()]
    empty = pl.DataFrame(schema={"TRIAL": pl.Int32, "USUBJID": pl.Categorical, "PARAMCD": pl.String,
                                 "FROM": pl.Date, "UNTIL": pl.Date})  # fmt: skip
    return pl.concat([empty, *parts])


def _of_domain(table: pl.DataFrame, domain: str, kind: Kind) -> pl.DataFrame:
    given = table.filter((pl.col(f"{domain}OCCUR").cast(pl.String) != "N").fill_null(True))
    start = earliest_day(pl.col(f"{domain}STDTC"))
    end = latest_day(pl.col(f"{domain}ENDTC")) if f"{domain}ENDTC" in given.columns else latest_day(
        pl.col(f"{domain}STDTC"))  # fmt: skip
    named = given.with_columns(_NAME=pl.concat_str(
        [pl.col(name).cast(pl.String) for name in _NAMES[domain]], separator=" / ", ignore_nulls=True))  # fmt: skip
    table_of = _touches(named["_NAME"].unique().drop_nulls(), kind)
    return named.join(table_of, on="_NAME").select(
        pl.col("TRIAL").cast(pl.Int32),
        pl.col("USUBJID").cast(pl.Categorical),
        "PARAMCD",
        FROM=start,
        UNTIL=end + pl.duration(days="DAYS"),
    )


def _touches(names: Iterable[str], kind: Kind) -> pl.DataFrame:
    """_NAME, PARAMCD and DAYS of every test that a treatment of this name touches."""
    known: list[tuple[str, Medication]] = [
        (name, medication) for name in names for medication in medications_in(name) if medication.kind == kind
    ]
    rows = [(name, analyte, medication.days) for name, medication in known for analyte in medication.analytes]
    return pl.DataFrame(rows, schema={"_NAME": pl.String, "PARAMCD": pl.String, "DAYS": pl.Int64}, orient="row")


def correct_calcium(records: pl.DataFrame) -> pl.Series:
    """AVAL, calcium (`CA`) corrected by the albumin of the same day: + 0.8 mg/dL for each g/dL below 4.0.

    In mmol/L 0.02 for each g/L below 40. Calcium without an albumin of its day stays as it is.

    Source: Payne et al., Br Med J 1973;4:643 (recalled); v3.0 prints the formula as a remark.
    """
    if not has_tests(records, "CA", "ALB"):
        return records["AVAL"]
    albumin = _albumin(records)
    joined = records.select(*SUBJECT, pl.col("PARAMCD").cast(pl.String), "ADT", "AVAL", pl.col("AVALU").cast(pl.String))
    joined = joined.join(albumin, on=[*SUBJECT, "ADT"], how="left", maintain_order="left")
    in_mmol = factor_of(joined["AVALU"], "mmol/L", "CA").fill_null(1.0) == 1.0
    is_molar = in_mmol & joined["AVALU"].is_not_null()
    added = pl.when(is_molar).then(0.02 * (40 - 10 * pl.col("ALB"))).otherwise(0.8 * (4 - pl.col("ALB")))
    is_calcium = (pl.col("PARAMCD") == "CA") & pl.col("ALB").is_not_null()
    return joined.select(pl.when(is_calcium).then(pl.col("AVAL") + added).otherwise("AVAL")).to_series()


def has_albumin(records: pl.DataFrame) -> pl.Series:
    """Whether albumin was measured on the day of each record."""
    days = _albumin(records).select(*SUBJECT, "ADT", _HAS=pl.lit(True))
    joined = records.select(*SUBJECT, "ADT").join(days, on=[*SUBJECT, "ADT"], how="left", maintain_order="left")
    return joined["_HAS"].fill_null(False)


def _albumin(records: pl.DataFrame) -> pl.DataFrame:
    """Albumin of each subject and day, g/dL, the last of a day."""
    own = records.filter(pl.col("PARAMCD").cast(pl.String) == "ALB", pl.col("AVAL").is_not_null())
    factor = factor_of(own["AVALU"].cast(pl.String), "g/dL", "ALB")
    in_unit = own.with_columns(ALB=own["AVAL"] * factor).drop_nulls("ALB")
    return in_unit.group_by(*SUBJECT, "ADT", maintain_order=True).agg(pl.col("ALB").last())


def factor_of(units: pl.Series, to: str, analyte: str) -> pl.Series:
    """Factor of each unit into another; a result without a unit is in it already; null where nothing converts."""
    table = {unit: factor_between(unit, to, analyte) for unit in units.unique().drop_nulls()}
    known = units.replace_strict(table, default=None, return_dtype=pl.Float64)
    return pl.select(pl.when(units.is_null()).then(1.0).otherwise(known)).to_series()


def is_superseded(records: pl.DataFrame) -> pl.Series:
    """Whether a test of `PREFERRED` was measured on the same day and is graded in a record's place."""
    codes = records["PARAMCD"].cast(pl.String)
    present = set(codes.unique())
    answer = pl.repeat(False, records.height, dtype=pl.Boolean, eager=True)
    for analyte, better in PREFERRED.items():
        if analyte in present and not present.isdisjoint(better):
            days = records.filter(codes.is_in(better), pl.col("AVAL").is_not_null()).select(*SUBJECT, "ADT").unique()
            met = records.select(*SUBJECT, "ADT").join(
                days.with_columns(_MET=pl.lit(True)), on=[*SUBJECT, "ADT"], how="left", maintain_order="left"
            )
            answer = answer | ((codes == analyte) & met["_MET"].fill_null(False))
    return answer


def has_tests(records: pl.DataFrame, *analytes: str) -> bool:
    """Whether all of these tests occur."""
    return set(analytes) <= set(records["PARAMCD"].unique().cast(pl.String))
