"""Exposure of each subject: cumulative dose, dose intensity, holds and reductions."""

import polars as pl

from ..protocol.schema import Treatment
from ..sources import Source
from .matrices import SUBJECT

HRYNIUK = Source(
    "hryniuk1984",
    "Hryniuk & Bush, J Clin Oncol 1984;2:1281",
    doi="10.1200/JCO.1984.2.11.1281",
    note="relative dose intensity is delivered over planned intensity; recalled",
)


def derive_exposure(adex: pl.DataFrame, adsl: pl.DataFrame, treatment: Treatment) -> pl.DataFrame:
    """One row per treated subject.

    Args:
        adex: dosing intervals.
        adsl: one row per subject with TRTSDT, TRTEDT and TRTDURD.
        treatment: the planned doses.

    Returns:
        TRTDURD (last minus first dose + 1, days), CUMDOSE (mg), ADI (mg/day, cumulative over duration), PLANDOSE (mg
        planned over the same days) and PDI (mg/day), RDI (ADI / PDI: holds and reductions both lower it), RDISTART
        and RDIMAX (ADI over the first and the highest planned dose), AVGDOSE (mg/day on days with drug), DOSEDAYS,
        NHOLD and HOLDDAYS up to the last dose, NRED, NESC, HOLDDT and REDDT of the first. Doses that were not recorded
        leave CUMDOSE and what follows from it null.

    Source: dose intensity per patient over the whole course, `HRYNIUK`.
    """
    up_to_last_dose = pl.col("ASTDT") <= pl.col("TRTEDT")
    hold = up_to_last_dose & (pl.col("CHANGE") == "HOLD")
    reduction, escalation = (pl.col("CHANGE") == name for name in ("REDUCTION", "ESCALATION"))
    given = pl.col("DOSE") > 0
    new_hold = hold & ~(hold.shift(1).over(SUBJECT).fill_null(False))
    sums = (
        adex.lazy()
        .join(adsl.lazy().select(*SUBJECT, "TRTEDT"), on=SUBJECT, maintain_order="left")
        .with_columns(_HOLD=hold, _NEWHOLD=new_hold)
        .group_by(SUBJECT)
        .agg(
            CUMDOSE=pl.when(pl.col("DOSE").is_not_null().all()).then((pl.col("DOSE") * pl.col("DAYS")).sum()),
            DOSEDAYS=pl.col("DAYS").filter(given).sum().cast(pl.Int32),
            NHOLD=pl.col("_NEWHOLD").sum().cast(pl.Int32),
            HOLDDAYS=pl.col("DAYS").filter("_HOLD").sum().cast(pl.Int32),
            HOLDDT=pl.col("ASTDT").filter("_HOLD").min(),
            NRED=reduction.sum().cast(pl.Int32),
            REDDT=pl.col("ASTDT").filter(reduction).min(),
            NESC=escalation.sum().cast(pl.Int32),
        )
    )
    duration, cumulative = pl.col("TRTDURD"), pl.col("CUMDOSE")
    highest = treatment.escalate.to if treatment.escalate else treatment.start
    return (
        adsl.lazy().filter(pl.col("TRTSDT").is_not_null()).select(*SUBJECT, "TRTDURD")
        .join(sums, on=SUBJECT, maintain_order="left")
        .with_columns(ADI=cumulative / duration, PLANDOSE=_planned(treatment), AVGDOSE=cumulative / pl.col("DOSEDAYS"))
        .with_columns(PDI=pl.col("PLANDOSE") / duration, RDI=cumulative / pl.col("PLANDOSE"))
        .with_columns(
            RDISTART=pl.col("ADI") * treatment.every / treatment.start, RDIMAX=pl.col("ADI") * treatment.every / highest
        )
        .sort(SUBJECT)
        .collect()
    )  # fmt: skip


def _planned(treatment: Treatment) -> pl.Expr:
    """Planned amount over the days under treatment, mg: the first dose, then the planned higher one."""
    days, every, start = pl.col("TRTDURD").cast(pl.Float64), float(treatment.every), float(treatment.start)
    if treatment.escalate is None:
        return days * start / every
    first = days.clip(upper_bound=float(treatment.escalate.after))
    return (first * start + (days - first) * float(treatment.escalate.to)) / every
