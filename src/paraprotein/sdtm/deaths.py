"""Deaths as every table knows them: DM, DS, AE, DD and SS, brought to one day and one cause for each subject.

Where tables differ, the day is that of DM, else of DS, else the end of the fatal adverse event, else what DD or SS
dates; the cause is that of DD, else of DM, else of DS, else of the fatal adverse event. Differences are findings.

Source: CDISC SDTM Implementation Guide 3.4: DM (DTHDTC, DTHFL), DS (DSDECOD DEATH), AE (AEOUT FATAL, AESDTH, and
AETOXGR 5 by the CTCAE), DD (details of a death), SS (SURVSTAT).
"""

from collections.abc import Mapping

import polars as pl

from ..errors import Finding
from .records import ROW, Complaint, DomainFiles, count_records

SUBJECT = ("TRIAL", "USUBJID")

BY_DAY = ("DM", "DS", "AE", "DD", "SS")
"""Tables that date a death, the first that does decides."""

BY_CAUSE = ("DD", "DM", "DS", "AE")
"""Tables that name a cause, the first that does decides."""

DISEASE, ADVERSE_EVENT, OTHER = "DISEASE", "ADVERSE EVENT", "OTHER"

_DEAD = ("DEAD", "DIED", "DECEASED")

_DISEASE = (
    r"(?i)progressive disease|disease progression|progression of (?:the )?disease|disease under study|^disease$|"
    r"malignant neoplasm progression|waldenstr|macroglobulin|myeloma|amyloid"
)
_DENIED = r"(?i)\b(?:not|no|unrelated|other than|without)\b"
_EVENT = r"(?i)adverse event|toxicity|treatment[- ]related|drug[- ]related"
_UNNAMED = r"(?i)^\s*(?:death|dead|died|deceased|fatal|unknown|not known|unk|cause unknown|n/?a)?\s*\.?\s*$"


def cause_of(text: pl.Expr) -> pl.Expr:
    """DISEASE, ADVERSE EVENT or OTHER, as a text names the cause of a death; null where it names none.

    "DEATH DUE TO PROGRESSIVE DISEASE" is from the disease, "DEATH NOT DUE TO DISEASE PROGRESSION" from something else,
    "DEATH" alone says nothing.
    """
    from_disease = text.str.contains(_DISEASE) & ~text.str.contains(_DENIED)
    return (
        pl.when(text.is_null() | text.str.contains(_UNNAMED)).then(None)
        .when(from_disease).then(pl.lit(DISEASE))
        .when(text.str.contains(_EVENT) & ~text.str.contains(_DENIED)).then(pl.lit(ADVERSE_EVENT))
        .otherwise(pl.lit(OTHER))
    )  # fmt: skip


def is_fatal() -> pl.Expr:
    """Whether a record of AE is of a fatal event."""
    outcome, grade = (
        pl.col(name).cast(pl.String).str.strip_chars().str.to_uppercase() for name in ("AEOUT", "AETOXGR")
    )
    results = (pl.col("AESDTH").cast(pl.String) == "Y").fill_null(False)
    return (outcome == "FATAL").fill_null(False) | (grade == "5").fill_null(False) | results


