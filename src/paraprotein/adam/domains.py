"""Study tables as the derivations meet them: text as text, dates as dates, in the order of their keys."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ..sdtm.shapes import SHAPES, Column
from ..sdtm.tables import StudyTables, date_name

_TYPES: Mapping[str, pl.DataType] = MappingProxyType(
    {"text": pl.String(), "code": pl.String(), "number": pl.Float64(), "integer": pl.Int32(), "date": pl.Date()}
)


def open_domain(tables: StudyTables, domain: str) -> pl.DataFrame:
    """One study table, sorted by its key; a domain that the study does not have is empty.

    Columns of kind date give their `--DT` companion (Date; null where partial) in place of the text. Codes become
    text; USUBJID alone stays Categorical, because every derivation groups by it.
    """
    columns, keys = SHAPES[domain].columns, SHAPES[domain].keys
    return tables[domain].lazy().select(_read(column) for column in columns).sort(keys).collect()


def _read(column: Column) -> pl.Expr:
    if column.name == "USUBJID":
        return pl.col("USUBJID").cast(pl.Categorical)
    name = date_name(column) if column.kind == "date" else column.name
    return pl.col(name).cast(_TYPES[column.kind])
