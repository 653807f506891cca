"""ADEX: dosing intervals with what changed, and one exposure summary per subject."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ..errors import UsageError
from ..protocol.schema import Protocol, Treatment
from ..sdtm.tables import StudyTables
from ..units import conversion_factor
from .days import duration_days, study_day
from .domains import open_domain
from .matrices import SUBJECT

PER_DAY: Mapping[str, float] = MappingProxyType(
    {"QD": 1.0, "DAILY": 1.0, "Q24H": 1.0, "BID": 2.0, "Q12H": 2.0, "TID": 3.0, "Q8H": 3.0, "QID": 4.0, "Q6H": 4.0,
     "QOD": 0.5, "Q2D": 0.5, "EVERY OTHER DAY": 0.5, "Q48H": 0.5,
     **{name: 1 / (7 * weeks) for weeks in (1, 2, 3, 4, 5, 6, 8) for name in (f"Q{weeks}W", f"EVERY {weeks} WEEKS")},
     "QW": 1 / 7, "EVERY WEEK": 1 / 7, "1 TIME PER WEEK": 1 / 7, "QM": 12 / 365.25, "EVERY MONTH": 12 / 365.25}
)  # fmt: skip
"""EXDOSFRQ (CDISC terms, and words in use) -> administrations per day."""

ONCE = "ONCE"
"""EXDOSFRQ of one administration in the whole interval."""


def derive_adex(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """One record per dosing interval, sorted by subject and start.

    Returns:
        EXTRT, DOSE (mg per day, null when not recorded or in a unit that is neither a mass nor a mass per day, which
        has no frequency besides), ASTDT, AENDT, ASTDY, AENDY, DAYS,
        CHANGE: START, SAME, HOLD,
        RESUME (same dose after a hold), ESCALATION, REDUCTION; REASON (EXADJ), SRCDOM, SRCSEQ. An interval without an
        end lasts to the last dose of ADSL; days between two intervals, of which nothing is recorded, are a HOLD of
        their own (SRCSEQ null).
    """
    records = _read(tables, adsl, protocol.treatment)
    return pl.concat([records, _gaps(records)], how="diagonal").sort(*SUBJECT, "ASTDT", "SRCSEQ").pipe(_name_changes)


def _read(tables: StudyTables, adsl: pl.DataFrame, treatment: Treatment) -> pl.DataFrame:
    ex = open_domain(tables, "EX")
    start, end = pl.col("EXSTDT"), pl.col("AENDT")
    often = pl.col("EXDOSFRQ").str.to_uppercase().str.strip_chars()
    known = often.replace_strict(dict(PER_DAY), default=1 / treatment.every, return_dtype=pl.Float64)
    once = pl.when(often == ONCE).then(1 / duration_days(start, end))
    per_day = pl.when(_is_per_day(ex)).then(1.0).otherwise(pl.coalesce(once, known))
    return (
        ex.join(adsl.select(*SUBJECT, "TRTSDT", "TRTEDT"), on=SUBJECT, maintain_order="left")
        .filter(start.is_not_null() & pl.col("TRTSDT").is_not_null())
        .with_columns(
            AENDT=pl.max_horizontal(pl.coalesce("EXENDT", pl.when(often == ONCE).then("EXSTDT"), "TRTEDT"), "EXSTDT"),
        )
        .with_columns(DOSE=pl.col("EXDOSE") * _in_mg(ex) * per_day)
        .select(
            *SUBJECT,
            "EXTRT",
            "DOSE",
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


def _in_mg(ex: pl.DataFrame) -> pl.Expr:
    """Factor of each record's unit; a dose without a unit is in mg."""
    unit = pl.col("EXDOSU")
    known = unit.replace_strict(_to_mg(ex), default=None, return_dtype=pl.Float64)
    return pl.when(unit.is_null()).then(1.0).otherwise(known)


def _to_mg(ex: pl.DataFrame) -> dict[str, float | None]:
    """Factor of every unit that occurs to mg, or mg per day; None for one that measures no mass, such as tablets."""
    return {unit: _factor(unit, "mg") or _factor(unit, "mg/day") for unit in ex["EXDOSU"].drop_nulls().unique().sort()}


def _is_per_day(ex: pl.DataFrame) -> pl.Expr:
    """Records whose unit is a mass per day: the dose of a whole day, however it was divided."""
    rates = [unit for unit in ex["EXDOSU"].drop_nulls().unique().sort() if _factor(unit, "mg/day") is not None]
    return pl.col("EXDOSU").is_in(rates).fill_null(False)


def _factor(unit: str, to: str) -> float | None:
    try:
        return conversion_factor(unit, to)
    except UsageError:
        return None


def _gaps(records: pl.DataFrame) -> pl.DataFrame:
    """Days after one interval and before the next of the same subject."""
    ordered = records.sort(*SUBJECT, "ASTDT", "SRCSEQ").with_columns(
        _END=pl.col("AENDT").cum_max().over(SUBJECT), _NEXT=pl.col("ASTDT").shift(-1).over(SUBJECT),
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
    )


def _name_changes(records: pl.DataFrame) -> pl.DataFrame:
    dose, given = pl.col("DOSE"), pl.when(pl.col("DOSE") > 0).then("DOSE")
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
    return records.with_columns(CHANGE=change)
