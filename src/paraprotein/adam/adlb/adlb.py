"""ADLB: laboratory results with baseline, change, nadir and toxicity grade."""

import math

import polars as pl

from ...protocol.schema import Protocol
from ...sdtm.tables import StudyTables
from ...toxicity.ctcae import edition_named
from ..matrices import SUBJECT
from .circumstances import is_touched
from .grades import signed_grade
from .notes import derive_notes


def derive_adlb(laboratory: pl.DataFrame, tables: StudyTables, protocol: Protocol) -> pl.DataFrame:
    """One record per laboratory record, sorted by subject, PARAMCD, ADT and LBSEQ.

    Args:
        laboratory: as `laboratory.derive_laboratory` gives it.
        tables: the study tables that it came from.
        protocol: whose edition of the CTCAE grades it.

    Returns:
        PARAMCD, PARAM, AVAL and AVALC (units AVALU), BLQFL (below the limit of quantitation: AVAL is the limit), ADT,
        ADY, VISITNUM, METHOD; ABLFL, BASE and ABLREAS; CHG, PCHG (percent, null where BASE is 0); NADIR: lowest value
        up to the record before, baseline included; ANRLO, ANRHI, ANRIND; ATOXDSCL and ATOXDSCH, the terms of the
        edition, ATOXGRL, ATOXGRH, BTOXGRL, BTOXGRH, the grades, ATOXGR and BTOXGR, both directions in one (-n is a low
        grade); ATOXREAS: why there is no grade, ATOXNOTE: what it assumes; GROWFL and TRANSFL: under the effect of a
        growth factor or a transfusion; ONTRTFL; SRCDOM, SRCSEQ.
    """
    described = laboratory.hstack(derive_notes(laboratory, tables, protocol))
    records = described.sort("_SERIES", maintain_order=True)
    return (
        records.with_columns(_told(tables["LB"], records["_RECORD"]))
        .with_columns(*_terms(protocol), *_touched(records, tables))
        .with_columns(ATOXGR=signed_grade(pl.col("_SCALES")), BTOXGR=signed_grade(pl.col("_SCALES"), before=True))
        .pipe(_derive_change)
        .with_columns(_range_indicator(), SRCDOM=pl.lit("LB", pl.Categorical))
        .select(
            *SUBJECT, "PARAMCD", "PARAM", "AVAL", "AVALC", "AVALU", "BLQFL", "ADT", "VISITNUM", "METHOD", "ANRLO",
            "ANRHI", "SRCDOM", "SRCSEQ", "ADY", "BASE", "ABLFL", "ABLREAS", "CHG", "PCHG", "NADIR", "ATOXDSCL",
            "ATOXDSCH", "ATOXGRL", "ATOXGRH", "BTOXGRL", "BTOXGRH", "ATOXGR", "BTOXGR", "ATOXREAS", "ATOXNOTE",
            "GROWFL", "TRANSFL", "ANRIND", "ONTRTFL",
        )
    )  # fmt: skip


def _told(lb: pl.DataFrame, records: pl.Series) -> list[pl.Series]:
    """What the laboratory said beyond the value, in the order of the records."""
    names = {"LBTEST": "PARAM", "LBSTRESC": "AVALC", "LBBLQFL": "BLQFL", "VISITNUM": "VISITNUM", "LBMETHOD": "METHOD"}
    return lb.select(pl.col(name).gather(records).alias(called) for name, called in names.items()).get_columns()


def _terms(protocol: Protocol) -> list[pl.Expr]:
    """ATOXDSCL and ATOXDSCH, and how many directions of its test the edition grades."""
    edition = edition_named(protocol.toxicity.grading)
    names: dict[str, dict[str, str]] = {"low": {}, "high": {}}
    for analyte in edition.analytes:
        for scale in edition.scales_of(analyte):
            names[scale.direction][analyte] = scale.term
    code = pl.col("PARAMCD").cast(pl.String)
    low, high = (code.replace_strict(names[side], default=None, return_dtype=pl.String) for side in ("low", "high"))
    scales = low.is_not_null().cast(pl.Int8) + high.is_not_null().cast(pl.Int8)
    return [low.alias("ATOXDSCL"), high.alias("ATOXDSCH"), scales.alias("_SCALES")]


def _touched(records: pl.DataFrame, tables: StudyTables) -> list[pl.Series]:
    """GROWFL and TRANSFL: values that show less toxicity than there is."""
    flags = {
        "GROWFL": is_touched(records, tables, "growth factor"),
        "TRANSFL": is_touched(records, tables, "transfusion"),
    }
    yes = pl.lit("Y", pl.Categorical)
    return [pl.select(pl.when(flag).then(yes).alias(name)).to_series() for name, flag in flags.items()]


def _derive_change(records: pl.DataFrame) -> pl.DataFrame:
    """CHG and PCHG after the day of the first dose, and the lowest value before each record, baseline included.

    A record whose day is not known is neither before nor after the first dose.
    """
    later = (pl.col("ADY") > 1).fill_null(False)
    change = pl.col("AVAL") - pl.col("BASE")
    percent = pl.when(pl.col("BASE") != 0).then(100 * change / pl.col("BASE"))
    counted = pl.when(later | pl.col("ABLFL").is_not_null()).then("AVAL").fill_null(math.inf)
    lowest = counted.cum_min().over("_SERIES").shift(1)
    same_series = pl.col("_SERIES") == pl.col("_SERIES").shift(1)
    nadir = pl.when(later & same_series & lowest.is_finite()).then(lowest)
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
