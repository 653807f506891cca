"""The dose that a patient takes, and what the plan decides next."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..adam.derive import Adam
from ..adam.matrices import SUBJECT
from ..analysis.doses import DoseHistory, audit_table, dose_history, sentences
from ..dosing import Reason, decide, stop_treatment
from ..protocol.schema import Protocol

HELD_OTHERWISE = "held for a reason that the tables do not show"
"""NEXTWHY of a patient whose hold no rule asked for, as far as the tables show."""


def next_doses(adam: Adam, protocol: Protocol, next_day: pl.DataFrame) -> tuple[DoseHistory, pl.DataFrame]:
    """What the plan decided at the last visit, and decides at the next where nothing new speaks against it.

    Args:
        adam: derived tables of what is known.
        protocol: the protocol.
        next_day: TRIAL, USUBJID, NEXTDY: study day of the next visit; null after the end of treatment.

    Returns:
        The history, and one row per treated subject: SEENDT (last visit), DOSE (mg now, as given), DECIDED and WHY (of
        the last visit), VERDICT (of the dose given), NEXTDOSE and NEXTWHY.
    """
    history = dose_history(adam, protocol)
    state, audit = audit_table(history)
    last = audit.group_by(SUBJECT, maintain_order=True).last()
    today = history.subjects.join(last, on=SUBJECT, how="left", maintain_order="left")
    days = history.subjects.join(next_day, on=SUBJECT, how="left", maintain_order="left")["NEXTDY"]
    number = days.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    unknown = np.full(len(days), np.nan)
    values = dict.fromkeys(history.values, unknown)
    grades = dict.fromkeys(history.grades, unknown)
    progressed = _progressed(adam, protocol, history)
    state = stop_treatment(state, progressed, Reason.STOPPED_PROGRESSION)
    _, decision = decide(state, number, values, grades, history.plan, ~np.isnan(number))
    reason = np.where(progressed, int(Reason.STOPPED_PROGRESSION), decision.reason)
    table = today.select(
        *SUBJECT,
        SEENDT="ADT",
        DOSE="GIVEN",
        DECIDED="EXPECTED",
        WHY="WHY",
        VERDICT="VERDICT",
    ).with_columns(
        NEXTDOSE=pl.Series(np.where(np.isnan(number), np.nan, decision.dose_mg)).fill_nan(None),
        NEXTWHY=pl.Series(sentences(history.plan, reason, decision.rule)),
    )
    held_otherwise = (pl.col("DOSE") == 0) & (pl.col("DECIDED") > 0)
    return history, table.with_columns(
        NEXTDOSE=pl.when(~held_otherwise.fill_null(False)).then("NEXTDOSE"),
        NEXTWHY=pl.when(held_otherwise)
        .then(pl.lit(HELD_OTHERWISE))
        .when(pl.col("NEXTDOSE").is_not_null())
        .then("NEXTWHY"),
    )


def _progressed(adam: Adam, protocol: Protocol, history: DoseHistory) -> NDArray[np.bool_]:
    """Subjects of the history whose progression is established and ends treatment by the protocol."""
    known = history.subjects.join(adam.response.select(*SUBJECT, "PDDT"), on=SUBJECT, how="left", maintain_order="left")
    ends = "progression" in protocol.treatment.stop.at
    return known["PDDT"].is_not_null().to_numpy() & ends
