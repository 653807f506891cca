"""On which side of the first dose a sample of day 1 was taken: by the clock, else by its planned time point.

A day has one date and may hold a sample before and one after the first dose. Where both clock times are known they
decide; else LBTPT (`PREDOSE`, `2H POST`), LBELTM (`PT2H`) and a LBTPTNUM of 0 or less do. Without any of these a sample
of the day of the first dose is one from before it.

Source: CDISC SDTM Implementation Guide 3.4, section 4.4.10 (time points): --TPT is the planned time point, --TPTNUM its
number for sorting, --ELTM the planned time from the reference point as an ISO 8601 duration.
"""

import polars as pl

from ..errors import Finding
from .records import Complaint, DomainFiles, count_records
from .subjects import SUBJECT, is_given

BEFORE, AFTER = -1, 1
"""Side of the first dose on which a sample was taken."""

_UNIT = "(?:H|HR|HRS|HOUR|HOURS|M|MIN|MINS|MINUTES|D|DAY|DAYS)"
_PRE = rf"\bPRE|BEFORE|PRIOR|TROUGH|^0 ?{_UNIT}?$|^{_UNIT} ?0$|^-"
_POST = rf"\bPOST|AFTER|END OF INFUSION|^EOI\b|^\+?\d+(?:\.\d+)? ?{_UNIT}$|^{_UNIT} ?\d"
_OFFSET = r"(Z|[+-]\d{2}:?\d{2})$"
_TIMED = "T"


def minute_of_day(text: pl.Expr, *, latest: bool = False) -> pl.Expr:
    """Minutes since midnight, local time, of an ISO 8601 date with time; null without time.

    Args:
        text: the date as text.
        latest: take the last minute that a time of hours alone can mean, not the first.
    """
    hour = text.str.extract(r"T(\d{2})").cast(pl.Float64)
    return hour * 60 + text.str.extract(r"T\d{2}:?(\d{2})").cast(pl.Float64).fill_null(59.0 if latest else 0.0)


def _offset_minutes(text: pl.Expr) -> pl.Expr:
    """Minutes by which local time is ahead of UTC; null where the text does not say."""
    offset = text.str.extract(rf"T.*{_OFFSET}", 1)
    sign = pl.when(offset.str.starts_with("-")).then(-1.0).otherwise(1.0)
    hours = offset.str.extract(r"^[+-](\d{2})").cast(pl.Float64)
    minutes = offset.str.extract(r"(\d{2})$").cast(pl.Float64)
    return pl.when(offset == "Z").then(0.0).otherwise(sign * (hours * 60 + minutes))


def first_dose_minutes(dm: pl.DataFrame, ex: pl.DataFrame) -> pl.DataFrame:
    """Days of doses with a clock time: DOSED, MINUTE (local, the latest it can mean), DOSE_OFFSET (minutes from UTC).

    The time is that of the earliest dose of the day in EX; of RFSTDTC where no dose of EX has one.
    """
    kept = [*SUBJECT, "DOSED"]
    parts = [
        frame.lazy()
        .filter(pl.col(text).str.contains("T", literal=True))
        .select(*SUBJECT, DOSED=pl.col(date), MINUTE=minute_of_day(pl.col(text), latest=True),
                DOSE_OFFSET=_offset_minutes(pl.col(text)))
        .sort("MINUTE", maintain_order=True)
        .unique(kept, keep="first", maintain_order=True)
        for frame, text, date in ((ex.filter(is_given()), "EXSTDTC", "EXSTDT"), (dm, "RFSTDTC", "RFSTDT"))
    ]  # fmt: skip
    return pl.concat(parts).unique(kept, keep="first", maintain_order=True).collect()


def _is_later() -> pl.Expr:
    """Whether the clock puts a sample after the dose; null where it cannot say. Offsets count where both have one."""
    text = pl.col("LBDTC")
    ahead = (_offset_minutes(text) - pl.col("DOSE_OFFSET")).fill_null(0.0)
    return minute_of_day(text) - ahead > pl.col("MINUTE")


def side_of_time_point() -> pl.Expr:
    """Side of the dose that LBTPT, else LBELTM, else LBTPTNUM gives for a sample; null where none does."""
    point = pl.col("LBTPT").cast(pl.String).str.to_uppercase().str.strip_chars()
    elapsed = pl.col("LBELTM").cast(pl.String).str.to_uppercase().str.strip_chars()
    return pl.coalesce(
        pl.when(point.str.contains(_PRE)).then(BEFORE).when(point.str.contains(_POST)).then(AFTER),
        pl.when(elapsed.str.contains(r"^-P|^P(?:T?0[A-Z])+$"))
        .then(BEFORE)
        .when(elapsed.str.starts_with("P"))
        .then(AFTER),
        pl.when(point.is_null() & (pl.col("LBTPTNUM") <= 0)).then(BEFORE),
    ).cast(pl.Int8)


