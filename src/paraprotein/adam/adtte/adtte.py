"""ADTTE: times to events, one record per subject, parameter and set of censoring rules."""

from collections.abc import Iterable
from typing import Literal

import polars as pl

from ...response.words import DISPOSITION
from ...sdtm.words import read_terms
from ...units import MONTH_DAYS
from ..adrs.response_tables import DOMAINS, ORGANS
from ..days import duration_days
from ..matrices import SUBJECT
from ..schedule import PlannedVisits
from .censoring import CENSORED, PRIMARY, RULES
from .progression_time import EVENT_COLUMNS, Deaths, ProgressionEndpoint, derive_progression_time

TTP = ProgressionEndpoint("TTP", "Time to progression", "TRTSDT", "disease")
PFS = ProgressionEndpoint("PFS", "Progression-free survival", "TRTSDT", "any")
TTPR = ProgressionEndpoint("TTPR", "Time to progression of responders, from first dose", "TRTSDT", "disease", True)

PARAMS = {
    "TTP": TTP.param,
    "PFS": PFS.param,
    "TTPR": TTPR.param,
    "DOR": "Duration of response (first response to progression)",
    "DORPR": "Duration of partial response or better",
    "TTR": "Time to response, responders",
    "TTPRR": "Time to partial response or better, responders",
    "OS": "Overall survival",
    "TTNT": "Time to next treatment or death",
    "TTF": "Time to treatment failure",
    "FUP": "Follow-up, first dose to last contact or death",
    **{f"TTR{code}": f"Time to {DOMAINS[code]} response, responders" for code in ORGANS},
}
"""PARAM of each PARAMCD."""


def derive_adtte(
    subjects: pl.DataFrame, schedule: PlannedVisits, duration_of_response_death: Literal["event", "censor"] = "event"
) -> pl.DataFrame:
    """All times to events.

    Args:
        subjects: as `derive_progression_time` needs them, with RSPPRDT (first partial response), LSTALVDT, EOTDT and
            EOTREAS; in AL amyloidosis also the first response of each organ, RSPCARDDT, RSPRENDT and RSPLIVDT.
        schedule: planned visits.
        duration_of_response_death: what a death without progression is for the duration of response (IMWG: censored;
            admiralonco: an event). The other choice is reported beside it under RULES `death-event` or `death-censor`.

    Returns:
        TRIAL, USUBJID, PARAMCD, PARAM, RULES, STARTDT, ADT, AVAL (days, both ends counted), AVALM (months), CNSR (0 =
        event), EVNTDESC, CNSDTDSC, SRCDOM, SRCVAR; sorted by the first three and the order of the rules.

    Source: definitions as in admiralonco's ADTTE (`censoring.ADMIRALONCO`); IMWG for times to progression; TTP counts
    only deaths from the disease.
    """
    completed = read_terms(subjects, ("EOTREAS",), DISPOSITION) == "COMPLETED"
    table = subjects.lazy().with_columns(_COMPLETED=completed)
    parts = [
        *(
            _label(derive_progression_time(table, endpoint, rules, schedule), endpoint.paramcd, rules.name)
            for endpoint in (TTP, PFS, TTPR)
            for rules in RULES
        ),
        *_durations_of_response(table, schedule, duration_of_response_death),
        _label(_responses(table, "RSPDT"), "TTR", PRIMARY.name),
        _label(_responses(table, "RSPPRDT"), "TTPRR", PRIMARY.name),
        *(
            _label(_responses(table, f"RSP{code}DT"), f"TTR{code}", PRIMARY.name)
            for code in ORGANS
            if f"RSP{code}DT" in subjects.columns
        ),
        _label(_survival(table), "OS", PRIMARY.name),
        _label(_next_treatment(table), "TTNT", PRIMARY.name),
        _label(_failure(table), "TTF", PRIMARY.name),
        _label(_follow_up(table), "FUP", PRIMARY.name),
    ]
    return pl.concat(pl.collect_all(parts)).pipe(_measure).sort(*SUBJECT, "PARAMCD", "RULES")


def select_times(adtte: pl.DataFrame, paramcd: str, rules: str = PRIMARY.name) -> pl.DataFrame:
    """The records of one parameter under one set of rules, one per subject at risk."""
    return adtte.filter(pl.col("PARAMCD") == paramcd, pl.col("RULES") == rules)


def _label(table: pl.LazyFrame, paramcd: str, rules: str) -> pl.LazyFrame:
    return table.with_columns(
        PARAMCD=pl.lit(paramcd, _PARAMCD), RULES=pl.lit(rules, _RULES), EVNTDESC=pl.col("EVNTDESC").cast(pl.Categorical)
    )


_PARAMCD = pl.Enum(list(PARAMS))
_RULES = pl.Enum([*(rules.name for rules in RULES), "death-event", "death-censor"])


