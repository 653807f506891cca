"""Death, its date and whether the disease caused it; when a subject was last known to be alive."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ...response.words import CAUSE, DISPOSITION
from ...sdtm.tables import StudyTables
from ...sdtm.words import DISPOSITION_FIELDS, read_terms
from ..matrices import SUBJECT

_EVIDENCE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "DM": ("RFSTDT", "RFENDT", "RFICDT", "RFPENDT"),
        "EX": ("EXSTDT", "EXENDT"),
        "LB": ("LBDT",),
        "AE": ("AESTDT", "AEENDT"),
        "DS": ("DSSTDT",),
        "RS": ("RSDT",),
        "CM": ("CMSTDT",),
        "PR": ("PRSTDT",),
        "PC": ("PCDT",),
        "TU": ("TUDT",),
        "TR": ("TRDT",),
    }
)  # fmt: skip
"""Dates that show a living subject, by domain."""

_SILENT = ("LOST TO FOLLOW-UP", "DEATH")
"""Disposition records that are no contact with a living subject."""


def derive_last_contact(tables: StudyTables) -> pl.DataFrame:
    """One row per subject: LASTDT, the latest date in any domain that shows the subject alive."""
    seen = [_latest(tables, domain, columns) for domain, columns in _EVIDENCE.items()]
    return pl.concat(seen).group_by(SUBJECT).agg(pl.col("LASTDT").max()).collect()


def _latest(tables: StudyTables, domain: str, columns: tuple[str, ...]) -> pl.LazyFrame:
    table = tables[domain].lazy()
    if domain == "DS":
        term = read_terms(tables[domain], DISPOSITION_FIELDS, DISPOSITION, "first")
        table = tables[domain].filter(~term.is_in(_SILENT).fill_null(False)).lazy()
    subject = (pl.col("TRIAL"), pl.col("USUBJID").cast(pl.Categorical))
    return table.group_by(subject).agg(pl.max_horizontal(columns).max().alias("LASTDT"))


def derive_death(dm: pl.DataFrame, ds: pl.DataFrame) -> pl.DataFrame:
    """One row per subject: DTHDT, DTHFL (Y or null) and DTHDISFL (Y when a disposition term blames the disease).

    The tables carry no cause-of-death domain, so the reported term of the disposition record DEATH decides:
    "DEATH DUE TO PROGRESSIVE DISEASE" is from disease, "DEATH" alone is not.
    """
    told = ds.filter(read_terms(ds, DISPOSITION_FIELDS, DISPOSITION, "first") == "DEATH")
    told = told.with_columns(_CAUSE=read_terms(told, ("DSTERM",), CAUSE))
    from_disease = (pl.col("_CAUSE") == "DISEASE").fill_null(False)
    disposed = told.group_by(SUBJECT).agg(pl.col("DSSTDT").min().alias("_DSDT"), from_disease.any().alias("_DISEASE"))
    dead = pl.col("DTHDT").is_not_null() | (pl.col("DTHFL") == "Y").fill_null(False) | pl.col("_DISEASE").is_not_null()
    return dm.join(disposed, on=SUBJECT, how="left").select(
        *SUBJECT,
        pl.coalesce("DTHDT", "_DSDT").alias("DTHDT"),
        pl.when(dead).then(pl.lit("Y")).alias("DTHFL"),
        pl.when(pl.col("_DISEASE")).then(pl.lit("Y")).alias("DTHDISFL"),
    )
