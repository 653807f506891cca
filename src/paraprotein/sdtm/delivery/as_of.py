"""What was known on a day: study tables without anything that came later."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from ..dates import earliest_day
from ..deaths import death_records, is_fatal, settle_deaths
from ..shapes import SHAPES, Shape
from ..tables import StudyTables, date_name

_HAPPENED = {
    "EX": "EXSTDTC", "LB": "LBDTC", "AE": "AESTDTC", "DS": "DSSTDTC", "RS": "RSDTC", "CM": "CMSTDTC", "PR": "PRSTDTC",
    "PC": "PCDTC", "TU": "TUDTC", "TR": "TRDTC", "DD": "DDDTC", "SS": "SSDTC",
}  # fmt: skip
"""Date that places a record in time."""


def tables_as_of(tables: StudyTables, day: date) -> StudyTables:
    """Study tables as they could be known on a day.

    Records of a later day, and those that no date places, are left out. A later end, death, last dose or last contact
    is unknown: doses and adverse events that had not ended are ongoing. Subjects of whom nothing was known yet (no
    consent, dose or record) are left out.
    """
    return tables.replaced(frames_as_of(tables.frames, day))


def frames_as_of(tables: Mapping[str, pl.DataFrame], day: date) -> dict[str, pl.DataFrame]:
    """The same of settled frames, which may carry `_ROW`."""
    frames = {domain: _known(tables[domain], SHAPES[domain], day) for domain in _HAPPENED}
    frames["AE"] = _forget_outcome(frames["AE"], tables, day)
    dm = _forget_later(tables["DM"], SHAPES["DM"], day)
    dead = pl.col("DTHDTC").is_not_null()
    dm = dm.with_columns(pl.when(dead).then(name).alias(name) for name in ("DTHFL", "DTHCAUS"))
    seen = pl.concat(frame.select("TRIAL", "USUBJID") for frame in frames.values()).unique()
    begun = pl.col("RFICDT").is_not_null() | pl.col("RFSTDT").is_not_null()
    recorded = dm.join(seen, on=["TRIAL", "USUBJID"], how="semi").select("TRIAL", "USUBJID", _SEEN=pl.lit(True))
    kept = dm.join(recorded, on=["TRIAL", "USUBJID"], how="left", maintain_order="left").filter(
        begun | pl.col("_SEEN").fill_null(False)
    )
    return {**tables, "DM": kept.drop("_SEEN"), **frames}


def _known(table: pl.DataFrame, shape: Shape, day: date) -> pl.DataFrame:
    return _forget_later(table.filter(_first_day(_HAPPENED[shape.domain]) <= day), shape, day)


def _forget_outcome(ae: pl.DataFrame, tables: Mapping[str, pl.DataFrame], day: date) -> pl.DataFrame:
    """Events that turned out fatal after the day are not known to be so: outcome, death and grade 5 are unknown."""
    keys = ["TRIAL", "USUBJID"]
    later = settle_deaths(death_records(tables)).filter(pl.col("DTHDT") > day).select(keys)
    own = ae.with_columns(pl.col("USUBJID").cast(pl.Categorical)).with_row_index("_PLACE")
    alive = pl.Series(own["_PLACE"].is_in(own.join(later, on=keys, how="semi")["_PLACE"].implode()))
    unknown = pl.lit(alive) & is_fatal()
    return ae.with_columns(pl.when(~unknown).then(name).alias(name) for name in ("AEOUT", "AESDTH", "AETOXGR"))


def _first_day(name: str) -> pl.Expr:
    return pl.coalesce(name.removesuffix("C"), earliest_day(pl.col(name)))


def _forget_later(table: pl.DataFrame, shape: Shape, day: date) -> pl.DataFrame:
    """Dates after the day become unknown, in both of their columns."""
    names = [column.name for column in shape.columns if column.kind == "date" and column.name != "BRTHDTC"]
    later = [(_first_day(name) > day).fill_null(False).alias(f"_{name}") for name in names]
    dates = [date_name(shape.column(name)) for name in names]
    return (
        table.with_columns(later)
        .with_columns(
            *(pl.when(~pl.col(f"_{name}")).then(name).alias(name) for name in names),
            *(pl.when(~pl.col(f"_{name}")).then(of).alias(of) for name, of in zip(names, dates, strict=True)),
        )
        .drop(f"_{name}" for name in names)
    )
