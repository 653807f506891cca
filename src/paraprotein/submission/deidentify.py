"""Study tables without what identifies a patient: new numbers, shifted dates, no free text.

Every analysis of the de-identified study gives the same results, because all dates of a subject move by the same
number of days and coded values stay. It makes re-identification harder; whether that is enough is for whoever shares
the data to judge.

Source: the identifiers of 45 CFR 164.514(b)(2) (dates, ages over 89, numbers); one constant offset per subject as in
PHUSE, De-Identification Standard for CDISC SDTM 3.2 (2015), recalled.
"""

import numpy as np
import polars as pl

from ..response.words import DETECTION, DISPOSITION, PROCEDURE
from ..sdtm.deaths import DISEASE, cause_of, death_records
from ..sdtm.laboratory import parse_results
from ..sdtm.shapes import SHAPES
from ..sdtm.tables import StudyTables, date_name
from ..sdtm.words import DISPOSITION_FIELDS, PLACES, PROCEDURE_FIELDS, read_terms

LARGEST_SHIFT = 365
"""Dates move by up to so many days, earlier or later, never by none."""

OLDEST = 90.0
"""Ages of more than 89 years become this."""

REDACTED = "REDACTED"
DIED_OF_DISEASE = "DEATH DUE TO PROGRESSIVE DISEASE"
TRACE = "TRACE"
"""A common result that decides nothing and identifies nobody."""

_COMPLETE = r"^\d{4}-\d{2}-\d{2}"


def deidentify(tables: StudyTables, seed: int) -> tuple[StudyTables, pl.DataFrame]:
    """Renumber subjects and sites, shift dates, drop birth dates, partial dates and free text.

    Args:
        tables: study tables.
        seed: the same seed gives the same result.

    Returns:
        The tables, and the key that leads back: TRIAL, USUBJID, NEWID, SHIFT (days). Keep it apart, or not at all.
    """
    key = _make_key(tables, seed)
    frames = {domain: _change(tables, domain, key) for domain in SHAPES if tables[domain].height}
    sites = _site_numbers(tables.dm, seed)
    dm = frames["DM"].with_columns(
        pl.col("SITEID")
        .cast(pl.String)
        .replace_strict(sites, default=None, return_dtype=pl.String)
        .cast(pl.Categorical),
        pl.when(pl.col("AGE") >= OLDEST).then(OLDEST).otherwise("AGE").alias("AGE"),
        SUBJID=pl.col("USUBJID").cast(pl.String).str.split("-").list.last().cast(pl.Categorical),
        BRTHDTC=pl.lit(None, pl.String),
        BRTHDT=pl.lit(None, pl.Date),
    )
    return tables.replaced({**frames, "DM": dm}), key


def _make_key(tables: StudyTables, seed: int) -> pl.DataFrame:
    subjects = tables.dm.select("TRIAL", pl.col("USUBJID").cast(pl.String), "STUDYID").sort("TRIAL", "USUBJID")
    random = np.random.Generator(np.random.Philox(seed))
    count = subjects.height
    number = random.permutation(count) + 1
    shift = random.integers(1, LARGEST_SHIFT, size=count, endpoint=True) * random.choice((-1, 1), size=count)
    width = max(4, len(str(count)))
    return subjects.select(
        "TRIAL",
        "USUBJID",
        NEWID=pl.col("STUDYID").cast(pl.String)
        + "-"
        + pl.Series(number.astype(np.int64)).cast(pl.String).str.zfill(width),
        SHIFT=pl.Series(shift.astype(np.int64)),
    )


def _site_numbers(dm: pl.DataFrame, seed: int) -> dict[str, str]:
    names = sorted(dm["SITEID"].cast(pl.String).drop_nulls().unique())
    number = np.random.Generator(np.random.Philox(seed + 1)).permutation(len(names)) + 1
    return {name: f"{place:03d}" for name, place in zip(names, number, strict=True)}


def _change(tables: StudyTables, domain: str, key: pl.DataFrame) -> pl.DataFrame:
    shape = SHAPES[domain]
    table = tables[domain]
    order = table.columns
    keyed = table.with_columns(pl.col("USUBJID").cast(pl.String)).join(
        key, on=["TRIAL", "USUBJID"], how="left", maintain_order="left"
    )
    dates = [column for column in shape.columns if column.kind == "date"]
    shifted = [_shifted(column.name, date_name(column)) for column in dates]
    changed = keyed.with_columns(
        *(expression for pair in shifted for expression in pair),
        USUBJID=pl.col("NEWID").cast(pl.Categorical),
    )
    return _redact(changed, tables, domain).select(pl.col(name).cast(table.schema[name]) for name in order)


