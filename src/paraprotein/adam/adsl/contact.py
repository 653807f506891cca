"""When a subject was last known to be alive."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ...sdtm.tables import StudyTables
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
        table = table.filter(~pl.col("DSDECOD").cast(pl.String).str.to_uppercase().is_in(_SILENT))
    subject = (pl.col("TRIAL"), pl.col("USUBJID").cast(pl.Categorical))
    return table.group_by(subject).agg(pl.max_horizontal(columns).max().alias("LASTDT"))