def _measure(times: pl.DataFrame) -> pl.DataFrame:
    days = duration_days(pl.col("STARTDT"), pl.col("ADT")).cast(pl.Float64)
    return times.select(
        *SUBJECT,
        "PARAMCD",
        pl.col("PARAMCD").cast(pl.String).replace_strict(PARAMS, return_dtype=pl.Categorical).alias("PARAM"),
        "RULES",
        "STARTDT",
        "ADT",
        days.alias("AVAL"),
        (days / MONTH_DAYS).alias("AVALM"),
        "CNSR",
        "EVNTDESC",
        pl.col("CNSR").replace_strict(CENSORED, default=None, return_dtype=pl.Categorical).alias("CNSDTDSC"),
        "SRCDOM",
        "SRCVAR",
    )


def _durations_of_response(table: pl.LazyFrame, schedule: PlannedVisits, death: str) -> Iterable[pl.LazyFrame]:
    """From the first response and from the first partial response, with either choice for deaths."""
    choices: tuple[tuple[str, Deaths], ...] = (("event", "any"), ("censor", "disease"))
    for paramcd, start in (("DOR", "RSPDT"), ("DORPR", "RSPPRDT")):
        for choice, deaths in choices:
            endpoint = ProgressionEndpoint(paramcd, PARAMS[paramcd], start, deaths)
            name = PRIMARY.name if choice == death else f"death-{choice}"
            yield _label(derive_progression_time(table, endpoint, PRIMARY, schedule), paramcd, name)


def _events(
    table: pl.LazyFrame, event: pl.Expr, described: pl.Expr, censored: pl.Expr, reason: pl.Expr, source: str
) -> pl.LazyFrame:
    """Times from the first dose to a date that ADSL holds, censored at another."""
    happened = event.is_not_null()
    return (
        table.filter(pl.col("TRTSDT").is_not_null())
        .with_columns(
            STARTDT="TRTSDT",
            ADT=pl.max_horizontal(pl.when(happened).then(event).otherwise(censored), "TRTSDT"),
            CNSR=pl.when(happened).then(0).otherwise(reason).cast(pl.Int8),
            EVNTDESC=pl.when(happened).then(described),
            SRCDOM=pl.lit("ADSL"),
            SRCVAR=pl.lit(source),
        )
        .select(EVENT_COLUMNS)
    )


def _responses(table: pl.LazyFrame, date: str) -> pl.LazyFrame:
    responders = table.filter(pl.col(date).is_not_null())
    return _events(responders, pl.col(date), pl.lit("RESPONSE"), pl.col(date), pl.lit(7), "TRTSDT").with_columns(
        SRCDOM=pl.lit("ADRS"), SRCVAR=pl.lit("ADT")
    )


def _survival(table: pl.LazyFrame) -> pl.LazyFrame:
    return _events(table, pl.col("DTHDT"), pl.lit("DEATH"), pl.col("LSTALVDT"), pl.lit(7), "DTHDT")


def _next_treatment(table: pl.LazyFrame) -> pl.LazyFrame:
    switched = (pl.col("NACTDT") <= pl.col("DTHDT")).fill_null(pl.col("NACTDT").is_not_null())
    described = pl.when(switched).then(pl.lit("NEW ANTICANCER THERAPY")).otherwise(pl.lit("DEATH"))
    return _events(table, pl.min_horizontal("NACTDT", "DTHDT"), described, pl.col("LSTALVDT"), pl.lit(7), "NACTDT")


def _failure(table: pl.LazyFrame) -> pl.LazyFrame:
    """Discontinuation for any reason but completion as planned; a death under treatment ends it as well.

    An end of treatment that was not dated is put at the last dose. One recorded after death is dated at death.
    """
    completed = pl.col("_COMPLETED").fill_null(False)
    ended = pl.coalesce("EOTDT", pl.when(pl.col("EOTREAS").is_not_null()).then("TRTEDT"))
    event = pl.when(~completed).then(pl.min_horizontal(ended, "DTHDT"))
    by_stop = (ended <= pl.col("DTHDT")).fill_null(ended.is_not_null())
    described = pl.coalesce(pl.when(by_stop).then("EOTREAS"), pl.lit("DEATH"))
    censored = pl.coalesce(pl.when(completed).then(ended), "TRTEDT", "LSTALVDT")
    reason = pl.when(completed).then(8).otherwise(9)
    return _events(table, event, described, censored, reason, "EOTDT")


def _follow_up(table: pl.LazyFrame) -> pl.LazyFrame:
    """Simple follow-up: every subject's own observed time, none censored."""
    last = pl.coalesce("DTHDT", "LSTALVDT", "TRTSDT")
    return _events(table, last, pl.lit("LAST CONTACT OR DEATH"), last, pl.lit(7), "LSTALVDT")
