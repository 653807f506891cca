"""Progression for which the investigator stopped treatment, documented or not."""

import polars as pl

from ...response.words import DISPOSITION
from ...sdtm.words import read_terms
from ..days import date_of
from ..matrices import SUBJECT
from ..schedule import PlannedVisits

ADEQUATE = ("SD", "MR", "PR", "VGPR", "CR", "sCR")
"""Statuses of a visit, by itself, that show no progression."""


def derive_claims(adsl: pl.DataFrame, visits: pl.DataFrame, schedule: PlannedVisits) -> pl.DataFrame:
    """One row per subject whose treatment was stopped for progression.

    Args:
        adsl: one row per subject with EOTDT, EOTREAS, NACTDT and TRTSDT.
        visits: one row per visit with ADT, ADY and OVR.
        schedule: planned visits.

    Returns:
        CLAIMDT, the day of the stop; CSEENDT, the last assessment of any result up to that day, and CPLANDT, the
        planned date of the last of these that was a planned visit without progression, both before new therapy. A
        subject who was seen again after the claim has later dates in LSEENDT and LPLANDT.
    """
    stopped = read_terms(adsl, ("EOTREAS",), DISPOSITION) == "PROGRESSIVE DISEASE"
    claims = adsl.filter(stopped).filter(pl.col("EOTDT").is_not_null())
    claims = claims.select(*SUBJECT, "TRTSDT", "NACTDT", CLAIMDT="EOTDT")
    before_therapy = pl.col("NACTDT").is_null() | (pl.col("ADT") < pl.col("NACTDT"))
    planned = schedule.planned_visit(pl.col("ADY"))
    seen = (
        visits.lazy()
        .select(*SUBJECT, "ADT", "ADY", OVR=pl.col("OVR").cast(pl.String))
        .join(claims.lazy(), on=SUBJECT)
        .filter(pl.col("ADT") <= pl.col("CLAIMDT"), before_therapy, pl.col("OVR").is_in([*ADEQUATE, "PD", "FLARE"]))
        .group_by(SUBJECT)
        .agg(
            CSEENDT=pl.col("ADT").max(),
            CPLANDT=date_of(pl.col("TRTSDT").first(), planned.filter(pl.col("OVR").is_in(ADEQUATE)).max()),
        )
        .collect()
    )
    return claims.select(*SUBJECT, "CLAIMDT").join(seen, on=SUBJECT, how="left", maintain_order="left")
