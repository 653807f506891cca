"""Checks across tables: every record belongs to a subject, and lies within that subject's life and study."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ..errors import Finding
from ..units import YEAR_DAYS
from .deaths import check_deaths, death_records, settle_deaths
from .records import ROW, Complaint, DomainFiles, count_records, list_records
from .repairs import offer

SUBJECT = ("TRIAL", "USUBJID")

EVENT_DATES = {
    "EX": "EXSTDT",
    "LB": "LBDT",
    "AE": "AESTDT",
    "RS": "RSDT",
    "PC": "PCDT",
    "PR": "PRSTDT",
    "TU": "TUDT",
    "TR": "TRDT",
}
"""The date at which a record's event happened: not before birth, not after death. Medications may be planned."""

PERIODS = {
    "DM": ("RFSTDT", "RFENDT"),
    "EX": ("EXSTDT", "EXENDT"),
    "AE": ("AESTDT", "AEENDT"),
    "CM": ("CMSTDT", "CMENDT"),
}


def check_subjects(frames: Mapping[str, pl.DataFrame], files: Mapping[str, DomainFiles]) -> list[Finding]:
    """Everything about subjects that one table alone cannot tell; frames carry `_ROW`."""
    deaths = settle_deaths(death_records(frames))
    dm = frames["DM"]
    findings = _check_demographics(dm, frames["EX"], deaths, files["DM"]) + check_deaths(frames, files)
    dm = dm.drop("DTHDT").join(deaths, on=SUBJECT, how="left", maintain_order="left")
    for domain, frame in frames.items():
        if domain != "DM":
            findings += _check_known(frame, dm, files[domain])
        if domain in EVENT_DATES:
            findings += _check_life(frame, dm, EVENT_DATES[domain], files[domain])
        if domain in PERIODS:
            findings += _check_period(frame, *PERIODS[domain], files[domain])
    return findings


def is_given() -> pl.Expr:
    """Whether a record of EX is a dose: one that was not recorded counts as given, and so does placebo.

    Any other dose of 0 is a hold.
    """
    placebo = pl.col("EXTRT").cast(pl.String).str.to_uppercase().str.contains("PLACEBO").fill_null(False)
    return (pl.col("EXDOSE").fill_null(1.0) > 0) | placebo


def check_baseline(
    dm: pl.DataFrame,
    ex: pl.DataFrame,
    lb: pl.DataFrame,
    marker: str,
    files: Mapping[str, DomainFiles],
    late: pl.Series | None = None,
) -> list[Finding]:
    """Treated subjects without a numeric marker result on or before the day of the first dose.

    That day is the first of a dose in EX, as in the derivations, and RFSTDTC where EX has none. `late` marks records of
    LB that were taken on the day of a dose and after it.
    """
    doses = ex.lazy().filter(is_given()).group_by(SUBJECT).agg(_DOSED=pl.col("EXSTDT").min()).collect()
    dosed = dm.join(doses, on=SUBJECT, how="left", maintain_order="left")
    told = _tell_first_doses(dosed, files["DM"])
    dm = dosed.with_columns(RFSTDT=pl.coalesce("_DOSED", "RFSTDT"))
    first_dose = dm.select(*SUBJECT, "RFSTDT").drop_nulls("RFSTDT")
    own = (pl.col("LBTESTCD") == marker) & pl.col("LBSTRESN").is_not_null()
    values = lb.lazy().with_columns(_LATE=pl.lit(False) if late is None else late).filter(own).collect()
    if values.is_empty():
        return told  # `adam.coverage` says so, and what remains
    before = values.join(first_dose, on=SUBJECT).filter(pl.col("LBDT") <= pl.col("RFSTDT"), ~pl.col("_LATE"))
    without = dm.filter(pl.col("RFSTDT").is_not_null()).join(before, on=SUBJECT, how="anti")
    complaint = Complaint(
        "baseline.missing",
        marker,
        f"no {marker} result on or before the first dose: the subject has no baseline",
        "add the result, or leave the subject not evaluable",
        "warning",
    )
    return [*told, *list_records(without, pl.lit(True), files["DM"], complaint)]


