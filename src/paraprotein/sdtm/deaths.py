"""Deaths as every table knows them: DM, DS, AE, DD and SS, brought to one day and one cause for each subject.

Where tables differ, the day is that of DM, else of DS, else the end of the fatal adverse event, else what DD or SS
dates; the cause is that of DD, else of DM, else of DS, else of the fatal adverse event. Differences are findings.

Source: CDISC SDTM Implementation Guide 3.4: DM (DTHDTC, DTHFL), DS (DSDECOD DEATH), AE (AEOUT FATAL, AESDTH, and
AETOXGR 5 by the CTCAE), DD (details of a death), SS (SURVSTAT).
"""

from collections.abc import Mapping

import polars as pl

from ..errors import Finding
from ..response.words import CAUSE, DISPOSITION, OUTCOME, VITAL_STATUS, mentions
from .records import ROW, Complaint, DomainFiles, count_records
from .words import DISPOSITION_FIELDS, STATUS_FIELDS, read_states, read_terms

SUBJECT = ("TRIAL", "USUBJID")

BY_DAY = ("DM", "DS", "AE", "DD", "SS")
"""Tables that date a death, the first that does decides."""

BY_CAUSE = ("DD", "DM", "DS", "AE")
"""Tables that name a cause, the first that does decides."""

DISEASE, ADVERSE_EVENT, OTHER = "DISEASE", "ADVERSE EVENT", "OTHER"


def cause_of(text: pl.Expr) -> pl.Expr:
    """DISEASE, ADVERSE EVENT or OTHER, as a text names the cause of a death; null where it names none.

    "DEATH DUE TO PROGRESSIVE DISEASE" is from the disease, "DEATH NOT DUE TO DISEASE PROGRESSION" from something else,
    "DEATH" alone says nothing.
    """
    return text.cast(pl.String).map_batches(_read_causes, return_dtype=pl.String)


_NAMED: Mapping[str, str | None] = {
    "DISEASE": DISEASE, "ADVERSE EVENT": ADVERSE_EVENT, "OTHER CAUSE": OTHER, "NOT STATED": None,
}  # fmt: skip
"""Term of the words -> cause."""


def _read_causes(texts: pl.Series) -> pl.Series:
    """The cause of each text; one that is not understood names another cause, and is reported by `words`."""
    read = read_states(texts.alias("TEXT").to_frame(), ("TEXT",), CAUSE)
    named = read["TERM"].replace_strict(_NAMED, default=None, return_dtype=pl.String)
    other = read["STATE"].is_in(["unknown", "ambiguous"])
    return pl.select(pl.when(pl.lit(other)).then(pl.lit(OTHER)).otherwise(pl.lit(named))).to_series()


def _read_outcomes(texts: pl.Series) -> pl.Series:
    return (read_terms(texts.alias("TEXT").to_frame(), ("TEXT",), OUTCOME) == "FATAL").fill_null(False)


def is_fatal() -> pl.Expr:
    """Whether a record of AE is of a fatal event."""
    grade = pl.col("AETOXGR").cast(pl.String).str.strip_chars()
    fatal = pl.col("AEOUT").cast(pl.String).map_batches(_read_outcomes, return_dtype=pl.Boolean)
    results = (pl.col("AESDTH").cast(pl.String) == "Y").fill_null(False)
    return fatal | (grade == "5").fill_null(False) | results


def death_records(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every record that says that a subject died.

    Args:
        frames: the study tables by domain, with their `--DT` columns; `_ROW` is kept where there is one.

    Returns:
        TRIAL, USUBJID, DOMAIN, DAY (Date; null where not known), INFERRED (the day is not recorded as that of the
        death), CAUSE (see `cause_of`), and _ROW.
    """
    disposed = read_terms(frames["DS"], DISPOSITION_FIELDS, DISPOSITION, "first") == "DEATH"
    decoded = pl.coalesce(pl.col("AEDECOD").cast(pl.String), "AETERM")
    of_event = pl.when(cause_of(decoded) == DISEASE).then(pl.lit(DISEASE)).otherwise(pl.lit(ADVERSE_EVENT))
    named = pl.coalesce("DDORRES", "DDSTRESC")
    primary = pl.col("DDTESTCD").cast(pl.String).str.to_uppercase() == "PRCDTH"
    dm = pl.any_horizontal(pl.col("DTHDTC", "DTHCAUS").is_not_null(), (pl.col("DTHFL") == "Y").fill_null(False))
    status = read_terms(frames["SS"], STATUS_FIELDS, VITAL_STATUS) == "DEAD"
    parts = [
        _part(frames, "DM", dm, "DTHDT", pl.lit(False), cause_of(pl.col("DTHCAUS"))),
        _part(frames, "DS", pl.lit(disposed), "DSSTDT", pl.lit(False), cause_of(pl.col("DSTERM"))),
        _part(frames, "AE", is_fatal(), pl.coalesce("AEENDT", "AESTDT"), pl.col("AEENDT").is_null(), of_event),
        _part(frames, "DD", pl.lit(True), "DDDT", pl.lit(True), pl.when(primary).then(cause_of(named))),
        _part(frames, "SS", pl.lit(status), "SSDT", pl.lit(True), pl.lit(None, pl.String)),
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
    survived = pl.lit(read_terms(ae, ("AEOUT",), OUTCOME) == "NOT FATAL")
    spared = survived.fill_null(False) | (pl.col("AESDTH") == "N").fill_null(False)
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
    terms = [term for term in ds["DSTERM"].drop_nulls().unique() if mentions(DISPOSITION, "DEATH", term)]
    reads = pl.col("DSTERM").is_in(terms)
    counted = pl.lit(read_terms(ds, DISPOSITION_FIELDS, DISPOSITION, "first") == "DEATH")
    complaint = Complaint(
        "deaths.term",
        "DSDECOD",
        "terms that read like a death under another DSDECOD, not counted as deaths",
        "write DSDECOD DEATH where the subject died",
        "warning",
    )
    return count_records(ds, reads & ~counted.fill_null(False), files, complaint)


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
    alive = pl.lit(read_terms(ss, STATUS_FIELDS, VITAL_STATUS) == "ALIVE")
    complaint = Complaint(
        "dates.after-death", "SSDTC", "subjects called alive after their death", "correct the day of one", "warning"
    )
    return count_records(status, alive & (pl.col("SSDT") > pl.col("DTHDT")), files, complaint)
