"""Exposure of each subject: cumulative dose, dose intensity, holds and reductions."""

import numpy as np
import polars as pl

from ...dosing.intensity import DoseIntensity, PlannedStep, dose_intensity, relative_to
from ...protocol.schema import Treatment
from ..days import date_of, gap_days
from ..matrices import SUBJECT, lay_out

AMOUNTS = ("CUMDOSE", "ADI", "RDI", "RDIFIRST", "RDIHIGH", "AVGDOSE")
"""Columns that a dose which was not recorded leaves unknown."""


def derive_exposure(dosing: pl.DataFrame, adsl: pl.DataFrame, treatment: Treatment) -> pl.DataFrame:
    """One row per treated subject.

    Args:
        dosing: intervals as `adex.derive_intervals` gives them, sorted by subject and start.
        adsl: one row per subject with TRTSDT and TRTDURD.
        treatment: the planned doses.

    Returns:
        TRTDURD (last minus first dose + 1, days), CUMDOSE (mg), ADI (mg/day, cumulative over duration), PDI (mg/day
        planned over the same days), RDI (ADI / PDI: holds and reductions both lower it), RDIFIRST and RDIHIGH (ADI
        over the first and the highest planned dose), AVGDOSE (mg/day on days with drug), DOSEDAYS, NHOLD and HOLDDAYS
        up to the last dose, NRED, NESC, HOLDDT and REDDT of the first. All but TRTDURD are null without dosing
        records; doses that were not recorded leave the amounts null. Doses of one drug over the same days add up; a day
        that other intervals share counts for the earlier one. Doses that are more than a day apart are each for the
        days up to the next: four weekly doses are 28 days of treatment at full intensity.

    Source: `dosing.intensity`.
    """
    subjects = adsl.filter(pl.col("TRTSDT").is_not_null()).select(*SUBJECT, "TRTSDT", "TRTDURD")
    records = dosing.join(subjects.select(*SUBJECT, "TRTSDT"), on=SUBJECT, maintain_order="left")
    intervals = _add_side_by_side(records)
    layout = lay_out(intervals, subjects)
    start, end = (
        layout.numbers(intervals.select(gap_days(pl.col(date), pl.col("TRTSDT")) + 1).to_series())
        for date in ("ASTDT", "_COVER")
    )
    planned = planned_steps(treatment)
    taken = dose_intensity(start, end, layout.numbers(intervals["DOSE"]), planned)
    if not intervals["_RATE"].equals(intervals["DOSE"]):  # an early dose is no higher one, but more is taken a day
        amounts = dose_intensity(start, end, layout.numbers(intervals["_RATE"]), planned)
        taken = amounts._replace(reductions=taken.reductions, first_reduction_day=taken.first_reduction_day)
    known = records.group_by(SUBJECT).agg(
        NESC=(pl.col("CHANGE") == "ESCALATION").sum().cast(pl.Int32), _ALL=pl.col("DOSE").is_not_null().all()
    )
    return (
        pl.concat([subjects, _columns(taken, treatment)], how="horizontal")
        .join(known, on=SUBJECT, how="left", maintain_order="left")
        .with_columns(pl.when("_ALL").then(name).alias(name) for name in AMOUNTS)
        .with_columns(date_of(pl.col("TRTSDT"), pl.col(name)).alias(name) for name in ("HOLDDT", "REDDT"))
        .with_columns(pl.when(pl.col("_ALL").is_not_null()).then(name).alias(name) for name in ("NHOLD", "NRED"))
        .drop("TRTSDT", "_ALL")
        .sort(SUBJECT)
    )


def planned_steps(treatment: Treatment) -> tuple[PlannedStep, ...]:
    """Planned mg per day from study day 1 on."""
    steps = [PlannedStep(1.0, treatment.start / treatment.every)]
    if treatment.escalate is not None:
        steps.append(PlannedStep(1.0 + treatment.escalate.after, treatment.escalate.to / treatment.every))
    return tuple(steps)


def _add_side_by_side(records: pl.DataFrame) -> pl.DataFrame:
    """One record per interval: doses of the same days, such as two strengths or morning and evening, add up."""
    same_days = (*SUBJECT, "EXTRT", "ASTDT", "_COVER")
    sums = (
        pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum()).alias(name) for name in ("DOSE", "_RATE")
    )
    return records.group_by(same_days, maintain_order=True).agg(*sums, pl.col("TRTSDT").first())


def _columns(taken: DoseIntensity, treatment: Treatment) -> pl.DataFrame:
    steps = planned_steps(treatment)
    highest = max(step.dose_mg for step in steps)
    numbers = {
        "CUMDOSE": taken.cumulative_mg,
        "ADI": taken.actual_mg_day,
        "PDI": taken.planned_mg_day,
        "RDI": taken.relative,
        "RDIFIRST": relative_to(taken, steps[0].dose_mg),
        "RDIHIGH": relative_to(taken, highest),
        "AVGDOSE": taken.average_when_dosed_mg,
    }
    counts = {
        "DOSEDAYS": taken.days_dosed,
        "NHOLD": taken.interruptions,
        "HOLDDAYS": taken.interrupted_days,
        "HOLDDT": taken.first_interruption_day,
        "NRED": taken.reductions,
        "REDDT": taken.first_reduction_day,
    }
    table = pl.DataFrame({name: np.asarray(values, dtype=np.float64) for name, values in (numbers | counts).items()})
    return table.with_columns(pl.all().fill_nan(None)).with_columns(pl.col(name).cast(pl.Int32) for name in counts)