def tells_times(lb: pl.DataFrame) -> bool:
    """Whether any record of LB says more than its day: a clock time or a planned time point."""
    points = any(lb[name].null_count() < lb.height for name in ("LBTPT", "LBELTM", "LBTPTNUM"))
    return points or bool(lb["LBDTC"].str.contains("T", literal=True).any())


def samples_after_first_dose(lb: pl.DataFrame, dm: pl.DataFrame, ex: pl.DataFrame) -> pl.Series:
    """Whether each record of LB was taken after a dose of its own day; False where nothing shows it."""
    if not tells_times(lb):
        return pl.repeat(False, lb.height, eager=True)
    return (
        _beside_doses(lb, dm, ex)
        .select(AFTER=pl.coalesce(_is_later(), side_of_time_point() == AFTER, pl.lit(False)))
        .collect()["AFTER"]
    )


def _beside_doses(lb: pl.DataFrame, dm: pl.DataFrame, ex: pl.DataFrame) -> pl.LazyFrame:
    """Records of LB in their order with the clock time of the dose of their day."""
    doses = first_dose_minutes(dm, ex).lazy()
    keys = [*SUBJECT, "LBDT"]
    return lb.lazy().join(doses, left_on=keys, right_on=[*SUBJECT, "DOSED"], how="left", maintain_order="left")


def check_clock_times(lb: pl.DataFrame, dm: pl.DataFrame, ex: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Samples of the day of the first dose whose time cannot be compared, or whose clock and time point disagree.

    Args:
        lb: the LB table with its `_ROW`.
        dm: demographics.
        ex: exposure.
        files: the files of LB.
    """
    if not tells_times(lb):
        return []
    doses = ex.lazy().filter(is_given()).group_by(SUBJECT).agg(_DOSED=pl.col("EXSTDT").min())
    dosed = (
        dm.lazy()
        .join(doses, on=SUBJECT, how="left")
        .select(*SUBJECT, _DAY=pl.coalesce("_DOSED", "RFSTDT"))
        .unique(SUBJECT, keep="first")
    )
    records = (
        _beside_doses(lb, dm, ex)
        .join(dosed, on=SUBJECT, how="left", maintain_order="left")
        .filter(pl.col("LBDT") == pl.col("_DAY"))
        .with_columns(LATER=_is_later(), POINT=side_of_time_point())
        .collect()
    )
    told = pl.any_horizontal(pl.col(name).is_not_null() for name in ("LBTPT", "LBELTM", "LBTPTNUM"))
    apart = pl.col("LATER") != (pl.col("POINT") == AFTER)
    unknown = told & pl.col("POINT").is_null() & pl.col("LATER").is_null()
    return [
        *count_records(records, apart, files, _APART),
        *count_records(records, unknown, files, _UNKNOWN),
        *_check_zones(records, ex, files),
    ]


_APART = Complaint(
    "dates.time-point",
    "LBTPT",
    "the clock times put the sample on the other side of the first dose than its time point; the clock decides",
    "correct LBTPT, LBDTC or EXSTDTC",
    "warning",
)
_UNKNOWN = Complaint(
    "dates.time-point-unknown",
    "LBTPT",
    "samples of the day of the first dose whose time point says neither before nor after it; taken as before",
    "write PREDOSE or the time after the dose (2H POST), or give the clock times in LBDTC and EXSTDTC",
    "warning",
)
_ZONES = Complaint(
    "dates.zones",
    "LBDTC",
    "clock times on the day of the first dose of which some, here or in EXSTDTC, give their offset from UTC and some "
    "do not; compared as written",
    "give all of them in one way",
    "warning",
)


def _check_zones(records: pl.DataFrame, ex: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Clock times of which some say their offset from UTC and others do not."""
    zoned = rf"T.*{_OFFSET}"
    doses = ex.filter(pl.col("EXSTDTC").str.contains("T", literal=True))["EXSTDTC"].str.contains(zoned)
    timed = records.filter(pl.col("LBDTC").str.contains("T", literal=True))
    if doses.is_empty() or timed.is_empty():
        return []
    ways = pl.concat([doses, timed["LBDTC"].str.contains(zoned)]).n_unique()
    return count_records(timed, pl.lit(ways > 1), files, _ZONES)
