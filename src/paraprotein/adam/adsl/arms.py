"""The arm of each subject, as given; the analysis of a single arm must not pool several."""

import polars as pl

from ...sdtm.tables import StudyTables
from ..domains import open_domain
from ..matrices import SUBJECT

NO_ARM = r"(?i)^(?:scrnfail|notassgn|nottrt|unplan|screen failure|not assigned|not treated|unplanned treatment)$"
"""Values of ARM and ARMCD, and of their actual counterparts, that name no arm (CDISC controlled terms)."""


def arms_of(tables: StudyTables) -> pl.DataFrame:
    """One row per subject: TRIAL, USUBJID and ARMS, the actual arm, else the planned one; null where there is none."""
    columns = ("ACTARM", "ACTARMCD", "ARM", "ARMCD")
    named = [pl.col(name).str.strip_chars() for name in columns]
    kept = [pl.when(~name.str.contains(NO_ARM)).then(name) for name in named]
    return open_domain(tables, "DM").select(*SUBJECT, ARMS=pl.coalesce(kept))
