"""TTP, PFS and duration of response under one set of censoring rules."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from ..days import date_of, gap_days, study_day
from ..schedule import PlannedVisits
from .censoring import CensoringRules

Deaths = Literal["any", "disease"]
"""Which deaths are events."""

EVENT_COLUMNS = ("TRIAL", "USUBJID", "STARTDT", "ADT", "CNSR", "EVNTDESC", "SRCDOM", "SRCVAR")
"""What every time-to-event derivation returns."""


@dataclass(frozen=True)
class ProgressionEndpoint:
    """A time to progression or death.

    Attributes:
        paramcd: PARAMCD.
        param: PARAM.
        start: date column of the subject table at which time begins; a subject without it is not at risk.
        deaths: whether every death is an event or only one from the disease.
        responders: only subjects with a first response are counted.
    """

    paramcd: str
    param: str
    start: str
    deaths: Deaths
    responders: bool = False


def derive_progression_time(
    subjects: pl.LazyFrame, endpoint: ProgressionEndpoint, rules: CensoringRules, schedule: PlannedVisits
) -> pl.LazyFrame:
    """One row per subject at risk, columns `EVENT_COLUMNS`.

    Args:
        subjects: one row per subject with TRTSDT, DTHDT, DTHDISFL, NACTDT of ADSL and, of the response, PDDT and
            PDTYPE (progression), UPDDT (first unconfirmed candidate), CLAIMDT (progression claimed), LADT (last
            adequate assessment without progression), LPLANDT (planned date of the last of these that was a planned
            visit), LSEENDT (last assessment of any result before progression), CPLANDT and CSEENDT (the same two up to
            the claim), RSPDT (first response), BASE (valid baseline, or null).
        endpoint: what is measured from where.
        rules: how events and censoring are dated.
        schedule: planned visits, for rules that speak of scheduled dates or missed visits.

    Source: `censoring.FDA`; definitions of the endpoints in `adtte`.
    """
    at_risk = pl.col(endpoint.start).is_not_null()
    if endpoint.responders:
        at_risk &= pl.col("RSPDT").is_not_null()
    return (
        subjects.filter(at_risk)
        .with_columns(STARTDT=pl.col(endpoint.start))
        .with_columns(_PD=_progression(rules), _DEATH=_death(endpoint.deaths), _SWITCH=_switch(rules))
        .with_columns(_SEEN=pl.min_horizontal("_PD", "_DEATH", "_SWITCH"))
        .with_columns(_BY_PD=(pl.col("_PD") == pl.col("_SEEN")).fill_null(False))
        .with_columns(_before_claim(rules))
        .with_columns(CNSR=_reason(endpoint.deaths, rules, schedule))
        .with_columns(ADT=_date(rules, schedule), EVNTDESC=_event())
        .with_columns(SRCDOM=_source_domain())
        .with_columns(SRCVAR=_source_variable())
        .select(EVENT_COLUMNS)
    )


def _progression(rules: CensoringRules) -> pl.Expr:
    """Date of progression that these rules recognise, before any convention on dates."""
    recognised = pl.col("PDDT")
    if rules.candidates_count:
        recognised = pl.min_horizontal(recognised, "UPDDT")
    if rules.claims_count:
        claimed_in_time = pl.col("NACTDT").is_null() | (pl.col("CLAIMDT") <= pl.col("NACTDT"))
        recognised = pl.coalesce(recognised, pl.when(claimed_in_time).then("CLAIMDT"))
    return recognised


def _before_claim(rules: CensoringRules) -> list[pl.Expr]:
    """What was seen before the event, where that is a claim after which the subject was assessed again."""
    claimed = pl.lit(rules.claims_count) & pl.col("_BY_PD") & pl.col("PDDT").is_null()
    return [
        pl.when(claimed).then(before).otherwise(last).alias(last)
        for last, before in (("LSEENDT", "CSEENDT"), ("LPLANDT", "CPLANDT"))
    ]


def _death(deaths: Deaths) -> pl.Expr:
    counted = pl.lit(True) if deaths == "any" else (pl.col("DTHDISFL") == "Y").fill_null(False)
    return pl.when(counted).then("DTHDT")


def _switch(rules: CensoringRules) -> pl.Expr:
    return pl.col("NACTDT") if rules.new_therapy == "event" else pl.lit(None, pl.Date)


def _reason(deaths: Deaths, rules: CensoringRules, schedule: PlannedVisits) -> pl.Expr:
    """CNSR: 0 for an event, else the first reason of `censoring.CENSORED` that applies.

    Progression on the day of the new therapy prompted it and counts; a death on that day happened under it.
    """
    seen, switch = pl.col("_SEEN"), pl.col("NACTDT")
    under_new_therapy = switch.is_not_null() & (
        seen.is_null() | (seen > switch) | ((seen == switch) & ~pl.col("_BY_PD"))
    )
    # the baseline is the assessment of day 1; a visit with a flare or an unconfirmed rise was not missed either
    silent = gap_days(seen, pl.coalesce("LSEENDT", "TRTSDT")) > schedule.longest_gap
    other_death = pl.col("DTHDT").is_not_null() & pl.lit(deaths == "disease")
    return (
        pl.when(pl.lit(rules.needs_baseline) & pl.col("BASE").is_null()).then(3)
        .when(pl.lit(rules.new_therapy == "censor") & under_new_therapy).then(4)
        .when(pl.lit(rules.missed_visits_censor) & silent).then(5)
        .when(seen.is_not_null()).then(0)
        .when(other_death).then(6)
        .when(pl.col("LADT").is_null()).then(2)
        .otherwise(1)
        .cast(pl.Int8)
    )  # fmt: skip


def _date(rules: CensoringRules, schedule: PlannedVisits) -> pl.Expr:
    event, last = pl.col("_SEEN"), pl.col("LADT")
    if rules.scheduled_dates:
        start = pl.col("TRTSDT")
        day = study_day(pl.col("_PD"), start)
        documented = (pl.col("_PD") == pl.col("PDDT")).fill_null(False)
        visit = pl.when(documented).then(schedule.next_visit(day)).otherwise(schedule.visit_after(day))
        planned = date_of(start, visit)
        event, last = pl.min_horizontal(planned, "_DEATH", "_SWITCH"), pl.col("LPLANDT")
    censored = pl.max_horizontal(last, "STARTDT")
    return pl.when(pl.col("CNSR") == 0).then(event).when(pl.col("CNSR") == 3).then("STARTDT").otherwise(censored)


def _event() -> pl.Expr:
    progression = (
        pl.when(pl.col("_PD") == pl.col("PDDT")).then("PDTYPE")
        .when(pl.col("_PD") == pl.col("UPDDT")).then(pl.lit("UNCONFIRMED PROGRESSION"))
        .otherwise(pl.lit("PROGRESSION CLAIMED BY THE INVESTIGATOR"))
    )  # fmt: skip
    death = pl.when(pl.col("DTHDISFL") == "Y").then(pl.lit("DEATH FROM THE DISEASE")).otherwise(pl.lit("DEATH"))
    return (
        pl.when(pl.col("CNSR") != 0).then(None)
        .when("_BY_PD").then(progression)
        .when(pl.col("_DEATH") == pl.col("_SEEN")).then(death)
        .otherwise(pl.lit("NEW ANTICANCER THERAPY"))
    )  # fmt: skip


def _source_domain() -> pl.Expr:
    censored_by_response = (pl.col("ADT") > pl.col("STARTDT")) | (pl.col("ADT") == pl.col("LADT")).fill_null(False)
    from_response = pl.when(pl.col("CNSR") == 0).then("_BY_PD").otherwise(censored_by_response)
    return pl.when(from_response).then(pl.lit("ADRS")).otherwise(pl.lit("ADSL"))


def _source_variable() -> pl.Expr:
    return (
        pl.when(pl.col("SRCDOM") == "ADRS").then(pl.lit("ADT"))
        .when(pl.col("CNSR") != 0).then(pl.lit("TRTSDT"))
        .when(pl.col("_DEATH") == pl.col("_SEEN")).then(pl.lit("DTHDT"))
        .otherwise(pl.lit("NACTDT"))
    )  # fmt: skip