def _tell_first_doses(dm: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Subjects whose day of first dose only EX tells."""
    complaint = Complaint(
        "subjects.first-dose", "RFSTDTC", "no day of first dose; the first dose of EX is used", "give RFSTDTC", "note"
    )
    return count_records(dm, pl.col("RFSTDT").is_null() & pl.col("_DOSED").is_not_null(), files, complaint)


def _check_demographics(dm: pl.DataFrame, ex: pl.DataFrame, deaths: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    untreated = Complaint(
        "subjects.untreated",
        "RFSTDTC",
        "no day of first dose: not counted as treated",
        "give RFSTDTC if the subject was treated",
        "note",
    )
    age = Complaint("subjects.age", "AGE", "an age outside 0 to 120 years", "correct AGE", "warning")
    death = Complaint(
        "subjects.death",
        "DTHDTC",
        "a dead subject has no day of death; it is put at the last sign of life",
        "give DTHDTC",
        "warning",
    )
    mixed = Complaint(
        "subjects.simulated",
        "SIMULATED",
        "subjects without the mark beside simulated ones",
        "analyse real and simulated subjects each by themselves",
        "warning",
    )
    is_marked = (pl.col("SIMULATED") == "Y").fill_null(False)
    undated = dm.join(deaths.filter(pl.col("DTHDT").is_null()), on=SUBJECT, how="semi")[ROW]
    dosed = ex.lazy().filter(pl.col("EXSTDT").is_not_null()).select(SUBJECT).unique().collect()
    doses = ex.lazy().filter(is_given()).group_by(SUBJECT).agg(_DOSED=pl.col("EXSTDT").min()).collect()
    beside = dm.join(doses, on=SUBJECT, how="left", maintain_order="left")
    years = (pl.col("RFSTDT") - pl.col("BRTHDT")).dt.total_days() / 365.25
    undosed = dm.filter(pl.col("RFSTDT").is_null()).join(dosed, on=SUBJECT, how="anti")[ROW]
    return [
        *count_records(dm, pl.col(ROW).is_in(undosed.implode()), files, untreated),
        *list_records(dm, ~pl.col("AGE").is_between(0, 120), files, age),
        *list_records(dm, pl.col(ROW).is_in(undated.implode()), files, death),
        *count_records(beside, pl.col("RFSTDT") != pl.col("_DOSED"), files, _OTHER_FIRST_DOSE),
        *count_records(dm, (pl.col("AGE") - years).abs() > AGE_TOLERANCE, files, _OTHER_AGE),
        *count_records(dm, pl.col("AGE").is_not_null() & pl.col("AGEU").is_null(), files, _AGE_WITHOUT_UNIT),
        *count_records(dm, ~is_marked & is_marked.any(), files, mixed),
    ]


AGE_TOLERANCE = 1.5
"""Years by which AGE may differ from the time between birth and RFSTDTC: ages are whole years, taken at any visit."""

_OTHER_FIRST_DOSE = Complaint(
    "subjects.first-dose-apart",
    "RFSTDTC",
    "not the day of the first dose in EX, which is used",
    "correct RFSTDTC or EXSTDTC",
    "warning",
)
_OTHER_AGE = Complaint(
    "subjects.age-apart",
    "BRTHDTC",
    "the age between birth and RFSTDTC is another than AGE, which is used",
    "correct AGE or BRTHDTC",
    "warning",
)
_AGE_WITHOUT_UNIT = Complaint(
    "subjects.age-without-unit", "AGEU", "ages without a unit, taken in years", "give AGEU", "warning"
)


def _check_known(frame: pl.DataFrame, dm: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Records of a subject that DM does not have: they would belong to nobody."""
    if dm.is_empty():
        return []  # without DM nobody is known: one finding says so
    strangers = frame.select(SUBJECT).unique().join(dm.select(SUBJECT), on=SUBJECT, how="anti")
    if strangers.is_empty():
        return []
    fix = offer("add the subject to DM", "strangers")
    complaint = Complaint("subjects.unknown", "USUBJID", "this subject is not in DM", fix)
    theirs = frame.select(ROW, *SUBJECT).join(strangers, on=SUBJECT, how="semi", maintain_order="left")
    return list_records(theirs, pl.lit(True), files, complaint)


def _check_life(frame: pl.DataFrame, dm: pl.DataFrame, date: str, files: DomainFiles) -> list[Finding]:
    """Records dated before the subject's birth or after the death."""
    limits = dm.select(*SUBJECT, "BRTHDT", "DTHDT").filter(
        pl.col("BRTHDT").is_not_null() | pl.col("DTHDT").is_not_null()
    )
    if limits.is_empty():
        return []
    dated = frame.select(ROW, *SUBJECT, date).join(limits, on=SUBJECT, maintain_order="left")
    name = f"{date}C"
    birth = Complaint("dates.before-birth", name, "before the subject's birth", "correct the date", "warning")
    death = Complaint(
        "dates.after-death", name, "after the subject's death", "correct the date or the day of death", "warning"
    )
    return [
        *list_records(dated, pl.col(date) < pl.col("BRTHDT"), files, birth),
        *list_records(dated, pl.col(date) > pl.col("DTHDT"), files, death),
    ]


def _check_period(frame: pl.DataFrame, start: str, end: str, files: DomainFiles) -> list[Finding]:
    complaint = Complaint("dates.order", f"{end}C", f"ends before {start}C", "correct one of the two", "warning")
    return list_records(frame, pl.col(end) < pl.col(start), files, complaint)


PER_YEAR: Mapping[str, float] = MappingProxyType(
    {"MONTHS": 12.0, "WEEKS": YEAR_DAYS / 7, "DAYS": YEAR_DAYS, "HOURS": 24 * YEAR_DAYS}
)
"""AGEU (CDISC controlled terms beside YEARS) -> how many make a year of 365.25 days."""


def settle_ages(dm: pl.DataFrame, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    """AGE in years and AGEU YEARS for every record whose unit is known; one note says how many were converted."""
    unit = pl.col("AGEU").cast(pl.String).str.to_uppercase()
    per_year = unit.replace_strict(dict(PER_YEAR), default=None, return_dtype=pl.Float64)
    converted = dm.select((per_year.is_not_null() & pl.col("AGE").is_not_null()).sum()).item()
    if not converted:
        return dm, []
    found = f"{converted} ages in another unit than years are used in years"
    settled = dm.with_columns(
        AGE=pl.when(per_year.is_not_null()).then(pl.col("AGE") / per_year).otherwise("AGE"),
        AGEU=pl.when(per_year.is_not_null()).then(pl.lit("YEARS", pl.Categorical())).otherwise("AGEU"),
    )
    return settled, [
        Finding(f"{files.name}, AGE", found, "nothing to do if AGEU is right", "note", "subjects.age-unit")
    ]
