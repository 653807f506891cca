"""Persons and events: age and sex, eligibility, old adverse events, progression that no table shows."""

from collections.abc import Iterator

import polars as pl

from ...response.words import DISPOSITION, OUTCOME, RESPONSE
from ...units import YEAR_DAYS
from ..records import ROW
from ..words import ASSESSMENT_FIELDS, DISPOSITION_FIELDS, read_terms
from .results import baselines
from .study import StudyData, Suspicion, suspect, tests_of

ADULT, OLDEST = 18.0, 100.0
"""Years between which patients of trials in these diseases are."""

FEMALE = (
    r"PREGNAN|OVARI|UTER(?:US|INE)|CERVI(?:X|CAL CANCER|CAL INTRA)|VAGIN|VULV|MENSTRUA|MENOPAUS|ENDOMETRI"
    r"|HYSTERECTOM|BREAST FEED|LACTATION"
)
MALE = r"PROSTAT|TESTIC|TESTIS|ERECTILE|SCROT|PENIS|PENILE|EPIDIDYM|ORCHI|VASECTOM"
"""Terms that only one sex has."""


def check_ages(study: StudyData) -> Iterator[Suspicion]:
    """Ages that no patient of such a trial has, and ages that the day of birth contradicts."""
    dm = study.frames["DM"]
    child = dm.filter(pl.col("AGE").is_between(0, ADULT, closed="left"))
    yield from suspect("age", "DM", "AGE", child, "under 18 years in a disease of adults")
    old = dm.filter(pl.col("AGE").is_between(OLDEST, 120, closed="right"))
    yield from suspect("age", "DM", "AGE", old, "over 100 years")
    years = (pl.coalesce("RFICDT", "RFSTDT") - pl.col("BRTHDT")).dt.total_days() / YEAR_DAYS
    apart = dm.filter((years - pl.col("AGE")).abs() > 1.5)
    yield from suspect("age-birth", "DM", "AGE", apart, "not the age that BRTHDTC gives")


def check_sexes(study: StudyData) -> Iterator[Suspicion]:
    """Terms of adverse events, procedures and medical history that the subject's sex cannot have."""
    sexes = study.frames["DM"].select(pl.col("USUBJID").cast(pl.Categorical), "SEX").lazy()
    for domain, column in (("AE", "AETERM"), ("AE", "AEDECOD"), ("PR", "PRTRT"), ("DS", "DSTERM")):
        frame = study.frames[domain]
        if frame.is_empty():
            continue
        term = pl.col("TERM")
        wrong = (
            frame.lazy()
            .select(ROW, pl.col("USUBJID").cast(pl.Categorical), TERM=pl.col(column).cast(pl.String).str.to_uppercase())
            .join(sexes, on="USUBJID")
            .filter(
                ((pl.col("SEX") == "M") & term.str.contains(FEMALE))
                | ((pl.col("SEX") == "F") & term.str.contains(MALE))
            )
            .collect()
            .sort(ROW)
        )
        yield from suspect("sex", domain, column, wrong, "a term that the subject's SEX cannot have")


def check_eligibility(study: StudyData) -> Iterator[Suspicion]:
    """Results before treatment that the protocol's conditions of entry exclude."""
    if not study.expected.eligible:
        return
    before = baselines(study).with_columns(pl.col("TEST").cast(pl.String))
    raw = study.results.select(ROW, "RAW")
    for test, (low, high) in sorted(study.expected.eligible.items()):
        own = before.filter(pl.col("TEST") == test).join(raw, on=ROW)
        under = pl.col("RAW") < low if low is not None else pl.lit(False)
        over = pl.col("RAW") > high if high is not None else pl.lit(False)
        out = own.filter(under | over)
        yield from suspect("eligibility", "LB", "LBSTRESN", out, f"{tests_of(out)} before treatment")


def check_progression(study: StudyData) -> Iterator[Suspicion]:
    """Treatment that ended for progression while neither RS nor the marker shows any."""
    ds, rs = study.frames["DS"], study.frames["RS"]
    stopped = ds.with_columns(TERM=read_terms(ds, DISPOSITION_FIELDS, DISPOSITION, "first")).filter(
        pl.col("TERM") == "PROGRESSIVE DISEASE"
    )
    marker = study.expected.marker
    if stopped.is_empty() or not marker or marker not in study.frames["LB"]["LBTESTCD"].cast(pl.String).unique():
        return
    seen = rs.with_columns(TERM=read_terms(rs, ASSESSMENT_FIELDS, RESPONSE)).filter(
        pl.col("TERM").is_in(["PD"]) | pl.col("RSTESTCD").is_in(["CLINPD", "EMD"])
    )  # fmt: skip
    own = study.results.lazy().filter(pl.col("TEST") == marker)
    rises = own.with_columns(NADIR=pl.col("VALUE").cum_min().over("KEY")).filter(
        (pl.col("VALUE") >= 1.2 * pl.col("NADIR")) & (pl.col("VALUE") > pl.col("NADIR"))
    )
    shown = pl.concat([
        seen.lazy().select(pl.col("USUBJID").cast(pl.String)), rises.select(pl.col("USUBJID").cast(pl.String)),
        study.frames["TU"].lazy().select(pl.col("USUBJID").cast(pl.String)),
    ]).unique()  # fmt: skip
    unseen = (
        stopped.lazy().with_columns(pl.col("USUBJID").cast(pl.String)).join(shown, on="USUBJID", how="anti").collect()
    )
    yield from suspect(
        "progression", "DS", "DSDECOD", unseen.sort(ROW), "progression that neither RS nor the marker shows"
    )


def check_dead(study: StudyData) -> Iterator[Suspicion]:
    """Deaths that DM alone knows, where other tables of the study say how patients left it."""
    dm, ds, ae = study.frames["DM"], study.frames["DS"], study.frames["AE"]
    dead = dm.filter((pl.col("DTHFL") == "Y").fill_null(False) | pl.col("DTHDTC").is_not_null())
    if dead.is_empty() or (ds.is_empty() and ae.is_empty()):
        return
    died = ds.filter((read_terms(ds, DISPOSITION_FIELDS, DISPOSITION, "first") == "DEATH").fill_null(False))
    fatal = ae.filter(
        (read_terms(ae, ("AEOUT",), OUTCOME) == "FATAL").fill_null(False)
        | (pl.col("AESDTH") == "Y")
        | (pl.col("AETOXGR") == "5")
    )
    told = pl.concat(
        [
            frame.select(pl.col("USUBJID").cast(pl.String))
            for frame in (died, fatal, study.frames["DD"], study.frames["SS"])
        ]
    )
    alone = dead.with_columns(pl.col("USUBJID").cast(pl.String)).join(told.unique(), on="USUBJID", how="anti")
    yield from suspect("death", "DM", "DTHFL", alone.sort(ROW), "deaths that no other table knows")
