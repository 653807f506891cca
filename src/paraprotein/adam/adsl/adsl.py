"""ADSL: one row per subject, with the dates that every other derivation starts from."""

import polars as pl

from ...response.words import DISPOSED, DISPOSITION, DISPOSITION_KIND, THERAPY
from ...sdtm.subjects import is_given
from ...sdtm.tables import StudyTables
from ...sdtm.words import DISPOSITION_FIELDS, NO_DISPOSITION, THERAPY_FIELDS, read_terms
from ..adex.adex import end_open_intervals
from ..days import duration_days
from ..domains import open_domain
from ..matrices import SUBJECT
from .vital_status import derive_death, derive_last_contact

NEW_THERAPY = "ANTICANCER THERAPY"
"""Term of a new treatment of the disease."""


def derive_adsl(tables: StudyTables) -> pl.DataFrame:
    """One row per subject of DM, sorted by TRIAL and USUBJID.

    Returns:
        STUDYID, SUBJID, SITEID, ARM, AGE (years), SEX, PRIORTX, DISSTAT; TRTSDT and TRTEDT first and last day with
        drug, TRTDURD days; EOTDT, EOTREAS, EOSDT, EOSREAS from disposition; NACTDT start of new anticancer therapy;
        DTHDT, DTHFL, DTHDOM (the table that dates the death), DTHCGR1 (its cause), DTHDISFL; LSTALVDT last known alive;
        FASFL enrolled, SAFFL at least one dose. TRTEDTF and DTHDTF are Y where that date was not recorded and had to be
        inferred.
    """
    dm, ex, ds = (open_domain(tables, domain) for domain in ("DM", "EX", "DS"))
    dosing = end_open_intervals(ex) if ex.height else _reference_dates(dm)
    subjects = (
        dm.select("TRIAL", "STUDYID", "USUBJID", "SUBJID", "SITEID", "ARM", "ARMCD", "AGE", "SEX", "PRIORTX",
                  "DISSTAT", "RFSTDT", "RFENDT")
        .join(derive_death(tables), on=SUBJECT, how="left")
        .join(derive_last_contact(tables), on=SUBJECT, how="left")
        .join(derive_disposition(ds), on=SUBJECT, how="left")
        .join(derive_dosing_dates(dosing), on=SUBJECT, how="left")
        .with_columns(_alive().alias("LSTALVDT"))
        .pipe(_settle_death)
        .pipe(_settle_treatment)
    )  # fmt: skip
    therapies = derive_new_therapy(open_domain(tables, "CM"), subjects)
    return (
        subjects.join(therapies, on=SUBJECT, how="left")
        .pipe(_flag_populations)
        .drop("LASTDT", "ARMCD", "RFSTDT", "RFENDT", "LASTDOSEDT", "SCREENFL")
        .sort(SUBJECT)
    )


def derive_disposition(ds: pl.DataFrame) -> pl.DataFrame:
    """One row per subject: end of treatment (EOTDT, EOTREAS) and of study (EOSDT, EOSREAS), and SCREENFL.

    A record without a subcategory speaks of both treatment and participation; protocol milestones and other events
    (DSCAT) speak of neither. Where DSDECOD says OTHER or is not understood, the reported term (DSTERM) is read, and the
    reason is its standard form.
    """
    read = ds.with_columns(
        _KIND=read_terms(ds, ("DSCAT",), DISPOSITION_KIND),
        _OF=read_terms(ds, ("DSSCAT",), DISPOSED),
        _TERM=read_terms(ds, DISPOSITION_FIELDS, DISPOSITION, "first"),
        _CODED=read_terms(ds, ("DSDECOD",), DISPOSITION),
    )
    events = read.filter(~pl.col("_KIND").is_in(NO_DISPOSITION).fill_null(False))
    treatment = pl.col("DSSCAT").is_null() | (pl.col("_OF") == "STUDY TREATMENT")
    study = pl.col("DSSCAT").is_null() | (pl.col("_OF") == "STUDY PARTICIPATION")
    told = pl.when(pl.col("_CODED") == pl.col("_TERM")).then("DSDECOD").otherwise(pl.coalesce("_TERM", "DSDECOD"))
    ordered = events.with_columns(_REASON=told).sort(*SUBJECT, "DSSTDT", "DSSEQ", nulls_last=True)
    return ordered.group_by(SUBJECT, maintain_order=True).agg(
        pl.col("DSSTDT").filter(treatment).first().alias("EOTDT"),
        pl.col("_REASON").filter(treatment).first().alias("EOTREAS"),
        pl.col("DSSTDT").filter(study).last().alias("EOSDT"),
        pl.col("_REASON").filter(study).last().alias("EOSREAS"),
        (pl.col("_TERM") == "SCREEN FAILURE").any().alias("SCREENFL"),
    )


