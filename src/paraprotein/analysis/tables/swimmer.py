"""Treatment over time, one lane per patient; visits on which the investigator and the criteria differ."""

import polars as pl

from ...adam.days import study_day
from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol

EVENTS = {
    "MR": "RSPDT",
    "PR": "RSPPRDT",
    "PROGRESSION": "PDDT",
    "NEW THERAPY": "NACTDT",
    "DEATH": "DTHDT",
}
"""Marker on a lane -> date it stands at."""


def tabulate_lanes(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per treated patient, longest treatment first: TRTDURD days, ONGOING at last contact, EOTREAS, RANK.

    Without the table DS nobody knows whose treatment is ongoing: nobody's is shown so.
    """
    ongoing = pl.col("EOTDT").is_null() & pl.col("EOTREAS").is_null() & pl.col("DTHDT").is_null()
    ongoing &= pl.lit("DS" in adam.tables.given)
    rank = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("TRIAL")
    return (
        adam.adsl.filter(pl.col("SAFFL") == "Y")
        .sort("TRIAL", "TRTDURD", "USUBJID", descending=[False, True, False], nulls_last=True)
        .select(*SUBJECT, "TRTDURD", "EOTREAS", ONGOING=ongoing, RANK=rank)
    )


def tabulate_dosing(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per dosing interval: ASTDY, AENDY, DOSE (mg per day; 0 is a hold), CHANGE."""
    return adam.adex.select(*SUBJECT, "ASTDY", "AENDY", "DOSE", "CHANGE", "REASON")


def tabulate_events(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per event on a lane: EVENT (`EVENTS`) and its study day ADY."""
    events = dict(EVENTS)
    if "MRDT" in adam.response.columns:
        events["MR"] = "MRDT"
    elif adam.domains.height:
        del events["MR"]  # the blood in AL amyloidosis knows no minor response
    dates = adam.adsl.select(*SUBJECT, "TRTSDT", "NACTDT", "DTHDT").join(
        adam.response.select(*SUBJECT, *{"RSPDT", "RSPPRDT", "PDDT", *events.values()} & set(adam.response.columns)),
        on=SUBJECT,
        how="left",
    )
    rows = [
        dates.select(*SUBJECT, EVENT=pl.lit(event), ADY=study_day(pl.col(column), pl.col("TRTSDT")))
        for event, column in events.items()
    ]
    return pl.concat(rows).drop_nulls("ADY").sort(*SUBJECT, "ADY", "EVENT")


def tabulate_discordance(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per visit that somebody judged beside the criteria: INVOVR, OVR and COVR (ours), AGREES.

    INVOVR is the investigator's, who judged on the day, before a later sample could confirm or refute: agreement is
    with OVR, or with COVR where they agree there. A study with an independent assessor has INDOVR and INDAGREES too;
    AGREES is null where the investigator recorded nothing.
    """
    independent = adam.visits["INDOVR"].is_not_null().any()
    visits = adam.visits.filter(pl.any_horizontal(pl.col("INVOVR", "INDOVR").is_not_null()))
    beside = {"INDOVR": pl.col("INDOVR"), "INDAGREES": _agrees("INDOVR")} if independent else {}
    return visits.select(
        *SUBJECT, "ADT", "ADY", "INVOVR", "OVR", "COVR", AGREES=_agrees("INVOVR"), **beside
    ).sort(*SUBJECT, "ADY")  # fmt: skip


def _agrees(recorded: str) -> pl.Expr:
    return (pl.col(recorded) == pl.col("OVR").cast(pl.String)) | (pl.col(recorded) == pl.col("COVR").cast(pl.String))
