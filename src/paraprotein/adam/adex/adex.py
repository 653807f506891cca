"""ADEX: dosing intervals with what changed, and one exposure summary per subject."""

import polars as pl

from ...dosing.plan import ONCE, PER_DAY
from ...protocol.schema import Protocol, Treatment
from ...response.drugs import is_placebo
from ...sdtm.tables import StudyTables
from ...units import factor_between
from ..days import duration_days, gap_days, study_day
from ..domains import open_domain
from ..matrices import SUBJECT


def derive_adex(intervals: pl.DataFrame) -> pl.DataFrame:
    """ADEX of the intervals of `derive_intervals`: what is written, without what only the exposure needs."""
    return intervals.drop("_COVER", "_RATE")


def derive_intervals(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """One record per dosing interval, sorted by subject and start.

    Returns:
        EXTRT, DOSE (mg per day, null when not recorded, of placebo, or in a unit that is neither a mass nor a mass per
        day, which has no frequency besides), ASTDT, AENDT, ASTDY, AENDY, DAYS,
        CHANGE: START, SAME, HOLD,
        RESUME (same dose after a hold), ESCALATION, REDUCTION; REASON (EXADJ), SRCDOM, SRCSEQ. An interval without an
        end lasts to the next one of the same drug, the last to the last dose of ADSL; days between two intervals, of
        which nothing is recorded, are a HOLD of their own (SRCSEQ null). _COVER is the last day that the doses of the
        interval are for: a weekly dose is for seven days, whether its record ends on its day or a week later. _RATE is
        what was given in the interval over the days that it is for, mg per day.
    """
    records = _read(tables, adsl, protocol.treatment).pipe(_cover)
    with_gaps = pl.concat([records, _gaps(records)], how="diagonal").sort(*SUBJECT, "ASTDT", "SRCSEQ")
    return with_gaps.pipe(_name_changes)


def _read(tables: StudyTables, adsl: pl.DataFrame, treatment: Treatment) -> pl.DataFrame:
    ex = open_domain(tables, "EX").pipe(end_open_intervals)
    start, end = pl.col("EXSTDT"), pl.col("AENDT")
    often = pl.col("EXDOSFRQ").str.to_uppercase().str.strip_chars()
    known = often.replace_strict(dict(PER_DAY), default=1 / treatment.every, return_dtype=pl.Float64)
    once = pl.when(often == ONCE).then(1 / pl.max_horizontal(duration_days(start, end), pl.lit(treatment.every)))
    per_day = pl.when(_is_per_day(ex)).then(1.0).otherwise(pl.coalesce(once, known))
    return (
        ex.join(adsl.select(*SUBJECT, "TRTSDT", "TRTEDT"), on=SUBJECT, maintain_order="left")
        .filter(start.is_not_null() & pl.col("TRTSDT").is_not_null())
        .with_columns(AENDT=pl.max_horizontal(pl.coalesce("EXENDT", "TRTEDT"), "EXSTDT"))
        .with_columns(DOSE=pl.when(~_is_placebo(ex)).then(pl.col("EXDOSE") * _in_mg(ex) * per_day), _EVERY=1 / per_day)
        .select(
            *SUBJECT,
            "EXTRT",
            "DOSE",
            "_EVERY",
            ASTDT=start,
            AENDT=end,
            ASTDY=study_day(start, pl.col("TRTSDT")),
            AENDY=study_day(end, pl.col("TRTSDT")),
            DAYS=duration_days(start, end),
            REASON=pl.col("EXADJ"),
            SRCDOM=pl.lit("EX"),
            SRCSEQ=pl.col("EXSEQ"),
        )
    )


def _cover(records: pl.DataFrame) -> pl.DataFrame:
    """Add _COVER and _RATE, and drop _EVERY, the days from dose to dose.

    Doses that are more than a day apart fall on the first day of their interval and every _EVERY days after it. The
    next dose may come earlier, or up to half an interval late, and nothing was left out: our interpretation, since
    visits have a window.
    """
    spaced = (pl.col("_EVERY") > 1).fill_null(False) & (pl.col("DOSE") > 0).fill_null(False)
    if not records.select(spaced.any()).item():
        return records.with_columns(_COVER="AENDT", _RATE="DOSE").drop("_EVERY")
    count = ((pl.col("DAYS") - 1) / pl.col("_EVERY") + 1e-9).floor() + 1
    due = pl.col("ASTDT") + pl.duration(days=(count * pl.col("_EVERY")).round())
    until_next = pl.col("_NEXT") - pl.duration(days=1)
    in_time = (pl.col("_NEXT") > pl.col("AENDT")) & (gap_days(pl.col("_NEXT"), due) <= pl.col("_EVERY") / 2)
    covered = pl.when(in_time.fill_null(False)).then(until_next).otherwise(due - pl.duration(days=1))
    return (
        records.sort(*SUBJECT, "EXTRT", "ASTDT", "SRCSEQ")
        .with_columns(_NEXT=pl.col("ASTDT").shift(-1).over(*SUBJECT, "EXTRT"))
        .with_columns(_NEXT=pl.col("_NEXT").max().over(*SUBJECT, "EXTRT", "ASTDT"))
        .with_columns(_COVER=pl.when(spaced).then(pl.max_horizontal(covered, "AENDT")).otherwise("AENDT"))
        .with_columns(
            _RATE=pl.when(spaced)
            .then(count * pl.col("DOSE") * pl.col("_EVERY") / duration_days(pl.col("ASTDT"), pl.col("_COVER")))
            .otherwise("DOSE")
        )
        .drop("_NEXT", "_EVERY")
    )


def _in_mg(ex: pl.DataFrame) -> pl.Expr:
    """Factor of each record's unit; a dose without a unit is in mg."""
    unit = pl.col("EXDOSU")
    known = unit.replace_strict(_to_mg(ex), default=None, return_dtype=pl.Float64)
    return pl.when(unit.is_null()).then(1.0).otherwise(known)


def _to_mg(ex: pl.DataFrame) -> dict[str, float | None]:
    """Factor of every unit that occurs to mg, or mg per day; None for one that measures no mass, such as tablets."""
    return {
        unit: factor_between(unit, "mg") or factor_between(unit, "mg/day")
        for unit in ex["EXDOSU"].drop_nulls().unique().sort()
    }


def _is_per_day(ex: pl.DataFrame) -> pl.Expr:
    """Records whose unit is a mass per day: the dose of a whole day, however it was divided."""
    rates = [unit for unit in ex["EXDOSU"].drop_nulls().unique().sort() if factor_between(unit, "mg/day") is not None]
    return pl.col("EXDOSU").is_in(rates).fill_null(False)


def _is_placebo(ex: pl.DataFrame) -> pl.Expr:
    """Records of placebo: whatever their EXDOSE says, no drug was given and none was held."""
    return (
        pl.col("EXTRT").is_in([name for name in ex["EXTRT"].drop_nulls().unique() if is_placebo(name)]).fill_null(False)
    )


def _gaps(records: pl.DataFrame) -> pl.DataFrame:
    """Days after one interval and before the next of the same subject."""
    ordered = records.sort(*SUBJECT, "ASTDT", "SRCSEQ").with_columns(
        _END=pl.col("_COVER").cum_max().over(SUBJECT), _NEXT=pl.col("ASTDT").shift(-1).over(SUBJECT),
        _NEXTDY=pl.col("ASTDY").shift(-1).over(SUBJECT),
    )  # fmt: skip
    days = duration_days(pl.col("_END"), pl.col("_NEXT")) - 2
    return ordered.filter(days > 0).select(
        *SUBJECT,
        "EXTRT",
        DOSE=pl.lit(0.0),
        ASTDT=pl.col("_END") + pl.duration(days=1),
        AENDT=pl.col("_NEXT") - pl.duration(days=1),
        ASTDY=(pl.col("_NEXTDY") - days).cast(pl.Int32),
        AENDY=pl.col("_NEXTDY") - 1,
        DAYS=days,
        REASON=pl.lit("NO RECORD"),
        SRCDOM=pl.lit("EX"),
        _COVER=pl.col("_NEXT") - pl.duration(days=1),
        _RATE=pl.lit(0.0),
    )


def _name_changes(records: pl.DataFrame) -> pl.DataFrame:
    same_days = (*SUBJECT, "EXTRT", "ASTDT", "AENDT")  # two strengths, or morning and evening, are one dose
    total = pl.when(pl.col("DOSE").is_not_null().all()).then(pl.col("DOSE").sum()).over(same_days)
    records = records.with_columns(_TOTAL=total)
    dose, given = pl.col("_TOTAL"), pl.when(pl.col("_TOTAL") > 0).then("_TOTAL")
    before = given.forward_fill().shift(1).over(SUBJECT)
    held_before = (dose.shift(1).over(SUBJECT) == 0).fill_null(False)
    change = (
        pl.when(dose == 0).then(pl.lit("HOLD"))
        .when(before.is_null() & dose.is_not_null()).then(pl.lit("START"))
        .when(dose > before).then(pl.lit("ESCALATION"))
        .when(dose < before).then(pl.lit("REDUCTION"))
        .when(held_before).then(pl.lit("RESUME"))
        .otherwise(pl.lit("SAME"))
    )  # fmt: skip
    return records.with_columns(CHANGE=change).drop("_TOTAL")


def end_open_intervals(ex: pl.DataFrame) -> pl.DataFrame:
    """EX with EXENDT filled where other records show it.

    One administration lasts a day. Any other interval ends on the day before the subject's next one of the same drug
    that starts later, a hold included; the last stays open.
    """
    if not ex["EXENDT"].null_count():
        return ex  # virtual studies leave nothing open, and sorting them costs time
    drug = (*SUBJECT, "EXTRT")
    once = pl.col("EXDOSFRQ").str.to_uppercase().str.strip_chars() == ONCE
    until_next = pl.when(pl.col("_NEXT") > pl.col("EXSTDT")).then(pl.col("_NEXT") - pl.duration(days=1))
    return (
        ex.sort(*drug, "EXSTDT", "EXSEQ")
        .with_columns(_NEXT=pl.col("EXSTDT").shift(-1).over(drug))
        .with_columns(pl.col("_NEXT").max().over(*drug, "EXSTDT"))
        .with_columns(EXENDT=pl.coalesce("EXENDT", pl.when(once).then("EXSTDT"), until_next))
        .drop("_NEXT")
    )