def death_records(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every record that says that a subject died.

    Args:
        frames: the study tables by domain, with their `--DT` columns; `_ROW` is kept where there is one.

    Returns:
        TRIAL, USUBJID, DOMAIN, DAY (Date; null where not known), INFERRED (the day is not recorded as that of the
        death), CAUSE (see `cause_of`), and _ROW.
    """
    words = {name: pl.col(name).cast(pl.String).str.strip_chars() for name in ("DSDECOD", "DSTERM", "SSSTRESC")}
    decoded = pl.coalesce(pl.col("AEDECOD").cast(pl.String), "AETERM")
    of_event = pl.when(cause_of(decoded) == DISEASE).then(pl.lit(DISEASE)).otherwise(pl.lit(ADVERSE_EVENT))
    named = pl.coalesce("DDORRES", "DDSTRESC")
    primary = pl.col("DDTESTCD").cast(pl.String).str.to_uppercase() == "PRCDTH"
    dm = pl.any_horizontal(pl.col("DTHDTC", "DTHCAUS").is_not_null(), (pl.col("DTHFL") == "Y").fill_null(False))
    status = words["SSSTRESC"].str.to_uppercase().is_in(_DEAD).fill_null(False)
    parts = [
        _part(frames, "DM", dm, "DTHDT", pl.lit(False), cause_of(pl.col("DTHCAUS"))),
        _part(frames, "DS", words["DSDECOD"].str.to_uppercase() == "DEATH", "DSSTDT", pl.lit(False),
              cause_of(words["DSTERM"])),
        _part(frames, "AE", is_fatal(), pl.coalesce("AEENDT", "AESTDT"), pl.col("AEENDT").is_null(), of_event),
        _part(frames, "DD", pl.lit(True), "DDDT", pl.lit(True), pl.when(primary).then(cause_of(named))),
        _part(frames, "SS", status, "SSDT", pl.lit(True), pl.lit(None, pl.String)),
    ]  # fmt: skip
    return pl.concat(parts)


def _part(
    frames: Mapping[str, pl.DataFrame],
    domain: str,
    died: pl.Expr,
    day: str | pl.Expr,
    inferred: pl.Expr,
    cause: pl.Expr,
) -> pl.DataFrame:
    frame = frames[domain]
    row = pl.col(ROW) if ROW in frame.columns else pl.lit(None, pl.UInt32)
    day = pl.col(day) if isinstance(day, str) else day
    return (
        frame.lazy()
        .filter(died)
        .select("TRIAL", pl.col("USUBJID").cast(pl.Categorical), DOMAIN=pl.lit(domain), DAY=day.cast(pl.Date),
                INFERRED=inferred, CAUSE=cause.cast(pl.String), _ROW=row.cast(pl.UInt32))
        .collect()
    )  # fmt: skip


def settle_deaths(records: pl.DataFrame) -> pl.DataFrame:
    """One row per subject who died: TRIAL, USUBJID, DTHDT, DTHDTF (Y: inferred), DTHDOM and DTHCGR1 (the cause).

    Several records of one table: the earliest day that is recorded as that of the death, else the earliest; a cause
    that is the disease goes before another.

    Args:
        records: as `death_records` gives them.
    """
    by_day = pl.col("DOMAIN").replace_strict({name: place for place, name in enumerate(BY_DAY)}, return_dtype=pl.Int8)
    by_cause = pl.col("DOMAIN").replace_strict(
        {name: place for place, name in enumerate(BY_CAUSE)}, default=len(BY_CAUSE), return_dtype=pl.Int8
    )
    dated = (
        records.lazy().filter(pl.col("DAY").is_not_null())
        .sort(by_day, "INFERRED", "DAY").group_by(SUBJECT, maintain_order=True)
        .agg(DTHDT=pl.col("DAY").first(), DTHDOM=pl.col("DOMAIN").first(), _INFERRED=pl.col("INFERRED").first())
    )  # fmt: skip
    named = (
        records.lazy().filter(pl.col("CAUSE").is_not_null())
        .sort(by_cause, pl.col("CAUSE") != DISEASE).group_by(SUBJECT, maintain_order=True)
        .agg(DTHCGR1=pl.col("CAUSE").first())
    )  # fmt: skip
    return (
        records.lazy().select(SUBJECT).unique(maintain_order=True)
        .join(dated, on=SUBJECT, how="left").join(named, on=SUBJECT, how="left")
        .select(*SUBJECT, "DTHDT", "DTHDOM", "DTHCGR1", DTHDTF=pl.when("_INFERRED").then(pl.lit("Y")))
        .collect()
    )  # fmt: skip


def check_deaths(frames: Mapping[str, pl.DataFrame], files: Mapping[str, DomainFiles]) -> list[Finding]:
    """What the tables say of deaths and other tables do not know, or know otherwise; frames carry `_ROW`."""
    records = death_records(frames)
    findings = _check_outcomes(frames["AE"], files["AE"]) + _check_terms(frames["DS"], files["DS"])
    if records.is_empty():
        return findings
    told = records.join(settle_deaths(records), on=SUBJECT, how="left", maintain_order="left")
    in_dm = records.filter(pl.col("DOMAIN") == "DM").select(SUBJECT).unique()
    alone = records.filter(pl.col("DOMAIN") != "DM").join(in_dm, on=SUBJECT, how="anti", maintain_order="left")
    for domain in BY_DAY:
        own = pl.col("DOMAIN") == domain
        later = own & ~pl.col("INFERRED") & (pl.col("DAY") != pl.col("DTHDT"))
        findings += _report(alone, own, frames, files, domain, _ALONE)
        findings += _report(told, later, frames, files, domain, _DAYS)
        findings += _report(
            told, own & (pl.col("CAUSE") != pl.col("DTHCGR1")) & _is_apart(), frames, files, domain, _CAUSES
        )
    return findings + _check_alive(frames["SS"], told, files["SS"]) + _check_contact(frames["DM"], told, files["DM"])


def _is_apart() -> pl.Expr:
    """Causes that decide differently: the disease on one side, anything else on the other."""
    return (pl.col("CAUSE") == DISEASE) != (pl.col("DTHCGR1") == DISEASE)


_ALONE = Complaint(
    "deaths.not-in-dm", "", "deaths that DM does not hold; the subject counts as dead",
    "give DTHFL and DTHDTC in DM, or correct the record", "warning",
)  # fmt: skip
_DAYS = Complaint(
    "deaths.day", "", "days of death that differ from another table; DM decides, then DS, then AE",
    "give one day of death in all tables", "warning",
)  # fmt: skip
_CAUSES = Complaint(
    "deaths.cause", "", "causes of death that differ from another table on whether it was the disease; DD decides, "
    "then DM, DS and AE", "give one cause in all tables", "warning",
)  # fmt: skip
_FIELDS = {"DM": "DTHDTC", "DS": "DSDECOD", "AE": "AEOUT", "DD": "DDTESTCD", "SS": "SSSTRESC"}


def _report(
    records: pl.DataFrame, caught: pl.Expr, frames: Mapping[str, pl.DataFrame], files: Mapping[str, DomainFiles],
    domain: str, complaint: Complaint,
) -> list[Finding]:  # fmt: skip
    """One finding with the rows of one domain that are caught."""
    rows = records.filter(caught.fill_null(False))[ROW].implode()
    own = Complaint(complaint.rule, _FIELDS[domain], complaint.found, complaint.fix, complaint.severity)
    return count_records(frames[domain], pl.col(ROW).is_in(rows), files[domain], own)


def _check_outcomes(ae: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Events that one column calls fatal and another one does not."""
    outcome = pl.col("AEOUT").cast(pl.String).str.strip_chars().str.to_uppercase()
    spared = ((outcome != "FATAL") & (outcome != "UNKNOWN")).fill_null(False) | (pl.col("AESDTH") == "N").fill_null(
        False
    )
    complaint = Complaint(
        "deaths.outcome",
        "AEOUT",
        "events fatal by one of AEOUT, AESDTH and AETOXGR (grade 5) and not by another, counted as fatal",
        "correct the one that is wrong",
        "warning",
    )
    return count_records(ae, is_fatal() & spared, files, complaint)


def _check_terms(ds: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Disposition terms that read like a death although DSDECOD is another."""
    term, decoded = (
        pl.col(name).cast(pl.String).str.strip_chars().str.to_uppercase() for name in ("DSTERM", "DSDECOD")
    )
    complaint = Complaint(
        "deaths.term",
        "DSDECOD",
        "terms that read like a death under another DSDECOD, not counted as deaths",
        "write DSDECOD DEATH where the subject died",
        "warning",
    )
    return count_records(
        ds, term.str.contains(r"^(DEATH|DIED|DEAD|DECEASED)\b") & (decoded != "DEATH"), files, complaint
    )


def _check_contact(dm: pl.DataFrame, told: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Subjects whose last dose or last contact lies after a death that another table than DM dates."""
    deaths = told.filter(pl.col("DTHDOM") != "DM").select(*SUBJECT, _DIED=pl.col("DTHDT")).unique()
    status = dm.with_columns(pl.col("USUBJID").cast(pl.Categorical)).join(
        deaths, on=SUBJECT, how="left", maintain_order="left"
    )
    complaint = Complaint(
        "dates.after-death",
        "RFENDTC, RFPENDTC",
        "subjects with a last dose or contact after their death",
        "correct the day of one",
        "warning",
    )
    return count_records(status, pl.max_horizontal("RFENDT", "RFPENDT") > pl.col("_DIED"), files, complaint)


def _check_alive(ss: pl.DataFrame, told: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    deaths = told.select(*SUBJECT, "DTHDT").unique()
    status = ss.with_columns(pl.col("USUBJID").cast(pl.Categorical)).join(
        deaths, on=SUBJECT, how="left", maintain_order="left"
    )
    alive = pl.col("SSSTRESC").cast(pl.String).str.to_uppercase() == "ALIVE"
    complaint = Complaint(
        "dates.after-death", "SSDTC", "subjects called alive after their death", "correct the day of one", "warning"
    )
    return count_records(status, alive & (pl.col("SSDT") > pl.col("DTHDT")), files, complaint)