def _shifted(text: str, day: str) -> tuple[pl.Expr, pl.Expr]:
    """The date, and its text with the time as it was; a partial date is dropped, for it cannot be shifted."""
    moved = pl.col(day) + pl.duration(days=pl.col("SHIFT"))
    time = pl.col(text).str.replace(_COMPLETE, "")
    return pl.when(pl.col(day).is_not_null()).then(moved.dt.to_string("iso") + time).alias(text), moved.alias(day)


def _redact(table: pl.DataFrame, tables: StudyTables, domain: str) -> pl.DataFrame:
    """Free text gives way to its code, to a number, or to nothing."""
    match domain:
        case "AE":
            return table.with_columns(AETERM=_code("AEDECOD"))
        case "CM":
            return table.with_columns(CMTRT=_code("CMDECOD"))
        case "PR":
            procedure = read_terms(table, PROCEDURE_FIELDS, PROCEDURE, "first")
            return table.with_columns(PRTRT=pl.coalesce(pl.col("PRDECOD").cast(pl.String), procedure, pl.lit(REDACTED)))
        case "EX":
            return table.with_columns(EXADJ=pl.lit(None, pl.String))
        case "RS":
            return table.with_columns(RSORRES=pl.coalesce(pl.col("RSSTRESC").cast(pl.String), _assessed(table)))
        case "LB":
            return table.with_columns(_result(table["LBSTRESC"]), _result(table["LBORRES"]))
        case "DS":
            return _redact_disposition(table, tables)
        case "DM":
            return table.with_columns(DTHCAUS=_cause(table["DTHCAUS"]))
        case "DD":
            return table.with_columns(DDORRES=_cause(table["DDORRES"]), DDSTRESC=_cause(table["DDSTRESC"]))
        case "SS":
            return table.with_columns(SSORRES=pl.col("SSSTRESC").cast(pl.String))
        case _:
            return table


def _code(name: str) -> pl.Expr:
    return pl.coalesce(pl.col(name).cast(pl.String), pl.lit(REDACTED))


def _result(text: pl.Series) -> pl.Series:
    """Results that are numbers, with or without a sign, or words of the tables alone; comments are dropped."""
    read = parse_results(text)
    is_word = read_terms(text.alias("TEXT").to_frame(), ("TEXT",), DETECTION).is_not_null()
    is_trace = (text.str.strip_chars().str.to_uppercase() == TRACE).fill_null(False)
    kept = read["number"].is_not_null() | read["below"].fill_null(False) | is_word | is_trace
    return text.set(~kept, None)


def _assessed(table: pl.DataFrame) -> pl.Series:
    """The term of each assessment that RSORRES alone holds."""
    test = table["RSTESTCD"].cast(pl.String)
    told = pl.Series([None] * table.height, dtype=pl.String)
    for place in PLACES:
        if place.column == "RSTESTCD":
            told = told.zip_with(~test.is_in(list(place.values)), read_terms(table, place.fields, place.group))
    return told


def _cause(text: pl.Series) -> pl.Series:
    """What a text says of the cause of a death, in standard words: the disease, an adverse event or another cause."""
    return pl.DataFrame({"text": text.cast(pl.String)}).select(cause_of(pl.col("text")).alias(text.name)).to_series()


def _redact_disposition(table: pl.DataFrame, tables: StudyTables) -> pl.DataFrame:
    """The coded term; what the reported term said of the cause of a death stays, in standard words."""
    causes = death_records({**tables.frames, **{name: tables[name].clear() for name in ("DM", "AE", "DD", "SS")}})
    blamed = causes.filter(pl.col("CAUSE") == DISEASE).select("TRIAL", OLD=pl.col("USUBJID").cast(pl.String))
    disease = (
        tables["DS"].select("TRIAL", OLD=pl.col("USUBJID").cast(pl.String))
        .join(blamed.with_columns(_BLAMED=pl.lit(True)), on=["TRIAL", "OLD"], how="left", maintain_order="left")
    )["_BLAMED"]  # fmt: skip
    term = read_terms(table, DISPOSITION_FIELDS, DISPOSITION, "first")
    died = (term == "DEATH") & disease.fill_null(False)
    told = term.ne_missing(read_terms(table, ("DSDECOD",), DISPOSITION))
    reason = pl.when(told).then(term).otherwise(_code("DSDECOD"))
    return table.with_columns(DSTERM=pl.when(died).then(pl.lit(DIED_OF_DISEASE)).otherwise(reason))