def derive_dosing_dates(ex: pl.DataFrame) -> pl.DataFrame:
    """One row per subject who received drug: TRTSDT and LASTDOSEDT, null while the last interval has no end.

    What counts as a dose says `sdtm.subjects.is_given`.
    """
    return (
        ex.filter(is_given())
        .group_by(SUBJECT)
        .agg(
            pl.col("EXSTDT").min().alias("TRTSDT"),
            pl.when(pl.col("EXENDT").is_not_null().all()).then(pl.col("EXENDT").max()).alias("LASTDOSEDT"),
        )
    )


def derive_new_therapy(cm: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """One row per subject who changed treatment: NACTDT, the first anticancer therapy after the first dose."""
    therapies = cm.filter(read_terms(cm, THERAPY_FIELDS, THERAPY, "first") == NEW_THERAPY)
    started = therapies.join(subjects.select(*SUBJECT, "TRTSDT"), on=SUBJECT).filter(
        pl.col("CMSTDT") > pl.col("TRTSDT"),
        (pl.col("CMOCCUR") != "N").fill_null(True),
    )
    return started.group_by(SUBJECT).agg(pl.col("CMSTDT").min().alias("NACTDT"))


def _reference_dates(dm: pl.DataFrame) -> pl.DataFrame:
    """The subject reference period in place of an exposure table that the study does not have."""
    treated = dm.filter(pl.col("RFSTDT").is_not_null())
    return treated.select(
        *SUBJECT,
        pl.lit(None, pl.Float64).alias("EXDOSE"),
        pl.lit(None, pl.String).alias("EXTRT"),
        EXSTDT="RFSTDT",
        EXENDT="RFENDT",
    )  # fmt: skip


def _alive() -> pl.Expr:
    return pl.min_horizontal(pl.coalesce("LASTDT", "RFSTDT"), "DTHDT")


def _settle_death(subjects: pl.DataFrame) -> pl.DataFrame:
    """A death without a day is put at the last day the subject was known alive, and flagged."""
    undated = (pl.col("DTHFL") == "Y") & pl.col("DTHDT").is_null()
    return subjects.with_columns(
        pl.when(undated).then("LSTALVDT").otherwise("DTHDT").alias("DTHDT"),
        pl.when(undated).then(pl.lit("Y")).otherwise("DTHDTF").alias("DTHDTF"),
    )


def _settle_treatment(subjects: pl.DataFrame) -> pl.DataFrame:
    """The last dose, from exposure, else the reference end, end of treatment or last contact; never after death."""
    recorded = pl.coalesce("LASTDOSEDT", "RFENDT")
    end = pl.min_horizontal(pl.coalesce(recorded, "EOTDT", "LSTALVDT"), "DTHDT")
    treated = pl.col("TRTSDT").is_not_null()
    return subjects.with_columns(
        pl.when(treated).then(end).alias("TRTEDT"),
        pl.when(treated & recorded.is_null()).then(pl.lit("Y")).alias("TRTEDTF"),
    ).with_columns(duration_days(pl.col("TRTSDT"), pl.col("TRTEDT")).alias("TRTDURD"))


def _flag_populations(subjects: pl.DataFrame) -> pl.DataFrame:
    failed = pl.col("SCREENFL").fill_null(False) | (pl.col("ARMCD") == "SCRNFAIL").fill_null(False)
    treated = pl.col("TRTSDT").is_not_null() & ~failed
    return subjects.with_columns(
        pl.when(failed).then(pl.lit("N")).otherwise(pl.lit("Y")).alias("FASFL"),
        pl.when(treated).then(pl.lit("Y")).otherwise(pl.lit("N")).alias("SAFFL"),
    )
