"""Where the investigator's response and ours differ."""

import polars as pl

from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol


def tabulate_discordance(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per visit that both judged: INVOVR (the investigator's), OVR and COVR (ours), AGREES.

    The investigator judged on the day, before a later sample could confirm or refute: agreement is with OVR, or with
    COVR where they agree there.
    """
    visits = adam.visits.filter(pl.col("INVOVR").is_not_null())
    investigator = pl.col("INVOVR").str.to_uppercase()
    agrees = (investigator == pl.col("OVR").cast(pl.String).str.to_uppercase()) | (
        investigator == pl.col("COVR").cast(pl.String).str.to_uppercase()
    )
    return visits.select(*SUBJECT, "ADT", "ADY", "INVOVR", "OVR", "COVR", AGREES=agrees).sort(*SUBJECT, "ADY")
