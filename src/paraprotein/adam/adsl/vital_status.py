"""Death, its date and whether the disease caused it; when a subject was last known to be alive."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ...response.words import DISPOSITION, VITAL_STATUS
from ...sdtm.deaths import DISEASE, death_records, settle_deaths
from ...sdtm.tables import StudyTables
from ...sdtm.words import DISPOSITION_FIELDS, STATUS_FIELDS, read_terms
from ..domains import open_domain
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
        "SS": ("SSDT",),
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
    if domain == "SS":
        table = tables[domain].filter(read_terms(tables[domain], STATUS_FIELDS, VITAL_STATUS) == "ALIVE").lazy()
    subject = (pl.col("TRIAL"), pl.col("USUBJID").cast(pl.Categorical))
    return table.group_by(subject).agg(pl.max_horizontal(columns).max().alias("LASTDT"))


def derive_death(tables: StudyTables) -> pl.DataFrame:
    """One row per subject of DM: DTHDT, DTHDTF, DTHDOM, DTHCGR1, DTHFL (Y or null) and DTHDISFL (Y: the disease).

    Every table that knows a death is asked, so that nobody is censored on the day of a fatal adverse event because DM
    was not filled in. `sdtm.deaths` says which table decides.
    """
    deaths = settle_deaths(death_records(tables.frames)).with_columns(DTHFL=pl.lit("Y"))
    subjects = open_domain(tables, "DM").select(SUBJECT)
    return subjects.join(deaths, on=SUBJECT, how="left", maintain_order="left").with_columns(
        DTHDISFL=pl.when(pl.col("DTHCGR1") == DISEASE).then(pl.lit("Y"))
    )
